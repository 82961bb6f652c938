package epcis

import (
	"encoding/json"
	"slices"

	"endcap/device/intake"
	"endcap/internal/hq/ledger"
	"endcap/offers/basket"
	"endcap/offers/stock"
)

// sold tells that what lay in a basket is sold. Where the goods are after it
// nobody knows.
func (m *Mapping) sold(e ledger.Entry) ([]Event, Why) {
	var s basket.Sale
	if json.Unmarshal(e.Data, &s) != nil || s.Basket == "" {
		return nil, Senseless
	}
	out := m.event(e, 0, Transaction, s.Closed)
	out.Action, out.Step, out.Disposition = Add, "retail_selling", "retail_sold"
	out.For = []Business{{m.basket(e, s.Basket)}}
	out.ReadPoint = m.store(e.From)
	var sum classes
	for _, l := range s.Lines {
		n, grams := l.Quantity, false
		if l.Grams > 0 {
			n, grams = l.Grams, true
		}
		if l.GTIN == 0 || n < 1 || n > stock.MaxQuantity {
			continue
		}
		if id, ok := m.thing(l.GTIN, l.Serial); ok && l.Quantity == 1 && !grams && !slices.Contains(out.Things, id) {
			out.Things = append(out.Things, id)
			continue
		}
		sum.add(m.class(e.From.Tenant, l.GTIN, l.Lot), n, grams)
	}
	out.Quantities = sum.quantities()
	if len(out.Things)+len(out.Quantities) == 0 {
		return nil, Senseless
	}
	return []Event{out}, Told
}

// classes are the sums of a few classes in the order of their coming.
type classes []struct {
	class string
	n     int64
	grams bool
}

func (c *classes) add(class string, n int64, grams bool) {
	for i := range *c {
		if v := &(*c)[i]; v.class == class && v.grams == grams {
			v.n += n // 16 KiB of lines of MaxQuantity do not overflow
			return
		}
	}
	*c = append(*c, struct {
		class string
		n     int64
		grams bool
	}{class, n, grams})
}

func (c classes) quantities() []Quantity {
	out := make([]Quantity, len(c))
	for i, v := range c {
		out[i] = quantity(v.class, v.n, v.grams)
	}
	return out
}

// refused tells that goods were held back because they are past their day or
// recalled. How many there are the scan does not say.
func (m *Mapping) refused(e ledger.Entry) ([]Event, Why) {
	var r intake.Refusal
	if json.Unmarshal(e.Data, &r) != nil {
		return nil, Senseless
	}
	out := m.event(e, 0, Object, e.At)
	switch r.Cause {
	case intake.Expired:
		out.Disposition = "expired"
	case intake.Recalled:
		out.Disposition = "recalled"
	case intake.Fine, intake.Unknown, intake.NotAProduct, intake.Unfit:
	}
	if out.Disposition == "" || r.GTIN == 0 {
		return nil, NoGoods
	}
	out.Action, out.Step = Observe, "holding"
	out.Quantities = []Quantity{{Class: m.class(e.From.Tenant, r.GTIN, r.Lot)}}
	out.ReadPoint = m.store(e.From)
	out.Location = out.ReadPoint
	return []Event{out}, Told
}
