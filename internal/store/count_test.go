package store

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"testing"

	"endcap/offers/journal"
	"endcap/offers/stock"
	"endcap/sync/wire"
)

// counted is a count of the test's first product in the cart, as of now.
func counted(s *Store, quantity int64) stock.Count {
	c := stock.Count{Key: stock.Key{GTIN: product(1), Place: "cart-07"}, Quantity: quantity, At: noon, Incarnation: s.Incarnation()}
	for _, p := range s.Positions() {
		if p.Stream == wire.Goods && p.Incarnation == s.Incarnation() {
			c.Upto = p.Next - 1
		}
	}
	return c
}

func onHand(t *testing.T, s *Store) int64 {
	t.Helper()
	n, err := s.OnHand("cart-07", product(1))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// told adds up the movements that headquarters is told of, markers included.
func told(t *testing.T, s *Store) int64 {
	t.Helper()
	l := stock.Ledger{}
	for _, e := range pending(t, s, wire.Goods) {
		_, levels := summed(e)
		for _, level := range levels {
			l.AddLevel(level)
		}
	}
	return l[stock.Key{GTIN: product(1), Place: "cart-07"}].Pieces
}

// TestStore_ACountAndWhatMovedAfterItAreOnHand counts while goods move, over
// restarts, packed and summed up, now and then.
func TestStore_ACountAndWhatMovedAfterItAreOnHand(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		dir, r := t.TempDir(), rand.New(rand.NewPCG(seed, 1))
		s := opened(t, dir, Options{})
		truth := int64(0)
		move := func(n int) {
			for n > 0 {
				var step journal.Step
				for ; n > 0 && len(step.Moves) < 500; n-- {
					m := pick(1+r.Uint64N(2), 1+r.Int64N(3))
					if step.Moves = append(step.Moves, m); m.GTIN == product(1) {
						truth += m.Quantity
					}
				}
				do(t, s, step)
			}
		}
		for range 6 {
			move(r.IntN(300))
			truth = r.Int64N(100) // somebody took some, and nobody saw it
			c := counted(s, truth)
			move(r.IntN(3000))
			if r.IntN(2) == 0 {
				closed(t, s)
				s = opened(t, dir, Options{})
				move(r.IntN(40))
			}
			idle(t, s)
			done, err := s.Count(t.Context(), c, noon)
			if err != nil {
				t.Fatal(err)
			}
			if got := onHand(t, s); got != truth || done.Is.Pieces != truth {
				t.Fatalf("seed %d: on hand %d, settled at %d, want %d", seed, got, done.Is.Pieces, truth)
			}
			if got := told(t, s); got != truth {
				t.Fatalf("seed %d: headquarters adds up %d, want %d", seed, got, truth)
			}
		}
		closed(t, s)
	}
}

func TestStore_ACountOfLongAgoIsRefusedAsStale(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := opened(t, dir, Options{})
	move := func(n int) {
		for range n {
			do(t, s, journal.Step{Moves: []stock.Movement{pick(1, 1)}})
		}
	}
	stale := func(what string, c stock.Count) {
		t.Helper()
		was, next := onHand(t, s), written(s)
		if _, err := s.Count(t.Context(), c, noon); !errors.Is(err, ErrStale) {
			t.Errorf("%s: got %v, want ErrStale", what, err)
		}
		if onHand(t, s) != was || written(s) != next {
			t.Errorf("%s: it changed something", what)
		}
	}
	move(5)
	early := counted(s, 9)
	move(5)
	if err := s.Forget(t.Context(), wire.Goods, 7); err != nil {
		t.Fatal(err)
	}
	stale("what moved after it is forgotten", early)
	ahead := counted(s, 9)
	ahead.Upto += 3
	stale("as of what did not happen yet", ahead)
	other := counted(s, 9)
	other.Incarnation = "0011223344556677"
	stale("of another device's ledger", other)

	before := counted(s, 20)
	move(3)
	if _, err := s.Count(t.Context(), counted(s, 50), noon); err != nil {
		t.Fatal(err)
	}
	stale("older than the one in force", before)
	if got := onHand(t, s); got != 50 {
		t.Errorf("on hand %d, want 50", got)
	}
	halfway := counted(s, 7)
	halfway.Upto -= 3
	move(2)
	if _, err := s.fold(t.Context(), wire.Goods); err != nil {
		t.Fatal(err)
	}
	stale("in the middle of what was summed up", halfway)
	closed(t, s)
}

func TestStore_ACountAndItsEventAreOne(t *testing.T) {
	t.Parallel()
	dir, armed := t.TempDir(), false
	s := opened(t, dir, Options{Commit: func(_ string, commit func() error) error {
		if armed {
			return errDied
		}
		return commit()
	}})
	do(t, s, journal.Step{Moves: []stock.Movement{pick(1, 4)}})
	armed = true
	if _, err := s.Count(t.Context(), counted(s, 9), noon); !errors.Is(err, ErrBroken) {
		t.Errorf("got %v, want ErrBroken", err)
	}
	closed(t, s)
	s = opened(t, dir, Options{})
	if got := pending(t, s, wire.Goods); onHand(t, s) != 4 || len(got) != 1 {
		t.Errorf("on hand %d, %d events, want 4 and 1", onHand(t, s), len(got))
	}
	if _, err := s.Count(t.Context(), counted(s, 9), noon); err != nil {
		t.Fatal(err)
	}
	got := pending(t, s, wire.Goods)
	var is stock.Settled
	if err := json.Unmarshal(got[len(got)-1].Data, &is); err != nil || is.Was.Pieces != 4 || is.Is.Pieces != 9 || got[len(got)-1].Type != wire.StockCounted {
		t.Errorf("told %s (%v)", got[len(got)-1].Data, err)
	}
	closed(t, s)
}
