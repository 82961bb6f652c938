package qr

import (
	"math"

	"endcap/scanner/decode/plane"
)

// pattern is a finder pattern as it lies in the picture.
type pattern struct {
	at     plane.Point // its middle
	x, y   plane.Point // one module along two of its sides, y clockwise of x
	quad   plane.Quad  // its outline, seven modules wide, clockwise from -x -y
	module float64     // in pixels
	light  bool        // light on dark
	// The light of its middle and of the ring around that.
	ink, paper float64
	used       bool // of a symbol that was read
	tried      bool // of a place that looks like one and was not read
	// likeness is which part of its modules are as they should be.
	likeness float64
}

// see returns where q lies in the modules of p.
func (p *pattern) see(q plane.Point) (x, y float64) {
	d, area := q.Sub(p.at), p.x.Cross(p.y)
	return d.Cross(p.y) / area, p.x.Cross(d) / area
}

// point returns the place at x, y modules from the middle of p.
func (p *pattern) point(x, y float64) plane.Point { return p.at.Add(p.x.Mul(x)).Add(p.y.Mul(y)) }

// directions are the ways of the rays, of which the longer part is 1.
var directions = func() (d [rays]plane.Point) {
	for i := range d {
		s, c := math.Sincos(2 * math.Pi * (float64(i) + .25) / rays)
		d[i] = plane.Point{X: c, Y: s}.Mul(1 / max(abs(s), abs(c)))
	}
	return d
}()

// confirm keeps the finder pattern around c, whose row crosses it in total
// pixels, if there is one. It returns the row down to which there is none for
// any row, as the column says.
func (f *Finder) confirm(c plane.Point, total int, light bool) (down int) {
	// No tilt makes it three times as high as wide.
	runs, from, down, ok := f.column(int(c.X), int(c.Y), 3*total*3/7)
	if !ok || !isFinder(&runs) {
		return down
	}
	high := runs[0] + runs[1] + runs[2] + runs[3] + runs[4]
	p := pattern{
		at:     plane.Point{X: c.X, Y: float64(from) + float64(runs[2])/2},
		module: float64(max(total, int(high))) / 7,
		light:  light,
	}
	// The first rays find the middle for the second.
	if f.known(p.at) || !f.feel(&p, f.ray) || !f.feel(&p, f.exactRay) || f.known(p.at) || !f.square(&p) {
		return 0
	}
	if f.expose(&p); p.likeness >= minLikeness {
		f.patterns = append(f.patterns, p)
	}
	return 0
}

// feel sends rays from the middle of p, notes in f.reach how far its side is
// in each direction, 0 if that is unclear, and centres p. A line through the
// middle of rings that are squares crosses them in the same ratio at any
// angle and tilt.
func (f *Finder) feel(p *pattern, ray ray) bool {
	f.origin = p.at
	most := int(7*p.module) + 2
	bad, sum, n := 0, plane.Point{}, 0
	for k := range directions {
		if bad > rays/3 || k <= 8 && bad > 1+k/8 {
			return false
		}
		// First here and there: what is no finder pattern ends soon.
		i := (6 + k*11) % rays
		d := directions[i]
		f.reach[i] = 0
		bad++
		r, ok := ray(p.at, d, most, p.light)
		if !ok {
			continue
		}
		// The module that fits the three edges best.
		m := (1.5*r[0] + 2.5*r[1] + 3.5*r[2]) / (1.5*1.5 + 2.5*2.5 + 3.5*3.5)
		if slack := .3*m + .4; abs(r[0]-1.5*m) > slack || abs(r[1]-2.5*m) > slack || abs(r[2]-3.5*m) > slack {
			continue
		}
		f.reach[i] = 3.5 * m
		bad--
	}
	for i := range rays / 2 {
		if a, b := f.reach[i], f.reach[i+rays/2]; a > 0 && b > 0 {
			sum = sum.Add(directions[i].Mul((a - b) / 2))
			n++
		}
	}
	if n < rays/4 {
		return false
	}
	p.at = p.at.Add(sum.Mul(1 / float64(n)))
	return true
}

