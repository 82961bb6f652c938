package qr

import (
	"cmp"
	"slices"

	"endcap/scanner/decode/plane"
)

// symbol is where the modules of a QR code lie in the picture.
type symbol struct {
	n          int // modules along a side
	t          plane.Transform
	pins       []pin
	module     float64 // in pixels, about
	light      bool    // light on dark
	ink, paper float64
	// How far the knots, the middles of the alignment patterns, lie from where
	// t takes them.
	knots []int
	off   []plane.Point
	found []bool
	// Where the rows and columns 6 of the three finder patterns meet.
	inner [3]plane.Point
}

// point returns the place of x, y, in modules.
func (s *symbol) point(x, y float64) plane.Point {
	p := s.t.At(x, y)
	if len(s.knots) == 0 {
		return p
	}
	i, u := s.between(x)
	j, v := s.between(y)
	k := len(s.knots)
	a, b := s.off[j*k+i], s.off[j*k+i+1]
	c, d := s.off[j*k+k+i], s.off[j*k+k+i+1]
	return p.Add(a.Mul((1 - u) * (1 - v))).Add(b.Mul(u * (1 - v))).Add(c.Mul((1 - u) * v)).Add(d.Mul(u * v))
}

// between returns the knot before x and how far x is on the way to the next.
func (s *symbol) between(x float64) (int, float64) {
	i := 0
	for i+2 < len(s.knots) && x > float64(s.knots[i+1])+.5 {
		i++
	}
	u := (x - float64(s.knots[i]) - .5) / float64(s.knots[i+1]-s.knots[i])
	return i, max(0, min(1, u))
}

// axes returns one module across and one down at x, y.
func (s *symbol) axes(x, y float64) (across, down plane.Point) {
	return s.t.At(x+.5, y).Sub(s.t.At(x-.5, y)), s.t.At(x, y+.5).Sub(s.t.At(x, y-.5))
}

// try reads the symbol of three finder patterns, and notes how far it came.
func (f *Finder) try(tr *triple) bool {
	type size struct {
		n       int
		fitness float64
	}
	var sizes [8]size
	count := 0
	if f.left < 0 {
		return false
	}
	for i, n := range f.sizes(tr) {
		if n < MinSide || n > MaxSide || n%4 != 1 || slices.ContainsFunc(sizes[:count], func(s size) bool { return s.n == n }) {
			continue
		}
		if f.place(tr, n) {
			sizes[count] = size{n, f.timing()}
			if i < 2 { // told by the symbol itself
				sizes[count].fitness++
			}
			count++
		}
	}
	slices.SortStableFunc(sizes[:count], func(a, b size) int { return cmp.Compare(b.fitness, a.fitness) })
	for _, s := range sizes[:min(count, maxSizes)] {
		if s.fitness < .6 {
			break
		}
		if !f.place(tr, s.n) {
			continue
		}
		f.align()
		f.likeness = 0
		read := f.sample()
		if likely := f.likeness >= minAlike; read || likely && (f.settle(3, module) && f.sample() || f.settle(4, module) && f.sample()) {
			f.note(tr, func(p *pattern) { p.used = true })
			return true
		} else if likely {
			f.note(tr, func(p *pattern) { p.tried = true })
			f.suspect(plane.Box(float64(s.n), float64(s.n)).Map(&f.s.t), f.s.module)
		}
	}
	return false
}

// note does something to the patterns of a triple.
func (f *Finder) note(tr *triple, do func(*pattern)) {
	for _, k := range [3]int{tr.corner, tr.across, tr.down} {
		do(&f.patterns[k])
	}
}

// sizes returns the sides, in modules, that three finder patterns may have;
// not all of them are those of a symbol.
func (f *Finder) sizes(tr *triple) [8]int {
	c, a, d := f.sides(tr)
	near := MinSide + 4*int(max(0, tr.modules+7-MinSide+2)/4)
	return [8]int{
		f.versionNear(&a, false), f.versionNear(&d, true),
		14 + f.changes(c.point(3.5, 3), a.point(-3.5, 3)),
		14 + f.changes(c.point(3, 3.5), d.point(3, -3.5)),
		near, near - 4, near + 4,
	}
}

