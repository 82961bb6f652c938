package solve

import (
	"cmp"
	"slices"

	"endcap/offers/money"
)

// Solver solves problems one after the other and keeps its tables from one to
// the next. The zero value works. It belongs to one goroutine.
type Solver struct {
	p        *Problem
	machine  machine
	lattices []lattice
	at       []ref   // every lattice's pieces, by piece
	start    []int32 // refs of a piece are at[start[u]:start[u+1]]
	price    []int64 // of pieces, in parts of a minor unit
	best     []int64 // the prices of the lowest bound
	scratch  []int64
	count    []int32
	work     int
	budget   int
	sum      int64 // what all save alone
	saved    int64 // of the best plan known
	bound    int64 // in parts of a minor unit; of the lattices alone
	loose    int64 // what lattices do not know, and deals that have none
	absent   bool  // there is a deal without a lattice
	apps     []Application
	ways     []taken // of the best plan known, if apps are not
	search   search
}

// ref is piece number i of a lattice.
type ref struct{ lattice, i int32 }

// Solve returns the best plan, or the best it found within the budget and a
// bound. It is never worse than Greedy. p must pass Check.
func (s *Solver) Solve(p *Problem) Plan {
	s.p, s.work, s.budget = p, 0, p.Budget
	if s.budget == 0 {
		s.budget = DefaultBudget
	}
	first := Greedy(p)
	s.apps, s.ways, s.sum = first.Applications, nil, 0
	for u := range p.Price {
		s.sum += p.alone(int32(u))
	}
	s.saved = first.Saved - s.sum
	s.build()
	if s.lower() && !s.proven() {
		s.look()
	}
	plan := first
	if s.ways != nil {
		plan = p.plan(s.read(s.ways))
	}
	if s.ways != nil && (s.absent || !s.proven()) {
		plan = s.complete(plan)
	}
	plan.Bound = max(plan.Saved, min(s.sum+s.bound/fine+s.loose, p.most()))
	plan.Work = s.work
	s.forget()
	return plan
}

// complete gives what deals may still be given on the pieces that are free.
func (s *Solver) complete(plan Plan) Plan {
	g := greed{p: s.p, used: make([]bool, len(s.p.Price))}
	return g.plan(plan.Applications)
}

// proven reports whether no plan of the lattices beats the one known.
func (s *Solver) proven() bool { return s.bound < (s.saved+1)*fine }

// forget gives back tables that one large problem made.
func (s *Solver) forget() {
	size := 0
	for i := range s.lattices[:cap(s.lattices)] {
		l := &s.lattices[:cap(s.lattices)][i]
		size += cap(l.edges)*16 + cap(l.best)*8 + (cap(l.skip)+cap(l.first)+cap(l.units))*4
	}
	s.p, s.machine.p, s.machine.d, s.apps, s.ways = nil, nil, nil, nil, nil
	if size > keptScratch {
		s.lattices = nil
	}
	s.search.forget()
}

// build makes the lattices. A deal too large for one, whose rounding could be
// better by bringing applications together crosswise, is read with one open
// at a time; what is too large even so is left to Greedy.
func (s *Solver) build() {
	m, k, room := &s.machine, 0, maxNodes
	s.loose, s.absent = 0, false
	for j := range s.p.Deals {
		m.set(s.p, &s.p.Deals[j])
		if len(s.lattices) == k {
			s.lattices = append(s.lattices, lattice{})
		}
		l := &s.lattices[k]
		l.deal = int32(j)
		whole := room
		single := m.form == opened && len(m.d.Groups) == 1
		if m.form == opened {
			whole = min(room, maxOpen)
		}
		ok := (!single || m.crosswise() > 0) && l.build(m, whole, &s.work)
		if !ok && single {
			m.limit, m.toobig = 1, false
			ok = l.build(m, room, &s.work)
			s.loose += m.crosswise()
		}
		switch {
		case !ok:
			s.loose += m.reach()
			s.absent = true
		case len(l.edges) > 0:
			room -= len(l.skip)
			k++
		}
	}
	s.lattices = s.lattices[:k]
	s.join()
}

// crosswise is more than can be lost by reading applications one by one, or
// as much. A percentage has only so many parts of a minor unit, and two ways
// to round cannot differ by a whole one.
func (m *machine) crosswise() int64 {
	times := min(m.d.times(), int64(len(m.units))/m.n)
	switch {
	case m.d.Kind == Percent && !m.floors:
		parts := money.Whole / money.Percent(gcd(int64(m.d.Percent), int64(money.Whole)))
		if m.p.Rounding == money.HalfEven {
			return times
		}
		return times * int64(parts-1) / int64(parts)
	case m.d.Kind == Amount:
		return min(m.reach(), times*m.d.Value)
	}
	return m.reach()
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// reach is more than a deal can save, or as much: so many of its pieces as it
// may be given on, at the most each may bring.
func (m *machine) reach() int64 {
	times, given := min(m.d.times(), int64(len(m.units))/m.n), m.n
	switch m.d.Kind {
	case UpTo:
		given = m.d.N
	case Free, CheapestPercent:
		given = m.d.N
	case BuyGet:
		times, given = min(m.d.times(), int64(len(m.units))), m.get
	case Price, Percent, Amount, AmountEach, kinds:
	}
	var each []int64
	for _, u := range m.units {
		most := m.p.room(u)
		switch m.d.Kind {
		case Percent:
			most = min(most, m.p.share(m.p.Price[u], m.d.Percent)+1)
		case Amount:
			most = min(most, m.d.Value)
		case AmountEach, Free, CheapestPercent, BuyGet, UpTo:
			most = m.p.off(m.d, u)
		case Price, kinds:
		}
		each = append(each, most)
	}
	slices.SortFunc(each, func(a, b int64) int { return cmp.Compare(b, a) })
	sum := int64(0)
	for _, c := range each[:min(int64(len(each)), times*given)] {
		sum += c
	}
	return sum
}

// join lists for each piece the lattices that may take it.
func (s *Solver) join() {
	n := len(s.p.Price)
	s.start = append(s.start[:0], make([]int32, n+2)...)
	for k := range s.lattices {
		for _, u := range s.lattices[k].units {
			s.start[u+2]++
		}
	}
	for u := range n {
		s.start[u+2] += s.start[u+1]
	}
	s.at = append(s.at[:0], make([]ref, s.start[n+1])...)
	for k := range s.lattices {
		for i, u := range s.lattices[k].units {
			s.at[s.start[u+1]] = ref{int32(k), int32(i)}
			s.start[u+1]++
		}
	}
}
