package author

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"endcap/offers"
	"endcap/scanner/gs1"
)

// sample is a basket in which an offer should be given, and all else it asks.
type sample struct {
	name   string // of an example; empty: made from the catalogue
	basket offers.Basket
	ctx    offers.Context
}

// samples returns the examples of an offer, and where there is a catalogue
// baskets made of its products.
func (t *trial) samples(o *offers.Offer) []sample {
	var out []sample
	for i := range o.Examples {
		e := &o.Examples[i]
		if ctx, err := e.Context(o, t.Currency); err == nil && e.Expect.Saved > 0 {
			out = append(out, sample{fmt.Sprintf("example %d", i+1), offers.Basket{Currency: t.Currency, Lines: e.Basket}, ctx})
		}
	}
	ctx, ok := t.context(o)
	if !ok || len(t.Products) == 0 {
		return out
	}
	most := maxSamples
	if len(t.Offers) > manyOffers {
		most = 1
	}
	for _, first := range t.first(o, most) {
		if lines, ok := t.lines(o, first, ctx.Now); ok {
			out = append(out, sample{basket: offers.Basket{Currency: t.Currency, Lines: lines}, ctx: ctx})
		}
	}
	return out
}

// context answers every condition that is not about goods.
func (t *trial) context(o *offers.Offer) (offers.Context, bool) {
	now, ok := momentOf(o)
	if !t.Now.IsZero() && o.Valid.Holds(t.Now) && allows(o, t.Now) {
		now = t.Now
	}
	e := offers.Example{Now: now}
	known := offers.Customer{}
	for i := range o.Conditions {
		c := &o.Conditions[i]
		switch c.Type { //nolint:exhaustive // the others are about goods or the clock, or cannot be answered
		case offers.Coupon:
			e.Coupons = append(e.Coupons, c.Codes[0])
		case offers.Segment:
			known.Segments = append(known.Segments, c.AnyOf[0])
		case offers.Member:
			known.Member = true
		case offers.NthVisit:
			known.Visits = c.N - 1
		case offers.MinPoints:
			known.Points = c.Points
		case offers.MinMembers:
			e.Members = int(c.Members)
		case offers.Zone:
			e.Zone = c.AnyOf[0]
		case offers.ChallengeDone, offers.AskIf:
			ok = false
		}
	}
	for i := range o.Rewards {
		r := &o.Rewards[i]
		known.Points = max(known.Points, r.Step)
		ok = ok && !r.FromCoupon && r.Type != offers.ManufacturerCoupon // what they give is in the code
	}
	if len(o.Conditions) > 0 || o.Limits.PerCustomer != nil || o.Limits.PerCustomerPerDay != nil || known.Points > 0 {
		e.Customer = &known
	}
	ctx, err := e.Context(o, t.Currency)
	return ctx, ok && err == nil && o.Challenge == nil
}

// first returns the products to begin a sample with: of those that the first
// reward means, the ones that leave the shop least.
func (t *trial) first(o *offers.Offer, most int) []int32 {
	s := o.Rewards[0].Select
	switch r := &o.Rewards[0]; {
	case len(r.Groups) > 0:
		s = r.Groups[0].Select
	case r.Get != nil:
		s = r.Get.Select
	case r.ApplyTo != nil:
		s = r.ApplyTo
	}
	found := t.goods.meant(s)
	slices.SortFunc(found, func(a, b int32) int { return cmp.Or(cmp.Compare(t.keeps(a), t.keeps(b)), cmp.Compare(a, b)) })
	return found[:min(most, len(found))]
}

// keeps is what the shop keeps of a product's price, in tenths of a percent;
// all of it where the cost is not known.
func (t *trial) keeps(i int32) int64 {
	l := &t.goods.lines[i]
	cost, ok := t.Costs[l.GTIN]
	if !ok || l.Price == 0 {
		return 1000
	}
	return (l.Price - cost) * 1000 / l.Price
}

