package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"endcap/configs"
	"endcap/internal/cli"
	"endcap/internal/demo"
)

type demoVerb struct {
	Once  bool   `help:"End after the story instead of leaving the pages open."`
	Dir   string `placeholder:"DIR" help:"Keep everything in this folder; otherwise in one that is removed at the end."`
	Story string `placeholder:"FILE" help:"Another story, with its folder demo beside it (default: the one that comes with the program)."`
}

// Help is shown by --help.
func (demoVerb) Help() string {
	return `Plays a shop on this machine: headquarters, one cart, one shelf, and a shopper's trip from pictures,
and checks that everything arrived exactly once. The program endcap must lie beside this one.

Example:
  endcap-hq demo --once`
}

// Run tells the story.
func (v demoVerb) Run(ctx context.Context, std *cli.IO) error {
	name, files := "demo.yaml", fs.FS(configs.DemoFiles)
	if v.Story != "" {
		name, files = filepath.Base(v.Story), os.DirFS(filepath.Dir(v.Story))
	}
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return fmt.Errorf("demo: read the story: %w", err)
	}
	story, err := configs.ParseDemo(name, text)
	if err != nil {
		return err
	}
	if v.Dir != "" {
		if v.Dir, err = filepath.Abs(v.Dir); err != nil {
			return err
		}
		if err := os.MkdirAll(v.Dir, 0o700); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
	}
	return demo.Run(ctx, demo.Options{Story: story, Files: files, Dir: v.Dir, Once: v.Once, JSON: std.JSON, Out: std.Out})
}
