package epcis_test

import (
	"bytes"
	"context"
	"encoding/json"
	"testing"

	"endcap/internal/hq/epcis"
	"endcap/internal/hq/epcis/epcistest"
	"endcap/internal/hq/ledger"
	"endcap/offers/stock"
	"endcap/sync/wire"
)

// endless is a ledger of n movements that is made as it is read.
type endless struct {
	n       int64
	entry   ledger.Entry
	written func() int64
	held    int64 // the most events that were read and not yet written
}

func (s *endless) Events(_ context.Context, after int64, limit int) ([]ledger.Entry, error) {
	s.held = max(s.held, after-s.written())
	var page []ledger.Entry
	for n := after + 1; n <= s.n && len(page) < limit; n++ {
		s.entry.N, s.entry.Seq = n, uint64(n)
		page = append(page, s.entry)
	}
	return page, nil
}

func (s *endless) Added(context.Context, ledger.Entry) ([]stock.Level, error) { return nil, nil }

// lines counts the lines written to it.
type lines int64

func (c *lines) Write(b []byte) (int, error) {
	*c += lines(bytes.Count(b, []byte("\n")))
	return len(b), nil
}

func TestDocument_KeepsNoDayInMemory(t *testing.T) {
	var out lines
	m := stock.Movement{GTIN: milk, Lot: "M4711", Place: "cart-07", Quantity: 1, Cause: stock.Picked, At: noon}
	s := &endless{n: 50_000, written: func() int64 { return int64(out) }, entry: ledger.Entry{
		From: cart, Incarnation: inc, Event: wire.NewEvent(wire.StockMoved, noon, m), Received: noon,
	}}
	report, err := mapping(t, epcis.Options{}).Document(t.Context(), &out, s, epcis.Range{})
	if err != nil || report.Events != s.n {
		t.Fatal(report, err)
	}
	if s.held > 1000 {
		t.Errorf("%d events were in memory at a time", s.held)
	}
}

// FuzzDocument exports one event of a device that may say anything.
func FuzzDocument(f *testing.F) {
	for _, e := range []wire.Event{
		wire.NewEvent(wire.StockMoved, noon, stock.Movement{GTIN: apples, Lot: "a b", Place: "x/y", Quantity: -1240, Grams: true}),
		{Type: wire.BasketClosed, Data: json.RawMessage(`{"basket":"b-1","closed":"2026-11-21T12:00:00+13:59","lines":[{"gtin":"09520001100376","serial":"7Q9","quantity":1}]}`)},
		{Type: wire.ItemRefused, Data: json.RawMessage(`{"gtin":"09520001100376","cause":"expired"}`)},
	} {
		f.Add(string(e.Type), []byte(e.Data), "berlin-1")
	}
	f.Fuzz(func(t *testing.T, kind string, data []byte, device string) {
		from := wire.Address{Tenant: "demo", Store: "harbour", Device: device}
		e := wire.Event{Seq: 1, Type: wire.Type(kind), At: noon, Data: data}
		if from.Check() != nil || e.Check() != nil {
			return // the wire does not carry it
		}
		s := &endless{n: 1, written: func() int64 { return 0 }, entry: ledger.Entry{From: from, Incarnation: inc, Event: e, Received: noon}}
		for _, o := range documents() {
			b, _ := document(t, o, s, epcis.Range{})
			if _, err := epcistest.Document(b); err != nil {
				t.Errorf("%v\n%s", err, b)
			}
		}
	})
}
