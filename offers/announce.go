package offers

import (
	"time"

	"endcap/offers/catalog"
	"endcap/offers/money"
)

// OnShelf reports whether the offer makes the price of a single piece for
// everybody, at least at some hours: what a shop means by a reduced price, in
// contrast to a condition such as "3 for 2".
func (o *Offer) OnShelf() bool {
	clock := func(c Condition) bool { return c.Type == Weekday || c.Type == TimeOfDay || c.Type == Holiday }
	for _, c := range o.Conditions {
		if !clock(c) {
			return false
		}
	}
	for i := range o.Rewards {
		r := &o.Rewards[i]
		off := (r.Type == PercentOff || r.Type == AmountOff) && r.Scope != PerBasket && r.MaxUnits+r.MaxUnitsPerLine+r.Cap == 0
		if !off && r.Type != UnitPrice {
			return false
		}
	}
	l := o.Limits
	return o.Win == nil && o.Challenge == nil && !l.Granted() && l.PerCustomer == nil && l.PerCustomerPerDay == nil
}

// Reductions returns those of the offers that announce a reduction
// (Offer.AnnounceReduction) and make the price on the shelf.
func Reductions(list []Offer) []Offer {
	var out []Offer
	for i := range list {
		if list[i].AnnounceReduction && list[i].OnShelf() {
			out = append(out, list[i])
		}
	}
	return out
}

// Reduced returns what one piece, kilogram, litre or metre of the product costs
// everybody under the offers of the set, false where that is no less than its
// price. A nil set reduces nothing.
func (s *Set) Reduced(p catalog.Product, now time.Time) (money.Amount, bool) {
	if s == nil || p.Price.Currency != s.currency {
		return p.Price, false
	}
	r := s.Price(Basket{Currency: s.currency, Lines: []Line{LineOf(p)}}, Context{Now: now, Public: true})
	if len(r.Lines) != 1 || r.Lines[0].Net.Minor >= p.Price.Minor {
		return p.Price, false
	}
	return r.Lines[0].Net, true
}

// Touching returns the ids of offers that may be about the product at some
// time, and perhaps of some more: all others never are.
func (s *Set) Touching(p catalog.Product) []string {
	if s == nil || p.Price.Currency != s.currency {
		return nil
	}
	t := newTill(s, Basket{Currency: s.currency, Lines: []Line{LineOf(p)}}, &Context{})
	var ids []string
	for _, i := range t.touched() {
		ids = append(ids, s.rules[i].ID)
	}
	return ids
}
