package offers

import (
	"cmp"
	"math"
	"slices"

	"endcap/offers/money"
	"endcap/offers/points"
)

// give gives one reward of the rule being applied.
func (t *till) give(r *reward) {
	t.pool = t.pool[:0]
	switch r.Type {
	case PercentOff, AmountOff:
		t.off(r)
	case UnitPrice:
		t.unitPrice(r)
	case GroupDeal:
		t.group(r)
	case BuyGet:
		t.buyGet(r)
	case Tiered:
		t.tiered(r)
	case FirstAdditional:
		t.firstAdditional(r)
	case NearExpiry:
		t.nearExpiry(r)
	case Gift:
		t.gift(r)
	case PointsEarn:
		t.earn(r)
	case PointsMultiply:
		t.multiply(r)
	case ManufacturerCoupon:
		t.claims(r)
	case PointsBurn:
		t.beside.burns = append(t.beside.burns, burn{rule: t.rule, step: points.Step{Points: r.Step, Worth: r.Step * r.AmountPerPoint}})
	case Voucher:
		t.beside.vouchers = append(t.beside.vouchers, voucher{t.rule, r.Amount, r.Days})
	}
}

// units lists the units that a selector means and offers may touch. The list
// is good for the reward being given.
func (t *till) units(s *selector) []int32 {
	from := len(t.pool)
	for _, i := range t.means(s) {
		if g := &t.goods[i]; t.lo <= int(i) && int(i) < t.hi && t.takes(g) {
			for u := g.lo; u < g.hi; u++ {
				if !t.stack.has(u, t.rule.stack) {
					t.pool = append(t.pool, u)
				}
			}
		}
	}
	return t.pool[from:len(t.pool):len(t.pool)]
}

// open reports whether the rule being applied may touch goods that a selector
// means.
func (t *till) open(g *goods, s *selector) bool { return t.takes(g) && s.holds(g, t.ctx.Now) }

// takes reports whether the rule being applied may touch goods at all.
func (t *till) takes(g *goods) bool {
	return !g.closed() && (!t.rule.SkipMarkedDown || !g.markedDown())
}

// sort orders units by price, equals as they lie in the basket.
func (t *till) sort(units []int32, c Choose) {
	slices.SortStableFunc(units, func(a, b int32) int {
		if c == Dearest {
			a, b = b, a
		}
		return cmp.Compare(t.run[a], t.run[b])
	})
}

// lines calls f with the units of one line after the other.
func (t *till) lines(units []int32, f func(units []int32)) {
	for len(units) > 0 {
		n := 1
		for n < len(units) && t.line[units[n]] == t.line[units[0]] {
			n++
		}
		f(units[:n])
		units = units[n:]
	}
}

// off takes a percentage or an amount off.
func (t *till) off(r *reward) {
	units := t.units(&r.sel)
	if r.MaxUnits > 0 {
		t.sort(units, r.Choose)
		units = units[:min(r.MaxUnits, int64(len(units)))]
		if r.Scope != PerBasket {
			slices.SortStableFunc(units, func(a, b int32) int { return cmp.Compare(t.line[a], t.line[b]) })
		}
	}
	left := int64(math.MaxInt64)
	if r.Cap > 0 {
		left = r.Cap
	}
	fixed, percent := r.Amount, r.Percent
	if r.FromCoupon {
		fixed, percent, _ = t.worthOf(t.called(t.rule), r)
	}
	amount := func(base int64) int64 {
		d := fixed
		if r.Type == PercentOff {
			d = t.percent(base, percent)
		}
		return min(d, left)
	}
	take := func(units []int32) {
		before := t.saved
		sum := t.sum(units)
		t.spread(min(amount(sum), sum), units)
		left -= t.saved - before
	}
	switch r.Scope {
	case PerBasket:
		take(units)
	case PerLine:
		t.lines(units, take)
	case PerUnit:
		t.lines(units, func(units []int32) {
			if r.MaxUnitsPerLine > 0 {
				units = units[:min(r.MaxUnitsPerLine, int64(len(units)))]
			}
			for _, u := range units {
				left -= t.take(u, amount(t.base(u)))
			}
		})
	}
}

// base is the price that a reduction of a unit is taken from.
func (t *till) base(u int32) int64 {
	if t.set.policy.RunningBase {
		return t.run[u]
	}
	return t.list[u]
}

// nearExpiry takes off each unit what the last step reached says, and marks
// the line down.
func (t *till) nearExpiry(r *reward) {
	t.lines(t.units(&r.sel), func(units []int32) {
		g := &t.goods[t.line[units[0]]]
		var step Step
		for _, s := range r.Steps {
			if g.expiresWithin(s.Hours, t.ctx.Now) {
				step = s
			}
		}
		for _, u := range units {
			off := step.Amount
			if step.Percent > 0 {
				off = t.percent(t.base(u), step.Percent)
			}
			if t.take(u, off) > 0 {
				g.reduced = t.turn
			}
		}
	})
}

// unitPrice sells each unit, kilogram, litre or metre at a price if that is
// lower.
func (t *till) unitPrice(r *reward) {
	for _, u := range t.units(&r.sel) {
		per, measured := t.goods[t.line[u]].measure()
		if per != orElse(r.Per, PerEach) {
			continue
		}
		price, err := money.Ratio(r.Price, measured, 1000, money.HalfUp)
		if err != nil {
			continue // beyond 64 bits: certainly not lower
		}
		t.take(u, t.run[u]-price)
	}
}

// measure is what the line is sold by, and how many thousandths of it a unit
// is.
func (l *Line) measure() (per Per, thousandths int64) {
	switch {
	case l.Grams > 0:
		return PerKilogram, l.Grams
	case l.Measured > 0:
		return l.Of, l.Measured
	}
	return PerEach, 1000
}

// tiered gives the highest tier reached.
func (t *till) tiered(r *reward) {
	reached := int64(0)
	if r.Basis == ByQuantity {
		reached = t.quantity(&r.sel)
	} else {
		reached = t.spend(&r.sel, Running)
	}
	var tier Tier
	for _, x := range r.Tiers {
		if reached >= x.From {
			tier = x
		}
	}
	units := t.units(&r.apply)
	if tier.Percent > 0 {
		t.lines(units, func(units []int32) { t.spread(t.percent(t.sum(units), tier.Percent), units) })
		return
	}
	t.spread(min(tier.Amount, t.sum(units)), units)
}

// firstAdditional takes one amount off the first unit of a line and another
// for each further one, spread over the line.
func (t *till) firstAdditional(r *reward) {
	t.lines(t.units(&r.sel), func(units []int32) {
		n := int64(len(units))
		if r.MaxUnits > 0 {
			n = min(n, r.MaxUnits)
		}
		t.spread(min(r.First+r.Additional*(n-1), t.sum(units)), units)
	})
}
