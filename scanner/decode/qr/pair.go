package qr

import "endcap/scanner/decode/plane"

// tryPairs reads symbols of which one finder pattern is hidden or damaged. Of
// two in line, the timing pattern between them tells on which side of them the
// symbol lies; of two across, each may be seen from the third.
func (f *Finder) tryPairs() {
	left := maxPairs
	n := len(f.patterns)
	for i := range n {
		for j := range i {
			p, q := &f.patterns[i], &f.patterns[j]
			if left == 0 || p.used || q.used || p.tried && q.tried || !p.like(q) {
				continue
			}
			left--
			if modules, cost := p.link(q); cost < maxCost {
				f.tryLine(i, j, modules)
			} else {
				f.tryDiagonal(i, j)
			}
		}
	}
}

// like reports whether p and q are good enough, and near enough in size, to be
// believed without a third.
func (p *pattern) like(q *pattern) bool {
	return p.light == q.light && min(p.likeness, q.likeness) > .85 && max(p.module, q.module) < 1.4*min(p.module, q.module)
}

// tryLine reads the symbol that has pattern i and j on one side.
func (f *Finder) tryLine(i, j int, modules float64) {
	p, q := f.patterns[i], f.patterns[j]
	p.rotate(p.side(q.at))
	q.rotate(q.side(p.at) + 2)
	near := MinSide + 4*int(max(0, modules+7-MinSide+2)/4)
	for _, side := range [2]float64{1, -1} {
		for _, n := range [3]int{near, near - 4, near + 4} {
			if n < MinSide || n > MaxSide || f.lineTiming(p.point(3.5, 3*side), q.point(-3.5, 3*side), n, p.light) < .85 {
				continue
			}
			away := side * float64(n-7)
			if f.tryTriple(i, j, len(f.patterns), f.third(&p, p.point(0, away))) ||
				f.tryTriple(j, i, len(f.patterns), f.third(&q, q.point(0, away))) {
				return
			}
		}
	}
}

// tryDiagonal reads the symbol in which pattern j lies across from pattern i.
func (f *Finder) tryDiagonal(i, j int) {
	p := &f.patterns[i]
	x, y := p.see(f.patterns[j].at)
	least, most := min(abs(x), abs(y)), max(abs(x), abs(y))
	if least < .7*most || least < MinSide-9 || most > MaxSide {
		return
	}
	for _, at := range [2]plane.Point{p.point(x, 0), p.point(0, y)} {
		if f.tryTriple(len(f.patterns), i, j, f.third(p, at)) {
			return
		}
	}
}

// third returns a pattern like p that looks like one at or near a place, or as
// if it did.
func (f *Finder) third(p *pattern, at plane.Point) *pattern {
	t := *p
	t.at = at
	if !f.lookFor(&t) {
		t.at = at
	}
	for i, m := range plane.Box(7, 7) {
		t.quad[i] = t.point(m.X-3.5, m.Y-3.5)
	}
	return &t
}

// tryTriple reads the symbol of a corner and two others, one of which is the
// third.
func (f *Finder) tryTriple(corner, a, b int, third *pattern) bool {
	f.patterns = append(f.patterns, *third)
	defer func() { f.patterns = f.patterns[:len(f.patterns)-1] }()
	c := f.patterns[corner].at
	if f.patterns[a].at.Sub(c).Cross(f.patterns[b].at.Sub(c)) < 0 {
		a, b = b, a
	}
	tr := triple{corner: corner, across: a, down: b, turn: f.patterns[corner].side(f.patterns[a].at)}
	x, y := f.patterns[corner].see(f.patterns[a].at)
	tr.modules = max(abs(x), abs(y))
	return f.try(&tr)
}

// lineTiming returns which part of a timing pattern from a to b, between the
// finder patterns of a symbol of n modules, is as it should be.
func (f *Finder) lineTiming(a, b plane.Point, n int, light bool) float64 {
	d := b.Sub(a).Mul(1 / float64(n-14))
	at := func(i int) float64 { return f.at(a.Add(d.Mul(float64(i) + .5))) }
	good, before, here := 0, at(-1), at(0)
	for i := range n - 14 {
		after := at(i + 1)
		if dark := 2*here < before+after; dark == (i%2 != 0) != light {
			good++
		}
		before, here = here, after
	}
	return float64(good) / float64(n-14)
}

// lookFor moves p to the place nearby that looks most like a finder pattern,
// and reports whether it does.
func (f *Finder) lookFor(p *pattern) bool {
	const reach = 3
	best, at := 0., p.at
	for i := -reach; i <= reach; i++ {
		for j := -reach; j <= reach; j++ {
			q := *p
			q.at = p.point(float64(i)*.75, float64(j)*.75)
			if !f.near(q.at) {
				continue
			}
			q.ink, q.paper, q.likeness = 0, 0, 0
			if f.expose(&q); q.likeness > best && abs(q.paper-q.ink) > minContrast {
				best, at = q.likeness, q.at
			}
		}
	}
	p.at = at
	return best >= minLikeness
}
