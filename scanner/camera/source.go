// Package camera is a scanner that is a camera: any that Linux knows
// (Video4Linux2), on USB or on the board.
//
// A frame is read where the driver put it, as far as the camera's format
// allows, and its memory is given back after that. While one is read the next
// ones are taken all the time and only the newest is kept, so what is read is
// never older than one reading. A camera that is gone is looked for until it
// is back, by its name and by where it is attached, whatever its number.
package camera

import (
	"cmp"
	"context"
	"image"
	"log/slog"
	"time"

	"endcap/scanner"
	"endcap/scanner/plug"
)

// Eye finds in frames, which come in the order of time, what counts as a scan;
// video.Watcher is one. It may keep what it learned, but not the frame.
type Eye interface {
	Look(frame *image.Gray, at time.Time) []scanner.Symbol
}

// Options say which camera, and how it shall work.
type Options struct {
	// Device is its node or a link to it, such as /dev/v4l/by-id/...; USB is what
	// it says it is. Where both are empty any will do.
	Device string
	USB    plug.ID
	// Format is the only one that shall be used: YUYV. Any, where it is empty.
	Format string
	// Width and Height are the size of a frame and Rate the most frames a
	// second; the constants of these names where they are zero.
	Width, Height, Rate int
	// Exposure is in units of 100 µs where the camera follows the standard;
	// Focus and Gain have none. What a camera always chooses it may.
	Exposure, Focus, Gain Setting
}

func (o Options) want() Mode {
	format := FourCC(0)
	if len(o.Format) == 4 {
		format = fourCC(o.Format)
	}
	return Mode{Format: format, Width: cmp.Or(o.Width, Width), Height: cmp.Or(o.Height, Height), Rate: float64(cmp.Or(o.Rate, Rate))}
}

// Source reads what a camera sees. It is a scanner.Source for one Read at a
// time, and a scanner.Reporter.
type Source struct {
	name   string
	ask    Options
	eye    Eye
	kernel kernel
	record *scanner.Record
	log    *slog.Logger
	before plug.Device // that was open last
	pace   pace
	wishes chan wish
}

// New returns the source called name.
func New(name string, o Options, e Eye, log *slog.Logger) *Source {
	return &Source{name: name, ask: o, eye: e, kernel: linux{}, record: scanner.NewRecord(log), log: log, wishes: make(chan wish, 1)}
}

// String returns the name of the source.
func (s *Source) String() string { return s.name }

// Report says how the camera is.
func (s *Source) Report() scanner.Report { return s.record.Report() }

// Pace says how fast frames are read, and where the time goes.
func (s *Source) Pace() Pace { return s.pace.get() }

// Read emits what the Eye finds until ctx ends, and returns nil.
func (s *Source) Read(ctx context.Context, emit func(scanner.Symbol)) error {
	s.record.Attend(ctx, func(ctx context.Context) error { return s.watch(ctx, emit) })
	return nil
}

// watch finds the camera and reads its frames until it is gone.
func (s *Source) watch(ctx context.Context, emit func(scanner.Symbol)) error {
	n, which, err := find(s.kernel, s.ask, s.before)
	if err != nil {
		return err
	}
	d, fault, err := start(n, s.ask)
	if err != nil {
		return err
	}
	defer func() { _ = d.end() }() // it may be gone
	s.before = which
	s.record.Attached(which.Node, which.Model, which.Driver)
	s.log.Info("the camera works", slog.String("mode", d.mode.String()), slog.Float64("rate", d.mode.Rate))
	if fault != nil {
		s.record.Fault(fault)
	}
	s.pace.begin(d.mode)

	ctx, stop := context.WithCancel(ctx)
	newest, gone := make(chan frame, 1), make(chan error, 1)
	go func() {
		gone <- s.take(ctx, d, newest)
		close(newest)
	}()
	lens, waited := newLens(d.mode, d.stride), time.Now()
	for f := range newest {
		if err = s.look(lens, d, f, waited, emit); err != nil {
			break
		}
		waited = time.Now()
	}
	stop()
	return cmp.Or(err, <-gone) // take has ended: nobody uses the memory any more
}

// take keeps the newest frame for watch until ctx ends or the camera is gone.
func (s *Source) take(ctx context.Context, d *device, newest chan frame) error {
	for {
		f, err := d.take(ctx)
		if err != nil {
			return err
		}
		dropped := f.missed
		select {
		case old := <-newest:
			dropped++
			if err := d.back(old); err != nil {
				return err
			}
		default:
		}
		s.pace.dropped.Add(dropped)
		newest <- f // has room, and nobody else fills it
	}
}

// look reads one frame and gives it back.
func (s *Source) look(l *lens, d *device, f frame, waited time.Time, emit func(scanner.Symbol)) error {
	begun := time.Now()
	pic, err := l.light(f.raw)
	copied := time.Now()
	var found []scanner.Symbol
	if f.broken || err != nil {
		s.pace.broken.Add(1)
	} else {
		found = s.eye.Look(pic, f.at)
		s.grant(pic, found, f.at)
	}
	s.pace.add(begun.Sub(waited), copied.Sub(begun), time.Since(copied))
	err = d.back(f)
	for _, sym := range found {
		sym.Source, sym.At = s.name, f.at
		s.record.Took(f.at)
		emit(sym)
	}
	return err
}
