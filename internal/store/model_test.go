package store

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"endcap/offers/basket"
	"endcap/offers/journal"
	"endcap/offers/stock"
	"endcap/sync/wire"
)

// model is what a store should be, in plain maps.
type model struct {
	dir      string
	s        *Store
	events   [streams][]wire.Type // all there ever were
	safe     [streams]uint64
	seen     map[string]bool
	stock    stock.Ledger
	basket   string
	sessions uint64
}

func (m *model) open(t *rapid.T) {
	var err error
	if m.s, err = Open(m.dir, Options{Address: cart}); err != nil {
		t.Fatal(err)
	}
	m.s.state.NoSync = true // no power is cut here
}

func (m *model) do(t *rapid.T) {
	j := journal.Step{Scan: rapid.SampledFrom([]string{"", "a", "b", "c", "d", "e"}).Draw(t, "scan")}
	for range rapid.IntRange(0, 3).Draw(t, "moves") {
		v := pick(rapid.Uint64Range(0, 2).Draw(t, "product"), rapid.Int64Range(-3, 3).Draw(t, "quantity"))
		v.Lot, v.Grams = rapid.SampledFrom([]string{"", "L1"}).Draw(t, "lot"), rapid.Bool().Draw(t, "grams")
		v.Place = rapid.SampledFrom([]string{"A3-1", "A3", "A3-11"}).Draw(t, "place")
		j.Moves = append(j.Moves, v)
	}
	for range rapid.IntRange(0, 2).Draw(t, "events") {
		j.Events = append(j.Events, note("x"))
	}
	if rapid.Bool().Draw(t, "with a basket") {
		j.Basket = &basket.Basket{ID: rapid.SampledFrom([]string{"", "one", "two"}).Draw(t, "basket")}
	}
	err := m.s.Do(t.Context(), j)
	nothing := slices.ContainsFunc(j.Moves, func(v stock.Movement) bool { return v.Quantity == 0 })
	switch {
	case nothing:
		if !errors.Is(err, ErrStep) {
			t.Fatalf("got %v, want ErrStep", err)
		}
		return
	case m.seen[j.Scan]:
		if !errors.Is(err, ErrSeen) {
			t.Fatalf("got %v, want ErrSeen", err)
		}
		return
	case err != nil:
		t.Fatal(err)
	}
	if j.Scan != "" {
		m.seen[j.Scan] = true
	}
	for _, v := range j.Moves {
		m.stock.Add(v)
		m.made(wire.StockMoved)
	}
	for _, e := range j.Events {
		m.made(e.Type)
	}
	if j.Basket != nil {
		m.basket = j.Basket.ID
	}
}

func (m *model) made(e wire.Type) {
	rank := e.Stream().Rank()
	m.events[rank] = append(m.events[rank], e)
}

