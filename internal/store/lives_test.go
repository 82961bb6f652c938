package store

import (
	"testing"

	"endcap/offers/journal"
	"endcap/sync/wire"
)

// A headquarters whose ledger was put back to an older copy can only learn
// from the device what it lacks, also of openings that are long over.
func TestStore_NamesItsLastIncarnationsThoughAllOfTheirsIsSafe(t *testing.T) {
	dir := t.TempDir()
	var incs []string
	for range keepLives + 5 {
		s, err := Open(dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		do(t, s, journal.Step{Events: []wire.Event{note("a"), note("b")}})
		next, _ := s.Standing(wire.Money)
		if err := s.Forget(t.Context(), wire.Money, next-1); err != nil {
			t.Fatal(err)
		}
		incs = append(incs, s.Incarnation())
		named := map[string]wire.Position{}
		for _, p := range s.Positions() {
			if p.Stream == wire.Money {
				named[p.Incarnation] = p
			}
		}
		for _, inc := range incs[max(0, len(incs)-keepLives):] {
			if p := named[inc]; p.Next != 3 || p.Safe != 2 {
				t.Errorf("of %d openings %s is named as %+v, want all of its 2 events safe", len(incs), inc, p)
			}
		}
		if n := len(s.Positions()); n > wire.MaxPositions || len(named) > keepLives {
			t.Errorf("%d positions of %d incarnations", n, len(named))
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
