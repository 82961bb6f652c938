package scannertest

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"endcap/scanner"
)

// patience is how long tests wait for what must happen: emulated processors
// that others need too are slow.
const patience = time.Minute

// Show makes a source see its n-th label, counted from 0, and returns what it
// must read there. Each n is shown once, in rising order.
type Show func(n int) scanner.Symbol

// TestSource proves what every scanner.Source promises. open returns a fresh
// source and the way to show it labels; it cleans up after itself with t.
func TestSource(t *testing.T, open func(t *testing.T) (scanner.Source, Show)) {
	tests := []struct {
		name string
		run  func(t *testing.T, h *held)
	}{
		{"NamesItself", func(t *testing.T, h *held) {
			h.read(t)
			h.show(0)
			if got := h.next(t); h.src.String() == "" || got.Source != h.src.String() || got.At.IsZero() {
				t.Errorf("symbol says source %q at %v, want %q and a time", got.Source, got.At, h.src)
			}
		}},
		{"KeepsTheOrder", func(t *testing.T, h *held) {
			h.show(0)
			h.show(1)
			h.read(t)
			h.show(2)
			h.expect(t, 3)
		}},
		{"DropsNothingWhileEmitBlocks", func(t *testing.T, h *held) {
			h.read(t)
			for n := range 5 {
				h.show(n)
			}
			// Nobody takes what is emitted for a while.
			<-time.After(200 * time.Millisecond)
			h.expect(t, 5)
		}},
		{"EndsWithItsContext", func(t *testing.T, h *held) {
			h.read(t)
			h.end(t)
		}},
		{"EndsAfterEmitWasBlocked", func(t *testing.T, h *held) {
			h.read(t)
			h.show(0)
			h.show(1)
			h.next(t)
			<-time.After(50 * time.Millisecond) // the second one is in emit now
			h.end(t)
		}},
		{"ReportsWhatItRead", reports},
		{"GoesOnWhenReadAgain", func(t *testing.T, h *held) {
			h.read(t)
			h.show(0)
			h.expect(t, 1)
			h.end(t)
			h.show(1)
			h.read(t)
			h.expect(t, 1)
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := &held{}
			h.src, h.see = open(t)
			test.run(t, h)
			if h.cancel != nil {
				h.end(t)
			}
			if h.crowd.Load() > 0 {
				t.Error("emit was called again before it returned")
			}
		})
	}
}

func reports(t *testing.T, h *held) {
	from, reports := h.src.(scanner.Reporter)
	if !reports {
		t.Skip("the source does not report")
	}
	if got := from.Report(); got.Read != 0 {
		t.Errorf("before anything was read it reports %+v", got)
	}
	h.read(t)
	h.show(0)
	h.show(1)
	h.expect(t, 2)
	if got := from.Report(); !got.Present || got.Read != 2 || got.ReadAt.IsZero() || got.Device == "" || got.Faults > 0 {
		t.Errorf("after two labels it reports %+v", got)
	}
}

// held is a source in the hands of the test.
type held struct {
	src    scanner.Source
	see    Show
	want   []scanner.Symbol
	got    chan scanner.Symbol
	done   chan error
	cancel context.CancelFunc

	inside, crowd atomic.Int32
}

func (h *held) show(n int) { h.want = append(h.want, h.see(n)) }

// read lets the source read; emit blocks until the test takes the symbol or
// ends the reading.
func (h *held) read(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	h.cancel, h.got, h.done = cancel, make(chan scanner.Symbol), make(chan error, 1)
	got := h.got
	go func() {
		h.done <- h.src.Read(ctx, func(sym scanner.Symbol) {
			if h.inside.Add(1) > 1 {
				h.crowd.Add(1)
			}
			defer h.inside.Add(-1)
			select {
			case got <- sym:
			case <-ctx.Done():
			}
		})
	}()
}

func (h *held) next(t *testing.T) scanner.Symbol {
	t.Helper()
	select {
	case sym := <-h.got:
		return sym
	case err := <-h.done:
		t.Fatalf("Read returned %v before its context ended", err)
	case <-time.After(patience):
		t.Fatalf("nothing was read in %v, want %+v", patience, h.want)
	}
	return scanner.Symbol{}
}

// expect takes n symbols, which must be the next that were shown.
func (h *held) expect(t *testing.T, n int) {
	t.Helper()
	key := func(s scanner.Symbol) string { return fmt.Sprintf("%s %q gs1=%v", s.Format, s.Text, s.GS1) }
	for range n {
		got, want := key(h.next(t)), key(h.want[0])
		h.want = h.want[1:]
		if got != want {
			t.Fatalf("read %s, want %s", got, want)
		}
	}
}

// end ends the context and wants Read to return nil soon.
func (h *held) end(t *testing.T) {
	t.Helper()
	h.cancel()
	h.cancel = nil
	select {
	case err := <-h.done:
		if err != nil {
			t.Errorf("Read returned %v at the end of its context, want nil", err)
		}
	case <-time.After(patience):
		t.Fatalf("Read had not returned %v after its context ended", patience)
	}
}
