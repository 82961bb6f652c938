package command_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"endcap/internal/store"
	"endcap/sync/command"
	"endcap/sync/wire"
)

var errDied = errors.New("the power went")

// desk is a store with the duty that works on it.
type desk struct {
	*store.Store
	orders chan command.Order
	stop   func()
}

// begin opens the store in dir and lets its commands be done by do until stop.
func begin(t *testing.T, dir string, o store.Options, kinds map[string]command.Kind) (*desk, error) {
	t.Helper()
	o.Address = cart
	s, err := store.Open(dir, o)
	if err != nil {
		return nil, err
	}
	d := &desk{Store: s, orders: make(chan command.Order, command.Queue)}
	duty := command.New(command.Options{
		Address: cart, Keys: keys, Orders: d.orders, Store: s, Kinds: kinds,
		Time: func() (time.Time, wire.Clock) { return noon, wire.ClockHQ },
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- duty.Run(ctx) }()
	d.stop = func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		_ = s.Close() // a store that the power left cannot be closed well
	}
	return d, nil
}

// hello gives the desk every command above its number, in order, but for those
// behind the first that is lost.
func (d *desk) hello(t *testing.T, all []wire.Command, lost int) {
	t.Helper()
	for _, c := range all {
		if c.Number > d.Commanded() {
			if lost--; lost == 0 {
				return
			}
			d.orders <- command.Order{Signed: sign(t, c, private), Nonce: nonce}
		}
	}
}

// results returns what the events in the store tell of commands.
func results(t *testing.T, dir string) (all []wire.CommandResult) {
	t.Helper()
	s, err := store.Open(dir, store.Options{Address: cart})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for after := uint64(0); ; {
		p, err := s.Batch(wire.Control, after)
		if err != nil {
			t.Fatal(err)
		}
		if p.Last == 0 {
			return all
		}
		b, err := wire.DecodeBatch(p.Payload)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range b.Events {
			var r wire.CommandResult
			if err := json.Unmarshal(e.Data, &r); err != nil || e.Type != wire.CommandDone {
				t.Fatalf("event %+v: %v", e, err)
			}
			all = append(all, r)
		}
		after = p.Last
	}
}

// until waits for something to become so.
func until(t *testing.T, what string, so func() bool) {
	t.Helper()
	for range 12_000 {
		if so() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatalf("%s: not within a minute", what)
}

// TestDuty_WhereverItEndsThereIsOneEffectAndOneResult ends the program before
// and after the n-th commit, for each n there is, with a command that may be
// done twice and one that may not.
func TestDuty_WhereverItEndsThereIsOneEffectAndOneResult(t *testing.T) {
	t.Parallel()
	for _, after := range []bool{false, true} {
		for _, again := range []bool{false, true} {
			n := 1
			for endAt(t, n, after, again) {
				n++
			}
			if n < 4 { // at least one to begin the store, the intent, the result
				t.Errorf("the program made %d commits", n-1)
			}
		}
	}
}

// endAt tells whether there were n commits.
func endAt(t *testing.T, n int, after, again bool) bool {
	t.Helper()
	dir, effects := t.TempDir(), 0
	kinds := map[string]command.Kind{"act": {
		Rule: command.Rule{Again: again},
		Do:   func(context.Context, json.RawMessage) (string, error) { effects++; return "", nil },
	}}
	commits, died := 0, make(chan struct{})
	d, err := begin(t, dir, store.Options{Commit: func(_ string, commit func() error) error {
		if commits++; commits != n {
			return commit()
		}
		defer close(died)
		if after {
			return errors.Join(commit(), errDied)
		}
		return errDied
	}}, kinds)
	all := []wire.Command{order(1, "act")}
	if err == nil {
		d.hello(t, all, 0)
		until(t, "a result or the end", func() bool {
			select {
			case <-died:
				return true
			default:
			}
			r, err := d.Results()
			return err == nil && len(r) == 1
		})
		d.stop()
	}
	reached := commits >= n
	if d, err = begin(t, dir, store.Options{}, kinds); err != nil {
		t.Fatal(err)
	}
	d.hello(t, all, 0)
	d.hello(t, all, 0) // and once more, as a broker may
	until(t, "the result", func() bool { r, err := d.Results(); return err == nil && len(r) == 1 })
	d.stop()
	got := results(t, dir)
	ends := fmt.Sprintf("commit %d, after it %v, again %v: %d effects, told %+v", n, after, again, effects, got)
	switch {
	case len(got) != 1:
		t.Error(ends)
	case again && (got[0].Outcome != wire.Done || effects < 1):
		t.Error(ends)
	case !again && (effects > 1 || got[0].Outcome == wire.Done && effects != 1 || got[0].Outcome != wire.Done && got[0].Outcome != wire.Interrupted):
		t.Error(ends)
	}
	return reached
}

// TestDuty_WhatABrokerLostIsDoneAfterTheNextHello cuts what headquarters sends
// short at random places, and gives some of it twice.
func TestDuty_WhatABrokerLostIsDoneAfterTheNextHello(t *testing.T) {
	t.Parallel()
	var did []string
	kinds := map[string]command.Kind{"act": {Do: func(_ context.Context, args json.RawMessage) (string, error) {
		did = append(did, string(args))
		return "", nil
	}}}
	var all []wire.Command
	var want []string
	for n := range uint64(40) {
		c := order(n+1, "act")
		c.ID, c.Args = fmt.Sprint("c", n), json.RawMessage(fmt.Sprint(n))
		all, want = append(all, c), append(want, fmt.Sprint(n))
	}
	dir, r := t.TempDir(), rand.New(rand.NewPCG(1, 1))
	for hellos := 0; ; hellos++ {
		d, err := begin(t, dir, store.Options{}, kinds)
		if err != nil {
			t.Fatal(err)
		}
		if d.Commanded() == 40 {
			d.stop()
			break
		}
		lost := 1 + r.IntN(15)
		upto := min(40, d.Commanded()+uint64(lost)-1)
		d.hello(t, all, lost)
		d.hello(t, all, lost)
		until(t, "what came", func() bool { return d.Commanded() >= upto })
		d.stop()
	}
	if !slices.Equal(did, want) {
		t.Errorf("did %v, want each once, in order", did)
	}
	if got := results(t, dir); len(got) != 40 {
		t.Errorf("%d results, want 40", len(got))
	}
}

func TestDuty_TellsWhyItFailedOrRefusedAndGoesOn(t *testing.T) {
	t.Parallel()
	kinds := map[string]command.Kind{
		"fail": {Do: func(context.Context, json.RawMessage) (string, error) { return "", errors.New("the lock is stuck") }},
		"hang": {Within: time.Millisecond, Do: func(ctx context.Context, _ json.RawMessage) (string, error) { <-ctx.Done(); return "", ctx.Err() }},
		"act":  {Do: func(context.Context, json.RawMessage) (string, error) { return "well", nil }},
	}
	dir := t.TempDir()
	d, err := begin(t, dir, store.Options{}, kinds)
	if err != nil {
		t.Fatal(err)
	}
	d.hello(t, []wire.Command{order(1, "fail"), order(2, "hang"), order(3, "dance"), order(5, "act")}, 0)
	until(t, "all results", func() bool { return d.Commanded() == 5 })
	d.stop()
	var got []string
	for _, r := range results(t, dir) {
		got = append(got, fmt.Sprint(r.Number, " ", r.Outcome, ": ", r.Text))
	}
	want := []string{"1 failed: the lock is stuck", "2 failed: context deadline exceeded", `3 refused: this device knows nothing of the kind "dance"`, "5 done: well"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
