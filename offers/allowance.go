package offers

import (
	"math"
	"slices"

	"endcap/offers/money"
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
	if !l.perCustomer() {
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

// timesLeft is how often a rule may still be given. Where every time takes a
// coupon that was granted, it is not more than there are of them.
func (t *till) timesLeft(r *rule) int64 {
	n := t.ctx.timesLeft(r.ID, &r.Limits)
	if left := t.serials(r); left.Coupons {
		n = min(n, unlimited(left.Uses), int64(len(t.called(r))))
	}
	return n
}

// serials is what is left of a rule that takes coupons or a grant.
func (t *till) serials(r *rule) quota.Left {
	if len(t.ctx.Left) == 0 || !r.Limits.Granted() && len(r.codes()) == 0 {
		return quota.Left{}
	}
	return t.ctx.left(r.ID)
}

// moneyLeft is how many minor units a rule may still cost on this device.
func (t *till) moneyLeft(r *rule) int64 {
	if left := t.serials(r); r.Limits.Granted() || left.Coupons {
		return unlimited(left.Money)
	}
	return math.MaxInt64
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

// taken is what a rule gave in all: how many times, for how much money. A
// rule that counts no groups is given once.
func (t *till) taken(r *rule) (times, cost int64) {
	for i := range t.given {
		if g := &t.given[i]; g.rule == r && g.saved > 0 { // a deal may have taken it all back
			times, cost = max(times+g.times, 1), cost+g.saved
		}
	}
	b := &t.beside
	for _, v := range b.vouchers {
		if v.rule == r {
			times, cost = max(times, 1), cost+v.amount
		}
	}
	for _, x := range b.burns {
		if x.rule == r && x.points > 0 {
			times, cost = max(times, 1), cost+x.worth
		}
	}
	for _, x := range b.posts {
		if x.rule == r {
			times = max(times, x.times, 1)
		}
	}
	if slices.ContainsFunc(b.gifts, func(x gift) bool { return x.rule == r }) {
		times = max(times, 1)
	}
	return times, cost
}

// limited lists the rules with limits that were given, in turn.
func (t *till) limited() []*rule {
	var list []*rule
	add := func(r *rule) {
		if (r.Limits.Granted() || r.Limits.perCustomer() || t.serials(r).Coupons) && !slices.Contains(list, r) {
			list = append(list, r)
		}
	}
	for i := range t.given {
		if t.given[i].saved > 0 {
			add(t.given[i].rule)
		}
	}
	for _, x := range t.beside.posts {
		add(x.rule)
	}
	for _, x := range t.beside.gifts {
		add(x.rule)
	}
	for _, x := range t.beside.vouchers {
		add(x.rule)
	}
	for _, x := range t.beside.burns {
		if x.points > 0 {
			add(x.rule)
		}
	}
	return list
}

// refuse keeps a rule off the basket that took more than is left for it, the
// one of lowest priority first, and reports whether there was one: then all
// has to be priced again. After maxRefused of them it refuses all that are too
// much at once.
func (t *till) refuse() bool {
	limited, found := t.limited(), false
	if len(limited) == 0 {
		return false
	}
	for k := len(t.rules) - 1; k >= 0 && (!found || len(t.refused) > maxRefused); k-- {
		r := &t.set.rules[t.rules[k]]
		if !slices.Contains(limited, r) {
			continue
		}
		if times, cost := t.taken(r); times > t.timesLeft(r) || cost > t.moneyLeft(r) {
			t.refused, found = append(t.refused, r), true
		}
	}
	return found
}

// uses lists what limited offers took: of the grants of the device, and of
// what each customer may have.
func (t *till) uses(r *Result) (uses []quota.Use, used []Used) {
	for _, x := range t.limited() {
		times, cost := t.taken(x)
		if coupons := t.serials(x).Coupons; coupons || x.Limits.Granted() {
			u := quota.Use{Offer: x.ID, Times: times}
			if coupons {
				for _, k := range t.called(x)[:times] {
					u.Serials = append(u.Serials, k.Serial)
				}
			}
			if cost > 0 {
				u.Money = money.New(cost, t.set.currency)
			}
			uses = append(uses, u)
		}
		if x.Limits.perCustomer() {
			used = append(used, Used{Offer: x.ID, Times: times})
		}
	}
	for _, p := range r.Posts {
		if p.Points >= 0 {
			continue
		}
		k := slices.IndexFunc(uses, func(u quota.Use) bool { return u.Offer == p.Offer })
		if k < 0 {
			k = len(uses)
			uses = append(uses, quota.Use{Offer: p.Offer})
		}
		uses[k].Account, uses[k].Points = t.account(), -p.Points
	}
	return uses, used
}
