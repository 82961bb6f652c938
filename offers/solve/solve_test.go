package solve

import (
	"math/rand/v2"
	"slices"
	"testing"

	"endcap/offers/money"
)

// exhaustive tries every way to make every application of every deal. It
// shares nothing with the solver but the meaning of a Deal.
func exhaustive(p *Problem) int64 {
	type app struct {
		mask uint32
		net  int64
	}
	byDeal := make([][]app, len(p.Deals))
	base := int64(0)
	for u := range p.Price {
		base += p.alone(int32(u))
	}
	for j := range p.Deals {
		best := map[uint32]int64{}
		for _, c := range choices(&p.Deals[j]) {
			net := worth(p, &p.Deals[j], c)
			mask := uint32(0)
			for _, us := range c {
				for _, u := range us {
					mask |= 1 << u
					net -= p.alone(u)
				}
			}
			if net > best[mask] {
				best[mask] = net
			}
		}
		for mask, net := range best {
			byDeal[j] = append(byDeal[j], app{mask, net})
		}
	}
	type at struct {
		used uint32
		deal int
		left int64
		from uint32
	}
	memo := map[at]int64{}
	var most func(a at) int64
	most = func(a at) int64 {
		if a.deal == len(p.Deals) {
			return 0
		}
		if v, ok := memo[a]; ok {
			return v
		}
		next := at{a.used, a.deal + 1, 0, 0}
		if next.deal < len(p.Deals) {
			next.left = p.Deals[next.deal].times()
		}
		v := most(next)
		if a.left > 0 {
			for _, b := range byDeal[a.deal] {
				if low := b.mask & -b.mask; b.mask&a.used == 0 && low > a.from {
					v = max(v, b.net+most(at{a.used | b.mask, a.deal, min(a.left-1, 12), low}))
				}
			}
		}
		memo[a] = v
		return v
	}
	first := at{}
	if len(p.Deals) > 0 {
		first.left = p.Deals[0].times()
	}
	return base + most(first)
}

// choices lists the pieces of each group, for all applications there can be.
func choices(d *Deal) [][][]int32 {
	var all [][][]int32
	var groups func(g int, used uint32, picked [][]int32)
	groups = func(g int, used uint32, picked [][]int32) {
		if g == len(d.Groups) {
			all = append(all, slices.Clone(picked))
			return
		}
		low, high := d.Groups[g].Quantity, d.Groups[g].Quantity
		if d.Kind == UpTo {
			low, high = 1, d.N
		}
		if d.Kind == BuyGet && d.Partial && g == 1 {
			low = 1
		}
		var pieces func(i int, used uint32, us []int32)
		pieces = func(i int, used uint32, us []int32) {
			if n := int64(len(us)); n >= low && n <= high {
				groups(g+1, used, append(picked, slices.Clone(us)))
			}
			if int64(len(us)) == high {
				return
			}
			for ; i < len(d.Groups[g].Units); i++ {
				if u := d.Groups[g].Units[i]; used>>u&1 == 0 {
					pieces(i+1, used|1<<u, append(us, u))
				}
			}
		}
		pieces(0, used, nil)
	}
	groups(0, 0, nil)
	return slices.DeleteFunc(all, func(c [][]int32) bool {
		return d.Kind == BuyGet && d.Lesser && slices.Min(c[1]) < slices.Max(c[0])
	})
}

// worth is what one application saves, from the words of Kind.
func worth(p *Problem, d *Deal, groups [][]int32) int64 {
	us := slices.Concat(groups...)
	slices.Sort(us)
	sum, floors := int64(0), int64(0)
	for _, u := range us {
		sum += p.Price[u]
		floors += p.floor(u)
	}
	percent := func(n int64, c money.Percent) int64 {
		r, err := money.Ratio(n, int64(c), 1_000_000, p.Rounding)
		if err != nil {
			panic(err)
		}
		return r
	}
	each := func(us []int32, value int64, share money.Percent) int64 {
		t := int64(0)
		for _, u := range us {
			off := p.Price[u]
			switch {
			case share > 0:
				off = percent(off, share)
			case value > 0:
				off = value
			}
			t += min(off, p.Price[u]-p.floor(u))
		}
		return t
	}
	cheapest := us[max(0, len(us)-int(d.N)):]
	switch d.Kind {
	case Price:
		return sum - max(d.Value, floors)
	case Percent:
		return min(percent(sum, d.Percent), sum-floors)
	case Amount:
		return min(d.Value, sum-floors)
	case AmountEach:
		if d.Value == 0 {
			return 0
		}
		return each(us, d.Value, 0)
	case Free:
		return each(cheapest, 0, 0)
	case CheapestPercent:
		if d.Percent == 0 {
			return 0
		}
		return each(cheapest, 0, d.Percent)
	case BuyGet:
		return each(groups[1], d.Value, d.Percent)
	case UpTo:
		return each(us, d.Value, d.Percent)
	case kinds:
	}
	panic("a kind that has no meaning")
}

