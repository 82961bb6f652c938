package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sys/unix"

	"endcap/internal/cli"
	"endcap/scanner/plug"
)

// detectVerb finds what is plugged in.
type detectVerb struct {
	Root string `default:"/" placeholder:"DIR" help:"Look in another tree than this machine's."`
}

// Help is shown by --help.
func (detectVerb) Help() string {
	return `Lists serial ports, keyboards and cameras that are plugged in, and prints the entry of each under "scanners" in
the configuration. What does not look like a scanner is printed as a comment: a keyboard that a person types on must
not be taken for one. It opens no device and needs no rights; what the user that runs it may not read is said.
Exit code 1 when nothing is there.

Example:
  endcap detect
  endcap detect --json`
}

// Run looks once.
func (v detectVerb) Run(std *cli.IO) error {
	root := os.DirFS(v.Root)
	all := slices.Concat(plug.Serials(root), plug.Keyboards(root), plug.Cameras(root))
	if len(all) == 0 {
		fmt.Fprintln(std.Err, "endcap: nothing is plugged in that could be a scanner; look at its cable and at lsusb, and whether the kernel has its driver (cdc_acm, usbhid, uvcvideo)")
		return cli.ErrWanting
	}
	if !std.JSON {
		fmt.Fprintln(std.Out, "scanners:")
	}
	for i, d := range all {
		found := detected{Device: d, Name: fmt.Sprint("scanner-", i+1), Config: entry(d, all)}
		if err := unix.Faccessat(unix.AT_FDCWD, filepath.Join(v.Root, d.Node), unix.R_OK, unix.AT_EACCESS); err != nil {
			found.Trouble = trouble(d, err)
		}
		if err := std.Print(found, found.print); err != nil {
			return err
		}
	}
	return nil
}

func trouble(d plug.Device, err error) string {
	if errors.Is(err, fs.ErrPermission) {
		return "may not be read: add the user that runs endcap to the group " + d.Kind.Group()
	}
	return fmt.Sprintf("cannot be read: %v; plug it in again", err)
}

// detected is a device and its entry in the configuration.
type detected struct {
	plug.Device
	Name    string `json:"name"`
	Config  string `json:"config"`
	Trouble string `json:"trouble,omitempty"`
}

// entry writes how the configuration names a device so that it is found again.
func entry(d plug.Device, all []plug.Device) string {
	switch usb, stable := d.USB != (plug.ID{}), d.Path != ""; {
	case d.Kind == plug.Keyboard:
		return fmt.Sprintf("wedge: {%s}", strings.Join(marks(d, all), ", "))
	case d.Kind == plug.Camera && (stable || !usb):
		return fmt.Sprintf("camera: {device: %s}", first(d.Path, d.Node))
	case stable || !usb:
		return fmt.Sprintf("serial: {path: %s}", first(d.Path, d.Node))
	}
	return fmt.Sprintf("%s: {usb: %q}", d.Kind, d.USB)
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// marks are what tells a keyboard from all others: its USB ID, and its port
// and name where that is not enough.
func marks(d plug.Device, all []plug.Device) []string {
	var m []string
	if d.USB != (plug.ID{}) {
		m = append(m, fmt.Sprintf("usb: %q", d.USB))
	}
	twins := 0
	for _, other := range all {
		if other.Kind == d.Kind && other.USB == d.USB {
			twins++
		}
	}
	if twins > 1 && d.Port != "" {
		m = append(m, fmt.Sprintf("port: %q", d.Port))
	}
	if m == nil || twins > 1 && d.Port == "" {
		m = append(m, fmt.Sprintf("model: %q", d.Model))
	}
	return m
}

func (d detected) print(w io.Writer) {
	what := strings.Join(strings.Fields(fmt.Sprintf("%s: %s %s %s", d.Kind, d.Model, d.USB, d.Node)), " ")
	if d.Driver != "" {
		what += " (" + d.Driver + ")"
	}
	comment := ""
	switch {
	case d.Scanner:
		what += ", by its name a scanner"
	case d.Kind != plug.Camera:
		what, comment = what+", not known as a scanner", "# "
	}
	fmt.Fprintf(w, "  # %s\n", what)
	if d.Trouble != "" {
		fmt.Fprintf(w, "  # %s\n", d.Trouble)
	}
	fmt.Fprintf(w, "  %s- name: %s\n  %s  %s\n", comment, d.Name, comment, d.Config)
}
