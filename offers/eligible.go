package offers

import (
	"slices"
	"strings"
	"time"
)

// eligible reports whether the rule is valid now and its conditions hold on
// the basket as it is priced so far.
func (t *till) eligible(r *rule) bool {
	if t.now < r.from || t.now >= r.to {
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
	who := t.ctx.Customer
	switch c.Type {
	case MinSpend:
		return t.spend(&c.sel, c.Basis) >= c.Amount
	case MinQuantity:
		return t.quantity(&c.sel) >= c.Quantity
	case MinProducts:
		return t.products(&c.sel) >= c.Quantity
	case Contains:
		return t.quantity(&c.sel) > 0
	case Segment:
		return who != nil && slices.ContainsFunc(who.Segments, func(s string) bool { return slices.Contains(c.AnyOf, s) })
	case Member:
		return who != nil && who.Member
	case NthVisit:
		return who != nil && who.Visits+1 == c.N
	case Coupon:
		return c.Valid.Holds(t.ctx.Now) && slices.ContainsFunc(t.ctx.Coupons, func(s string) bool { return slices.Contains(c.Codes, s) })
	case Zone:
		return slices.Contains(c.AnyOf, t.ctx.Zone)
	case Weekday, TimeOfDay:
		return c.atTime(t.ctx.Now)
	}
	return false
}

// atTime is for the conditions that ask the clock alone.
func (c *condition) atTime(now time.Time) bool {
	if c.Type == Weekday {
		return slices.Contains(c.AnyOf, strings.ToLower(now.Weekday().String()[:3]))
	}
	m := now.Hour()*60 + now.Minute()
	if c.from <= c.to {
		return c.from <= m && m < c.to
	}
	return m >= c.from || m < c.to
}

func (t *till) spend(s *selector, b Basis) int64 {
	sum := int64(0)
	for i := range t.goods {
		switch g := &t.goods[i]; {
		case !s.holds(g, t.ctx.Now):
		case b == List:
			sum += g.Price * g.Quantity
		default:
			sum += g.net
		}
	}
	return sum
}

func (t *till) quantity(s *selector) int64 {
	n := int64(0)
	for i := range t.goods {
		if g := &t.goods[i]; s.holds(g, t.ctx.Now) {
			n += g.Quantity
		}
	}
	return n
}

// products counts different products: lines that share neither a GTIN nor,
// where they have none, a SKU.
func (t *till) products(s *selector) int64 {
	n := int64(0)
	for i := range t.goods {
		g := &t.goods[i]
		if !s.holds(g, t.ctx.Now) {
			continue
		}
		first := !slices.ContainsFunc(t.goods[:i], func(o goods) bool {
			return o.GTIN == g.GTIN && o.SKU == g.SKU && s.holds(&o, t.ctx.Now)
		})
		if first {
			n++
		}
	}
	return n
}
