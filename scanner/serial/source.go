// Package serial reads scanners on serial ports, and those on USB that behave
// like one (CDC-ACM, or a converter's chip).
//
// The port is opened for nobody else, in raw mode. A scanner that is unplugged
// is looked for until it is back: by its device file, or, where udev gives it
// none that stays the same, by its USB ID.
package serial

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"endcap/scanner"
	"endcap/scanner/plug"
)

// Options say which scanner it is and how it is set.
type Options struct {
	Path string  // its device file
	USB  plug.ID // where Path is empty: the first port with this ID
	Baud int     // 1200 to 921600; a scanner on USB does not care
	Mode string  // 8n1, 8e1, 8o1, 7e1 or 7o1

	// Ends are what ends a frame, such as "\r" and "\n"; the first that comes
	// counts. None: a silence of Idle, which is safe only where the scanner
	// can send no terminator at all.
	Ends []string
	Idle time.Duration

	Transport scanner.Transport
	// Root is where /sys and /dev are looked for; nil is this machine's.
	Root fs.FS
}

// Find returns the port that is the scanner's now, which may still be one that
// cannot be opened.
func (o Options) Find() (plug.Device, error) {
	root := o.Root
	if root == nil {
		root = os.DirFS("/")
	}
	node := o.Path
	if real, err := filepath.EvalSymlinks(node); err == nil {
		node = real
	}
	for _, d := range plug.Serials(root) {
		if d.Node == node || o.Path == "" && d.USB == o.USB {
			return d, nil
		}
	}
	if o.Path == "" {
		return plug.Device{}, fmt.Errorf("serial: find USB ID %s: no serial port has it; plug the scanner in, or set it to USB serial (CDC); endcap detect shows what is there", o.USB)
	}
	return plug.Device{Node: o.Path}, nil // a port that no class lists, such as a pseudo terminal
}

// Source is a scanner.Source and Reporter for one Read at a time.
type Source struct {
	*scanner.Wire
	o     Options
	taken []byte // and no whole frame yet
	cut   framing
}

// New returns the source called name.
func New(name string, o Options, log *slog.Logger) *Source {
	return &Source{Wire: scanner.NewWire(name, o.Transport, log), o: o, cut: framing{ends: o.Ends}}
}

// Read emits what the scanner sends until ctx ends, and returns nil.
func (s *Source) Read(ctx context.Context, emit func(scanner.Symbol)) error {
	s.Deliver(ctx, emit, s.session)
	return nil
}

// session reads the port until it is gone.
func (s *Source) session(ctx context.Context) error {
	port, err := s.o.Find()
	if err != nil {
		return err
	}
	f, err := open(port.Node, s.o.Baud, s.o.Mode)
	if err != nil {
		return err
	}
	s.Attached(port.Node, port.Model, port.Driver)
	stop := context.AfterFunc(ctx, func() { _ = f.SetReadDeadline(time.Unix(1, 0)) }) // or it is closed already
	err = s.read(ctx, f)
	stop()
	release(f)
	s.taken, s.cut.lost = s.taken[:0], false // a frame does not go on after a gap
	if bad, ok := errors.AsType[*fs.PathError](err); ok {
		err = bad.Err // it says no more than we do
	}
	return fmt.Errorf("serial: read %s: %w; plug the scanner in again", port.Node, err)
}

// read takes frames until the port fails.
func (s *Source) read(ctx context.Context, f *os.File) error {
	buf := make([]byte, chunk)
	for ctx.Err() == nil {
		var until time.Time // nothing has begun: wait as long as it takes
		if len(s.taken) > 0 {
			until = time.Now().Add(s.patience())
		}
		if err := f.SetReadDeadline(until); err != nil || ctx.Err() != nil {
			return err // the end of ctx may have set its own in between
		}
		n, err := f.Read(buf)
		s.taken = append(s.taken, buf[:n]...)
		silent := errors.Is(err, os.ErrDeadlineExceeded)
		s.frames(ctx, silent && ctx.Err() == nil)
		switch {
		case errors.Is(err, io.EOF):
			return errors.New("it is gone")
		case err != nil && !silent:
			return err
		}
	}
	return nil
}

func (s *Source) patience() time.Duration {
	if len(s.o.Ends) == 0 {
		return s.o.Idle
	}
	return Unfinished
}

// frames takes the frames out of what has come.
func (s *Source) frames(ctx context.Context, silent bool) {
	rest := s.taken
	for len(rest) > 0 {
		advance, frame, _ := s.cut.split(rest, silent) // has no error
		if s.cut.fault != nil {
			s.Fault(s.cut.fault)
		}
		if frame != nil {
			s.Take(ctx, string(frame))
		}
		if advance == 0 {
			break
		}
		rest = rest[advance:]
	}
	s.taken = append(s.taken[:0], rest...)
}
