package offers

import (
	"slices"

	"endcap/offers/money"
)

// begin starts to apply a rule.
func (t *till) begin(r *rule) {
	t.rule, t.saved, t.times = r, 0, 0
	t.turn++
}

// end writes down what the rule took, line by line, and returns it. A rule
// that was given in this layer before is written down once.
func (t *till) end(layer Layer) int64 {
	k := len(t.given)
	if len(t.rule.rewards) > 1 {
		if i := slices.IndexFunc(t.given, func(g given) bool { return g.rule == t.rule && g.layer == layer }); i >= 0 {
			k = i
		}
	}
	for i := range t.goods {
		g := &t.goods[i]
		if t.saved > 0 && g.part > 0 {
			t.notes = append(t.notes, note{given: int32(k), line: int32(i), saved: g.saved, units: g.part})
		}
		g.saved, g.part = 0, 0
	}
	if t.saved == 0 {
		return 0
	}
	if k == len(t.given) {
		t.given = append(t.given, given{rule: t.rule, layer: layer})
	}
	t.given[k].saved += t.saved
	t.given[k].times += t.times
	if t.rule.stack != 0 {
		for u, turn := range t.part {
			if turn == t.turn {
				t.stack.add(int32(u), t.rule.stack)
			}
		}
	}
	return t.saved
}

// result writes out the basket in the order it came in.
func (t *till) result() Result {
	c := t.set.currency
	r := Result{Lines: make([]PricedLine, len(t.goods)), Gap: t.gapAmount()}
	r.Applied = t.applied(&r)
	discounts := t.discounts()
	subtotal, total, deposit := int64(0), int64(0), int64(0)
	for i := range t.goods {
		g := &t.goods[i]
		p := PricedLine{Number: number(*g.Line, g.place), Quantity: g.Quantity, Gross: money.New(g.Price*g.Quantity, c), Net: money.New(t.net[i], c), Discounts: discounts[i]}
		for u := g.lo; u < g.hi; u++ {
			if k := len(p.Units) - 1; k >= 0 && p.Units[k].Each.Minor == t.run[u] {
				p.Units[k].Quantity++
			} else {
				p.Units = append(p.Units, Units{1, money.New(t.run[u], c)})
			}
		}
		if g.Deposit > 0 {
			p.Deposit = money.New(g.Deposit*g.Quantity, c)
			deposit += p.Deposit.Minor
		}
		subtotal += p.Gross.Minor
		total += t.net[i]
		r.Lines[g.place] = p
	}
	r.Subtotal, r.Saved, r.Total = money.New(subtotal, c), money.New(subtotal-total, c), money.New(total+deposit, c)
	if deposit > 0 {
		r.Deposit = money.New(deposit, c)
	}
	t.settle(&r)
	return r
}

func (t *till) gapAmount() money.Amount {
	if t.gap == 0 {
		return money.Amount{}
	}
	return money.New(t.gap, t.set.currency)
}

// applied lists the rules that saved something, in turn, with the units that
// took part, by line.
func (t *till) applied(r *Result) []Applied {
	if len(t.given) == 0 {
		return nil
	}
	list := make([]Applied, len(t.given))
	for i := range t.given {
		g := &t.given[i]
		g.name = g.rule.Name.In(t.ctx.Language)
		list[i] = Applied{
			Offer: g.rule.ID, Name: g.name, Text: g.rule.text, Saved: money.New(g.saved, t.set.currency),
			Layer: g.layer, Times: g.times, Personal: g.rule.personal,
		}
		r.Personal = r.Personal || g.rule.personal && g.saved > 0
	}
	t.takers(list)
	return slices.DeleteFunc(list, func(a Applied) bool { return a.Saved.Minor == 0 })
}

// takers writes down which units took part in what, by their place in the
// basket.
func (t *till) takers(list []Applied) {
	start := make([]int32, len(t.goods)+1) // in order, of the notes of a place
	many := make([]int32, len(list))
	for i := range t.notes {
		start[t.goods[t.notes[i].line].place+1]++
		many[t.notes[i].given]++
	}
	for i := range t.goods {
		start[i+1] += start[i]
	}
	order := make([]int32, len(t.notes))
	for i := range t.notes {
		at := &start[t.goods[t.notes[i].line].place]
		order[*at] = int32(i)
		*at++
	}
	all := make([]UnitsOf, len(t.notes))
	for i, n := range many {
		list[i].Units, all = all[:0:n], all[n:]
	}
	for _, i := range order {
		n := &t.notes[i]
		if n.units == 0 {
			continue
		}
		a, g := &list[n.given], &t.goods[n.line]
		nr := number(*g.Line, g.place)
		if k := len(a.Units) - 1; k >= 0 && a.Units[k].Line == nr {
			a.Units[k].Quantity += n.units
		} else {
			a.Units = append(a.Units, UnitsOf{Line: nr, Quantity: n.units})
		}
	}
}

// discounts lists what was taken off each of the goods, in turn.
func (t *till) discounts() [][]Discount {
	lists := make([][]Discount, len(t.goods))
	count := make([]int, len(t.goods))
	for i := range t.notes {
		if t.notes[i].saved > 0 {
			count[t.notes[i].line]++
		}
	}
	all := make([]Discount, len(t.notes))
	for i, n := range count {
		if n > 0 {
			lists[i], all = all[:0:n], all[n:]
		}
	}
	for i := range t.notes {
		if n := &t.notes[i]; n.saved > 0 {
			g := &t.given[n.given]
			lists[n.line] = append(lists[n.line], Discount{Offer: g.rule.ID, Name: g.name, Text: g.rule.text, Saved: money.New(n.saved, t.set.currency)})
		}
	}
	return lists
}
