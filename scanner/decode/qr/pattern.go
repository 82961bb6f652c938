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
// pixels, if there is one.
func (f *Finder) confirm(c plane.Point, total int, light bool) {
	// No tilt makes it three times as high as wide.
	runs, from, ok := f.column(int(c.X), int(c.Y), 3*total*3/7)
	if !ok || !isFinder(&runs) {
		return
	}
	c.Y = float64(from) + float64(runs[2])/2
	if f.known(c) {
		return
	}
	down := int(runs[0] + runs[1] + runs[2] + runs[3] + runs[4])
	p := pattern{at: c, module: float64(max(total, down)) / 7, light: light}
	// The first look finds the middle for the second, which is exact.
	if !f.feel(&p, false) || f.known(p.at) || !f.feel(&p, true) || !f.square(&p) {
		return
	}
	if f.expose(&p); p.likeness < .7 {
		return
	}
	f.patterns = append(f.patterns, p)
}

// feel sends rays from the middle of p, notes in f.reach how far its side is
// in each direction, 0 if that is unclear, and centres p. A line through the
// middle of rings that are squares crosses them in the same ratio at any
// angle and tilt.
func (f *Finder) feel(p *pattern, exact bool) bool {
	most := int(9 * p.module)
	bad, sum, n := 0, plane.Point{}, 0
	for k := range directions {
		if bad > rays/3 || k <= 8 && bad > 1+k/8 {
			return false
		}
		// First here and there: what is no finder pattern ends soon.
		i := k * 11 % rays
		d := directions[i]
		f.reach[i] = 0
		bad++
		r, ok := f.ray(p.at, d, most, p.light)
		if !ok {
			continue
		}
		if exact {
			f.sharpen(p.at, d, &r)
		}
		// The module that fits the three edges best.
		m := (1.5*r[0] + 2.5*r[1] + 3.5*r[2]) / (1.5*1.5 + 2.5*2.5 + 3.5*3.5)
		if slack := .45*m + .7; abs(r[0]-1.5*m) > slack || abs(r[1]-2.5*m) > slack || abs(r[2]-3.5*m) > slack {
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

// ray returns how many steps d lead from c to the three changes of light that a
// finder pattern has.
func (f *Finder) ray(c, d plane.Point, most int, light bool) (r [3]float64, ok bool) {
	const one = 1 << 16 // pixels are counted in parts, which is faster
	x, y, dx, dy := int(c.X*one), int(c.Y*one), int(d.X*one), int(d.Y*one)
	// From the middle of a step to the border of the pixel that it enters.
	part := x
	if max(dx, -dx) < max(dy, -dy) {
		part = y
	}
	back := float64(part&(one-1)) / one
	if min(dx, dy) == -one {
		back = 1 - back
	}
	dark, k := !light, 0
	for i := range most {
		if f.black.Dark(x>>16, y>>16) != dark {
			if i == 0 {
				return r, false
			}
			r[k] = float64(i) - back
			if k++; k == 3 {
				return r, true
			}
			dark = !dark
		}
		x, y = x+dx, y+dy
	}
	return r, false
}

// sharpen moves the edges at r steps d from c to where the light is half way
// between the middles of the runs beside them.
func (f *Finder) sharpen(c, d plane.Point, r *[3]float64) {
	at := func(steps float64) float64 { return f.at(c.Add(d.Mul(steps))) }
	mid := [4]float64{at(0), at((r[0] + r[1]) / 2), at((r[1] + r[2]) / 2), at(r[2] + (r[2]-r[1])/2)}
	for i := range r {
		half := (mid[i] + mid[i+1]) / 2
		a, b := at(r[i]-.75)-half, at(r[i]+.75)-half
		if a*b < 0 {
			r[i] += .75 * (a + b) / (a - b)
		}
	}
}

// square finds the four sides of p from what feel has noted, and sets its
// outline and modules.
func (f *Finder) square(p *pattern) bool {
	var pts [rays]plane.Point
	corner := [4]int{-1, -1, -1, -1}
	far := 0.0
	for i, d := range directions {
		pts[i] = d.Mul(f.reach[i])
		if l := pts[i].Len(); l > far {
			far, corner[0] = l, i
		}
	}
	far = 0
	for k := rays * 3 / 8; k <= rays*5/8; k++ {
		i := (corner[0] + k) % rays
		if l := pts[i].Len(); l > far {
			far, corner[2] = l, i
		}
	}
	if far == 0 {
		return false
	}
	// The other two corners are farthest from the line between the first.
	a := pts[corner[2]].Sub(pts[corner[0]])
	for k := range 2 {
		far = 0
		from, to := corner[2*k], corner[2-2*k]
		for i := (from + 1) % rays; i != to; i = (i + 1) % rays {
			if l := abs(pts[i].Sub(pts[corner[0]]).Cross(a)); f.reach[i] > 0 && l > far {
				far, corner[2*k+1] = l, i
			}
		}
		if far == 0 {
			return false
		}
	}
	var sides [4]line
	for k := range sides {
		var ok bool
		if sides[k], ok = fitLine(pts[:], corner[k], corner[(k+1)%4]); !ok {
			return false
		}
	}
	for k := range p.quad {
		q, ok := sides[(k+3)%4].meet(sides[k])
		if !ok {
			return false
		}
		p.quad[k] = p.at.Add(q)
	}
	return p.measure()
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
	good, ink, paper := 0, 0., 0.
	for y := -3; y <= 3; y++ {
		for x := -3; x <= 3; x++ {
			at := p.point(float64(x), float64(y))
			ring := max(x, -x, y, -y)
			if f.dark(at) == (ring != 2) != p.light {
				good++
			}
			if ring == 2 {
				paper += f.at(at)
			} else if ring < 2 {
				ink += f.at(at)
			}
		}
	}
	p.likeness, p.ink, p.paper = float64(good)/49, ink/9, paper/16
}
