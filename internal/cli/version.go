package cli

import (
	"fmt"
	"io"
	"runtime"
)

// Version is the verb that says what a program is.
type Version struct {
	Program string `kong:"-" json:"program"`
	Version string `kong:"-" json:"version"` // set by the linker
}

// Help is shown by --help.
func (v Version) Help() string { return "Example:\n  " + v.Program + " version --json" }

// Run prints what this binary is.
func (v Version) Run(std *IO) error {
	said := struct {
		Version
		Go     string `json:"go"`
		System string `json:"system"`
	}{v, runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH}
	return std.Print(said, func(w io.Writer) { fmt.Fprintf(w, "%s %s (%s, %s)\n", v.Program, v.Version, said.System, said.Go) })
}
