package device

import (
	"context"
	"log/slog"
	"time"
)

// Lamp drives a Light from its own goroutine, so that a slow one delays
// nobody. A signal goes out by itself after its time.
type Lamp struct {
	light  Light
	log    *slog.Logger
	wanted chan Signal
}

// NewLamp returns the lamp of a light; a nil light is a lamp that does nothing.
func NewLamp(l Light, log *slog.Logger) *Lamp {
	return &Lamp{light: l, log: log, wanted: make(chan Signal, 1)}
}

// Show asks for a signal and returns at once. A signal asked for before and
// not yet shown is given up for it.
func (l *Lamp) Show(s Signal) {
	for {
		select {
		case l.wanted <- s:
			return
		default:
		}
		select {
		case <-l.wanted:
		default:
		}
	}
}

// Run shows what is asked for until ctx ends, and leaves the light off.
func (l *Lamp) Run(ctx context.Context) error {
	if l.light == nil {
		<-ctx.Done()
		return nil
	}
	defer func() { l.set(context.WithoutCancel(ctx), Off) }()
	out := time.NewTimer(0)
	defer out.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case s := <-l.wanted:
			l.set(ctx, s)
			out.Reset(s.shownFor())
		case <-out.C:
			l.set(ctx, Off)
		}
	}
}

func (l *Lamp) set(ctx context.Context, s Signal) {
	ctx, cancel := context.WithTimeout(ctx, LightTimeout)
	defer cancel()
	if err := l.light.Set(ctx, s); err != nil {
		l.log.Warn("light does not answer", slog.String("light", l.light.String()), slog.String("signal", string(s)), slog.Any("error", err))
	}
}

// shownFor is how long a signal stays before the light goes out.
func (s Signal) shownFor() time.Duration {
	switch s {
	case Find:
		return FindTime
	case Bad:
		return BadTime
	case Good, Off:
		return GoodTime
	}
	return GoodTime
}
