package solve

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// shop says what baskets a benchmark draws.
type shop struct {
	lines, deals int
	low, high    int // lines of a deal
	window       int // lines of a deal are so near each other; 0: anywhere
	pieces       int // of a line, at most
	prices       []int64
	every        bool // kind of deal, not only N for P and cheapest free
}

// fivePrices are those of a shop that has only five.
var fivePrices = []int64{299, 249, 199, 149, 99}

var shops = []shop{
	{20, 5, 4, 12, 10, 1, nil, false},
	{20, 10, 4, 12, 10, 1, nil, false},
	{21, 10, 4, 12, 10, 1, nil, false}, // one more scan
	{20, 10, 4, 12, 10, 3, nil, false},
	{100, 20, 4, 12, 10, 1, nil, false},
	{100, 50, 2, 5, 4, 1, nil, false},
	{100, 50, 4, 12, 10, 1, nil, false},
	{100, 20, 4, 12, 0, 2, fivePrices, false},
	{100, 50, 4, 12, 0, 1, fivePrices, false},
	{20, 10, 4, 12, 10, 1, nil, true},
	{100, 20, 4, 12, 10, 1, nil, true},
	{1, 5, 1, 1, 1, 5_000, nil, false},
}

func (s shop) String() string {
	name := fmt.Sprintf("%dx%d of %d-%d within %d, %d a line", s.lines, s.deals, s.low, s.high, s.window, s.pieces)
	if s.prices != nil {
		name += ", 5 prices"
	}
	if s.every {
		name += ", all kinds"
	}
	return name
}

// drawn is a basket with deals of N for P, cheapest free or of every
// kind.
func (s shop) drawn(r *rand.Rand) *Problem {
	price, pieces := make([]int64, s.lines), make([]int, s.lines)
	for i := range price {
		price[i], pieces[i] = 99+r.Int64N(1900), 1+r.IntN(s.pieces)
		if s.prices != nil {
			price[i] = s.prices[r.IntN(len(s.prices))]
		}
		if s.lines == 1 {
			pieces[i] = s.pieces
		}
	}
	slices.SortFunc(price, func(a, b int64) int { return int(b - a) })
	p, first := &Problem{}, []int{0}
	for i := range price {
		p.Price = append(p.Price, slices.Repeat(price[i:i+1], pieces[i])...)
		first = append(first, len(p.Price))
	}
	for range s.deals {
		d := Deal{Kind: []Kind{Price, Free}[r.IntN(2)], N: 1}
		if s.every {
			d = Deal{Kind: Kind(r.IntN(int(kinds))), N: 1, Percent: 200_000, Value: 100, Lesser: true}
		}
		g := Group{Quantity: 2 + r.Int64N(3), Units: s.units(r, first)}
		sum := int64(0)
		for _, u := range g.Units {
			sum += p.Price[u]
		}
		if d.Kind == Price {
			d.Value = sum * g.Quantity * (60 + r.Int64N(30)) / 100 / max(1, int64(len(g.Units)))
			if s.prices != nil {
				d.Value = d.Value/50*50 + 49
			}
		}
		d.Groups = []Group{g}
		if d.Kind == BuyGet || s.every && d.Kind == Price {
			d.Groups = append(d.Groups, Group{Quantity: 1, Units: s.units(r, first)})
		}
		p.Deals = append(p.Deals, d)
	}
	return p
}

func (s shop) units(r *rand.Rand, first []int) []int32 {
	in, centre := make([]bool, s.lines), r.IntN(s.lines)
	want := min(s.low+r.IntN(s.high-s.low+1), s.lines)
	for n, tries := 0, 0; n < want && tries < 200; tries++ {
		x := r.IntN(s.lines)
		if s.window > 0 {
			x = centre - s.window + r.IntN(2*s.window+1)
		}
		if x >= 0 && x < s.lines && !in[x] {
			in[x] = true
			n++
		}
	}
	var units []int32
	for x := range in {
		for u := first[x]; in[x] && u < first[x+1]; u++ {
			units = append(units, int32(u))
		}
	}
	return units
}

// Sixty baskets of each kind of shop, in turn. The gap is of those that are
// not proven.
func BenchmarkSolve(b *testing.B) {
	for _, shop := range shops {
		b.Run(shop.String(), func(b *testing.B) {
			r := rand.New(rand.NewPCG(7, uint64(shop.lines*1000+shop.deals)))
			var all []*Problem
			for range 60 {
				all = append(all, shop.drawn(r))
			}
			var s Solver
			proven, gap, work, greedy, saved := 0, int64(0), 0, int64(0), int64(0)
			for _, p := range all {
				plan := s.Solve(p)
				if plan.Bound == plan.Saved {
					proven++
				}
				gap += plan.Bound - plan.Saved
				work += plan.Work
				saved += plan.Saved
				greedy += Greedy(p).Saved
			}
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				s.Solve(all[n%len(all)])
				n++
			}
			b.ReportMetric(float64(proven)/60*100, "%proven")
			b.ReportMetric(float64(gap)/float64(max(1, 60-proven)), "gap")
			b.ReportMetric(float64(work)/60, "work")
			b.ReportMetric(float64(saved-greedy)/float64(max(1, saved))*100, "%lostbygreedy")
		})
	}
}
