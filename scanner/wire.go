package scanner

import (
	"context"
	"log/slog"
	"time"
)

// WireRoom is how many symbols of a Wire may wait. A scanner that goes on
// sending then has to wait itself, or loses what it sends and that is told.
const WireRoom = 64

// Wire is what every scanner has that sends texts: its queue, its transport
// and its record. Device files hold only a few characters, so it reads on
// while emit blocks.
type Wire struct {
	*Record
	name  string
	how   Transport
	queue chan Symbol
}

// NewWire returns the wire of the source called name.
func NewWire(name string, how Transport, log *slog.Logger) *Wire {
	return &Wire{NewRecord(log), name, how, make(chan Symbol, WireRoom)}
}

// String returns the name of the source.
func (w *Wire) String() string { return w.name }

// Take takes a frame that arrived now; one that is no scan is a fault. It
// waits for room in the queue as long as ctx lasts.
func (w *Wire) Take(ctx context.Context, frame string) {
	sym, err := w.how.Symbol(frame)
	if err != nil {
		w.Fault(err)
		return
	}
	sym.Source, sym.At = w.name, time.Now()
	select {
	case w.queue <- sym:
	case <-ctx.Done():
	}
}

// Deliver attends a device with session, which takes frames, and emits their
// symbols until ctx ends. What is in the queue then is emitted the next time.
func (w *Wire) Deliver(ctx context.Context, emit func(Symbol), session func(context.Context) error) {
	done := make(chan struct{})
	go func() { defer close(done); w.Attend(ctx, session) }()
	for ctx.Err() == nil {
		select {
		case sym := <-w.queue:
			w.Took(sym.At)
			emit(sym)
		case <-ctx.Done():
		}
	}
	<-done
}
