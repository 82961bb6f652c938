package offers

import (
	"slices"
	"time"

	"endcap/offers/ask"
)

// condition is a Condition compiled.
type condition struct {
	*Condition
	sel      selector
	from, to int // minutes of the day
	ask      *ask.Program
	offer    string
}

func (b *builder) condition(offer string, c *Condition) condition {
	out := condition{Condition: b.term(c), offer: offer, sel: b.selector(c.Select), from: minutes(c.From), to: minutes(c.To)}
	if c.Type == AskIf {
		out.ask, _ = ask.Compile(c.Ask, ConditionFields()) // it was checked
	}
	return out
}

// members is how many shoppers the basket has.
func (t *till) members() int64 { return max(int64(t.ctx.Members), 1) }

// eligible reports whether the rule is valid now, may be given once more, and
// its conditions hold on the basket as it is priced so far.
func (t *till) eligible(r *rule) bool { return t.valid(r) && t.reached(r) }

// valid is what does not change while a basket is priced.
func (t *till) valid(r *rule) bool {
	if t.now < r.from || t.now >= r.to || t.timesLeft(r) == 0 {
		return false
	}
	return (r.Win == nil || slices.Contains(t.ctx.Won, r.ID)) && (r.Challenge == nil || t.done(r.ID))
}

// reached reports whether the conditions hold, and the rule was not refused.
func (t *till) reached(r *rule) bool {
	if len(t.refused) > 0 && slices.Contains(t.refused, r) {
		return false
	}
	for i := range r.conditions {
		if !t.holds(&r.conditions[i]) {
			return false
		}
	}
	return true
}

func (t *till) holds(c *condition) bool {
	switch c.Type {
	case MinSpend:
		return t.spend(&c.sel, c.Basis) >= c.Amount
	case MinQuantity:
		return t.quantity(&c.sel) >= c.Quantity
	case MinProducts:
		return t.products(&c.sel) >= c.Quantity
	case MinWeight:
		return t.grams(&c.sel) >= c.Grams
	case MinMembers:
		return t.members() >= c.Members
	case Contains:
		return t.quantity(&c.sel) > 0
	case ChallengeDone:
		return t.done(c.AnyOf...)
	case Coupon:
		return c.Valid.Holds(t.ctx.Now) && (slices.ContainsFunc(t.ctx.Coupons, func(s string) bool { return slices.Contains(c.Codes, s) }) ||
			len(t.ctx.GS1) > 0 && len(t.ctx.coupons(c.offer, c.Codes)) > 0)
	case Zone:
		return slices.Contains(c.AnyOf, t.ctx.Zone)
	case Weekday, Holiday, TimeOfDay:
		return c.atTime(t.ctx.Now)
	case AskIf:
		return c.ask.Holds(t.answer)
	case Segment, Member, NthVisit, FirstPurchase, MinPoints:
		who := t.ctx.Customer
		return who != nil && c.of(who)
	}
	return false
}

// of is for the conditions that ask about the shopper alone.
func (c *condition) of(who *Customer) bool {
	switch c.Type { //nolint:exhaustive // holds asks the others
	case Segment:
		return slices.ContainsFunc(who.Segments, func(s string) bool { return slices.Contains(c.AnyOf, s) })
	case Member:
		return who.Member
	case NthVisit:
		return who.Visits+1 == c.N
	case FirstPurchase:
		return who.Visits == 0
	case MinPoints:
		return who.Points >= c.Points
	}
	return false
}

// personal reports whether the condition asks about the shopper.
func (c *condition) personal() bool {
	if c.Type == AskIf {
		return slices.ContainsFunc(c.ask.Fields(), personal)
	}
	return slices.Contains([]ConditionType{Segment, Member, NthVisit, FirstPurchase, MinPoints, ChallengeDone}, c.Type)
}

// asksWho reports whether a shopper's data decides on the offer.
func (r *rule) asksWho() bool {
	if r.Challenge != nil || r.Limits.perCustomer() {
		return true
	}
	return slices.ContainsFunc(r.conditions, func(c condition) bool { return c.personal() })
}

// atTime is for the conditions that ask the clock alone.
func (c *condition) atTime(now time.Time) bool {
	if c.Type == Weekday {
		return slices.Contains(c.AnyOf, weekday(now))
	}
	if c.Type == Holiday {
		return slices.Contains(c.AnyOf, now.Format(time.DateOnly))
	}
	m := now.Hour()*60 + now.Minute()
	if c.from <= c.to {
		return c.from <= m && m < c.to
	}
	return m >= c.from || m < c.to
}

func (t *till) spend(s *selector, b Basis) int64 {
	sum := int64(0)
	for _, i := range t.means(s) {
		if g := &t.goods[i]; b == List {
			sum += g.Price * g.Quantity
		} else {
			sum += t.net[i]
		}
	}
	return sum
}

func (t *till) quantity(s *selector) int64 {
	n := int64(0)
	for _, i := range t.means(s) {
		n += t.goods[i].Quantity
	}
	return n
}

func (t *till) grams(s *selector) int64 {
	n := int64(0)
	for _, i := range t.means(s) {
		n += t.goods[i].Grams
	}
	return n
}

// products counts different products: lines that share neither a GTIN nor,
// where they have none, a SKU.
func (t *till) products(s *selector) int64 {
	lines, n := t.means(s), int64(0)
	for k, i := range lines {
		g := &t.goods[i]
		again := slices.ContainsFunc(lines[:k], func(o int32) bool {
			return t.goods[o].GTIN == g.GTIN && t.goods[o].SKU == g.SKU
		})
		if !again {
			n++
		}
	}
	return n
}
