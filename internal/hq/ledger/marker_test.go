package ledger

import (
	"encoding/json"
	"math/rand/v2"
	"testing"

	"endcap/offers/stock"
	"endcap/sync/wire"
)

func sale(seq uint64) wire.Event {
	return wire.Event{Seq: seq, Type: wire.BasketClosed, At: noon, Data: json.RawMessage(`{"basket":"b","total":"2.50 EUR","saved":"0.50 EUR","pieces":3}`)}
}

// marker stands for the numbers first to last and sums up their movements.
func marker(first, last uint64, levels ...stock.Level) wire.Event {
	e := wire.NewEvent(wire.EventsDropped, noon, wire.Dropped{Reason: "room", Levels: levels})
	e.First, e.Seq = first, last
	return e
}

// level is quantity of what move moves.
func level(quantity int64) stock.Level {
	return stock.Level{Key: stock.Key{GTIN: milk, Lot: "L1", Place: "cart-07"}, Pieces: quantity}
}

// total is the sum of the numbers from first to last.
func total(first, last uint64) int64 { return int64((first + last) * (last + 1 - first) / 2) }

func over(first, last uint64) wire.Event { return marker(first, last, level(total(first, last))) }

func TestAppend_MarkerStandsForWhatItSummedUpAndNothingCountsTwice(t *testing.T) {
	for _, c := range []struct {
		name    string
		batches [][]wire.Event
		upto    uint64
	}{
		{"of numbers never seen", [][]wire.Event{moves(1, 3), {over(4, 9)}, moves(10, 11)}, 11},
		{"of numbers partly seen", [][]wire.Event{moves(1, 5), {over(2, 9)}, moves(10, 12)}, 12},
		{"in one batch with its neighbours", [][]wire.Event{{move(1, 1), over(2, 7), move(8, 8)}}, 8},
		{"twice", [][]wire.Event{{over(1, 9)}, {over(1, 9)}}, 9},
		{"beyond a gap", [][]wire.Event{moves(1, 2), {over(4, 9)}}, 2},
		{"beyond a gap, then without", [][]wire.Event{{over(4, 9)}, moves(1, 3), {over(4, 9)}}, 9},
		{"of numbers all here", [][]wire.Event{moves(1, 9), {over(2, 6)}, {over(4, 9)}}, 9},
		{"over a marker", [][]wire.Event{moves(1, 2), {over(2, 5)}, {over(2, 9)}, moves(10, 10)}, 10},
		{"over two markers and an event", [][]wire.Event{{over(1, 2)}, {over(3, 5)}, moves(6, 6), {over(1, 8)}}, 8},
		{"then the events under it", [][]wire.Event{{over(1, 6)}, moves(1, 8), moves(3, 5)}, 8},
		{"then a batch that begins under it", [][]wire.Event{moves(1, 2), {over(3, 40)}, moves(38, 42)}, 42},
	} {
		t.Run(c.name, func(t *testing.T) {
			each(t, func(t *testing.T, open opener) {
				l := open(t)
				var upto uint64
				for _, b := range c.batches {
					var bad []uint64
					if upto, bad = l.mustAppend(t, batch(b...)); bad != nil {
						t.Errorf("got dead letters %d", bad)
					}
				}
				if upto != c.upto {
					t.Errorf("got %d, want %d", upto, c.upto)
				}
				l.wantSum(t, total(1, c.upto))
				l.wantAlarms(t)
				if a, err := l.Aside(t.Context()); err != nil || a != (Aside{}) {
					t.Errorf("got %+v (%v), want nothing aside", a, err)
				}
			})
		})
	}
}

