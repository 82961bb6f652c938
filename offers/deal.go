package offers

import (
	"cmp"
	"slices"

	"endcap/offers/money"
	"endcap/offers/solve"
)

// bid is a deal in search of its pieces.
type bid struct {
	step   step // with one reward
	reward *reward
	groups [][]int32 // lines of each
}

// gives is one giving of a bid, on units of the till.
type gives struct {
	bid          int
	units, given []int32
	saved        int64
}

// deals shares the pieces out among the deals of a layer so that they save
// most. Deals that have no line in common are solved apart.
func (t *till) deals(l int, w way) {
	list := t.bidding(l, w)
	if len(list) == 0 {
		return
	}
	parts := t.parts(list)
	var plan []gives
	for _, p := range parts {
		plan = t.solve(plan, list, p)
	}
	slices.SortStableFunc(plan, func(a, b gives) int { return cmp.Compare(a.bid, b.bid) })
	for k := 0; k < len(plan); {
		s := list[plan[k].bid].step
		t.begin(&t.set.rules[s.rule])
		for ; k < len(plan) && list[plan[k].bid].step.rule == s.rule; k++ {
			t.giveDeal(list[plan[k].bid].reward, &plan[k])
		}
		t.end(inOrder[l])
	}
}

// bidding lists the deals of a layer that may be given and for which there is
// enough in the basket.
func (t *till) bidding(l int, w way) []bid {
	list := t.bids[:0]
	t.groups = t.groups[:0]
	for _, s := range t.steps[l].deal {
		if !t.may(s.rule, w) {
			continue
		}
		t.rule = &t.set.rules[s.rule]
		for k := range t.rule.rewards {
			if s.rewards>>k&1 == 0 {
				continue
			}
			if b, ok := t.bid(&t.rule.rewards[k]); ok {
				b.step = step{s.rule, 1 << k}
				list = t.outbid(list, b)
			}
		}
	}
	t.bids = list
	return list
}

// bid looks for the goods of a deal and reports whether there are enough.
func (t *till) bid(r *reward) (bid, bool) {
	b, from := bid{reward: r}, len(t.groups)
	add := func(s *selector, n int64) bool {
		lines := t.means(s)
		if slices.ContainsFunc(lines, func(i int32) bool { return !t.takes(&t.goods[i]) }) {
			lines = slices.DeleteFunc(slices.Clone(lines), func(i int32) bool { return !t.takes(&t.goods[i]) })
		}
		for _, i := range lines {
			n -= t.goods[i].Quantity
		}
		t.groups = append(t.groups, lines)
		b.groups = t.groups[from:len(t.groups):len(t.groups)]
		return n <= 0
	}
	switch r.Type {
	case GroupDeal:
		for k := range r.groups {
			if !add(&r.groups[k], r.Groups[k].Quantity) {
				return b, false
			}
		}
		return b, true
	case BuyGet:
		got := r.Get.Quantity
		if r.PartialGet {
			got = 1
		}
		return b, add(&r.groups[0], r.Buy.Quantity) && add(&r.get, got)
	}
	return b, add(&r.sel, 1)
}

// part is deals and lines that hang together.
type part struct {
	bids  []int
	lines []int32
}

// parts finds what hangs together, by its first line.
func (t *till) parts(list []bid) []part {
	root := make([]int32, len(t.goods)) // a line that hangs together with it, before it
	for i := range root {
		root[i] = int32(i)
	}
	find := func(i int32) int32 {
		for root[i] != i {
			root[i] = root[root[i]]
			i = root[i]
		}
		return i
	}
	first := make([]int32, len(list))
	for k := range list {
		first[k] = none
		for _, lines := range list[k].groups {
			for _, i := range lines {
				if first[k] < 0 {
					first[k] = i
				}
				a, b := find(first[k]), find(i)
				root[max(a, b)] = min(a, b)
			}
		}
	}
	of := make([]int32, len(t.goods)) // number of the part, by its first line
	var parts []part
	for k := range list {
		r := find(first[k])
		if of[r] == 0 {
			parts = append(parts, part{})
			of[r] = int32(len(parts))
		}
		p := &parts[of[r]-1]
		p.bids = append(p.bids, k)
	}
	for i := range t.goods {
		if k := of[find(int32(i))]; k > 0 {
			parts[k-1].lines = append(parts[k-1].lines, int32(i))
		}
	}
	return parts
}

// piece is a unit that deals compete for.
type piece struct {
	unit               int32
	price, floor, save int64
}

