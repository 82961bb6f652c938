package epcis

import (
	"encoding/json"

	"endcap/internal/hq/ledger"
	"endcap/offers/stock"
)

// words are what CBV 2.0 calls a cause of movements. The disposition is that
// of goods that came; of those that left it says nothing.
func words(c stock.Cause) (step, disposition string) {
	switch c {
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
	out := m.event(e, 0, Aggregation, v.At)
	disposition := ""
	out.Step, disposition = words(v.Cause)
	out.Action = Delete
	n := -v.Quantity
	if v.Quantity > 0 {
		out.Action, out.Disposition, n = Add, disposition, v.Quantity
	}
	out.Parent = m.asset(e.From, v.Place)
	out.Children = []Quantity{quantity(m.class(e.From.Tenant, v.GTIN, v.Lot), n, v.Grams)}
	out.ReadPoint = m.store(e.From)
	if v.Place != e.From.Device { // a cart is no place; its goods are somewhere in the store
		out.ReadPoint = m.place(e.From, v.Place)
	}
	if v.Cause != stock.Sold {
		out.Location = out.ReadPoint
	}
	return []Event{out}, Told
}
