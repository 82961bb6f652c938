package epcis_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"endcap/device/intake"
	"endcap/internal/hq/epcis"
	"endcap/internal/hq/epcis/epcistest"
	"endcap/internal/hq/ledger"
	"endcap/offers/basket"
	"endcap/offers/stock"
	"endcap/scanner/gs1"
	"endcap/scanner/gs1/schematest"
	"endcap/sync/wire"
)

var (
	gtins  = rapid.SampledFrom([]gs1.GTIN{milk, apples, 96385074, 4006381333931, 95212345432135, 2000000000008})
	places = rapid.OneOf(rapid.SampledFrom([]string{"cart-07", "A3-1"}), rapid.StringN(1, 60, 240))
	lots   = rapid.OneOf(rapid.SampledFrom([]string{"", "A", "A.B", "20"}), rapid.StringN(0, 25, 240))
	causes = rapid.SampledFrom([]stock.Cause{stock.Picked, stock.PutBack, stock.Sold, stock.Stocked, "lent", ""})
	times  = rapid.Custom(func(t *rapid.T) time.Time {
		zone := time.FixedZone("", 60*rapid.IntRange(-23*60, 23*60).Draw(t, "offset"))
		return time.Unix(rapid.Int64Range(24*3600, 4e9).Draw(t, "at"), rapid.Int64Range(0, 999_999_999).Draw(t, "ns")).In(zone)
	})
)

// anything is an event that a device, well or ill, may send.
var anything = rapid.Custom(func(t *rapid.T) wire.Event {
	at := times.Draw(t, "time")
	switch rapid.IntRange(0, 9).Draw(t, "kind") {
	case 0:
		var lines []basket.SaleLine
		for range rapid.IntRange(0, 5).Draw(t, "lines") {
			lines = append(lines, basket.SaleLine{
				GTIN: gtins.Draw(t, "gtin"), Lot: lots.Draw(t, "lot"), Serial: lots.Draw(t, "serial"),
				Quantity: rapid.Int64Range(-1, 3).Draw(t, "quantity"), Grams: rapid.SampledFrom([]int64{0, 0, 1, 1240, -5, 1e18}).Draw(t, "grams"),
			})
		}
		return wire.NewEvent(wire.BasketClosed, at, basket.Sale{Basket: rapid.StringN(0, 20, 80).Draw(t, "basket"), Closed: at, Lines: lines})
	case 1:
		c := rapid.SampledFrom([]intake.Cause{intake.Expired, intake.Recalled, intake.Unknown, "odd"}).Draw(t, "cause")
		return wire.NewEvent(wire.ItemRefused, at, intake.Refusal{GTIN: gtins.Draw(t, "gtin"), Lot: lots.Draw(t, "lot"), Cause: c})
	case 2:
		return wire.Event{
			Type: rapid.SampledFrom([]wire.Type{wire.StockMoved, wire.BasketClosed, wire.ItemRefused, wire.LabelShown, "new"}).Draw(t, "type"),
			At:   at, Data: json.RawMessage(rapid.SampledFrom([]string{`1`, `{}`, `null`, `[]`, `{"gtin":"1"}`, `{"lines":[{}],"basket":"b"}`}).Draw(t, "data")),
		}
	}
	m := stock.Movement{
		GTIN: gtins.Draw(t, "gtin"), Lot: lots.Draw(t, "lot"), Place: places.Draw(t, "place"), Cause: causes.Draw(t, "cause"), At: at,
		Quantity: rapid.OneOf(rapid.Int64Range(-3, 3), rapid.Int64Range(-stock.MaxQuantity, stock.MaxQuantity)).Draw(t, "quantity"),
		Grams:    rapid.Bool().Draw(t, "grams"),
	}
	return wire.NewEvent(wire.StockMoved, at, m)
})

// TestDocument_OfAnyLedgerAddsUpToItsStock is the inverse check: what the
// document says was moved, added up by a reader who knows only the document,
// is what the ledger has on hand.
func TestDocument_OfAnyLedgerAddsUpToItsStock(t *testing.T) {
	n, moves := 0, 0
	rapid.Check(t, func(r *rapid.T) {
		l := openLedger(t)
		sent := rapid.SliceOfN(anything, 30, 60).Draw(r, "events")
		add(t, l, cart, sent...)
		b, report := document(t, epcis.Options{}, l, epcis.Range{})
		events, err := epcistest.Document(b)
		if err != nil {
			r.Fatalf("%v\n%s", err, b)
		}
		left := int64(0)
		for _, v := range report.Left {
			left += v.Entries
		}
		if int(report.Entries) != len(sent) || report.Events+left != report.Entries {
			r.Fatalf("%d events sent: %+v", len(sent), report)
		}
		got, err := epcistest.Levels(events)
		if err != nil {
			r.Fatal(err)
		}
		if d := cmp.Diff(got, onHand(t, l)); d != "" {
			r.Fatalf("%s\n%s", d, b)
		}
		n, moves = n+len(events), moves+len(got)
	})
	t.Logf("%d events, %d sums", n, moves)
}

// onHand is the ledger's stock in the terms of the inverse check.
func onHand(t testing.TB, l *ledger.Ledger) map[epcistest.Level]int64 {
	t.Helper()
	list, err := l.Stock(t.Context(), "")
	if err != nil || len(list) == 1000 {
		t.Fatalf("%d sums (%v)", len(list), err)
	}
	sums := map[epcistest.Level]int64{}
	for _, s := range list {
		sums[epcistest.Level{GTIN: s.GTIN.String(), Lot: s.Lot, Place: s.Place, Grams: s.Grams}] = s.Quantity
	}
	return sums
}

func TestDocument_OfThousandsOfAnythingIsValidByGS1Schema(t *testing.T) {
	valid := schematest.Open(t, schematest.EPCIS)
	for name, o := range documents() {
		l := openLedger(t)
		list := rapid.SliceOfN(anything, 1500, 1500).Example(len(name))
		add(t, l, cart, list...)
		b, report := document(t, o, l, epcis.Range{})
		if _, err := epcistest.Document(b); err != nil {
			t.Error(name, err)
		}
		if err := valid(b); err != nil {
			t.Errorf("%s: %.2000s", name, err)
		}
		t.Logf("%s: %d events are valid", name, report.Events)
	}
}
