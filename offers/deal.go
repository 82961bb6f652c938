package offers

import (
	"cmp"
	"slices"

	"endcap/offers/solve"
)

// gives is one giving of a bid, on units of the till.
type gives struct {
	bid int32
	// units are none where the bid is given greedily, as often as it goes.
	units, given []int32
	saved        int64
}

// piece is a unit that deals compete for.
type piece struct {
	unit               int32
	price, floor, save int64
}

// drafts are the tables in which problems are written.
type drafts struct {
	parts   parts
	pieces  []piece
	in      []bool // of each line: whether the group being written is about it
	problem solve.Problem
	groups  []solve.Group
	units   []int32 // of groups
	plan    []gives
	given   []int32 // units of the plan
}

// deals shares the pieces out among the deals of a layer so that they save
// most. Deals that have no line in common are solved apart.
func (t *till) deals(l int, w way) {
	list := t.bidding(l, w)
	if len(list) == 0 {
		return
	}
	d := &t.drafts
	clear(t.used)
	d.plan, d.given, d.in = d.plan[:0], d.given[:0], sized(d.in, int64(len(t.goods)))
	for _, p := range d.parts.of(list, len(t.goods)) {
		t.solve(list, p)
	}
	slices.SortStableFunc(d.plan, func(a, b gives) int { return cmp.Compare(a.bid, b.bid) })
	for k := 0; k < len(d.plan); {
		s := list[d.plan[k].bid].step
		t.begin(&t.set.rules[s.rule])
		for ; k < len(d.plan) && list[d.plan[k].bid].step.rule == s.rule; k++ {
			if r := list[d.plan[k].bid].reward; d.plan[k].units == nil {
				t.give(r)
			} else {
				t.giveDeal(r, &d.plan[k])
			}
		}
		t.end(inOrder[l])
	}
}

// solve adds the best way to share out the pieces of a part to the plan.
func (t *till) solve(list []bid, p part) {
	d := &t.drafts
	t.pieces(list, p)
	x := &d.problem
	*x = solve.Problem{
		Price: x.Price[:0], Floor: x.Floor[:0], Alone: x.Alone[:0], Deals: x.Deals[:0],
		Rounding: t.set.policy.Rounding, Budget: t.set.policy.Budget,
	}
	for _, k := range d.pieces {
		x.Price, x.Floor, x.Alone = append(x.Price, k.price), append(x.Floor, k.floor), append(x.Alone, k.save)
	}
	d.groups, d.units = d.groups[:0], d.units[:0]
	for _, k := range p.bids {
		x.Deals = append(x.Deals, t.dealOf(&list[k]))
	}
	found := t.plan(x)
	if found.Bound > found.Saved {
		if saved := t.tryInTurn(list, p); saved > found.Saved {
			t.gap += max(found.Bound-saved, 0)
			for _, k := range p.bids {
				d.plan = append(d.plan, gives{bid: k})
			}
			return
		}
	}
	t.gap += found.Bound - found.Saved
	units := func(list []int32) []int32 {
		from := len(d.given)
		for _, k := range list {
			d.given = append(d.given, d.pieces[k].unit)
		}
		return d.given[from:len(d.given):len(d.given)]
	}
	for _, a := range found.Applications {
		d.plan = append(d.plan, gives{p.bids[a.Deal], units(a.Units), units(a.Given), a.Saved})
	}
}

// tryInTurn is what the deals of a part save if they are given greedily, one
// after the other: where there is no proof, even that may be better. 0 where
// they cannot be, because they are not all multi-buys, or lines are contested.
func (t *till) tryInTurn(list []bid, p part) int64 {
	sum := int64(0)
	for _, i := range p.lines {
		if t.goods[i].won != none {
			return 0
		}
	}
	for _, k := range p.bids {
		if len(list[k].reward.groups) == 0 {
			return 0
		}
	}
	run, net := slices.Clone(t.run), slices.Clone(t.net)
	for _, k := range p.bids {
		t.begin(&t.set.rules[list[k].step.rule])
		t.give(list[k].reward)
		sum += t.saved
	}
	copy(t.run, run)
	copy(t.net, net)
	for _, i := range p.lines {
		g := &t.goods[i]
		g.saved, g.part = 0, 0
		clear(t.used[g.lo:g.hi])
	}
	return sum
}