// sides returns the three patterns turned as the symbol lies.
func (f *Finder) sides(tr *triple) (corner, across, down pattern) {
	corner, across, down = f.patterns[tr.corner], f.patterns[tr.across], f.patterns[tr.down]
	corner.rotate(tr.turn)
	across.rotate(across.side(corner.at) + 2)
	down.rotate(down.side(corner.at) + 1)
	return corner, across, down
}

// side returns by how many quarters the x of p must turn to point to q.
func (p *pattern) side(q plane.Point) int {
	x, y := p.see(q)
	switch {
	case x >= abs(y):
		return 0
	case y >= abs(x):
		return 1
	case -x >= abs(y):
		return 2
	}
	return 3
}

// rotate makes x what is turn quarters clockwise of it.
func (p *pattern) rotate(turn int) {
	for range turn % 4 {
		q := p.quad
		p.x, p.y = p.y, p.x.Mul(-1)
		p.quad = plane.Quad{q[1], q[2], q[3], q[0]}
	}
}

// changes counts the runs of one colour on the line from a to b.
func (f *Finder) changes(a, b plane.Point) int {
	d := b.Sub(a)
	steps := int(2 * max(abs(d.X), abs(d.Y)))
	if steps < 1 || steps > 1<<16 {
		return 0
	}
	d = d.Mul(1 / float64(steps))
	runs, dark := 1, f.dark(a)
	for range steps {
		a = a.Add(d)
		if now := f.dark(a); now != dark {
			runs, dark = runs+1, now
		}
	}
	return runs
}

// place lays n by n modules over three finder patterns.
func (f *Finder) place(tr *triple, n int) bool {
	c, a, d := f.sides(tr)
	s, side := &f.s, float64(n)
	s.n, s.light, s.knots = n, c.light, s.knots[:0]
	s.ink, s.paper = (c.ink+a.ink+d.ink)/3, (c.paper+a.paper+d.paper)/3
	s.module = (c.module + a.module + d.module) / 3
	s.pins = s.pins[:0]
	s.inner = [3]plane.Point{c.point(3, 3), a.point(-3, 3), d.point(3, -3)}
	for k, p := range [3]*pattern{&c, &a, &d} {
		x, y := float64(k%2)*(side-7), float64(k/2)*(side-7)
		for i, m := range plane.Box(7, 7) {
			s.pins = append(s.pins, pin{plane.Point{X: x + m.X, Y: y + m.Y}, p.quad[i], 1})
		}
		s.pins = append(s.pins, pin{plane.Point{X: x + 3.5, Y: y + 3.5}, p.at, 4})
	}
	var ok bool
	s.t, ok = fit(s.pins, side)
	return ok && f.inside()
}

// inside reports whether the symbol lies in the picture, but for as much of it
// as a bent label may seem to lie outside.
func (f *Finder) inside() bool {
	s, side := &f.s, float64(f.s.n)
	slack := s.module * (2 + side/16)
	q := plane.Box(side, side).Map(&s.t)
	for i, p := range q {
		if !(p.X > -slack && p.Y > -slack && p.X < float64(f.fr.W)+slack && p.Y < float64(f.fr.H)+slack) {
			return false
		}
		// Corners of a symbol before the camera turn one way.
		if q[(i+1)%4].Sub(p).Cross(q[(i+2)%4].Sub(p)) <= 0 {
			return false
		}
	}
	return true
}

// timing returns which part of the timing patterns is as it should be: darker
// and lighter than the modules before and after in turn.
func (f *Finder) timing() float64 {
	s, good := &f.s, 0
	for axis := range 2 {
		at := func(i int) float64 {
			x, y := float64(i)+.5, 6.5
			if axis > 0 {
				x, y = y, x
			}
			return f.at(s.t.At(x, y))
		}
		before, here := at(6), at(7)
		for i := 7; i < s.n-7; i++ {
			after := at(i + 1)
			if dark := 2*here < before+after; dark == (i%2 == 0) != s.light {
				good++
			}
			before, here = here, after
		}
	}
	return float64(good) / float64(2*(s.n-14))
}
