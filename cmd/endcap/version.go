package main

import (
	"fmt"
	"io"
	"runtime"

	"endcap/internal/cli"
)

// version is set by the linker.
var version = "unknown"

type versionVerb struct{}

// Help is shown by --help.
func (versionVerb) Help() string { return "Example:\n  endcap version --json" }

// Run prints what this binary is.
func (versionVerb) Run(std *cli.IO) error {
	v := struct {
		Program string `json:"program"`
		Version string `json:"version"`
		Go      string `json:"go"`
		System  string `json:"system"`
	}{"endcap", version, runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH}
	return std.Print(v, func(w io.Writer) { fmt.Fprintf(w, "%s %s (%s, %s)\n", v.Program, v.Version, v.System, v.Go) })
}