// plan solves a problem, or finds that it was solved before. One that is
// beyond the solver's limits is shared out greedily.
func (t *till) plan(p *solve.Problem) solve.Plan {
	sum := sumOf(p)
	plan, ok := t.memo.find(p, sum)
	if ok {
		return plan
	}
	if p.Check() == nil {
		plan = t.solver.Solve(p)
	} else {
		plan = solve.Greedy(p)
	}
	t.memo.keep(p, sum, plan)
	return plan
}

// pieces lists the units of a part in falling price; of equal ones those that
// can be given less on come first. Where a deal is in the stack group of a
// separable rule, its line has the price before that rule, and what the rule
// saves is lost by the pieces that deals take.
func (t *till) pieces(list []bid, p part) {
	out := t.drafts.pieces[:0]
	for _, i := range p.lines {
		g := &t.goods[i]
		from := len(out)
		for u := g.lo; u < g.hi; u++ {
			out = append(out, piece{unit: u, price: t.run[u], floor: min(t.floor[u], t.run[u])})
		}
		if g.won = t.contested(list, p, i); g.won != none {
			for k, x := range t.won[g.won].off {
				out[from+k].price += x
				out[from+k].save = x
			}
		}
	}
	slices.SortStableFunc(out, func(a, b piece) int {
		return cmp.Or(cmp.Compare(b.price, a.price), cmp.Compare(b.floor, a.floor))
	})
	t.drafts.pieces = out
}

// contested returns which of the separable rules given on a line is in the
// stack group of a deal about it, or none.
func (t *till) contested(list []bid, p part, line int32) int {
	return slices.IndexFunc(t.won, func(x won) bool {
		return x.line == int(line) && slices.ContainsFunc(p.bids, func(k int32) bool {
			return t.set.rules[list[k].step.rule].stack == x.group && list[k].about(line)
		})
	})
}

// dealOf is a bid in the solver's terms.
func (t *till) dealOf(b *bid) solve.Deal {
	r, d := b.reward, &t.drafts
	t.rule = &t.set.rules[b.step.rule]
	from, same := len(d.groups), len(b.groups) == 2 && slices.Equal(b.groups[0], b.groups[1])
	group := func(n int64, g int) {
		if g == 1 && same {
			d.groups = append(d.groups, solve.Group{Quantity: n, Units: d.groups[from].Units})
			return
		}
		d.groups = append(d.groups, solve.Group{Quantity: n, Units: t.groupOf(b.groups[g])})
	}
	x := solve.Deal{Times: t.limit(r)}
	switch {
	case len(r.Groups) > 0:
		for k := range b.groups {
			group(r.Groups[k].Quantity, k)
		}
		x.Kind, x.Value, x.Percent, x.N = groupKind(r.Reward)
	case r.Type == BuyGet:
		group(r.Buy.Quantity, 0)
		group(r.Get.Quantity, 1)
		x.Kind, x.Value, x.Percent, x.Partial = solve.BuyGet, r.Get.Amount, r.Get.Percent, r.PartialGet
		x.Lesser = (r.ChooseGet == "" || r.ChooseGet == Cheapest) && slices.Equal(d.groups[from].Units, d.groups[from+1].Units)
	default:
		group(0, 0)
		x.Kind, x.Value, x.Percent, x.N = solve.UpTo, r.Amount, r.Percent, r.MaxUnits
	}
	x.Groups = d.groups[from:len(d.groups):len(d.groups)]
	return x
}

// groupOf lists the pieces of lines that the rule may take, rising.
func (t *till) groupOf(lines []int32) []int32 {
	d := &t.drafts
	clear(d.in)
	for _, i := range lines {
		d.in[i] = true
	}
	from := len(d.units)
	for k := range d.pieces {
		x := &d.pieces[k]
		if d.in[t.line[x.unit]] && (x.save > 0 || !t.stack.has(x.unit, t.rule.stack)) {
			d.units = append(d.units, int32(k))
		}
	}
	return d.units[from:len(d.units):len(d.units)]
}
