package outboxtest

import (
	"testing"

	"endcap/sync/outbox"
	"endcap/sync/wire"
)

// Filled is an outbox's log with the two things that fill one.
type Filled interface {
	outbox.Log
	Incarnation() string
	Positions() []wire.Position
}

// TestLog proves that a log keeps what outbox.Log promises. Add makes n events
// of a stream, reopen begins another incarnation.
func TestLog(t *testing.T, l Filled, add func(l Filled, stream wire.Stream, n int), reopen func(l Filled) Filled) {
	t.Helper()
	if p := l.Positions(); len(p) != streams || p[0] != (wire.Position{Stream: wire.Control, Incarnation: l.Incarnation(), Next: 1}) {
		t.Fatalf("an empty log stands at %v", p)
	}
	first := l.Incarnation()
	add(l, wire.Goods, 130)
	add(l, wire.Money, 3)
	l = reopen(l)
	second := l.Incarnation()
	add(l, wire.Goods, 20)

	want := []struct {
		inc        string
		first, end uint64
		last, base uint64
	}{{first, 1, 100, 100, 0}, {first, 101, 130, 130, 0}, {second, 1, 20, 150, 130}}
	after := uint64(0)
	for _, w := range want {
		p, err := l.Batch(wire.Goods, after)
		if err != nil {
			t.Fatal(err)
		}
		b, err := wire.DecodeBatch(p.Payload)
		if err != nil {
			t.Fatal(err)
		}
		if b.Incarnation != w.inc || b.Stream != wire.Goods || b.Events[0].Seq != w.first || b.Mark().Upto != w.end || p.Last != w.last || p.Base != w.base {
			t.Fatalf("after %d: %s %d to %d, last %d on %d; want %+v", after, b.Incarnation, b.Events[0].Seq, b.Mark().Upto, p.Last, p.Base, w)
		}
		if base, upto, ok := l.Locate(b.Mark()); !ok || base != w.base || upto != w.last {
			t.Errorf("%v is %d on %d %v", b.Mark(), upto, base, ok)
		}
		after = p.Last
	}
	if p, err := l.Batch(wire.Goods, after); p.Last != 0 || err != nil {
		t.Errorf("after the last comes %d, %v", p.Last, err)
	}
	// A copy of this log went on in its first incarnation: its end is meant.
	if _, upto, ok := l.Locate(wire.Mark{Stream: wire.Goods, Incarnation: first, Upto: 500}); !ok || upto != 130 {
		t.Errorf("500 of the first incarnation is %d %v, want 130", upto, ok)
	}
	if _, upto, _ := l.Locate(wire.Mark{Stream: wire.Goods, Incarnation: second, Upto: 500}); upto != 630 {
		t.Errorf("500 of the present incarnation is %d, want 630: what cannot be is for the outbox to see", upto)
	}
	if _, _, ok := l.Locate(wire.Mark{Stream: wire.Goods, Incarnation: "nobody", Upto: 1}); ok {
		t.Error("a watermark of nobody is located")
	}
	testForget(t, l, first)
}

// testForget forgets what TestLog added: 150 of goods and 3 of money, 130 and
// all of them in the first incarnation.
func testForget(t *testing.T, l Filled, first string) {
	t.Helper()
	second := l.Incarnation()
	if err := l.Forget(t.Context(), wire.Goods, 140); err != nil {
		t.Fatal(err)
	}
	if err := l.Forget(t.Context(), wire.Goods, 151); err == nil {
		t.Error("forgot what was never made")
	}
	if next, safe := l.Standing(wire.Goods); next != 151 || safe != 140 {
		t.Errorf("stands at %d after %d, want 151 after 140", next, safe)
	}
	p, err := l.Batch(wire.Goods, 0)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := wire.DecodeBatch(p.Payload); err != nil || b.Events[0].Seq != 11 || p.Last != 150 {
		t.Errorf("after forgetting: %v %v to %d", b.Events, err, p.Last)
	}
	found := map[wire.Position]bool{}
	for _, p := range l.Positions() {
		found[p] = true
	}
	for _, p := range []wire.Position{
		{Stream: wire.Money, Incarnation: first, Next: 4},
		{Stream: wire.Goods, Incarnation: second, Next: 21, Safe: 10},
		{Stream: wire.Money, Incarnation: second, Next: 1},
	} {
		if !found[p] {
			t.Errorf("%v is not among the positions %v", p, l.Positions())
		}
	}
}