// lines returns a basket that holds a product, and all that the offer asks of
// goods.
func (t *trial) lines(o *offers.Offer, first int32, now time.Time) ([]offers.Line, bool) {
	b := bag{t: t, now: now}
	for i := range o.Rewards {
		switch r := &o.Rewards[i]; {
		case len(r.Groups) > 0:
			for j, g := range r.Groups {
				b.take(g.Select, g.Quantity, first, j == 0)
			}
		case r.Buy != nil && r.Get != nil:
			b.take(r.Get.Select, r.Get.Quantity, first, true)
			b.take(r.Buy.Select, r.Buy.Quantity, first, false)
		case len(r.Tiers) > 0 && r.Basis == offers.ByQuantity:
			b.take(r.Select, r.Tiers[0].From, first, true)
		case len(r.Tiers) > 0:
			b.spend(r.Select, r.Tiers[0].From, first)
		default:
			b.take(r.Select, 1, first, true)
		}
	}
	for i := range o.Conditions {
		c := &o.Conditions[i]
		switch c.Type { //nolint:exhaustive // the others are answered by the context
		case offers.MinSpend:
			b.spend(c.Select, c.Amount, first)
		case offers.MinQuantity:
			b.take(c.Select, c.Quantity, first, true)
		case offers.MinProducts:
			for _, p := range t.goods.meant(c.Select)[:min(int(c.Quantity), len(t.goods.meant(c.Select)))] {
				b.add(p, 1, c.Select)
			}
		case offers.Contains:
			b.take(c.Select, 1, first, true)
		case offers.MinWeight:
			b.fail = true
		}
	}
	set := offers.Basket{Currency: t.Currency, Lines: b.lines}
	return b.lines, !b.fail && len(b.lines) > 0 && set.Check() == nil
}

// bag is a basket being filled for a sample.
type bag struct {
	t     *trial
	now   time.Time
	lines []offers.Line
	fail  bool
}

// take adds pieces of one product that a select means: the first wanted, if it
// is meant, else the first of the catalogue.
func (b *bag) take(s *offers.Select, n int64, first int32, wanted bool) {
	found := b.t.goods.meant(s)
	if len(found) == 0 {
		b.fail = true
		return
	}
	p := found[0]
	if _, in := slices.BinarySearch(found, first); in && wanted {
		p = first
	}
	b.add(p, n, s)
}

// spend adds so many pieces that they cost an amount.
func (b *bag) spend(s *offers.Select, amount int64, first int32) {
	found := b.t.goods.meant(s)
	if len(found) == 0 {
		b.fail = true
		return
	}
	p := found[0]
	if _, in := slices.BinarySearch(found, first); in {
		p = first
	}
	price := max(b.t.goods.lines[p].Price, 1)
	for _, l := range b.lines {
		amount -= l.Price * l.Quantity
	}
	if amount > 0 {
		b.add(p, (amount+price-1)/price*2, s) // twice: the offers before may take half
	}
}

func (b *bag) add(p int32, n int64, s *offers.Select) {
	l := b.t.goods.lines[p]
	if s != nil && len(s.Lots) > 0 {
		l.Lot = s.Lots[0]
	}
	l.Expiry = gs1.Date{Year: int16(b.now.Year()), Month: b.now.Month(), Day: int8(b.now.Day())} //nolint:gosec // of a calendar
	if n > offers.MaxUnits {
		b.fail = true
		return
	}
	if l.Grams == 0 && l.Measured == 0 {
		l.Quantity = n
		b.lines = append(b.lines, l)
		return
	}
	for range min(n, offers.MaxLines) {
		b.lines = append(b.lines, l)
	}
}

// says names what is in a sample: "3 x Whole Milk, 1 x Bread".
func (s *sample) says() string {
	if s.name != "" {
		return s.name
	}
	var words []string
	for i, l := range s.basket.Lines {
		if i == 3 {
			words = append(words, "...")
			break
		}
		words = append(words, fmt.Sprintf("%d x %s", l.Quantity, nameOf(&l)))
	}
	return strings.Join(words, ", ")
}
