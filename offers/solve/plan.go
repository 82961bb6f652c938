package solve

import (
	"cmp"
	"slices"
)

// Application is one giving of a deal.
type Application struct {
	Deal  int32
	Units []int32 // rising
	Given []int32 // those it is given on, rising: of cheapest and get kinds not all
	Saved int64
}

// Plan shares pieces out. If Bound is Saved, no plan saves more; else none
// saves more than Bound.
type Plan struct {
	Applications []Application // by deal, then by pieces
	Saved        int64         // with what the pieces that no deal took save alone
	Bound        int64
	Work         int
}

// finish fills in what an application is given on and what it saves. got is
// for BuyGet alone.
func (p *Problem) finish(a *Application, got []int32) {
	d := &p.Deals[a.Deal]
	slices.Sort(a.Units)
	switch a.Given = a.Units; d.Kind {
	case BuyGet:
		slices.Sort(got)
		a.Given = got
	case Free, CheapestPercent:
		a.Given = a.Units[int64(len(a.Units))-d.N:]
	case Price, Percent, Amount, AmountEach, UpTo, kinds:
	}
	a.Saved = p.saving(d, a.Units, a.Given)
}

// plan orders applications and adds up.
func (p *Problem) plan(apps []Application) Plan {
	slices.SortStableFunc(apps, func(a, b Application) int {
		return cmp.Or(cmp.Compare(a.Deal, b.Deal), slices.Compare(a.Units, b.Units))
	})
	sum := int64(0)
	for u := range p.Price {
		sum += p.alone(int32(u))
	}
	for i := range apps {
		sum += p.net(&apps[i])
	}
	return Plan{Applications: apps, Saved: sum}
}

// read turns the ways of deals, pieces rising, into applications. One that
// saves nothing is none.
func (s *Solver) read(ways []taken) []Application {
	var apps []Application
	slices.SortStableFunc(ways, func(a, b taken) int { return cmp.Compare(a.deal, b.deal) })
	for len(ways) > 0 {
		n := 1
		for n < len(ways) && ways[n].deal == ways[0].deal {
			n++
		}
		apps = s.gather(apps, ways[:n])
		ways = ways[n:]
	}
	return slices.DeleteFunc(apps, func(a Application) bool { return s.p.net(&a) <= 0 })
}

// net is what an application saves above what its pieces save alone.
func (p *Problem) net(a *Application) int64 {
	n := a.Saved
	for _, u := range a.Units {
		n -= p.alone(u)
	}
	return n
}

// gather parts the way of one deal into its applications.
func (s *Solver) gather(apps []Application, way []taken) []Application {
	j := way[0].deal
	d, m := &s.p.Deals[j], &s.machine
	m.set(s.p, d)
	if m.form == opened {
		return s.gatherOpen(apps, way)
	}
	var of [MaxGroups][]int32
	for _, t := range way {
		of[t.how] = append(of[t.how], t.unit)
	}
	if d.Kind == UpTo {
		a := Application{Deal: j, Units: of[0]}
		s.p.finish(&a, nil)
		return append(apps, a)
	}
	if m.form == credit || m.form == row {
		for ; len(of[1]) > 0; of[0] = of[0][m.buy:] {
			got := of[1][:min(m.get, int64(len(of[1])))]
			a := Application{Deal: j, Units: slices.Concat(of[0][:m.buy], got)}
			s.p.finish(&a, slices.Clone(got))
			apps, of[1] = append(apps, a), of[1][len(got):]
		}
		return apps
	}
	for len(of[0]) > 0 {
		a := Application{Deal: j}
		for g := range d.Groups {
			q := d.Groups[g].Quantity
			a.Units, of[g] = append(a.Units, of[g][:q]...), of[g][q:]
		}
		s.p.finish(&a, nil)
		apps = append(apps, a)
	}
	return apps
}

func (s *Solver) gatherOpen(apps []Application, way []taken) []Application {
	m := &s.machine
	var begun []open
	var of [][]int32 // pieces by id
	for _, t := range way {
		k, g := int(t.how/8), int(t.how%8)
		if k == len(begun) {
			begun = append(begun, open{id: int32(len(of))})
			of = append(of, nil)
		}
		id := begun[k].id
		of[id] = append(of[id], t.unit)
		var done *open
		begun, _, done = m.advance(begun, k, g, t.unit)
		if done != nil {
			a := Application{Deal: t.deal, Units: of[id]}
			s.p.finish(&a, nil)
			apps = append(apps, a)
		}
	}
	return apps
}
