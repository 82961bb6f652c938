package offers

import (
	"cmp"
	"slices"

	"endcap/offers/money"
)

// Nearly tells what would bring an offer that the basket has not got, and
// only if that is proven: the basket was priced with the goods added, and the
// offer saves more. The goods are the cheapest in the basket that will do, or
// else the cheapest of known, the products that may be proposed; each a line of one
// piece. It returns at most most hints, those that save most first. It prices
// the basket several times over, so it is for idle moments.
func (s *Set) Nearly(b Basket, ctx Context, known []Line, most int) []Missing {
	if s == nil || most <= 0 {
		return nil
	}
	if ctx.Public {
		ctx.Customer = nil
	}
	x := explainer{set: s, basket: b, ctx: ctx, priced: s.Price(b, ctx)}
	if x.priced.Problem != "" || x.priced.Gap.Minor > 0 {
		return nil
	}
	var list []Missing
	tried := 0
	for _, m := range s.missing(b, &ctx, x.priced, nil) {
		if m.of == nil || tried == MaxTried {
			continue
		}
		if m.Take = m.cheapest(s, b, ctx, known); m.Take == nil {
			continue
		}
		tried++
		if x.proves(&m) {
			list = append(list, m)
		}
	}
	slices.SortStableFunc(list, func(a, b Missing) int { return cmp.Compare(b.Saves.Minor, a.Saves.Minor) })
	return list[:min(most, len(list))]
}

// cheapest finds what is to be added, or nil: of the goods in the basket the
// cheapest, or else of those known.
func (m *Missing) cheapest(s *Set, b Basket, ctx Context, known []Line) *Line {
	for _, from := range [][]Line{b.Lines, known} {
		var t till
		t.load(s, Basket{Currency: b.Currency, Lines: from}, &ctx)
		t.rule = &s.rules[m.rule]
		var best *Line
		for i := range t.goods {
			g := &t.goods[i]
			if t.open(g, m.of) && g.Price > 0 && g.Grams == 0 && g.Measured == 0 && (best == nil || g.Price < best.Price) {
				best = g.Line
			}
		}
		if best != nil {
			return m.enough(*best, len(b.Lines))
		}
	}
	return nil
}

// enough is the line with so many pieces as are missing, or nil if they are
// more than anybody would be told to take.
func (m *Missing) enough(l Line, lines int) *Line {
	l.Quantity = m.Units
	if m.Amount.Minor > 0 {
		l.Quantity = (m.Amount.Minor-1)/l.Price + 1
	}
	l.Number = 0
	if l.Quantity > MaxProposed || lines >= MaxLines {
		return nil
	}
	return &l
}

// proves prices the basket with and without the goods and the offer. What the
// offer is worth more with the goods is what it saves.
func (x *explainer) proves(m *Missing) bool {
	before := x.without(m.rule)
	with := explainer{set: x.set, ctx: x.ctx, basket: Basket{Currency: x.basket.Currency}}
	with.basket.Lines = append(slices.Clone(x.basket.Lines), *m.Take)
	with.basket.Lines[len(x.basket.Lines)].Number = unused(x.basket.Lines)
	with.priced = x.set.Price(with.basket, with.ctx)
	if with.priced.Problem != "" || with.priced.Gap.Minor > 0 {
		return false
	}
	m.Saves = money.New(with.without(m.rule).Minor-before.Minor, x.set.currency)
	return m.Saves.Minor > 0
}

// unused is a number that no line has.
func unused(lines []Line) int {
	most := len(lines)
	for _, l := range lines {
		most = max(most, l.Number)
	}
	return most + 1
}
