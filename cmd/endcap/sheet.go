package main

import (
	"fmt"
	"io"
	"os"

	"endcap/internal/cli"
	"endcap/scanner/write"
)

// sheetVerb writes the technician's test sheet.
type sheetVerb struct {
	Out string `help:"SVG file to write." default:"sheet.svg" type:"path"`
}

// Help is shown by endcap sheet --help.
func (*sheetVerb) Help() string {
	return `Example:
  endcap sheet --out sheet.svg

Open it in a browser and print it at 100 %. It holds EAN, GS1-128, GS1 DataMatrix
and Digital Links from the smallest to the largest modules, turned and in grey:
what a scanner or a camera reads of them is what it will read in the shop. No
till sells what they name.`
}

// Run writes the sheet.
func (v *sheetVerb) Run(std *cli.IO) error {
	f, err := os.Create(v.Out)
	if err != nil {
		return fmt.Errorf("sheet: %w; name another file with --out", err)
	}
	defer f.Close()
	if err := write.Sheet(f); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("sheet: write %s: %w", v.Out, err)
	}
	return std.Print(map[string]string{"file": v.Out}, func(w io.Writer) { fmt.Fprintln(w, v.Out) })
}
