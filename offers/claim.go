package offers

import (
	"slices"

	"endcap/offers/money"
	"endcap/scanner/gs1"
)

// Family is goods that a company gave a family code, for its coupons (North
// American Coupon Application Guideline).
type Family struct {
	Company string  `json:"company,omitempty"` // company prefix; the funder's if empty
	Code    string  `json:"code"`              // three digits
	Select  *Select `json:"select"`
}

// allFamilies stands in a coupon for whatever the company sells.
const allFamilies = "000"

// claims gives what the North American coupons of one funder are worth. A
// unit is bought for one of them only.
type claims struct {
	*till
	reward *reward
	spent  []int32
	// bought are the units of each purchase of the coupon being looked at.
	bought [3][]int32
}

func (t *till) claims(r *reward) {
	x := claims{till: t, reward: r}
	for _, k := range t.called(t.rule) {
		if k.Claim == nil || t.times >= t.limit(r) || !r.takes(k.Claim, gs1.DateOf(t.ctx.Now)) {
			continue
		}
		t.pool = t.pool[:0]
		if before := t.saved; x.buy(k.Claim) {
			x.save(k.Claim)
			if t.saved > before {
				t.times++
				for i, p := range purchases(k.Claim) {
					x.spend(i, p)
				}
			}
		}
	}
}

// takes reports whether a coupon is good today, and here.
func (r *reward) takes(c *gs1.Coupon, today gs1.Date) bool {
	return c.Funder == r.Funder && (c.Retailer == "" || c.Retailer == r.Retailer) &&
		!today.Before(c.Start) && (c.Expiry == gs1.Date{} || !c.Expiry.Before(today))
}

func purchases(c *gs1.Coupon) []gs1.Purchase { return []gs1.Purchase{c.First, c.Second, c.Third} }

// buy finds what the coupon asks for and reports whether it is there.
func (x *claims) buy(c *gs1.Coupon) bool {
	x.bought = [3][]int32{}
	asked := purchases(c)
	if c.Rule == gs1.RuleMix {
		units, ok := x.purchase(c.First, asked...)
		x.bought[0] = units
		return ok
	}
	var ok [3]bool
	spent := len(x.spent)
	for i, p := range asked {
		if p.Kind == "" || i > 0 && c.Rule == "" {
			continue
		}
		x.bought[i], ok[i] = x.purchase(p, p)
		if ok[i] && c.Rule == gs1.RuleAny {
			break
		}
		x.spend(i, p) // what is bought first does not count as the next as well
	}
	x.spent = x.spent[:spent]
	switch c.Rule {
	case gs1.RuleAny:
		return ok[0] || ok[1] || ok[2]
	case gs1.RuleAll:
		return ok[0] && ok[1] && (ok[2] || c.Third.Kind == "")
	case gs1.RuleFirstAnd:
		return ok[0] && (ok[1] || ok[2])
	case gs1.RuleMix:
	}
	return ok[0]
}

// spend keeps the units of a purchase from the next.
func (x *claims) spend(i int, p gs1.Purchase) {
	if p.Kind != gs1.BuyTotal && p.Kind != gs1.BuyNothing {
		x.spent = append(x.spent, x.bought[i]...)
	}
}

// purchase picks units of the families of some purchases, the dearest first,
// until there is as much as p asks for.
func (x *claims) purchase(p gs1.Purchase, of ...gs1.Purchase) (units []int32, ok bool) {
	units = x.family(of)
	x.sort(units, Dearest)
	least, fits := int64(0), true
	each := func(int32) int64 { return 1 }
	grams := func(u int32) int64 { return x.goods[x.line[u]].Grams }
	switch p.Kind {
	case gs1.BuyNothing:
		return units, true
	case gs1.BuyTotal:
		least, fits = x.amount(p.Amount)
		return units, fits && x.total() >= least
	case gs1.BuyUnits:
		least, fits = p.Amount.At(0)
	case gs1.BuyValue:
		least, fits = x.amount(p.Amount)
		each = func(u int32) int64 { return x.run[u] }
	case gs1.BuyPounds:
		least, each = pounds(p.Amount), grams
	case gs1.BuyKilograms:
		least, fits = p.Amount.At(3)
		each = grams
	}
	have := int64(0)
	for n, u := range units {
		if have += each(u); fits && have >= least {
			return units[:n+1], true
		}
	}
	return nil, false
}

