package ledger

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"endcap/sync/wire"
)

const (
	second = "aaaaaaaaaaaaaaaa" // incarnations after inc
	third  = "bbbbbbbbbbbbbbbb"
)

func at(stream wire.Stream, inc string, next, safe uint64) wire.Position {
	return wire.Position{Stream: stream, Incarnation: inc, Next: next, Safe: safe}
}

func hello(inc string, session uint64, streams ...wire.Position) wire.Hello {
	return wire.Hello{Incarnation: inc, Session: session, Nonce: "0011223344556677", Streams: streams, Role: "cart", Version: "1.0"}
}

// says has cart7 say hello and wants the watermarks.
func (l *Ledger) says(t testing.TB, h wire.Hello, now time.Time, want ...uint64) (twin bool) {
	t.Helper()
	marks, twin, err := l.Hello(t.Context(), cart7, h, now)
	if err != nil {
		t.Fatal(err)
	}
	got := make([]uint64, len(marks))
	for i, m := range marks {
		if got[i] = m.Upto; m.Stream != h.Streams[i].Stream || m.Incarnation != h.Streams[i].Incarnation {
			t.Errorf("got a mark of %s %s in the place of %+v", m.Stream, m.Incarnation, h.Streams[i])
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got watermarks %d, want %d", got, want)
	}
	return twin
}

type short struct {
	Kind        AlarmKind
	First, Last uint64
}

func (l *Ledger) wantAlarms(t testing.TB, want ...short) {
	t.Helper()
	list, err := l.Alarms(t.Context(), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	var got []short
	for _, a := range slices.Backward(list) {
		got = append(got, short{a.Kind, a.First, a.Last})
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("alarms, got - want +: %s", diff)
	}
}

func (l *Ledger) cart(t testing.TB) Device {
	t.Helper()
	d, err := l.Devices(t.Context())
	if err != nil || len(d) != 1 {
		t.Fatalf("got %+v (%v), want one device", d, err)
	}
	return d[0]
}

func TestHello_AnswersEachPositionInItsOrder(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		l := open(t)
		l.mustAppend(t, batch(moves(1, 3)...))
		h := hello(second, 1, at(wire.Goods, inc, 4, 0), at(wire.Control, second, 1, 0), at(wire.Goods, second, 5, 0))
		l.says(t, h, noon, 3, 0, 0)
		if d := l.cart(t); d.Stored != 3 || d.Pending != 4 || !d.Online || d.Incarnation != second || d.Role != "cart" {
			t.Errorf("got %+v, want 3 stored and 4 pending", d)
		}
		many := hello(second, 2)
		for i := range uint64(wire.MaxPositions) {
			many.Streams = append(many.Streams, at(wire.Streams[i%4], "e"+string(rune('a'+i/4)), i+2, i))
		}
		marks, _, err := l.Hello(t.Context(), cart7, many, noon)
		if err != nil || len(marks) != wire.MaxPositions || marks[9].Upto != 9 {
			t.Errorf("got %+v (%v), want as many marks as positions", marks, err)
		}
	})
}

func TestHello_AfterTheLedgerWasPutBackTheStreamGoesOnAndTheGapIsTold(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		l := open(t)
		l.mustAppend(t, batch(moves(1, 3)...))
		h := hello(inc, 1, at(wire.Goods, inc, 12, 8), at(wire.Money, inc, 3, 0))
		for range 2 {
			l.says(t, h, noon, 8, 0)
		}
		if upto, _ := l.mustAppend(t, batch(moves(9, 11)...)); upto != 11 {
			t.Errorf("got %d, want 11", upto)
		}
		l.wantAlarms(t, short{Older, 4, 8})
		if a, err := l.Aside(t.Context()); err != nil || a.Missing != 5 {
			t.Errorf("got %+v (%v), want 5 missing", a, err)
		}
		if n, err := l.Total(t.Context()); err != nil || n != 6 {
			t.Errorf("got a total of %d (%v), want 6", n, err)
		}
	})
}