func (m *model) forget(t *rapid.T) {
	rank := rapid.IntRange(0, streams-1).Draw(t, "stream")
	made := uint64(len(m.events[rank]))
	upto := rapid.Uint64Range(0, made+1).Draw(t, "upto")
	err := m.s.Forget(t.Context(), wire.Streams[rank], upto)
	if upto > made {
		if !errors.Is(err, ErrAhead) {
			t.Fatalf("got %v, want ErrAhead", err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	m.safe[rank] = max(m.safe[rank], upto)
}

func (m *model) reopen(t *rapid.T) {
	if err := m.s.Close(); err != nil {
		t.Fatal(err)
	}
	m.open(t)
}

func (m *model) session(t *rapid.T) {
	m.sessions++
	if n, err := m.s.NextSession(t.Context()); n != m.sessions || err != nil {
		t.Fatalf("session %d %v, want %d", n, err, m.sessions)
	}
}

// check compares the whole store with the model.
func (m *model) check(t *rapid.T) {
	for rank, stream := range wire.Streams {
		made := m.events[rank]
		if next, safe := m.s.Standing(stream); next != uint64(len(made))+1 || safe != m.safe[rank] {
			t.Fatalf("%s: %d next and %d safe, want %d and %d", stream, next, safe, len(made)+1, m.safe[rank])
		}
		got := pending(t, m.s, stream)
		if len(got) != len(made)-int(m.safe[rank]) {
			t.Fatalf("%s: %d events are pending of %d and %d safe", stream, len(got), len(made), m.safe[rank])
		}
		for i, e := range got {
			if want := m.safe[rank] + uint64(i) + 1; e.Seq != want || e.Type != made[want-1] {
				t.Fatalf("%s: event %d is %d %s, want %s", stream, want, e.Seq, e.Type, made[want-1])
			}
		}
	}
	m.travel(t)
	b, ok, err := m.s.Basket()
	if b.ID != m.basket || ok != (m.basket != "") || err != nil {
		t.Fatalf("basket %q %v %v, want %q", b.ID, ok, err, m.basket)
	}
	var levels []stock.Level
	if err := m.s.Stock(func(l stock.Level) error { levels = append(levels, l); return nil }); err != nil {
		t.Fatal(err)
	}
	want, onHand := m.stock.Levels(), int64(0)
	slices.SortFunc(want, func(a, b stock.Level) int {
		return cmp.Or(cmp.Compare(a.GTIN, b.GTIN), cmp.Compare(len(a.Place), len(b.Place)), cmp.Compare(a.Place, b.Place), cmp.Compare(a.Lot, b.Lot))
	})
	if diff := gocmp.Diff(levels, append([]stock.Level(nil), want...)); diff != "" {
		t.Fatalf("stock (-got +want):\n%s", diff)
	}
	for _, l := range want {
		if l.GTIN == product(1) && l.Place == "A3" {
			onHand += l.Pieces + l.Grams
		}
	}
	if n, err := m.s.OnHand("A3", product(1)); n != onHand || err != nil {
		t.Fatalf("on hand %d %v, want %d", n, err, onHand)
	}
	for _, scan := range []string{"a", "b", "c", "d", "e"} {
		if m.s.Seen(scan) != m.seen[scan] {
			t.Fatalf("reading %s is seen: %v, want %v", scan, !m.seen[scan], m.seen[scan])
		}
	}
}

// travel carries every event as the outbox does, and holds what arrives
// against what there is: each incarnation's numbers without a gap.
func (m *model) travel(t *rapid.T) {
	next := map[wire.Mark]uint64{}
	for _, p := range m.s.Positions() {
		next[wire.Mark{Stream: p.Stream, Incarnation: p.Incarnation}] = p.Safe + 1
	}
	for rank, stream := range wire.Streams {
		_, after := m.s.Standing(stream)
		for {
			parcel, err := m.s.Batch(stream, after)
			if err != nil {
				t.Fatal(err)
			}
			if parcel.Last == 0 {
				break
			}
			b, err := wire.DecodeBatch(parcel.Payload)
			if err != nil {
				t.Fatal(err)
			}
			key := wire.Mark{Stream: stream, Incarnation: b.Incarnation}
			if b.Stream != stream || b.Events[0].Seq != next[key] {
				t.Fatalf("%s %s: event %d travels where %d should", stream, b.Incarnation, b.Events[0].Seq, next[key])
			}
			next[key] = b.Mark().Upto + 1
			if base, upto, ok := m.s.Locate(b.Mark()); !ok || upto != parcel.Last || base != parcel.Base {
				t.Fatalf("%+v is %d after %d here, want %d after %d", b.Mark(), upto, base, parcel.Last, parcel.Base)
			}
			after = parcel.Last
		}
		if after != uint64(len(m.events[rank])) {
			t.Fatalf("%s: %d of %d events travel", stream, after, len(m.events[rank]))
		}
	}
}

func TestStore_BehavesAsPlainMapsDo(t *testing.T) {
	t.Parallel()
	root, n := t.TempDir(), 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		m := &model{dir: fmt.Sprint(root, "/", n), seen: map[string]bool{}, stock: stock.Ledger{}}
		m.open(t)
		defer func() { m.s.Close(); os.RemoveAll(m.dir) }()
		t.Repeat(map[string]func(*rapid.T){
			"do": m.do, "forget": m.forget, "reopen": m.reopen, "session": m.session, "": m.check,
		})
	})
}