// drawn is a problem of few pieces with deals of every kind.
func drawn(r *rand.Rand, most int) *Problem {
	n := 2 + r.IntN(most-1)
	p := &Problem{Rounding: money.Rounding(r.IntN(3)), Budget: 1 << 20}
	prices := []int64{99, 100, 101, 149, 150, 199, 333, 1000, 2, 1}
	for range n {
		if r.IntN(2) == 0 {
			p.Price = append(p.Price, prices[r.IntN(len(prices))])
		} else {
			p.Price = append(p.Price, r.Int64N(400))
		}
	}
	slices.SortFunc(p.Price, func(a, b int64) int { return int(b - a) })
	if r.IntN(3) == 0 {
		for _, c := range p.Price {
			p.Floor = append(p.Floor, r.Int64N(c+1)*int64(r.IntN(2)))
		}
	}
	if r.IntN(3) == 0 {
		for _, c := range p.Price {
			p.Alone = append(p.Alone, r.Int64N(c/4+1)*int64(r.IntN(2)))
		}
	}
	for range 1 + r.IntN(4) {
		p.Deals = append(p.Deals, drawnDeal(r, p.Price))
	}
	return p
}

func drawnDeal(r *rand.Rand, prices []int64) Deal {
	d := Deal{Kind: Kind(r.IntN(int(kinds))), Times: int64(r.IntN(3)), Lesser: r.IntN(2) == 0, Partial: r.IntN(2) == 0}
	groups := 1
	if d.Kind == BuyGet {
		groups = 2
	} else if d.Kind != UpTo && r.IntN(3) == 0 {
		groups = 2 + r.IntN(2)
	}
	same := r.IntN(2) == 0
	for g := range groups {
		a := Group{Quantity: 1 + int64(r.IntN(4-groups))}
		for u := range prices {
			if r.IntN(5) > 0 {
				a.Units = append(a.Units, int32(u))
			}
		}
		if same && g > 0 {
			a.Units = d.Groups[0].Units
		}
		d.Groups = append(d.Groups, a)
	}
	d.N = 1 + r.Int64N(d.size())
	shares := []money.Percent{100_000, 250_000, 333_333, 500_000, 1_000_000, 125_000}
	each := d.Kind == BuyGet || d.Kind == UpTo
	if d.Kind == Percent || d.Kind == CheapestPercent || each && r.IntN(2) == 0 {
		d.Percent = shares[r.IntN(len(shares))]
	}
	if !each || r.IntN(2) == 0 {
		d.Value = 1 + r.Int64N(300)
	}
	return d
}

func TestSolve_IsTheBestOfAllWays(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var s Solver
	n, proven := problems(), 0
	for i := range n {
		p := drawn(r, 7)
		if err := p.Check(); err != nil {
			t.Fatal(err)
		}
		got, want := s.Solve(p), exhaustive(p)
		holds(t, p, got)
		if got.Saved > want || got.Bound < want || got.Bound == got.Saved && got.Saved != want {
			t.Fatalf("%d: saved %d, bound %d, the best is %d\n%+v\n%+v", i, got.Saved, got.Bound, want, p, got)
		}
		if got.Saved == want && got.Bound == want {
			proven++
		}
	}
	t.Logf("%d of %d proven", proven, n)
	if proven != n {
		t.Errorf("%d of %d are not proven", n-proven, n)
	}
}

// holds fails the test if a plan breaks the words of its problem.
func holds(t *testing.T, p *Problem, plan Plan) {
	t.Helper()
	used, times := make([]bool, len(p.Price)), make([]int64, len(p.Deals))
	sum := int64(0)
	for _, a := range plan.Applications {
		d := &p.Deals[a.Deal]
		times[a.Deal]++
		for _, u := range a.Units {
			if used[u] {
				t.Fatalf("piece %d is in two deals: %+v", u, plan)
			}
			used[u] = true
		}
		if !slices.IsSorted(a.Units) || !slices.IsSorted(a.Given) || times[a.Deal] > d.times() {
			t.Fatalf("not in order or too often: %+v", plan)
		}
		if got, want := a.Saved, p.saving(d, a.Units, a.Given); got != want || got < 0 {
			t.Fatalf("deal %d saves %d, its pieces %d", a.Deal, got, want)
		}
		if p.net(&a) <= 0 {
			t.Fatalf("deal %d is given for nothing: %+v", a.Deal, plan)
		}
		sum += a.Saved
	}
	for u := range p.Price {
		if !used[u] {
			sum += p.alone(int32(u))
		}
	}
	if plan.Saved != sum || plan.Bound < sum {
		t.Fatalf("saved %d, bound %d, the sum is %d: %+v", plan.Saved, plan.Bound, sum, plan)
	}
}