func TestHello_DeviceThatWasPutBackLosesNothing(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		l := open(t)
		l.says(t, hello(inc, 1, at(wire.Goods, inc, 1, 0)), noon, 0)
		l.mustAppend(t, batch(moves(1, 9)...))
		l.says(t, hello(inc, 1, at(wire.Goods, inc, 1, 0)), noon, 9) // the first hello once more, late
		l.wantAlarms(t)
		// Its copy of event 6 begins a new incarnation; the old ends with 5.
		l.says(t, hello(second, 2, at(wire.Goods, inc, 6, 2), at(wire.Goods, second, 2, 0)), noon, 9, 0)
		l.wantAlarms(t, short{Restored, 6, 9})
		other := batch(move(1, 100))
		other.Incarnation = second
		l.mustAppend(t, other)
		l.wantSum(t, 145)
		l.says(t, hello(second, 3, at(wire.Goods, second, 2, 1)), noon, 1)
		l.wantAlarms(t, short{Restored, 6, 9})
	})
}

func TestHello_StreamThatIsListedNoMoreIsLostUnlessAllOfItIsHere(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		l := open(t)
		l.says(t, hello(inc, 1, at(wire.Goods, inc, 6, 0), at(wire.Money, inc, 3, 0), at(wire.Control, inc, 1, 0)), noon, 0, 0, 0)
		l.mustAppend(t, batch(moves(1, 5)...)) // all of the goods, none of the money
		// A full list may have left some out.
		full := hello(second, 2)
		for i := range wire.MaxPositions {
			full.Streams = append(full.Streams, at(wire.Telemetry, "f"+string(rune('a'+i%26))+string(rune('a'+i/26)), 1, 0))
		}
		if _, _, err := l.Hello(t.Context(), cart7, full, noon); err != nil {
			t.Fatal(err)
		}
		l.wantAlarms(t)
		for session := range uint64(2) {
			l.says(t, hello(second, 3+session, at(wire.Goods, second, 1, 0)), noon, 0)
			l.wantAlarms(t, short{Lost, 1, 2})
		}
		if a, _ := l.Aside(t.Context()); a.Missing != 2 {
			t.Errorf("got %+v, want 2 missing", a)
		}
		if d := l.cart(t); d.Pending != 0 {
			t.Errorf("got %+v, want none waited for", d)
		}
		// The card is found after all: what was called lost is taken.
		l.says(t, hello(third, 9, at(wire.Money, inc, 3, 0)), noon.Add(time.Hour), 0)
		if upto, _ := l.mustAppend(t, wire.Batch{From: cart7, Stream: wire.Money, Incarnation: inc, Events: []wire.Event{sale(1), sale(2)}}); upto != 2 {
			t.Errorf("got %d, want 2", upto)
		}
		if a, _ := l.Aside(t.Context()); a.Missing != 0 {
			t.Errorf("got %+v, want none missing", a)
		}
	})
}

func TestHello_SupersededIncarnationSoonAfterTheOtherIsATwin(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		l := open(t)
		minute := func(n int) time.Time { return noon.Add(time.Duration(n) * time.Minute) }
		if l.says(t, hello(inc, 5), minute(0)) {
			t.Error("the first hello is a twin's")
		}
		if l.says(t, hello(second, 5), minute(1)) {
			t.Error("a new opening is a twin's")
		}
		if l.says(t, hello(inc, 5), minute(2)) || l.says(t, hello(inc, 4), minute(2)) {
			t.Error("a hello that comes late is a twin's")
		}
		l.wantAlarms(t)
		for range 2 {
			if !l.says(t, hello(inc, 6, at(wire.Goods, inc, 3, 0)), minute(3), 0) {
				t.Error("the twin is not known")
			}
		}
		l.wantAlarms(t, short{Twin, 0, 0})
		if d := l.cart(t); d.Incarnation != second || !d.Online || !d.Twin || d.Session != 5 {
			t.Errorf("got %+v, want the other's presence", d)
		}
		// Its events are taken, its going away is not the other's.
		l.mustAppend(t, batch(moves(1, 2)...))
		if err := l.Status(t.Context(), cart7, wire.Status{Session: 6, Incarnation: inc}, minute(4)); err != nil {
			t.Fatal(err)
		}
		if d := l.cart(t); !d.Online {
			t.Error("the twin's end is the other's")
		}
		// The other is heard again: the two are still two. Then it is silent.
		if l.says(t, hello(second, 6), minute(5)) || l.cart(t).Twin {
			t.Error("the present incarnation is a twin's")
		}
		if !l.says(t, hello(inc, 7), minute(14)) {
			t.Error("9 minutes after the other: not a twin")
		}
		if l.says(t, hello(inc, 8), minute(16)) {
			t.Error("11 minutes after the other: a twin")
		}
		if d := l.cart(t); d.Incarnation != inc || d.Session != 8 {
			t.Errorf("got %+v, want the old incarnation to be the present one again", d)
		}
		l.wantAlarms(t, short{Twin, 0, 0})
	})
}

