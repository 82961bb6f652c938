package datamatrix

import (
	"math"

	"endcap/scanner/decode/plane"
)

// symbol looks for the dotted edges that go with an L, takes the modules between
// and offers them.
func (f *Finder) symbol(e *ell) {
	if !f.learn(e) || !e.ink && !f.tone.even {
		return
	}
	top, far := &f.edges[0], &f.edges[1]
	top.n, far.n = 0, 0
	p, r := e.up.point(e.up.b), e.right.point(e.right.b)
	above := f.dashed(top, p, &e.right, &e.up)
	if !above && !f.tone.even {
		return
	}
	beside := f.dashed(far, r, &e.up, &e.right)
	// A leg that was lost on the way, or that went on into something else, ends
	// about where the other dotted edge does.
	switch {
	case above && !beside:
		beside = f.dashed(far, e.corner.Add(top.end().Sub(p)), &e.up, &e.right)
	case beside && !above:
		above = f.dashed(top, e.corner.Add(far.end().Sub(r)), &e.right, &e.up)
	}
	// As the symbol is read, if it is not mirrored.
	q := plane.Quad{p, p.Add(r).Sub(e.corner), r, e.corner}
	read := false
	if above && beside {
		q = plane.Quad{
			cross(top.at, top.dir, e.up.at, e.up.dir), cross(top.at, top.dir, far.at, far.dir),
			cross(e.right.at, e.right.dir, far.at, far.dir), e.corner,
		}
		read = f.sizesLike(far.count(q[1].Sub(q[2]).Len()), top.count(q[1].Sub(q[0]).Len()), q)
	}
	if above && !read {
		q = plane.Quad{p, top.end(), r, e.corner}
		read = f.sizesOf(0, top.n, e, q)
	}
	if beside && !read {
		q = plane.Quad{p, far.end(), r, e.corner}
		read = f.sizesOf(far.n, 0, e, q)
	}
	switch {
	case read:
		f.found = append(f.found, f.grid.Corners)
	case sound(&q) && len(f.doubt) < maxDoubts:
		f.doubt = append(f.doubt, q.Bounds())
	}
}

// dashed looks for the dotted edge that begins at p, the end of the leg from, and
// runs along the other leg; a second time for one that blur has mixed with the
// paper beside it.
func (f *Finder) dashed(to *dashes, p plane.Point, along, from *line) bool {
	f.tone.bias = 0
	in := from.dir.Mul(-1)
	if f.dotted(to, p, along.dir, in, from.b, along.b) {
		return true
	}
	if !f.tone.smooth {
		return false
	}
	f.tone.bias = paleness * f.tone.contrast
	defer func() { f.tone.bias = 0 }()
	return f.dotted(to, p, along.dir, in, from.b, along.b)
}

// sound reports whether q is a quadrangle without a dent.
func sound(q *plane.Quad) bool {
	sign := 0.0
	for i := range q {
		a, b := q[(i+1)%4].Sub(q[i]), q[(i+2)%4].Sub(q[(i+1)%4])
		c := a.Cross(b)
		if math.IsNaN(c) || math.IsInf(c, 0) || c == 0 || c*sign < 0 || a.Len() > maxLeg {
			return false
		}
		sign = c
	}
	return true
}

// sizesLike tries the sizes nearest to h by w modules, best first.
func (f *Finder) sizesLike(h, w int, q plane.Quad) bool {
	if !sound(&q) {
		return false
	}
	mirrored := plane.Quad{q[2], q[1], q[0], q[3]}
	for off := range 3 {
		for i := range sizes {
			s := &sizes[i]
			if max(dist(s.h, h), dist(s.w, w)) == off && f.offer(s, &q) {
				return true
			}
			if max(dist(s.w, h), dist(s.h, w)) == off && f.offer(s, &mirrored) {
				return true
			}
		}
	}
	return false
}

// sizesOf tries the sizes with one side as it was counted, the other not: 0.
func (f *Finder) sizesOf(h, w int, e *ell, q plane.Quad) bool {
	if !sound(&q) {
		return false
	}
	mirrored := plane.Quad{q[2], q[1], q[0], q[3]}
	fits := func(down, across int) bool {
		pitch := e.up.b / e.right.b * float64(across) / float64(down)
		return (down == h || across == w) && pitch > .5 && pitch < 2
	}
	for i := range sizes {
		s := &sizes[i]
		if fits(s.h, s.w) && f.offer(s, &q) || fits(s.w, s.h) && f.offer(s, &mirrored) {
			return true
		}
	}
	return false
}

// dist is how far apart two counts are: a long edge may be miscounted by more.
func dist(a, b int) int {
	d := max(a-b, b-a)
	if a > 40 {
		return (d + 1) / 2
	}
	return d
}

// offer takes the modules of a symbol of size s in q, by several ways of looking
// at them, and gives them to read.
func (f *Finder) offer(s *size, q *plane.Quad) bool {
	if f.offers++; f.offers > maxOffers || !f.sample(q, s) {
		return false
	}
	good := f.frames(s)
	if good < doubtful || good >= likely && f.read(&f.grid) {
		return good >= likely
	}
	if good >= likely && f.bend(q, s) && f.frames(s) >= likely && f.read(&f.grid) {
		return true
	}
	better := f.refine(s, *q)
	if !f.sample(&better, s) || f.frames(s) < likely {
		return false
	}
	if f.read(&f.grid) {
		return true
	}
	for _, sharp := range [...]float64{0, .15} {
		f.judge(s, sharp)
		if f.frames(s) >= likely && f.read(&f.grid) {
			return true
		}
	}
	return false
}

// frames returns how many of the fixed modules are as they should be, of a
// hundred.
func (f *Finder) frames(s *size) int {
	good, all := 0, 0
	for y := range s.h {
		for x := range s.w {
			if dark, ok := s.fixed(x, y); ok {
				all++
				if f.grid.At(x, y) == dark {
					good++
				}
			}
		}
	}
	return good * 100 / all
}
