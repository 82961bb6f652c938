// Package wedge reads scanners that type like a keyboard.
//
// The scanner's input device is taken from all others before the first key is
// read, so that a scan types into no console. Only a device of the allow-list
// is taken: by its USB ID, its port, or what it calls itself. One that is
// unplugged is looked for until it is back.
//
// Keys become characters by the layout that the scanner is set to. A GS1
// separator is Ctrl+] (on any layout the key that has it on an American
// keyboard), or Alt and 029 on the number pad, which scanners call control
// characters and Alt mode; where a scanner can do neither, let it type a
// substitute. Whatever else is held with Ctrl, Alt or Meta, and every key that
// types nothing, is no scan: it is dropped with what was typed around it,
// counted, and an alarm, because what plugs into the scanner's port may be a
// keyboard that someone brought.
package wedge

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"time"

	"endcap/scanner"
	"endcap/scanner/plug"
)

// Options say which scanner it is and how it is set. Of USB, Port and Model at
// least one must be given, and all that are must be right.
type Options struct {
	USB   plug.ID
	Port  string // phys: usb-0000:00:14.0-2/input0
	Model string // what it calls itself, the whole

	Layout string        // of Layouts; us where it is none
	Ends   string        // the characters that end a scan, of "\r" and "\t"
	Idle   time.Duration // the pause that ends one where Ends is empty

	Transport scanner.Transport
	// Root is where /sys is looked for; nil is this machine's.
	Root fs.FS
}

// Source is a scanner.Source and Reporter for one Read at a time.
type Source struct {
	*scanner.Wire
	o    Options
	open func(node string) (*os.File, error)
}

// New returns the source called name.
func New(name string, o Options, log *slog.Logger) *Source {
	return &Source{scanner.NewWire(name, o.Transport, log), o, open}
}

// Read emits what the scanner types until ctx ends, and returns nil.
func (s *Source) Read(ctx context.Context, emit func(scanner.Symbol)) error {
	s.Deliver(ctx, emit, s.session)
	return nil
}

// Find returns the keyboards that the allow-list allows, at least one.
func (o Options) Find() ([]plug.Device, error) {
	root := o.Root
	if root == nil {
		root = os.DirFS("/")
	}
	var allowed []plug.Device
	for _, d := range plug.Keyboards(root) {
		if o.allows(d) {
			allowed = append(allowed, d)
		}
	}
	if allowed == nil {
		who := strings.Join(strings.Fields(fmt.Sprint(o.USB, " ", o.Port, " ", o.Model)), " ")
		return nil, fmt.Errorf("wedge: find %s: no keyboard is that; plug the scanner in, or set it to USB keyboard (HID); endcap detect shows what is there", who)
	}
	return allowed, nil
}

func (o Options) allows(d plug.Device) bool {
	if o.USB == (plug.ID{}) && o.Port == "" && o.Model == "" {
		return false
	}
	return (o.USB == plug.ID{} || o.USB == d.USB) && (o.Port == "" || o.Port == d.Port) && (o.Model == "" || o.Model == d.Model)
}

// session reads the first keyboard that is allowed and that nobody else has
// taken, until it is gone.
func (s *Source) session(ctx context.Context) error {
	found, err := s.o.Find()
	if err != nil {
		return err
	}
	var faults []error
	for _, d := range found {
		f, err := s.open(d.Node)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		s.Attached(d.Node, d.Model, d.Driver)
		stop := context.AfterFunc(ctx, func() { _ = f.SetReadDeadline(time.Unix(1, 0)) }) // or it is closed already
		err = s.read(ctx, f)
		stop()
		_ = f.Close() // it was only read
		if bad, ok := errors.AsType[*fs.PathError](err); ok {
			err = bad.Err // it says no more than we do
		}
		return fmt.Errorf("wedge: read %s: %w; plug the scanner in again", d.Node, err)
	}
	return errors.Join(faults...)
}

// read takes keys until the device fails.
func (s *Source) read(ctx context.Context, f *os.File) error {
	const size = 2*word + 8
	state := NewState(s.o.Layout, s.o.Ends, s.o.Idle)
	buf, have := make([]byte, batch*size), 0
	for ctx.Err() == nil {
		var until time.Time // nothing has begun: wait as long as it takes
		if state.Begun() {
			until = time.Now().Add(state.Gap())
		}
		if err := f.SetReadDeadline(until); err != nil || ctx.Err() != nil {
			return err // the end of ctx may have set its own in between
		}
		n, err := f.Read(buf[have:])
		have += n
		at := 0
		for ; at+size <= have; at += size {
			s.take(ctx, state.On(parse(buf[at:], word)))
		}
		have = copy(buf, buf[at:have])
		switch {
		case err == nil:
		case !errors.Is(err, os.ErrDeadlineExceeded):
			return err
		case ctx.Err() == nil:
			s.take(ctx, state.Silence())
		}
	}
	return nil
}

func (s *Source) take(ctx context.Context, r Result) {
	if r.Fault != nil {
		s.Fault(r.Fault)
	}
	if r.Alarm != nil {
		s.Alarm(r.Alarm)
	}
	if r.Scan != "" {
		s.Take(ctx, r.Scan)
	}
}
