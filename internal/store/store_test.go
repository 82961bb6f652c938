package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.etcd.io/bbolt"

	"endcap/offers/basket"
	"endcap/offers/journal"
	"endcap/offers/stock"
	"endcap/scanner/gs1"
	"endcap/sync/inbox"
	"endcap/sync/outbox"
	"endcap/sync/outbox/outboxtest"
	"endcap/sync/wire"
)

// What lower floors ask of a store.
var (
	_ outbox.Log  = (*Store)(nil)
	_ inbox.Shelf = (*Store)(nil)
)

var cart = wire.Address{Tenant: "acme", Store: "0042", Device: "cart-07"}

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// open opens the store in dir until the test ends.
func open(t testing.TB, dir string, o Options) *Store {
	t.Helper()
	o.Address = cart
	s, err := Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// product returns the nth product number of the test's shop.
func product(n uint64) gs1.GTIN {
	n += 400638133000
	return gs1.GTIN(n*10 + uint64(gs1.CheckDigit(n)))
}

func pick(n uint64, quantity int64) stock.Movement {
	return stock.Movement{GTIN: product(n), Place: "cart-07", Quantity: quantity, Cause: stock.Picked, At: noon}
}

func note(text string) wire.Event {
	return wire.NewEvent(wire.ItemRefused, noon, map[string]string{"note": text})
}

func do(t testing.TB, s *Store, j journal.Step) {
	t.Helper()
	if err := s.Do(t.Context(), j); err != nil {
		t.Fatal(err)
	}
}

// pending returns the events of a stream that wait, numbered as they are here.
func pending(t interface {
	Helper()
	Fatal(...any)
}, s *Store, stream wire.Stream,
) (all []wire.Event) {
	t.Helper()
	for after := uint64(0); ; after = all[len(all)-1].Seq {
		var more []wire.Event
		err := view(s.state, func(tx *bbolt.Tx) error {
			p, err := s.pick(tx, stream.Rank(), after, wire.MaxBatch)
			more = p.read(after)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(more) == 0 {
			return all
		}
		all = append(all, more...)
	}
}

func written(s *Store) uint64 { return s.Stats().Written() }

func levels(t testing.TB, s *Store) []stock.Level {
	t.Helper()
	var all []stock.Level
	if err := s.Stock(func(l stock.Level) error { all = append(all, l); return nil }); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestStore_IsALogAsTheOneInMemoryIs(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, Options{})
	outboxtest.TestLog(t, s, func(l outboxtest.Filled, stream wire.Stream, n int) {
		for range n {
			e := note("x")
			if stream == wire.Goods {
				do(t, l.(*Store), journal.Step{Moves: []stock.Movement{pick(1, 1)}})
			} else {
				do(t, l.(*Store), journal.Step{Events: []wire.Event{e}})
			}
		}
	}, func(l outboxtest.Filled) outboxtest.Filled {
		l.(*Store).Close()
		return open(t, dir, Options{})
	})
}

func TestStore_AStepIsThereAfterOpeningAgain(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	b := basket.Basket{ID: "cart-07-1", Opened: noon, Lines: []basket.Line{{Number: 1, Quantity: 2}}, Next: 2}
	do(t, s, journal.Step{Scan: "picture-1", Basket: &b, Moves: []stock.Movement{pick(1, 2), pick(2, 1)}, Events: []wire.Event{note("hello")}})
	goods, money, inc := pending(t, s, wire.Goods), pending(t, s, wire.Money), s.Incarnation()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	s = open(t, dir, Options{})
	if got := s.Incarnation(); got == inc || len(got) != 16 {
		t.Errorf("incarnation %s after %s, want another of 16 digits", got, inc)
	}
	if diff := cmp.Diff(pending(t, s, wire.Goods), goods); diff != "" || len(goods) != 2 {
		t.Errorf("%d movements (-got +want):\n%s", len(goods), diff)
	}
	if diff := cmp.Diff(pending(t, s, wire.Money), money); diff != "" || len(money) != 1 {
		t.Errorf("%d refusals (-got +want):\n%s", len(money), diff)
	}
	got, ok, err := s.Basket()
	if diff := cmp.Diff(got, b); diff != "" || !ok || err != nil {
		t.Errorf("basket %v %v (-got +want):\n%s", ok, err, diff)
	}
	if n, err := s.OnHand("cart-07", product(1)); n != 2 || err != nil {
		t.Errorf("on hand: %d %v, want 2", n, err)
	}
	if !s.Seen("picture-1") || s.Seen("picture-2") {
		t.Error("the reading of the step should be the only one seen")
	}
}

func TestStore_ASecondStepOfOneReadingIsRefusedWhole(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	step := journal.Step{Scan: "picture-1", Moves: []stock.Movement{pick(1, 1)}}
	do(t, s, step)
	if err := s.Do(t.Context(), step); !errors.Is(err, ErrSeen) {
		t.Errorf("got %v, want ErrSeen", err)
	}
	if n, _ := s.OnHand("cart-07", product(1)); n != 1 || written(s) != 1 {
		t.Errorf("%d on hand and %d events, want 1 and 1", n, written(s))
	}
}

func TestStore_OldReadingsAreForgottenPastTheLimit(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	do(t, s, journal.Step{Scan: "first"})
	do(t, s, journal.Step{Scan: "second"})
	if err := s.state.Update(func(tx *bbolt.Tx) error {
		for n := range keepScans - 2 {
			if err := s.readings.remember(tx, fmt.Sprint("later-", n)); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if !s.Seen("first") {
		t.Error("the first reading was forgotten too early")
	}
	do(t, s, journal.Step{Scan: "last"})
	if s.Seen("first") || !s.Seen("second") || !s.Seen("last") {
		t.Error("the oldest reading should be forgotten and no other")
	}
}

func TestStore_AStepThatCouldNeverBeKeptIsRefused(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	long := string(make([]byte, 1000))
	tests := map[string]journal.Step{
		"a movement of nothing":    {Moves: []stock.Movement{pick(1, 0)}},
		"a place that is too long": {Moves: []stock.Movement{{GTIN: product(1), Place: long, Quantity: 1, At: noon}}},
		"a reading too long":       {Scan: long},
		"a basket too long":        {Basket: &basket.Basket{ID: "b", Lines: make([]basket.Line, maxBasket/10)}},
		"an event without a type":  {Events: []wire.Event{{At: noon, Data: []byte("{}")}}},
		"an event that is no JSON": {Events: []wire.Event{{Type: "x", At: noon, Data: []byte("{")}}},
		"too many events":          {Events: make([]wire.Event, maxEvents+1)},
	}
	for name, step := range tests {
		t.Run(name, func(t *testing.T) {
			if err := s.Do(t.Context(), step); !errors.Is(err, ErrStep) {
				t.Errorf("got %v, want ErrStep", err)
			}
		})
	}
	if n := written(s); n != 0 {
		t.Errorf("%d events were made, want none", n)
	}
}

func TestStore_ABasketWithoutNameClosesTheOpenOne(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	do(t, s, journal.Step{Basket: &basket.Basket{ID: "cart-07-1"}})
	do(t, s, journal.Step{Scan: "a step without a basket"})
	if _, ok, _ := s.Basket(); !ok {
		t.Error("the basket should be open")
	}
	do(t, s, journal.Step{Basket: &basket.Basket{}})
	if _, ok, _ := s.Basket(); ok {
		t.Error("the basket should be closed")
	}
}

func TestStore_ForgetsOnlyWhatWasWritten(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	for range 5 {
		do(t, s, journal.Step{Events: []wire.Event{note("x")}})
	}
	if err := s.Forget(t.Context(), wire.Money, 6); !errors.Is(err, ErrAhead) {
		t.Errorf("forget 6 of 5: got %v, want ErrAhead", err)
	}
	for _, upto := range []uint64{3, 2, 3} {
		if err := s.Forget(t.Context(), wire.Money, upto); err != nil {
			t.Fatal(err)
		}
	}
	got := pending(t, s, wire.Money)
	next, safe := s.Standing(wire.Money)
	if len(got) != 2 || got[0].Seq != 4 || got[1].Seq != 5 || safe != 3 || next != 6 {
		t.Errorf("got %v, %d next and watermark %d, want events 4 and 5, 6 and 3", got, next, safe)
	}
	if st := s.Stats(); st.Waiting() != 2 || st.Written() != 5 {
		t.Errorf("%d of %d are pending, want 2 of 5", st.Waiting(), st.Written())
	}
	if next, safe := s.Standing(wire.Goods); next != 1 || safe != 0 {
		t.Errorf("another stream stands at %d after %d", next, safe)
	}
}

func TestStore_ManyWritersShareCommitsAndGetTheirOwnAnswers(t *testing.T) {
	s := open(t, t.TempDir(), Options{Commit: func(_ string, commit func() error) error {
		time.Sleep(time.Millisecond) // as a disk, so that one processor gets to the others
		return commit()
	}})
	const writers, steps = 64, 20
	var wait sync.WaitGroup
	for w := range writers {
		wait.Go(func() {
			for n := range steps {
				scan := fmt.Sprint(w/2, "-", n) // each by two writers
				err := s.Do(t.Context(), journal.Step{Scan: scan, Moves: []stock.Movement{pick(uint64(w/2), 1)}})
				if err != nil && !errors.Is(err, ErrSeen) {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	if got := written(s); got != writers/2*steps {
		t.Errorf("%d events, want %d", got, writers/2*steps)
	}
	for _, l := range levels(t, s) {
		if l.Pieces != steps {
			t.Errorf("%v: want %d", l, steps)
		}
	}
	if c := s.Stats().Commits; c.Steps != writers/2*steps || c.Count >= c.Steps {
		t.Errorf("%d steps in %d commits, want %d in fewer", c.Steps, c.Count, writers/2*steps)
	}
}

func TestStore_AFullStoreRefusesUntilItMayForget(t *testing.T) {
	s := open(t, t.TempDir(), Options{MaxSize: 1 << 20})
	e := wire.NewEvent(wire.ItemRefused, noon, string(make([]byte, 1000)))
	kept := uint64(0)
	for range 3 {
		for {
			err := s.Do(t.Context(), journal.Step{Events: []wire.Event{e}, Scan: fmt.Sprint(kept)})
			if errors.Is(err, ErrFull) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			kept++
			if kept > 10_000 {
				t.Fatal("the store is never full")
			}
		}
		if s.Seen(fmt.Sprint(kept)) || written(s) != kept {
			t.Error("a refused step left something")
		}
		if err := s.Forget(t.Context(), wire.Money, kept); err != nil {
			t.Fatal(err)
		}
	}
	if n := fileBytes(s.dir, StateFile); n > 1<<20+reserve {
		t.Errorf("state.db has grown to %d bytes", n)
	}
	if kept < 300 {
		t.Errorf("%d events in three times 1 MiB", kept)
	}
}

func TestStore_ASecondProcessIsTold(t *testing.T) {
	t.Parallel() // it waits for locks
	dir := t.TempDir()
	s := open(t, dir, Options{})
	if _, err := Open(dir, Options{}); !errors.Is(err, ErrLocked) {
		t.Errorf("got %v, want ErrLocked", err)
	}
	// The lock of bbolt is exclusive: to look at a store, its service is
	// stopped, or its files are copied.
	if _, err := OpenReadOnly(dir); !errors.Is(err, ErrLocked) {
		t.Errorf("got %v, want ErrLocked", err)
	}
	do(t, s, journal.Step{Moves: []stock.Movement{pick(1, 1)}})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 { // readers share it
		r, err := OpenReadOnly(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if len(pending(t, r, wire.Goods)) != 1 {
			t.Error("a reader sees something else")
		}
		if err := r.Do(t.Context(), journal.Step{Scan: "x"}); !errors.Is(err, ErrReadOnly) {
			t.Errorf("got %v, want ErrReadOnly", err)
		}
	}
}

func TestStore_AClosedStoreSaysSo(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Do(t.Context(), journal.Step{Scan: "x"}); !errors.Is(err, ErrClosed) {
		t.Errorf("Do: %v, want ErrClosed", err)
	}
	if _, err := s.Batch(wire.Goods, 0); err == nil {
		t.Error("reading a closed store is no error")
	}
}

func TestStore_HalfMadeFilesAreHealed(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{StateFile, CatalogFile, StateFile + ".new-1", CatalogFile + ".new-2"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	do(t, open(t, dir, Options{}), journal.Step{Scan: "x"})
	names, _ := filepath.Glob(filepath.Join(dir, "*"))
	if want := []string{filepath.Join(dir, CatalogFile), filepath.Join(dir, wordFile), filepath.Join(dir, StateFile)}; !slices.Equal(names, want) {
		t.Errorf("the folder holds %v, want %v", names, want)
	}
}

// A reader may be overtaken by a commit, also by the first of an opening, which
// begins an incarnation: nothing is lost then.
func TestStore_AReaderThatIsOvertakenFindsNothing(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, Options{})
	for after := range uint64(4) {
		err := view(s.state, func(tx *bbolt.Tx) error {
			do(t, s, journal.Step{Events: []wire.Event{note("later")}})
			p, err := s.pick(tx, wire.Money.Rank(), after, wire.MaxBatch)
			if len(p.open) > 0 || p.parcel.Last > 0 {
				t.Errorf("after event %d, the last that the reader sees: got %d events, a parcel up to %d", after, len(p.open), p.parcel.Last)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
		if after == 1 {
			closed(t, s)
			s = open(t, dir, Options{})
		}
	}
	if got := pending(t, s, wire.Money); len(got) != 4 {
		t.Errorf("got %d events, want 4", len(got))
	}
}

// A backup that is made while a commit is being flushed holds it: what it says
// waits has to be in it.
func TestStore_WhatWaitsIsToldWhileItIsFlushed(t *testing.T) {
	var during []Waiting
	var s *Store
	s = open(t, t.TempDir(), Options{Commit: func(_ string, commit func() error) error {
		err := commit()
		if s == nil { // it is being opened
			return err
		}
		w, failed := s.Waiting()
		during = append(during, w)
		return errors.Join(err, failed)
	}})
	do(t, s, journal.Step{Moves: []stock.Movement{pick(1, 1)}, Events: []wire.Event{note("x")}})
	if want, err := s.Waiting(); err != nil || cmp.Diff(during, []Waiting{want}) != "" || !want.Oldest.Equal(noon) {
		t.Errorf("while it was flushed %+v, afterwards %+v, %v", during, want, err)
	}
}

func TestStore_WatchersAreToldOfCommits(t *testing.T) {
	s := open(t, t.TempDir(), Options{})
	changed, stop := s.Watch()
	for range 3 {
		do(t, s, journal.Step{Moves: []stock.Movement{pick(1, 1)}})
	}
	<-changed
	select {
	case <-changed:
		t.Error("three commits should be one notice")
	default:
	}
	stop()
	do(t, s, journal.Step{Moves: []stock.Movement{pick(1, 1)}})
	select {
	case <-changed:
		t.Error("a stopped watcher was told")
	default:
	}
}

func TestStore_SessionsRise(t *testing.T) {
	dir := t.TempDir()
	for want := uint64(1); want <= 3; want++ {
		s := open(t, dir, Options{})
		if n, err := s.NextSession(t.Context()); n != want || err != nil {
			t.Errorf("session %d %v, want %d", n, err, want)
		}
		s.Close()
	}
}
