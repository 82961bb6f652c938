package databar

import "endcap/scanner/decode/plane"

// paper is how a symbol lies in the picture: a module along its rows, in the
// direction of reading, and one down along its bars. Lines may cross the bars
// at an angle.
type paper struct {
	origin, along, down      plane.Point
	left, right, top, bottom float64 // what is part of the symbol
}

// place is where on the paper a track is, in modules.
type place struct{ x, top, bottom float64 }

// lay finds out how the symbol lies to which t belongs, whose unit goes in the
// direction of reading.
func lay(t *track) paper {
	p := paper{origin: t.lo, along: t.unit}
	p.down = plane.Point{X: -p.along.Y, Y: p.along.X}
	// Where the bars have been seen for long, they tell their own direction.
	if _, height := t.from(t.hi); height >= minBar {
		bar := t.hi.Sub(t.lo)
		p.down = bar.Mul(p.along.Cross(bar) / bar.Dot(bar))
		p.along = plane.Point{X: p.down.Y, Y: -p.down.X}
	}
	return p
}

// place returns where t is.
func (p *paper) place(t *track) place {
	n := p.along.Cross(p.down)
	lo, hi := t.lo.Sub(p.origin), t.hi.Sub(p.origin)
	a, b := p.along.Cross(lo)/n, p.along.Cross(hi)/n
	return place{(lo.Cross(p.down) + hi.Cross(p.down)) / (2 * n), min(a, b), max(a, b)}
}

// below returns how far the place begins below o, or 0 if they lie side by
// side.
func (p place) below(o place) float64 {
	switch {
	case p.top > o.bottom:
		return p.top - o.bottom
	case p.bottom < o.top:
		return p.bottom - o.top
	}
	return 0
}

// size returns how large a module of t is on the paper: less than 0 if t goes
// against the rows, and 0 if it is too large or too small to belong to them.
func (p *paper) size(t *track) float64 {
	size := t.unit.Cross(p.down) / p.along.Cross(p.down)
	if m := max(size, -size); m < 1/maxScale || m > maxScale {
		return 0
	}
	return size
}

// include makes part of the symbol what lies up to so many modules before and
// after the middle of t.
func (p *paper) include(t *track, before, after float64) {
	at := p.place(t)
	p.left, p.right = min(p.left, at.x-before), max(p.right, at.x+after)
	p.top, p.bottom = min(p.top, at.top), max(p.bottom, at.bottom)
}

// outline returns the corners of the symbol in the picture.
func (p *paper) outline() plane.Quad {
	at := func(x, y float64) plane.Point {
		return p.origin.Add(p.along.Mul(x)).Add(p.down.Mul(y))
	}
	return plane.Quad{at(p.left, p.top), at(p.right, p.top), at(p.right, p.bottom), at(p.left, p.bottom)}
}