// square finds the four sides of p from what feel has noted, and sets its
// outline and modules.
func (f *Finder) square(p *pattern) bool {
	var pts [rays]plane.Point
	least, most := math.Inf(1), 0.
	for i, d := range directions {
		pts[i] = f.origin
		if f.reach[i] > 0 {
			d = d.Mul(f.reach[i])
			pts[i] = f.origin.Add(d)
			least, most = min(least, d.Len()), max(most, d.Len())
		}
	}
	if most < maxRound*least { // some draw it round: most modules fit so
		r := .47 * (least + most)
		p.quad = plane.Quad{{X: -r, Y: -r}, {X: r, Y: -r}, {X: r, Y: r}, {X: -r, Y: r}}
		for i := range p.quad {
			p.quad[i] = p.at.Add(p.quad[i])
		}
		return p.measure()
	}
	// Where the corners are, about: two are far from the middle, the others
	// from the line between those.
	one := farthest(pts[:], func(q plane.Point) float64 { return q.Sub(f.origin).Len() })
	two := farthest(pts[:], func(q plane.Point) float64 { return f.origin.Sub(one).Dot(q.Sub(one)) })
	across := two.Sub(one)
	p.quad = plane.Quad{
		one, farthest(pts[:], func(q plane.Point) float64 { return q.Sub(one).Cross(across) }),
		two, farthest(pts[:], func(q plane.Point) float64 { return across.Cross(q.Sub(one)) }),
	}
	if !p.measure() {
		return false
	}
	// Then the sides, from the points that are not near a corner.
	var sides [4]linePoints
	for _, q := range pts {
		x, y := p.see(q)
		side := p.side(q)
		if side%2 != 0 {
			x, y = y, x
		}
		if abs(abs(x)-3.5) < .8 && abs(y) < 2.8 {
			sides[side].add(q)
		}
	}
	var lines [4]line
	for k := range lines {
		var ok bool
		if lines[k], ok = sides[k].line(); !ok {
			return false
		}
	}
	for k := range p.quad {
		var ok bool
		if p.quad[k], ok = lines[(k+2)%4].meet(lines[(k+3)%4]); !ok {
			return false
		}
	}
	return p.measure()
}

// farthest returns the point with the highest mark.
func farthest(pts []plane.Point, mark func(plane.Point) float64) (best plane.Point) {
	far := math.Inf(-1)
	for _, p := range pts {
		if v := mark(p); v > far {
			far, best = v, p
		}
	}
	return best
}

// measure sets the modules of p from its outline.
func (p *pattern) measure() bool {
	q := &p.quad
	p.x = q[1].Sub(q[0]).Add(q[2]).Sub(q[3]).Mul(1. / 14)
	p.y = q[3].Sub(q[0]).Add(q[2]).Sub(q[1]).Mul(1. / 14)
	if p.x.Cross(p.y) < .3 {
		return false
	}
	lx, ly := p.x.Len(), p.y.Len()
	p.module = math.Sqrt(lx * ly)
	// Sides that far apart are of no camera's tilt.
	return max(lx, ly) < 3*min(lx, ly) && p.x.Cross(p.y) > .4*lx*ly
}

// expose sets the light of p and how alike it is to a finder pattern.
func (f *Finder) expose(p *pattern) {
	var seen [49]float64
	ring := func(i int) int { x, y := i%7-3, i/7-3; return max(x, -x, y, -y) }
	for i := range seen {
		seen[i] = f.at(p.point(float64(i%7-3), float64(i/7-3)))
		switch ring(i) {
		case 0, 1:
			p.ink += seen[i] / 9
		case 2:
			p.paper += seen[i] / 16
		}
	}
	for i, v := range seen {
		if dark := v < (p.ink+p.paper)/2; dark == (ring(i) != 2) != p.light {
			p.likeness += 1. / 49
		}
	}
}
