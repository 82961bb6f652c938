package epcis_test

import (
	"encoding/json"
	"io"
	"testing"

	"endcap/internal/hq/epcis"
	"endcap/offers/stock"
	"endcap/sync/wire"
)

// BenchmarkDocument exports a ledger of a thousand movements; plain JSON of
// the same entries, read from the same ledger, is what it is compared with.
func BenchmarkDocument(b *testing.B) {
	const n = 1000
	l, c := openLedger(b), &clock{noon}
	var events []wire.Event
	for i := range n {
		events = append(events, c.moved(stock.Movement{GTIN: milk, Lot: "M4711", Place: "cart-07", Quantity: int64(1 + i%3), Cause: stock.Picked}))
	}
	add(b, l, cart, events...)
	m := mapping(b, epcis.Options{})
	b.Run("epcis", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if r, err := m.Document(b.Context(), io.Discard, l, epcis.Range{}); err != nil || r.Events != n {
				b.Fatal(r, err)
			}
		}
		b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "events/s")
	})
	b.Run("entries", func(b *testing.B) {
		b.ReportAllocs()
		enc := json.NewEncoder(io.Discard)
		for b.Loop() {
			entries, err := l.Events(b.Context(), 0, n)
			if err != nil || len(entries) != n {
				b.Fatal(len(entries), err)
			}
			for _, e := range entries {
				if err := enc.Encode(e); err != nil {
					b.Fatal(err)
				}
			}
		}
		b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "events/s")
	})
}
