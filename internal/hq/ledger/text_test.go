package ledger

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"endcap/sync/wire"
)

// No byte that a device sends may break an append, on any database.
func TestAppend_TextThatNoDatabaseKeepsIsADeadLetterAsItCame(t *testing.T) {
	raw := func(seq uint64, kind, data string) wire.Event {
		return wire.Event{Seq: seq, Type: wire.Type(kind), At: noon, Data: json.RawMessage(data)}
	}
	moved := string(wire.StockMoved)
	b := batch(
		raw(1, moved, `{"gtin":"09520001100376","place":"a\u0000b","quantity":1}`),
		raw(2, moved, `{"gtin":"09520001100376","lot":"a\u0000b","place":"a","quantity":1}`),
		raw(3, moved, "{\"gtin\":\"09520001100376\",\"place\":\"a\xff\xfe\",\"quantity\":1}"),
		raw(4, "endcap.\x00new.v1", `{}`),
		raw(5, "endcap.\xff.v1", `{}`),
		raw(6, "endcap.of.tomorrow.v1", "\"\xc3\x28\""),
		raw(7, "endcap.of.tomorrow.v1", `"\u0000 \ud800"`), // JSON that any database keeps
		move(8, 8),
	)
	each(t, func(t *testing.T, open opener) {
		l := open(t)
		for range 2 {
			upto, bad := l.mustAppend(t, b)
			if diff := cmp.Diff(bad, []uint64{1, 2, 3, 4, 5, 6}); upto != 8 || diff != "" {
				t.Errorf("got %d, want 8; dead letters: %s", upto, diff)
			}
		}
		l.wantSum(t, 8)
		if a, err := l.Aside(t.Context()); err != nil || a != (Aside{Faulty: 6}) {
			t.Errorf("got %+v (%v), want dead letters and no conflict", a, err)
		}
		got, err := l.Events(t.Context(), 0, 10)
		if err != nil || len(got) != 8 {
			t.Fatalf("got %d entries (%v)", len(got), err)
		}
		var bytes []byte
		if err := json.Unmarshal(got[5].Data, &bytes); err != nil || string(bytes) != "\"\xc3\x28\"" {
			t.Errorf("got %s (%v), want the bytes that came", got[5].Data, err)
		}
		h := hello(inc, 1)
		h.Role, h.Version = "ca\x00rt", "\xff"
		l.says(t, h, noon)
		if err := l.Unreadable(t.Context(), cart7, "u/\x00", []byte("\x00\xff"), errors.New("a \x00 and a \xff"), noon); err != nil {
			t.Error(err)
		}
	})
}

func TestLedger_NumbersThatNoDeviceReachesAreRefusedWhole(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		l := open(t)
		l.mustAppend(t, batch(move(1, 1)))
		far := move(maxNumber+1, 1)
		if _, _, err := l.Append(t.Context(), batch(far), noon); !errors.Is(err, wire.ErrMalformed) {
			t.Errorf("an event: got %v", err)
		}
		if _, _, err := l.Append(t.Context(), batch(marker(2, maxNumber+1)), noon); !errors.Is(err, wire.ErrMalformed) {
			t.Errorf("a marker: got %v", err)
		}
		if _, _, err := l.Hello(t.Context(), cart7, hello(inc, 1, at(wire.Goods, inc, 1<<63, 1<<62)), noon); !errors.Is(err, wire.ErrMalformed) {
			t.Errorf("a hello: got %v", err)
		}
		// One among many spoils the transaction, and nothing of it is kept.
		if _, err := l.AppendAll(t.Context(), []wire.Batch{batch(move(2, 2)), batch(far)}, noon); !errors.Is(err, wire.ErrMalformed) {
			t.Errorf("among others: got %v", err)
		}
		l.wantCount(t, 1)
		l.wantSum(t, 1)
		if d := l.cart(t); d.Pending != 0 {
			t.Errorf("got %+v, want nothing waited for", d)
		}
	})
}

func TestAppendAll_TakesManyBatchesOfManyDevicesInTheirOrder(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		l := open(t)
		var list []wire.Batch
		for i := range uint64(5) {
			for _, device := range []string{"cart-07", "cart-01", "shelf-a"} {
				b := batch(moves(i*10+1, i*10+10)...)
				b.From.Device = device
				list = append(list, b)
			}
		}
		list = append(list, batch(moves(31, 60)...), batch(over(5, 20), move(21, 21)), wire.Batch{From: cart7, Stream: wire.Money, Incarnation: second, Events: []wire.Event{sale(1)}})
		for range 2 {
			acks, err := l.AppendAll(t.Context(), list, noon)
			if err != nil || len(acks) != len(list) {
				t.Fatalf("got %d acks (%v)", len(acks), err)
			}
			for i, a := range acks {
				b := list[i]
				if a.Stream != b.Stream || a.Incarnation != b.Incarnation || a.Upto < b.Events[len(b.Events)-1].Seq || a.Bad != nil {
					t.Errorf("batch %d: got %+v", i, a)
				}
			}
		}
		l.wantCount(t, 60)
		l.wantSum(t, total(1, 60)+2*total(1, 50))
		days, err := l.Sales(t.Context(), "")
		if err != nil || len(days) != 1 || days[0].Baskets != 1 {
			t.Errorf("got %+v (%v), want one basket", days, err)
		}
	})
}

func FuzzMeaning(f *testing.F) {
	for _, kind := range []wire.Type{wire.StockMoved, wire.EventsDropped, wire.BasketClosed, wire.BookSwitched, wire.CommandDone, wire.LabelShown, "other"} {
		f.Add(string(kind), []byte(`{"gtin":"09520001100376","place":"a","quantity":1,"levels":[{"gtin":"09520001100376","place":"a","pieces":1}],"id":"x","outcome":"done"}`))
	}
	f.Fuzz(func(t *testing.T, kind string, data []byte) {
		does, err := meaning(wire.Event{Seq: 1, Type: wire.Type(kind), Data: data})
		if err != nil {
			return
		}
		for _, v := range does.moves {
			if !storable(v.Lot) || !storable(v.Place) || v.GTIN == 0 || max(v.Pieces, -v.Pieces, v.Grams, -v.Grams) > maxLevel {
				t.Errorf("got %+v of %s", v, data)
			}
		}
		if !storable(plain(kind)) || !storable(kept(data)) && strings.IndexByte(string(data), 0) < 0 {
			t.Errorf("%q and %q cannot be kept", kind, data)
		}
	})
}
