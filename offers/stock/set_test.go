package stock

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// moved draws movements of two incarnations, some of which are provisional,
// some of which confirm others.
func moved(t *rapid.T) (ids []ID, all Set) {
	all = Set{}
	for i, m := range movements().Draw(t, "moves") {
		id := ID{[]string{"00c0ffee00c0ffee", "00c0ffee00c0ffed"}[i%2], uint64(i/2 + 1)}
		m.Provisional = rapid.Bool().Draw(t, "provisional")
		if !m.Provisional && i > 0 && rapid.Bool().Draw(t, "confirms") {
			m.Confirms = &ids[rapid.IntRange(0, i-1).Draw(t, "which")]
		}
		ids = append(ids, id)
		all.Add(id, m)
	}
	return ids, all
}

// part draws some of a set, some of it twice.
func part(t *rapid.T, ids []ID, of Set, label string) Set {
	s := Set{}
	if len(ids) == 0 {
		return s
	}
	for _, id := range rapid.SliceOf(rapid.SampledFrom(ids)).Draw(t, label) {
		s.Add(id, of[id])
	}
	return s
}

func merged(sets ...Set) Set {
	all := Set{}
	for _, s := range sets {
		all.Merge(s)
	}
	return all
}

func TestSet_MergesTheSameInAnyOrderAndHoweverOften(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids, all := moved(t)
		a, b, c := part(t, ids, all, "a"), part(t, ids, all, "b"), part(t, ids, all, "c")
		for name, pair := range map[string][2]Set{
			"commutative": {merged(a, b), merged(b, a)},
			"associative": {merged(merged(a, b), c), merged(a, merged(b, c))},
			"idempotent":  {merged(a, b, a, b, b), merged(a, b)},
			"whole":       {merged(all, c), all},
		} {
			if diff := cmp.Diff(pair[0].Ledger().Levels(), pair[1].Ledger().Levels()); diff != "" {
				t.Fatalf("%s: %s", name, diff)
			}
			if diff := cmp.Diff(pair[0].Doubtful().Levels(), pair[1].Doubtful().Levels()); diff != "" {
				t.Fatalf("%s, what is doubtful: %s", name, diff)
			}
		}
	})
}

func TestSet_AddsUpAsMovementsDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids, all := moved(t)
		var moves []Movement
		for _, id := range ids {
			moves = append(moves, all[id])
		}
		if diff := cmp.Diff(all.Ledger().Levels(), Sum(moves)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestCount_AndWhatMovedLaterIsTheTruth counts what is there after some of the
// movements, whatever the sums said, and lets the rest happen.
func TestCount_AndWhatMovedLaterIsTheTruth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key, truth, wrong := Key{GTIN: 96385074, Lot: "A", Place: "A3-1"}, int64(0), rapid.Int64Range(-50, 50).Draw(t, "what the sums are wrong by")
		sums, later := Ledger{key: {Key: key, Pieces: wrong}}, Set{}
		c := Count{Key: key, At: time.Unix(1_800_000_000, 0), Incarnation: "00c0ffee00c0ffee"}
		moves := rapid.SliceOf(rapid.Int64Range(-5, 5)).Draw(t, "moves")
		when := rapid.IntRange(0, len(moves)).Draw(t, "counted after")
		for i, n := range moves {
			if i == when {
				c.Quantity, c.Upto = truth, uint64(i)
			}
			truth += n
			m := Movement{GTIN: key.GTIN, Lot: key.Lot, Place: key.Place, Quantity: n}
			sums.Add(m)
			if i >= when {
				later.Add(ID{c.Incarnation, uint64(i + 1)}, m)
			}
		}
		if when == len(moves) {
			c.Quantity, c.Upto = truth, uint64(when)
		}
		s := Settled{Count: c, Was: sums[key], Is: c.Then(later.Ledger()[key])}
		for _, m := range s.Moves(c.At) {
			sums.Add(m)
		}
		if s.Is.Pieces != truth || sums[key] != s.Is {
			t.Fatalf("%d are there, the count says %d, the sums %d", truth, s.Is.Pieces, sums[key].Pieces)
		}
	})
}

func TestMovement_CheckKnowsWhatIsCertain(t *testing.T) {
	id := ID{"00c0ffee00c0ffee", 7}
	good := Movement{GTIN: 96385074, Place: "A3-1", Quantity: -1}
	for name, test := range map[string]struct {
		change func(*Movement)
		ok     bool
	}{
		"a guess":                  {func(m *Movement) { m.Provisional, m.Confidence = true, 80 }, true},
		"a confirmation as it was": {func(m *Movement) { m.Quantity, m.Confirms = 0, &id }, true},
		"one that corrects":        {func(m *Movement) { m.Confirms = &id }, true},
		"more than certain":        {func(m *Movement) { m.Confidence = 100 }, false},
		"a guess that confirms":    {func(m *Movement) { m.Provisional, m.Confirms = true, &id }, false},
		"confirms nothing":         {func(m *Movement) { m.Confirms = &ID{} }, false},
	} {
		m := good
		test.change(&m)
		if err := m.Check(); (err == nil) != test.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCount_CheckRefusesWhatSaysNothing(t *testing.T) {
	good := Count{Key: Key{GTIN: 96385074, Place: "A3-1"}, Incarnation: "00c0ffee00c0ffee"}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Count){
		"no product":   func(c *Count) { c.GTIN = 0 },
		"no place":     func(c *Count) { c.Place = "" },
		"less than 0":  func(c *Count) { c.Quantity = -1 },
		"too much":     func(c *Count) { c.Quantity = MaxQuantity + 1 },
		"as of never":  func(c *Count) { c.Incarnation = "" },
		"no such name": func(c *Count) { c.Incarnation = string(make([]byte, 65)) },
	} {
		c := good
		if change(&c); c.Check() == nil {
			t.Errorf("%s passes", name)
		}
	}
}
