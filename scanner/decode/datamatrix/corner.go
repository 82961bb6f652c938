package datamatrix

import (
	"math"
	"slices"

	"endcap/scanner/decode/plane"
)

// ell is the solid edge of a symbol: two legs that meet in a corner.
type ell struct {
	corner    plane.Point
	up, right line // from the corner; one who goes up has right on the right
	ink       bool
}

// corner looks for a second leg at the far end of l.
func (f *Finder) corner(l *line, ink bool) {
	if f.pixel(l.point(l.b+3).Add(l.in.Mul(1.5))) < l.mid == ink {
		return // the symbol goes on there
	}
	second, ok := f.turn(l, ink)
	if !ok || second.len() < max(f.shortest, l.len()/maxAspect) || l.len() < second.len()/maxAspect {
		return
	}
	k := cross(l.at, l.dir, second.at, second.dir)
	if cos := math.Abs(l.dir.Dot(second.dir)); !(cos < maxCos) {
		return
	}
	first := line{at: k, dir: l.dir.Mul(-1), in: l.in, mid: l.mid, b: k.Sub(l.point(l.a)).Len()}
	second = line{at: k, dir: second.dir, in: second.in, mid: second.mid, b: second.point(second.b).Sub(k).Len()}
	e := ell{corner: k, up: first, right: second, ink: ink}
	if first.dir.Cross(second.dir) < 0 {
		e.up, e.right = second, first
	}
	for i := range f.ells {
		o := &f.ells[i]
		if o.ink == ink && o.corner.Sub(k).Len() < 3 && same(&o.up, &e.up) && same(&o.right, &e.right) {
			return
		}
	}
	if f.within(k.Add(first.dir.Mul(first.b/2)).Add(second.dir.Mul(second.b/2))) || !f.busy(&e) {
		return
	}
	f.ells = append(f.ells, e)
	f.tries++
	f.symbol(&e)
}

// same reports whether two legs from one corner are the same.
func same(a, b *line) bool {
	return a.point(a.b).Sub(b.point(b.b)).Len() < 3+.05*a.b
}

// turn walks round the end of l along the border of ink and follows the edge
// that goes on there towards the inside.
func (f *Finder) turn(l *line, dark bool) (line, bool) {
	ink := func(x, y int) bool {
		return x >= 0 && y >= 0 && x < f.fr.W && y < f.fr.H && int(f.fr.Pix[y*f.fr.Stride+x]) < l.mid == dark
	}
	reach := max(4, min(12, l.len()/5))
	// The first pixel of ink from outside, and which of its neighbours was
	// before it.
	x, y, out := 0, 0, -1
	for off := -2.0; off <= 2; off += .5 {
		p := l.point(l.b - 2).Add(l.in.Mul(off))
		i, j := int(math.Floor(p.X)), int(math.Floor(p.Y))
		if off > -2 && ink(i, j) {
			out = slices.Index(steps[:], [2]int{x - i, y - j})
			x, y = i, j
			break
		}
		x, y = i, j
	}
	if out < 0 {
		return line{}, false
	}
	// Directions are counted clockwise from east.
	spin := 1
	if l.dir.Cross(l.in) < 0 {
		spin = 7
	}
	way := out + spin
	corner, best := l.point(l.b), math.Inf(-1)
	for range 4*int(reach) + 12 {
		k := 0
		for ; k < 8 && !ink(x+steps[way&7][0], y+steps[way&7][1]); k++ {
			way += spin
		}
		if k == 8 {
			return line{}, false
		}
		x, y = x+steps[way&7][0], y+steps[way&7][1]
		way += (1 + way&1) * (8 - spin) // what was looked at before the step is not ink
		p := plane.Point{X: float64(x) + .5, Y: float64(y) + .5}
		d := p.Sub(l.point(l.b))
		along, deep := d.Dot(l.dir), d.Dot(l.in)
		if along > 4+.8*reach || along < -4-reach {
			return line{}, false // the edge goes on, or it is that of a thin bar
		}
		if v := along - deep; v > best {
			corner, best = p, v
		}
		if deep < reach {
			continue
		}
		dir := p.Sub(corner)
		if dir.Len() < reach/2 {
			return line{}, false
		}
		dir = unit(dir)
		in := plane.Point{X: dir.Y, Y: -dir.X}
		if in.Dot(l.dir) > 0 {
			in = in.Mul(-1)
		}
		return f.follow(p.Sub(in.Mul(.5)), dir, in, dark)
	}
	return line{}, false
}

// steps are the neighbours of a pixel, clockwise from east.
var steps = [8][2]int{{1, 0}, {1, 1}, {0, 1}, {-1, 1}, {-1, 0}, {-1, -1}, {0, -1}, {1, -1}}

// busy reports whether the colour changes often enough between the legs for data
// to lie there, both ways.
func (f *Finder) busy(e *ell) bool {
	return f.changes(&e.up, &e.right, e.ink) && f.changes(&e.right, &e.up, e.ink)
}

// changes reports whether the colour changes often enough on lines from a leg
// along the other one.
func (f *Finder) changes(leg, other *line, ink bool) bool {
	n := 0
	for _, part := range [3]float64{.5, .3, .7} {
		from := leg.point(leg.b * part)
		was := ink
		for t := 1.0; t < other.b; t++ {
			if c := f.pixel(from.Add(other.dir.Mul(t))) < leg.mid; c != was {
				if n, was = n+1, c; n == minChanges {
					return true
				}
			}
		}
	}
	return false
}
