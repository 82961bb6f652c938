package publish

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"endcap/offers/basket"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

const (
	pasta = gs1.GTIN(9520001101113)
	pesto = gs1.GTIN(9520001101489)
	bag   = gs1.GTIN(9520001100406)
)

// times repeats a basket.
func times(n int, products ...gs1.GTIN) (all [][]gs1.GTIN) {
	for range n {
		all = append(all, products)
	}
	return all
}

func sellingAll(of ...gs1.GTIN) (all []catalog.Product) {
	for _, g := range of {
		all = append(all, catalog.Product{GTIN: g, Name: "Thing", Price: money.New(199, money.Currency{'E', 'U', 'R'})})
	}
	return all
}

func TestTogether_FindsWhatBelongsToAThing(t *testing.T) {
	all := sellingAll(milk, ham, pasta, pesto, bag)
	var many []gs1.GTIN
	for g := range gs1.GTIN(pairedMost) {
		many = append(many, 1000+g)
	}
	for _, c := range []struct {
		name    string
		baskets [][]gs1.GTIN
		want    map[gs1.GTIN][]gs1.GTIN
	}{
		{"nothing sold", nil, map[gs1.GTIN][]gs1.GTIN{}},
		{"nineteen baskets are too few", append(times(19, pasta, pesto), times(50, bag)...), map[gs1.GTIN][]gs1.GTIN{}},
		{"twenty are enough", append(times(20, pasta, pesto), times(50, bag)...), map[gs1.GTIN][]gs1.GTIN{pasta: {pesto}, pesto: {pasta}}},
		{"what is in every basket goes with nothing", append(times(30, pasta, bag), times(30, milk, bag)...), map[gs1.GTIN][]gs1.GTIN{}},
		{
			"the closest first", append(append(times(30, ham, pasta, pesto), times(25, pasta, milk)...), times(100, milk)...),
			map[gs1.GTIN][]gs1.GTIN{ham: {pesto, pasta}, pasta: {ham, pesto}, pesto: {ham, pasta}},
		},
		{"what is not sold any more", append(times(20, milk, 4006381333931), times(20, bag)...), map[gs1.GTIN][]gs1.GTIN{}},
	} {
		if len(c.baskets) > 0 {
			c.baskets = append(c.baskets, append(many, c.baskets[0]...)) // a whole van
		}
		if diff := cmp.Diff(together(c.baskets, all), c.want); diff != "" {
			t.Errorf("%s (-got +want):\n%s", c.name, diff)
		}
	}
}

func TestPair_PutsWhatAStoreSoldIntoItsSheets(t *testing.T) {
	s := newLawShop(t)
	now := s.day(100)
	sell := func(store string, at time.Time, inc string, products ...gs1.GTIN) {
		t.Helper()
		b := wire.Batch{From: wire.Address{Tenant: "demo", Store: store, Device: "cart-07"}, Stream: wire.Money, Incarnation: inc}
		for i := range uint64(pairedTimes) {
			sale := basket.Sale{Basket: "b"}
			for _, g := range products {
				sale.Lines = append(sale.Lines, basket.SaleLine{GTIN: g, Quantity: 1}, basket.SaleLine{GTIN: g, Lot: "A", Quantity: 1})
			}
			e := wire.NewEvent(wire.BasketClosed, at, sale)
			e.Seq = i + 1
			b.Events = append(b.Events, e)
		}
		if _, bad, err := s.l.Append(t.Context(), b, at); err != nil || len(bad) > 0 {
			t.Fatal(bad, err)
		}
	}
	sell("berlin-1", now, "a1", pasta, pesto)
	sell("berlin-1", now, "a2", milk)
	sell("berlin-1", now.AddDate(0, 0, -pairedDays-1), "a3", milk, ham)
	sell("berlin-2", now, "a1", milk, ham)

	b := Book{Products: sellingAll(milk, ham, pasta, pesto), Sheets: []catalog.Sheet{
		{GTIN: pasta, Texts: []catalog.Text{{Lang: "en", About: "Of durum wheat."}}},
	}}
	before := b.Sheets
	if err := b.Pair(t.Context(), s.l, "demo", "berlin-1", now); err != nil {
		t.Fatal(err)
	}
	want := []catalog.Sheet{before[0], {GTIN: pesto, Together: []gs1.GTIN{pasta}}}
	want[0].Together = []gs1.GTIN{pesto}
	if diff := cmp.Diff(b.Sheets, want); diff != "" || before[0].Together != nil {
		t.Errorf("sheets (-got +want):\n%s", diff)
	}
	b.Sheets[0].Together = []gs1.GTIN{milk} // the shop says so
	if err := b.Pair(t.Context(), s.l, "demo", "berlin-1", now); err != nil || b.Sheets[0].Together[0] != milk {
		t.Errorf("%v: %+v", err, b.Sheets[0])
	}
	m, err := Publish(t.Context(), s.l, s.key, "demo", "berlin-1", b, now)
	if err != nil || m.Sheets != 2 {
		t.Errorf("published %d sheets (%v), want 2", m.Sheets, err)
	}
}

func BenchmarkTogether(b *testing.B) {
	var products []gs1.GTIN
	for g := range gs1.GTIN(pairedProducts) {
		products = append(products, 1000+g)
	}
	var baskets [][]gs1.GTIN
	for i := range pairedBaskets / 4 {
		var one []gs1.GTIN
		for k := range 15 {
			one = append(one, products[(i*37+k*k*131)%len(products)])
		}
		baskets = append(baskets, one)
	}
	all := sellingAll(products...)
	b.ReportAllocs()
	for b.Loop() {
		together(baskets, all)
	}
}
