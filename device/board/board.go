// Package board builds the parts of a device, of software or of the pins it
// finds. It is the only user of periph's registries, which are one for the
// whole process.
package board

import (
	"errors"
	"fmt"
	"image"
	"log/slog"
	"os"
	"strings"

	"endcap/device"
)

// Kinds of boards.
const (
	Sim  = "sim"  // simulated parts; what a display shows is a PNG file
	Host = "host" // the pins of the computer this runs on
)

// Kinds of parts.
const (
	Light   = "light"
	Display = "display"
)

// MaxParts is how many parts a board has: a label and its light, 256 times,
// and the light of the scanner.
const MaxParts = 513

// ErrOptions is returned when the options of a board cannot be meant.
var ErrOptions = errors.New("board: cannot be built")

// Options say what a board is made of.
type Options struct {
	Kind  string       // Sim or Host
	Dir   string       // where Sim writes pictures, <name>.png; "" writes none
	Parts []Part       // at most MaxParts
	Log   *slog.Logger // may be nil
}

// Part is one part and how it is wired.
type Part struct {
	Name string // unique, fit to be the name of a file
	Kind string // Light or Display

	GPIO string // name of a light's line; high is on

	Size                 image.Point // of a display
	SPI                  string      // name of its port, such as SPI0.0
	Command, Reset, Busy string      // names of its lines
	Red, Turned          bool        // as in epaper.Panel
}

// Board is the parts that were built. It is safe for many goroutines.
type Board struct {
	parts    []*watch // in the order of the options
	displays map[string]device.Display
	lights   map[string]device.Light
	closers  []func() error
}

// Open builds a board. A part that cannot be had is absent, and a line of
// Health says why; an error, wrapping ErrOptions, is only for options that
// cannot be meant.
func Open(o Options) (*Board, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	b := &Board{displays: map[string]device.Display{}, lights: map[string]device.Light{}}
	build := simulate
	if o.Kind == Host {
		build = newHost(o.Log).build
	} else if o.Dir != "" {
		if err := os.MkdirAll(o.Dir, 0o755); err != nil {
			return nil, fmt.Errorf("%w: make the folder of its pictures: %w", ErrOptions, err)
		}
	}
	for _, p := range o.Parts {
		b.add(p, build(p, o.Dir))
	}
	return b, nil
}

// built is what became of a Part: one of them.
type built struct {
	display device.Display
	light   device.Light
	fault   error
	close   func() error // may be nil
}

func (b *Board) add(p Part, x built) {
	w := newWatch(p.Name)
	b.parts = append(b.parts, w)
	switch {
	case x.fault != nil:
		w.note(x.fault)
	case x.display != nil:
		b.displays[p.Name] = watchedDisplay{x.display, w}
	case x.light != nil:
		b.lights[p.Name] = watchedLight{x.light, w}
	}
	if x.close != nil {
		b.closers = append(b.closers, x.close)
	}
}

func (o Options) check() error {
	if o.Kind != Sim && o.Kind != Host {
		return fmt.Errorf("%w: kind %q; use %s or %s", ErrOptions, o.Kind, Sim, Host)
	}
	if len(o.Parts) > MaxParts {
		return fmt.Errorf("%w: %d parts, at most %d", ErrOptions, len(o.Parts), MaxParts)
	}
	names := map[string]bool{}
	for _, p := range o.Parts {
		switch {
		case p.Name == "" || strings.ContainsAny(p.Name, "/\\\x00") || strings.HasPrefix(p.Name, "."):
			return fmt.Errorf("%w: part %q; its name must be fit for a file", ErrOptions, p.Name)
		case names[p.Name]:
			return fmt.Errorf("%w: two parts named %q", ErrOptions, p.Name)
		case p.Kind != Light && p.Kind != Display:
			return fmt.Errorf("%w: %s is of kind %q; use %s or %s", ErrOptions, p.Name, p.Kind, Light, Display)
		case p.Kind == Display && (p.Size.X < 1 || p.Size.Y < 1):
			return fmt.Errorf("%w: the display %s is %v large", ErrOptions, p.Name, p.Size)
		}
		names[p.Name] = true
	}
	return nil
}

// Display returns the display of this name, nil if it is missing.
func (b *Board) Display(name string) device.Display { return b.displays[name] }

// Light returns the light of this name, nil if it is missing.
func (b *Board) Light(name string) device.Light { return b.lights[name] }

// Health returns one line a part, in the order of the options.
func (b *Board) Health() []device.Health {
	lines := make([]device.Health, len(b.parts))
	for i, w := range b.parts {
		lines[i] = w.line.Get()
	}
	return lines
}

// Close puts out the lights and gives back the pins. The parts are not to be
// used after.
func (b *Board) Close() error {
	var errs []error
	for _, c := range b.closers {
		errs = append(errs, c())
	}
	return errors.Join(errs...)
}