// solve adds the best way to share out the pieces of a part.
func (t *till) solve(plan []gives, list []bid, p part) []gives {
	pieces := t.pieces(list, p)
	pr := solve.Problem{Rounding: t.set.policy.Rounding, Budget: t.set.policy.Budget}
	in := make([][]int32, len(t.goods)) // pieces of a line, rising
	for k, x := range pieces {
		i := t.line[x.unit]
		in[i] = append(in[i], int32(k))
		pr.Price, pr.Floor, pr.Alone = append(pr.Price, x.price), append(pr.Floor, x.floor), append(pr.Alone, x.save)
	}
	for _, k := range p.bids {
		pr.Deals = append(pr.Deals, t.dealOf(&list[k], in, pieces))
	}
	found := t.plan(&pr)
	t.gap += found.Bound - found.Saved
	units := func(list []int32) []int32 {
		out := make([]int32, len(list))
		for i, k := range list {
			out[i] = pieces[k].unit
		}
		return out
	}
	for _, a := range found.Applications {
		plan = append(plan, gives{p.bids[a.Deal], units(a.Units), units(a.Given), a.Saved})
	}
	return plan
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
// can be given less on come first. Where a deal is in the
// stack group of a separable rule, its line has the price before that rule,
// and what the rule saves is lost by the pieces that deals take.
func (t *till) pieces(list []bid, p part) []piece {
	var out []piece
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
	return out
}

// contested returns which of the separable rules given on a line is in the
// stack group of a deal about it, or none.
func (t *till) contested(list []bid, p part, line int32) int {
	return slices.IndexFunc(t.won, func(x won) bool {
		return x.line == int(line) && slices.ContainsFunc(p.bids, func(k int) bool {
			return t.set.rules[list[k].step.rule].stack == x.group && list[k].about(line)
		})
	})
}

func (b *bid) about(line int32) bool {
	return slices.ContainsFunc(b.groups, func(lines []int32) bool { return slices.Contains(lines, line) })
}

// dealOf is a bid in the solver's terms. in are the pieces of each line.
func (t *till) dealOf(b *bid, in [][]int32, pieces []piece) solve.Deal {
	r, rule := b.reward, &t.set.rules[b.step.rule]
	t.rule = rule
	d := solve.Deal{Times: t.most(r)}
	group := func(n int64, lines []int32) {
		g := solve.Group{Quantity: n}
		for _, i := range lines {
			for _, k := range in[i] {
				if pieces[k].save > 0 || !t.stack.has(pieces[k].unit, rule.stack) {
					g.Units = append(g.Units, k)
				}
			}
		}
		slices.Sort(g.Units)
		d.Groups = append(d.Groups, g)
	}
	switch r.Type {
	case GroupDeal:
		for k := range b.groups {
			group(r.Groups[k].Quantity, b.groups[k])
		}
		d.Kind, d.Value, d.Percent, d.N = groupKind(r.Reward)
	case BuyGet:
		group(r.Buy.Quantity, b.groups[0])
		group(r.Get.Quantity, b.groups[1])
		d.Kind, d.Value, d.Percent, d.Partial = solve.BuyGet, r.Get.Amount, r.Get.Percent, r.PartialGet
		d.Lesser = (r.ChooseGet == "" || r.ChooseGet == Cheapest) && slices.Equal(d.Groups[0].Units, d.Groups[1].Units)
	default:
		group(0, b.groups[0])
		d.Kind, d.Value, d.Percent, d.N = solve.UpTo, r.Amount, r.Percent, r.MaxUnits
	}
	return d
}

// groupKind is what a group reward gives, in the solver's terms.
func groupKind(r *Reward) (kind solve.Kind, value int64, percent money.Percent, n int64) {
	switch {
	case r.FreeCheapest > 0:
		return solve.Free, 0, 0, r.FreeCheapest
	case r.CheapestUnits > 0:
		return solve.CheapestPercent, 0, r.Percent, r.CheapestUnits
	case r.Percent > 0:
		return solve.Percent, 0, r.Percent, 0
	case r.Amount > 0:
		return solve.Amount, r.Amount, 0, 0
	case r.AmountPerUnit > 0:
		return solve.AmountEach, r.AmountPerUnit, 0, 0
	}
	return solve.Price, r.Price, 0, 0
}

// giveDeal takes off what one giving of a deal saves.
func (t *till) giveDeal(r *reward, g *gives) {
	t.times++
	for _, u := range g.units {
		t.join(u)
		t.takeBack(u)
	}
	each, share := int64(0), money.Percent(0)
	switch kind, value, percent, _ := groupKind(r.Reward); {
	case r.Type == BuyGet:
		each, share = r.Get.Amount, r.Get.Percent
	case r.Type != GroupDeal:
		each, share = r.Amount, r.Percent
		t.times = 1
	case kind == solve.Price || kind == solve.Percent || kind == solve.Amount:
		t.spread(g.saved, g.units)
		return
	default:
		each, share = value, percent
	}
	if each == 0 && share == 0 {
		share = money.Whole
	}
	for _, u := range g.given {
		if each > 0 {
			t.take(u, each)
		} else {
			t.take(u, t.percent(t.run[u], share))
		}
	}
}

// takeBack undoes what a separable rule of a stack group gave on a unit that
// a deal takes, where the deals saw the price before that rule.
func (t *till) takeBack(u int32) {
	g := &t.goods[t.line[u]]
	if g.won == none {
		return
	}
	w := &t.won[g.won]
	off := &w.off[u-g.lo]
	if *off == 0 {
		return
	}
	n := &t.notes[w.note]
	t.run[u] += *off
	t.net[t.line[u]] += *off
	n.saved -= *off
	n.units--
	t.given[n.given].saved -= *off
	t.stack.drop(u, w.group)
	*off = 0
}
