package qr

import (
	"cmp"
	"math"
	"slices"
)

// triple is three finder patterns that may be of one symbol: top left, and
// from there clockwise across and down.
type triple struct {
	corner, across, down int // of Finder.patterns
	// turn is how often the x of the corner is turned by a quarter to point
	// across.
	turn    int
	modules float64 // between their middles
	cost    float64 // how odd they look together
}

// link is a pattern that lies in line with another.
type link struct {
	to      int
	modules float64
	cost    float64
}

// findTriples fills f.triples with the likely ones, the likeliest first.
func (f *Finder) findTriples() {
	f.triples = f.triples[:0]
	for i := range f.patterns {
		links := f.links(i)
		for turn := range links {
			for _, a := range links[turn] {
				for _, b := range links[(turn+1)%4] {
					skew := abs(math.Log(a.modules / b.modules))
					if skew > .45 {
						continue
					}
					f.triples = append(f.triples, triple{i, a.to, b.to, turn, math.Sqrt(a.modules * b.modules), a.cost + b.cost + skew + 1 - f.patterns[i].likeness})
				}
			}
		}
	}
	slices.SortFunc(f.triples, func(a, b triple) int { return cmp.Compare(a.cost, b.cost) })
	f.triples = f.triples[:min(len(f.triples), maxTriples)]
}

// links returns the patterns that lie in line with pattern i, at its right,
// below, at its left and above, as its own x and y go.
func (f *Finder) links(i int) (out [4][]link) {
	p := &f.patterns[i]
	for side := range out {
		out[side] = f.linked[side][:0]
	}
	for j := range f.patterns {
		q := &f.patterns[j]
		if i == j || p.light != q.light || p.module > 2*q.module || q.module > 2*p.module {
			continue
		}
		if modules, cost := p.link(q); cost < maxCost {
			side := p.side(q.at)
			out[side] = append(out[side], link{j, modules, cost + 1 - q.likeness})
		}
	}
	f.linked = out
	return out
}

// link returns how many modules lie between the middles of p and q, and how
// odd it is that they should be in line in one symbol: maxCost if they are not.
func (p *pattern) link(q *pattern) (modules, cost float64) {
	along := func(x, y float64) (float64, float64) {
		if abs(y) > abs(x) {
			x, y = y, x
		}
		return abs(x), abs(y / x)
	}
	there, tilt := along(p.see(q.at))
	back, tiltBack := along(q.see(p.at))
	modules = math.Sqrt(there * back)
	if max(tilt, tiltBack) > .35 || modules < 10 || modules > 1.3*(MaxSide-7) {
		return 0, maxCost
	}
	return modules, tilt + tiltBack + abs(math.Log(p.module/q.module)) + abs(math.Log(there/back))
}
