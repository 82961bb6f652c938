package store

import (
	"errors"
	"testing"

	"go.etcd.io/bbolt"

	"endcap/offers/journal"
	"endcap/offers/stock"
	"endcap/sync/wire"
)

var errDied = errors.New("the power went")

// TestStore_AStepIsWholeWhereverItsTransactionEnds crashes before, after and
// between the writes of a step: the stock has moved and the event tells of it,
// or neither.
func TestStore_AStepIsWholeWhereverItsTransactionEnds(t *testing.T) {
	t.Parallel()
	commits := func(commit func() error) error { return commit() }
	tests := map[string]struct {
		commit func(commit func() error) error
		half   func(*bbolt.Tx) error // in place of the step
		want   bool
	}{
		"before the commit": {commit: func(func() error) error { return errDied }},
		"after the commit":  {commit: func(commit func() error) error { return errors.Join(commit(), errDied) }, want: true},
		"after the stock":   {commit: commits, half: func(tx *bbolt.Tx) error { return errors.Join(count(tx, pick(1, 1)), errDied) }},
		"in a panic": {commit: commits, half: func(tx *bbolt.Tx) error {
			panic(errors.Join(count(tx, pick(1, 1)), newReadings().remember(tx, "late"), errDied))
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w, now := newLedger(t.TempDir()), commits
			s := opened(t, w.dir, Options{Commit: func(_ string, commit func() error) error { return now(commit) }})
			if err := w.keepUntil(t, s, "before", 3); err != nil {
				t.Fatal(err)
			}
			now = test.commit
			step := journal.Step{Scan: "late", Moves: []stock.Movement{pick(1, 1)}, Events: []wire.Event{note("late")}}
			do := func() error { return s.Do(t.Context(), step) }
			if test.half != nil {
				do = func() error { return s.write(t.Context(), test.half) }
			}
			if err := do(); !errors.Is(err, ErrBroken) {
				t.Errorf("got %v, want ErrBroken", err)
			}
			if err := w.keep(t, s, "later"); !errors.Is(err, ErrBroken) {
				t.Errorf("a step after it: got %v, want ErrBroken", err)
			}
			closed(t, s)
			if test.want {
				w.acked = append(w.acked, "late")
			}
			s = opened(t, w.dir, Options{})
			if s.Seen("late") != test.want {
				t.Errorf("the step is there: %v, want %v", !test.want, test.want)
			}
			if err := w.keep(t, s, "again"); err != nil {
				t.Error(err)
			}
			closed(t, s)
			w.wantAll(t)
		})
	}
}

// TestStore_AnAcknowledgementThatDidNotReachTheDiskIsTakenAgain crashes
// between the watermark's arrival and the deletion, and right after it.
func TestStore_AnAcknowledgementThatDidNotReachTheDiskIsTakenAgain(t *testing.T) {
	t.Parallel()
	for _, reaches := range []bool{false, true} {
		w, armed := newLedger(t.TempDir()), false
		s := opened(t, w.dir, Options{Commit: func(_ string, commit func() error) error {
			if armed && !reaches {
				return errDied
			}
			err := commit()
			if armed {
				err = errors.Join(err, errDied)
			}
			return err
		}})
		if err := w.keepUntil(t, s, "step", 5); err != nil {
			t.Fatal(err)
		}
		closed(t, s)
		w.wantAll(t)

		s = opened(t, w.dir, Options{Commit: s.commit})
		armed = true
		if err := s.Forget(t.Context(), wire.Goods, 4); !errors.Is(err, ErrBroken) {
			t.Errorf("got %v, want ErrBroken", err)
		}
		closed(t, s)
		w.wantAll(t)
		s = opened(t, w.dir, Options{})
		for range 2 {
			if err := s.Forget(t.Context(), wire.Goods, 4); err != nil {
				t.Errorf("the same watermark again: %v", err)
			}
		}
		if got := pending(t, s, wire.Goods); len(got) != 1 || got[0].Seq != 5 {
			t.Errorf("%d events wait, want the one numbered 5", len(got))
		}
		closed(t, s)
		w.wantAll(t)
	}
}
