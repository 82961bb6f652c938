package offers

import (
	"slices"

	"endcap/offers/solve"
)

// memo keeps what was solved last. A plan is a pure function of its problem,
// so that what was priced before never shows. The zero value is empty.
type memo struct {
	list []solved
	next int // to be forgotten
}

type solved struct {
	sum     uint64
	problem solve.Problem
	plan    solve.Plan
}

// find returns the plan of a problem that was kept.
func (m *memo) find(p *solve.Problem, sum uint64) (solve.Plan, bool) {
	for i := range m.list {
		if s := &m.list[i]; s.sum == sum && same(&s.problem, p) {
			return s.plan, true
		}
	}
	return solve.Plan{}, false
}

// keep remembers a plan in the place of the oldest.
func (m *memo) keep(p *solve.Problem, sum uint64, plan solve.Plan) {
	if len(p.Price) > maxKeptPieces {
		return
	}
	s := solved{sum, clone(p), plan}
	if len(m.list) < maxKept {
		m.list = append(m.list, s)
		return
	}
	m.list[m.next] = s
	m.next = (m.next + 1) % maxKept
}

func clone(p *solve.Problem) solve.Problem {
	c := *p
	c.Price, c.Floor, c.Alone, c.Deals = slices.Clone(p.Price), slices.Clone(p.Floor), slices.Clone(p.Alone), slices.Clone(p.Deals)
	for i := range c.Deals {
		groups := slices.Clone(c.Deals[i].Groups)
		for k := range groups {
			groups[k].Units = slices.Clone(groups[k].Units)
		}
		c.Deals[i].Groups = groups
	}
	return c
}

// sumOf is a hash of every figure of a problem (FNV-1a over words).
func sumOf(p *solve.Problem) uint64 {
	h := uint64(14695981039346656037)
	add := func(n int64) { h = (h ^ uint64(n)) * 1099511628211 }
	add(int64(p.Rounding))
	add(int64(p.Budget))
	for u := range p.Price {
		add(p.Price[u])
		add(p.Floor[u])
		add(p.Alone[u])
	}
	for i := range p.Deals {
		d := &p.Deals[i]
		for _, n := range []int64{int64(d.Kind), d.Value, int64(d.Percent), d.N, d.Times} {
			add(n)
		}
		for _, g := range d.Groups {
			add(g.Quantity)
			add(int64(len(g.Units)))
			for _, u := range g.Units {
				add(int64(u))
			}
		}
	}
	return h
}

func same(a, b *solve.Problem) bool {
	return a.Rounding == b.Rounding && a.Budget == b.Budget &&
		slices.Equal(a.Price, b.Price) && slices.Equal(a.Floor, b.Floor) && slices.Equal(a.Alone, b.Alone) &&
		slices.EqualFunc(a.Deals, b.Deals, sameDeal)
}

func sameDeal(a, b solve.Deal) bool {
	return a.Kind == b.Kind && a.Value == b.Value && a.Percent == b.Percent && a.N == b.N && a.Times == b.Times &&
		a.Lesser == b.Lesser && a.Partial == b.Partial &&
		slices.EqualFunc(a.Groups, b.Groups, func(a, b solve.Group) bool {
			return a.Quantity == b.Quantity && slices.Equal(a.Units, b.Units)
		})
}
