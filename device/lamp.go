package device

import (
	"context"
	"log/slog"
	"time"
)

// Lamp drives a Light from its own goroutine, so that a slow one delays
// nobody. A signal goes out by itself after its time.
type Lamp struct {
	light   Light
	log     *slog.Logger
	wanted  Latest[lit]
	changed <-chan struct{}
}

// lit is a signal and how long it stays.
type lit struct {
	Signal
	stays time.Duration
}

// NewLamp returns the lamp of a light; a nil light is a lamp that does nothing.
func NewLamp(l Light, log *slog.Logger) *Lamp {
	lamp := &Lamp{light: l, log: log}
	lamp.changed, _ = lamp.wanted.Watch()
	return lamp
}

// Show asks for a signal and returns at once. A signal asked for before and
// not yet shown is given up for it.
func (l *Lamp) Show(s Signal) { l.ShowFor(s, s.shownFor()) }

// ShowFor is Show with a time of its own.
func (l *Lamp) ShowFor(s Signal, stays time.Duration) { l.wanted.Set(lit{s, stays}) }

// Run shows what is asked for until ctx ends, and leaves the light off.
func (l *Lamp) Run(ctx context.Context) {
	if l.light == nil {
		return
	}
	defer func() { l.set(context.WithoutCancel(ctx), Off) }()
	out := time.NewTimer(0)
	defer out.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-l.changed:
			s := l.wanted.Get()
			l.set(ctx, s.Signal)
			out.Reset(s.stays)
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