// pounds are so many, of 0.45359237 kg, in grams. A coupon has five digits of
// them at most.
func pounds(d gs1.Decimal) int64 {
	n, _ := d.At(2)
	grams, _ := money.Ratio(n, 45_359_237, 10_000_000, money.HalfUp)
	return grams
}

// family lists the units that belong to what some purchases name, and that no
// coupon before has used.
func (x *claims) family(of []gs1.Purchase) []int32 {
	var units []int32
	for i := range x.goods {
		g := &x.goods[i]
		if !x.named(g, of) {
			continue
		}
		for u := g.lo; u < g.hi; u++ {
			if !slices.Contains(x.spent, u) && !x.stack.has(u, x.rule.stack) {
				units = append(units, u)
			}
		}
	}
	return units
}

func (x *claims) named(g *goods, of []gs1.Purchase) bool {
	for k := range x.reward.Families {
		f := &x.reward.Families[k]
		asked := slices.ContainsFunc(of, func(p gs1.Purchase) bool {
			return p.Company == orElse(f.Company, x.reward.Funder) && (p.Family == f.Code || p.Family == allFamilies)
		})
		if asked && x.open(g, &x.reward.groups[k]) {
			return true
		}
	}
	return false
}

func (x *claims) amount(d gs1.Decimal) (int64, bool) {
	return d.At(uint8(x.set.currency.Digits()))
}

// save takes off what the coupon gives.
func (x *claims) save(c *gs1.Coupon) {
	units := x.bought[c.Save.On]
	if len(units) == 0 {
		units = slices.Concat(x.bought[:]...)
	}
	worth, fits := x.amount(c.Save.Amount)
	switch c.Save.Kind {
	case gs1.SaveAmount:
		x.spread(min(worth, x.sum(units)), units)
	case gs1.SaveTotal:
		all := x.units(&selector{})
		x.spread(min(worth, x.sum(all)), all)
	case gs1.SavePercent:
		n, _ := c.Save.Amount.At(4)
		x.spread(x.percent(x.sum(units), min(money.Percent(n), money.Whole)), units)
	case gs1.SaveItem:
		if x.sort(units, Cheapest); len(units) > 0 {
			off := x.run[units[0]]
			if fits && worth > 0 {
				off = min(off, worth)
			}
			x.take(units[0], off)
		}
	case gs1.SaveUnits:
		x.free(units, purchases(c)[c.Save.On], c.Save.Amount)
	case gs1.SavePoints: // of AI 255 only
	}
}

// free gives so many of the units, or so much of their weight, for nothing.
func (x *claims) free(units []int32, p gs1.Purchase, much gs1.Decimal) {
	grams := int64(0)
	switch p.Kind {
	case gs1.BuyPounds:
		grams = pounds(much)
	case gs1.BuyKilograms:
		grams, _ = much.At(3)
	case gs1.BuyUnits, gs1.BuyValue, gs1.BuyTotal, gs1.BuyNothing:
		x.sort(units, Cheapest)
		n, _ := much.At(0)
		for _, u := range units[:min(n, int64(len(units)))] {
			x.take(u, x.run[u])
		}
		return
	}
	weight := int64(0)
	for _, u := range units {
		weight += x.goods[x.line[u]].Grams
	}
	if off, err := money.Ratio(x.sum(units), min(grams, weight), weight, x.set.policy.Rounding); err == nil {
		x.spread(off, units)
	}
}
