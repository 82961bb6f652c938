package epcis

import (
	"encoding/json"
	"time"

	"endcap/internal/hq/ledger"
	"endcap/offers/stock"
)

// words are what CBV 2.0 calls a cause of movements. The disposition is that
// of goods that came; of those that left it says nothing.
func words(c stock.Cause) (step, disposition string) {
	switch c { //nolint:exhaustive // CBV has no step for what staff set right
	case stock.Picked, stock.PutBack:
		return "picking", "" // the nearest to a shopper's hand
	case stock.Sold:
		return "unpacking", "" // the cart is emptied; the transaction says that it is sold
	case stock.Stocked:
		return "stocking", "sellable_accessible"
	}
	return "", "" // a newer device's; the quantity counts all the same
}

// moved tells of one movement: goods came to a cart or a shelf place or left it.
func (m *Mapping) moved(e ledger.Entry) ([]Event, Why) {
	var v stock.Movement
	if json.Unmarshal(e.Data, &v) != nil || v.Check() != nil {
		return nil, Senseless
	}
	out := m.aggregation(e, 0, v.At, stock.Key{GTIN: v.GTIN, Lot: v.Lot, Place: v.Place}, v.Quantity, v.Grams)
	step, disposition := words(v.Cause)
	if out.Step = step; out.Action == Add {
		out.Disposition = disposition
	}
	if v.Cause == stock.Sold {
		out.Location = nil
	}
	return []Event{out}, Told
}

// summed tells of movements of which a device without room kept the sums
// only: how much, and no cause.
func (m *Mapping) summed(e ledger.Entry, added []stock.Level) (out []Event, why Why) {
	for _, v := range added {
		if v.Pieces != 0 {
			out = append(out, m.aggregation(e, len(out), e.At, v.Key, v.Pieces, false))
		}
		if v.Grams != 0 {
			out = append(out, m.aggregation(e, len(out), e.At, v.Key, v.Grams, true))
		}
	}
	if len(out) == 0 {
		return nil, NoWords
	}
	return out, Told
}

// aggregation is the i-th event of an entry: n more, or less, of some goods at
// a place.
func (m *Mapping) aggregation(e ledger.Entry, i int, said time.Time, of stock.Key, n int64, grams bool) Event {
	out := m.event(e, i, Aggregation, said)
	out.Action = Add
	if n < 0 {
		out.Action, n = Delete, -n
	}
	out.Parent = m.asset(e.From, of.Place)
	out.Children = []Quantity{quantity(m.class(e.From.Tenant, of.GTIN, of.Lot), n, grams)}
	out.ReadPoint = m.store(e.From)
	if of.Place != e.From.Device { // a cart is no place; its goods are somewhere in the store
		out.ReadPoint = m.place(e.From, of.Place)
	}
	out.Location = out.ReadPoint
	return out
}
