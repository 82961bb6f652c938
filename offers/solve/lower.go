package solve

import (
	"cmp"
	"slices"
)

// lower looks for prices of pieces that make the bound low, and for better
// plans on the way. It reports whether a search may follow: not if the budget
// is used up or nothing stands in the way.
func (s *Solver) lower() bool {
	n := len(s.p.Price)
	s.price = append(s.price[:0], make([]int64, n)...)
	s.best = append(s.best[:0], s.price...)
	s.scratch = append(s.scratch[:0], s.price...)
	s.count = append(s.count[:0], make([]int32, n)...)
	s.bound = 0
	if len(s.lattices) == 0 {
		return false
	}
	edges := 0
	for k := range s.lattices {
		edges += len(s.lattices[k].edges) + len(s.lattices[k].skip)
	}
	values := make([]int64, len(s.lattices))
	parts, idle := int64(1), 0
	for round := range maxRounds {
		s.work += edges / edgesAUnit
		sum := s.judge(values)
		if round == 0 || sum < s.bound {
			s.bound, idle = sum, 0
			copy(s.best, s.price)
		} else if idle++; idle >= 4 {
			parts, idle = parts*2, 0
		}
		if round%8 == 3 || round == 0 {
			s.repair(values)
		}
		if s.proven() || s.work > s.budget {
			return false
		}
		if !s.step((sum - s.saved*fine) / parts) {
			break
		}
	}
	s.repair(values)
	if s.proven() {
		return false
	}
	s.judgeAt(s.best, values)
	return true
}

// judge finds the bound at the prices and counts who wants each piece.
func (s *Solver) judge(values []int64) int64 {
	clear(s.count)
	sum := s.judgeAt(s.price, values)
	for k := range s.lattices {
		s.lattices[k].forward(s.price, func(u int32, _ *edge) { s.count[u]++ })
	}
	return sum
}

func (s *Solver) judgeAt(price, values []int64) int64 {
	sum := int64(0)
	for k := range s.lattices {
		values[k] = s.lattices[k].backward(price)
		sum += values[k]
	}
	for _, c := range price {
		sum += c
	}
	return sum
}

// step makes pieces dearer that several deals want and cheaper those that
// none wants. It reports whether anything moved.
func (s *Solver) step(far int64) bool {
	norm := int64(0)
	for u, c := range s.count {
		if d := int64(c) - 1; d > 0 || s.price[u] > 0 {
			norm += d * d
		}
	}
	if norm == 0 || far/norm == 0 {
		return false
	}
	for u, c := range s.count {
		s.price[u] = min(max(0, s.price[u]+far/norm*(int64(c)-1)), dearest)
	}
	return true
}

// repair makes a plan: deals in falling worth each take their best of what is
// left, at half the prices.
func (s *Solver) repair(values []int64) {
	order := make([]int32, len(s.lattices))
	for k := range order {
		order[k] = int32(k)
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Or(cmp.Compare(values[b], values[a]), cmp.Compare(a, b)) })
	for u := range s.scratch {
		s.scratch[u] = s.price[u] / 2
	}
	var ways []taken
	sum := int64(0)
	for _, k := range order {
		l := &s.lattices[k]
		l.backward(s.scratch)
		l.forward(s.scratch, func(u int32, e *edge) {
			ways = append(ways, taken{u, l.deal, e.how})
			sum += e.gain
		})
		for i := len(ways) - 1; i >= 0 && ways[i].deal == l.deal; i-- {
			s.scratch[ways[i].unit] = -never / 2
		}
	}
	if sum > s.saved {
		s.saved, s.ways = sum, ways
	}
}
