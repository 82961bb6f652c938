package offers

import (
	"math"
	"slices"

	"endcap/offers/quota"
)

// timesLeft is how often an offer with these limits may still be given to
// this shopper by this device. A limit for each customer needs one who is
// known, a shared limit a grant; without, nothing is left.
func (c *Context) timesLeft(id string, l *Limits) int64 {
	n := int64(math.MaxInt64)
	if l.Granted() {
		n = unlimited(c.left(id).Uses)
	}
	if l.PerCustomer == nil && l.PerCustomerPerDay == nil {
		return n
	}
	who := c.Customer
	if who == nil || who.ID == "" {
		return 0
	}
	var used Used
	for _, u := range who.Used {
		if u.Offer == id {
			used = u
		}
	}
	if l.PerCustomer != nil {
		n = min(n, *l.PerCustomer-used.Times)
	}
	if l.PerCustomerPerDay != nil {
		n = min(n, *l.PerCustomerPerDay-used.Today)
	}
	return max(n, 0)
}

// moneyLeft is how many minor units an offer with these limits may still cost
// on this device.
func (c *Context) moneyLeft(id string, l *Limits) int64 {
	if !l.Granted() {
		return math.MaxInt64
	}
	return unlimited(c.left(id).Money)
}

// left is what may still be given of an offer.
func (c *Context) left(id string) quota.Left {
	i := slices.IndexFunc(c.Left, func(l quota.Left) bool { return l.Account == "" && l.Offer == id })
	if i < 0 {
		return quota.Left{Offer: id}
	}
	return c.Left[i]
}

func unlimited(n int64) int64 {
	if n == quota.NoEnd {
		return math.MaxInt64
	}
	return max(n, 0)
}

// refuse keeps those rules off the basket that cost more than is left for
// them, and reports whether there was one: then all has to be priced again.
func (t *till) refuse() bool {
	before := len(t.refused)
	for i := range t.given {
		r, cost := t.given[i].rule, int64(0)
		if !r.Limits.Granted() {
			continue
		}
		for k := range t.given {
			if t.given[k].rule == r {
				cost += t.given[k].saved
			}
		}
		if cost > t.ctx.moneyLeft(r.ID, &r.Limits) && !slices.Contains(t.refused, r) {
			t.refused = append(t.refused, r)
		}
	}
	return len(t.refused) > before
}
