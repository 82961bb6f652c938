package node

import (
	"context"
	"crypto/tls"
	"log/slog"
	"sync"
	"syscall"
	"time"

	"endcap/device"
	"endcap/device/clock"
	"endcap/internal/store"
	"endcap/sync/wire"
)

// watch is the device's clock: what it knows about the time.
type watch struct {
	system  func() clock.Look
	started time.Time

	mu    sync.Mutex
	state clock.State
}

// newWatch returns a watch that goes by the system's clock, nil for this
// machine's.
func newWatch(started time.Time, system func() clock.Look) *watch {
	w := &watch{started: started, system: system, state: clock.New(time.Time{})}
	if w.system == nil {
		w.system = w.look
	}
	return w
}

// look asks the kernel, which knows whether something keeps its clock right.
func (w *watch) look() clock.Look {
	now := time.Now()
	var t syscall.Timex
	state, err := syscall.Adjtimex(&t)
	return clock.Look{Wall: now.Round(0), Mono: now.Sub(w.started), Synced: err == nil && state != timeError}
}

// timeError is what the kernel answers while its clock is not synchronised
// (adjtimex(2), TIME_ERROR).
const timeError = 5

// remember takes over what was known before this start.
func (w *watch) remember(st *store.Store) error {
	last, err := st.LastTime()
	book, _ := st.Book()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.state = clock.New(last, book.Made)
	return err
}

func (w *watch) read() (time.Time, time.Duration, wire.Clock) {
	w.mu.Lock()
	defer w.mu.Unlock()
	l := w.system()
	var now time.Time
	var quality wire.Clock
	w.state, now, quality = w.state.On(l)
	return now.Local(), l.Mono, quality
}

func (w *watch) believed() (time.Time, wire.Clock) {
	now, _, quality := w.read()
	return now, quality
}

func (w *watch) now() time.Time {
	now, _ := w.believed()
	return now
}

func (w *watch) quality() wire.Clock {
	_, quality := w.believed()
	return quality
}

func (w *watch) reading() wire.Reading {
	now, mono, quality := w.read()
	return wire.Reading{Wall: now.UTC(), Mono: mono.Milliseconds(), Clock: quality}
}

// met takes over headquarters' time.
func (w *watch) met(sent, received, hq time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.state = w.state.Told(hq, sent.Sub(w.started), received.Sub(w.started))
}

// made takes over that a price book was made in the past.
func (w *watch) made(m wire.Manifest) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.state = w.state.NotBefore(m.Made, w.system().Mono)
}

// secure has certificates judged by the device's time: a board that wakes in
// 1970 finds none valid yet, and could never ask what time it is.
func (w *watch) secure(files func() (*tls.Config, error)) func() (*tls.Config, error) {
	return func() (*tls.Config, error) {
		c, err := files()
		if c != nil {
			c.Time = w.now
		}
		return c, err
	}
}

// run keeps the time in the store until ctx ends, and then once more.
func (w *watch) run(ctx context.Context, st *store.Store, log *slog.Logger) error {
	tick := time.NewTicker(keepTime)
	defer tick.Stop()
	for over := false; !over; {
		select {
		case <-tick.C:
		case <-ctx.Done():
			over = true
		}
		keep, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepTime/6)
		if err := st.KeepTime(keep, w.now()); err != nil {
			log.Warn("the time is not kept", slog.Any("error", err))
		}
		cancel()
	}
	return nil
}

// health is the technician's line about the clock.
func (w *watch) health() device.Health {
	h := device.Health{Part: "clock", State: device.Well}
	switch w.quality() {
	case wire.ClockHQ:
		h.Text = "headquarters told the time"
	case wire.ClockNTP:
		h.Text = "the system's clock is synchronised"
	case wire.ClockRTC:
		h.Text = "the time is the board's own"
	case wire.ClockNone:
		h.State, h.Text = device.Poor, "the date is not certain: connect the device to headquarters or to a time server, or look after the battery of the board's clock"
	}
	return h
}