func TestStatus_OldOrOtherWillDoesNotEndTheSession(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		l := open(t)
		l.says(t, hello(inc, 4), noon)
		l.says(t, hello(second, 5), noon)
		for _, c := range []struct {
			s    wire.Status
			want bool
		}{
			{wire.Status{Session: 4, Incarnation: second}, true},
			{wire.Status{Session: 4, Incarnation: inc}, true},
			{wire.Status{Session: 9, Incarnation: inc}, true},
			{wire.Status{Session: 5, Incarnation: second}, false},
			{wire.Status{Online: true, Session: 5, Incarnation: second}, true},
			{wire.Status{Session: 1 << 63, Incarnation: second}, false},
			{wire.Status{Online: true, Session: 1 << 63, Incarnation: second}, true},
			// Greeted by a newer copy of this ledger, which was put back since.
			{wire.Status{Session: 6, Incarnation: "cccccccccccccccc"}, true},
			{wire.Status{Session: 1 << 63, Incarnation: "cccccccccccccccc"}, false},
		} {
			if err := l.Status(t.Context(), cart7, c.s, noon); err != nil {
				t.Fatal(err)
			}
			if got := l.cart(t).Online; got != c.want {
				t.Errorf("after %+v got %v, want %v", c.s, got, c.want)
			}
		}
	})
}

func TestEvents_TimesOfADeviceThatDidNotKnowItAreCorrected(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		l := open(t)
		boot := time.Unix(100, 0).UTC()
		h := hello(inc, 1)
		h.Clock = wire.Reading{Wall: boot.Add(time.Minute), Mono: 60_000, Clock: wire.ClockNone}
		l.says(t, h, noon)
		early, later, known := move(1, 1), move(2, 1), move(3, 1)
		early.At, early.Clock, early.Mono = boot.Add(20*time.Second), wire.ClockNone, 20_000
		later.At, later.Clock = boot.Add(30*time.Second), wire.ClockNone
		known.Clock = wire.ClockNTP
		l.mustAppend(t, batch(early, later, known))
		got, err := l.Events(t.Context(), 0, 10)
		if err != nil || len(got) != 3 {
			t.Fatalf("got %+v (%v)", got, err)
		}
		for i, want := range []time.Time{noon.Add(-40 * time.Second), noon.Add(-30 * time.Second), {}} {
			if !got[i].Corrected.Equal(want) {
				t.Errorf("event %d: got %v, want %v", i+1, got[i].Corrected, want)
			}
		}
		if !got[0].At.Equal(early.At) || got[0].Mono != 20_000 || got[0].Clock != wire.ClockNone {
			t.Errorf("got %+v, want what the device said", got[0])
		}
		// A sale counts for the day that it was.
		s := sale(1)
		s.At, s.Clock, s.Mono = boot, wire.ClockNone, 1000
		l.mustAppend(t, wire.Batch{From: cart7, Stream: wire.Money, Incarnation: inc, Events: []wire.Event{s}})
		if days, err := l.Sales(t.Context(), ""); err != nil || len(days) != 1 || days[0].Day != "2026-11-21" {
			t.Errorf("got %+v (%v), want the day of the hello", days, err)
		}
	})
}