// A device sends, forgets to hear, sums up what it has not heard of, sends
// again: whatever the order, the sum is the sum of what it made.
func TestAppend_AnyOrderOfMarkersAndEventsAddsUp(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		l := open(t)
		r := rand.New(rand.NewPCG(3, 4))
		var heard, made uint64                                    // as the device knows
		queue := []wire.Event{}                                   // what it still holds
		from := func(e wire.Event) uint64 { return e.FirstSeq() } //nolint:gocritic // read below
		for range 400 {
			switch r.IntN(4) {
			case 0: // make some
				for range r.IntN(6) {
					made++
					queue = append(queue, move(made, int64(made)))
				}
			case 1: // sum up a run of them
				if len(queue) > 2 {
					i := r.IntN(len(queue) - 1)
					j := i + 1 + r.IntN(len(queue)-i-1)
					m := over(from(queue[i]), queue[j].Seq)
					queue = append(append(append([]wire.Event{}, queue[:i]...), m), queue[j+1:]...)
				}
			default: // send some from anywhere, hear of it now and then
				if len(queue) > 0 {
					i := r.IntN(min(3, len(queue)))
					upto, bad := l.mustAppend(t, batch(queue[i:min(len(queue), i+1+r.IntN(8))]...))
					if upto < heard || bad != nil {
						t.Fatalf("got watermark %d after %d, dead letters %d", upto, heard, bad)
					}
					if r.IntN(3) > 0 {
						continue
					}
					heard = upto
					for len(queue) > 0 && queue[0].Seq <= heard {
						queue = queue[1:]
					}
				}
			}
		}
		for len(queue) > 0 {
			n := min(len(queue), 50)
			l.mustAppend(t, batch(queue[:n]...))
			queue = queue[n:]
		}
		l.wantSum(t, total(1, made))
		if a, err := l.Aside(t.Context()); err != nil || a != (Aside{}) {
			t.Errorf("got %+v (%v), want nothing aside", a, err)
		}
	})
}

func TestAppend_MarkerThatCannotBeUnderstoodIsADeadLetterAndTheStreamGoesOn(t *testing.T) {
	for name, dead := range map[string]wire.Event{
		"no object":            {Seq: 9, First: 4, Type: wire.EventsDropped, At: noon, Data: json.RawMessage(`[]`)},
		"levels of no product": {Seq: 9, First: 4, Type: wire.EventsDropped, At: noon, Data: json.RawMessage(`{"levels":[{"gtin":"x","place":"a","pieces":1}]}`)},
		"more than there is":   marker(4, 9, level(maxLevel+1)),
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, open opener) {
				l := open(t)
				l.mustAppend(t, batch(moves(1, 5)...))
				if upto, bad := l.mustAppend(t, batch(dead, move(10, 10))); upto != 10 || len(bad) != 1 || bad[0] != 9 {
					t.Errorf("got %d, dead letters %d, want 10 and number 9", upto, bad)
				}
				l.wantSum(t, total(1, 5)+10)
				l.wantAlarms(t, short{Unsummed, 4, 9})
			})
		})
	}
}

func TestAppend_MarkerOverPartOfAMarkerIsADeadLetter(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		l := open(t)
		l.mustAppend(t, batch(over(1, 6)))
		if upto, bad := l.mustAppend(t, batch(over(4, 9))); upto != 9 || len(bad) != 1 {
			t.Errorf("got %d, dead letters %d, want 9 and one", upto, bad)
		}
		l.wantSum(t, total(1, 6)) // rather too little, and told of, than twice
		l.wantAlarms(t, short{Unsummed, 4, 9})
	})
}

func TestAppend_MarkerOfOtherStreamsHasNoSums(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		l := open(t)
		health := wire.Event{Seq: 31, Type: wire.HealthChanged, At: noon, Data: json.RawMessage(`{"part":"scanner","state":"well","text":""}`)}
		b := wire.Batch{From: cart7, Stream: wire.Telemetry, Incarnation: inc, Events: []wire.Event{marker(1, 30), health}}
		if upto, bad := l.mustAppend(t, b); upto != 31 || bad != nil {
			t.Errorf("got %d, dead letters %d, want 31", upto, bad)
		}
		if s, err := l.Streams(t.Context(), cart7); err != nil || len(s) != 1 || s[0] != (Stream{inc, wire.Telemetry, 31, 31}) {
			t.Errorf("got %+v (%v)", s, err)
		}
	})
}
