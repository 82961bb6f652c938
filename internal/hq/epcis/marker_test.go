package epcis_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"endcap/internal/hq/epcis"
	"endcap/internal/hq/epcis/epcistest"
	"endcap/offers/stock"
	"endcap/sync/wire"
)

// picks are movements with the numbers from first to last, one of milk each.
func picks(first, last uint64) (out []wire.Event) {
	for seq := first; seq <= last; seq++ {
		e := wire.NewEvent(wire.StockMoved, noon, stock.Movement{GTIN: milk, Place: "cart-07", Quantity: 1, Cause: stock.Picked, At: noon})
		e.Seq = seq
		out = append(out, e)
	}
	return out
}

// over is the marker that sums up the picks from first to last, and apples
// weighed among them.
func over(first, last uint64) wire.Event {
	e := wire.NewEvent(wire.EventsDropped, noon, wire.Dropped{Reason: "room", Levels: []stock.Level{
		{Key: stock.Key{GTIN: milk, Place: "cart-07"}, Pieces: int64(last - first + 1)},
		{Key: stock.Key{GTIN: apples, Place: "cart-07"}, Grams: -1240, Pieces: 1},
	}})
	e.First, e.Seq = first, last
	return e
}

// A marker tells of what the ledger did not have yet, and of nothing twice.
func TestDocument_TellsSumsOfWhatWasSummedUp(t *testing.T) {
	for name, batches := range map[string][][]wire.Event{
		"of numbers never seen":  {picks(1, 3), {over(4, 9)}},
		"of numbers partly seen": {picks(1, 5), {over(2, 9)}, picks(10, 12)},
		"with events under it":   {picks(1, 2), {over(3, 9)}, picks(4, 12)},
	} {
		l := openLedger(t)
		for _, b := range batches {
			appendTo(t, l, cart, b...)
		}
		b, report := document(t, epcis.Options{}, l, epcis.Range{})
		events, err := epcistest.Document(b)
		if err != nil || report.Left != nil {
			t.Fatal(name, err, report)
		}
		got, err := epcistest.Levels(events)
		if d := cmp.Diff(got, onHand(t, l)); d != "" || err != nil || len(got) != 3 {
			t.Errorf("%s: %v %s\n%s", name, err, d, b)
		}
	}
}
