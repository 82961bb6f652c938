package offers

import (
	"cmp"
	"slices"

	"endcap/offers/money"
)

// Nearly tells what would bring an offer that the basket has not got, and
// only if that is proven: the basket was priced with the goods added, and the
// offer saves more. The goods are the cheapest in the basket that will do, or
// else the cheapest of known, the products that may be proposed, each a line of
// one piece. It tries the MaxTried that cost least to complete, and returns at most
// most of them, those that save most first. It prices the basket several times
// over, so it is for idle moments. Where the price itself is not proven there are
// no hints.
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
	var from [2]till // what may be added: of the basket, of what is known
	from[0].load(s, b, &ctx)
	from[1].load(s, Basket{Currency: b.Currency, Lines: known}, &ctx)
	var begun []Missing
	for _, m := range s.missing(b, &ctx, x.priced, nil) {
		if m.of == nil || len(b.Lines) == MaxLines {
			continue
		}
		if m.Take = m.cheapest(from[:]); m.Take != nil {
			begun = append(begun, m)
		}
	}
	slices.SortStableFunc(begun, func(a, b Missing) int { return cmp.Compare(a.Take.Price*a.Take.Quantity, b.Take.Price*b.Take.Quantity) })
	var list []Missing
	for _, m := range begun[:min(MaxTried, len(begun))] {
		if x.proves(&m) {
			list = append(list, m)
		}
	}
	slices.SortStableFunc(list, func(a, b Missing) int { return cmp.Compare(b.Saves.Minor, a.Saves.Minor) })
	return list[:min(most, len(list))]
}

// cheapest finds what is to be added, or nil: of the goods in the first till
// that has any the cheapest.
func (m *Missing) cheapest(from []till) *Line {
	for k := range from {
		t := &from[k]
		t.rule = &t.set.rules[m.rule]
		var best *Line
		for i := range t.goods {
			g := &t.goods[i]
			if t.open(g, m.of) && g.Price > 0 && g.Grams == 0 && g.Measured == 0 && (best == nil || g.Price < best.Price) {
				best = g.Line
			}
		}
		if best != nil {
			return m.enough(*best)
		}
	}
	return nil
}

// enough is the line with so many pieces as are missing, or nil if they are
// more than anybody would be told to take.
func (m *Missing) enough(l Line) *Line {
	l.Quantity = m.Units
	if m.Amount.Minor > 0 {
		l.Quantity = (m.Amount.Minor-1)/l.Price + 1
	}
	l.Number = 0
	if l.Quantity > MaxProposed {
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
