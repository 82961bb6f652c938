package datamatrix

import (
	"math"

	"endcap/scanner/decode/plane"
)

// line is a straight edge: the points at + t*dir for t from a to b. What lies
// on the side of in is the symbol. Ink is what is darker than mid, or lighter
// in a light symbol on a dark ground.
type line struct {
	at, dir, in plane.Point
	a, b        float64
	mid         int
}

func (l *line) point(t float64) plane.Point { return l.at.Add(l.dir.Mul(t)) }

func (l *line) len() float64 { return l.b - l.a }

// cross returns where two lines meet; where they are parallel it is infinite
// or NaN.
func cross(p, d, q, e plane.Point) plane.Point {
	return p.Add(d.Mul(q.Sub(p).Cross(e) / d.Cross(e)))
}

func unit(p plane.Point) plane.Point { return p.Mul(1 / p.Len()) }

// follow follows the edge through p both ways along dir, the colour ink on the
// side of in, bridging short gaps. It reports false if that is not straight.
func (f *Finder) follow(p, dir, in plane.Point, ink bool) (line, bool) {
	var n, st, so, stt, sto, soo float64
	l := line{at: p, dir: dir, in: in}
	ends := [2]float64{}
	var sides flanks
	if !sides.start(f, p, dir, in, ink) {
		return l, false
	}
	l.mid = sides.mid()
	for way := range 2 {
		sign := float64(1 - 2*way)
		off, slope, gap, run := 0.0, 0.0, 0, 0
		if way == 1 && n > 2 { // go on with what is known of the slope
			slope = -(n*sto - st*so) / (n*stt - st*st)
		}
		side := sides
		for step, stride, careful := 0, 1, wary; step < maxLeg; step += stride {
			t := sign * float64(step+way)
			x, y := p.X+t*dir.X+off*in.X, p.Y+t*dir.Y+off*in.Y
			if gap > 2+step/gapPart || !(x >= 0 && y >= 0 && x <= float64(f.fr.W) && y <= float64(f.fr.H)) {
				break
			}
			k, ok := side.cross(f, x, y, in)
			switch {
			case !ok && stride > 1: // go back and look at what was left out
				off -= slope * float64(stride-1)
				step, stride, careful = step-stride, 1, wary/4
				continue
			case !ok:
				gap, run = gap+1, 0
				off += slope
				continue
			}
			if run += stride; run > gap+gap/2 { // longer than what it bridges
				gap, ends[way] = 0, t
			}
			o, weight := off+k, float64(stride)
			n, st, so = n+weight, st+weight*t, so+weight*o
			stt, sto, soo = stt+weight*t*t, sto+weight*t*o, soo+weight*o*o
			if careful--; careful < 0 {
				stride = 3
			}
			off += slope*float64(stride) + .3*k
			slope += .03 * k
		}
	}
	l.a, l.b = ends[1], ends[0]
	if n < 6 || l.len() < 5 {
		return l, false
	}
	k := (n*sto - st*so) / (n*stt - st*st)
	c := (so - k*st) / n
	if off := math.Sqrt(max(0, (soo-c*so-k*sto)/n)); off > 1+l.len()/80 || n < .75*l.len() {
		return l, false
	}
	l.at = p.Add(in.Mul(c))
	stretch := math.Hypot(1, k)
	l.dir = dir.Add(in.Mul(k)).Mul(1 / stretch)
	l.in = in.Sub(dir.Mul(k)).Mul(1 / stretch)
	l.a, l.b = l.a*stretch, l.b*stretch
	return l, true
}

// flanks are the light on the two sides of an edge that is being followed, times
// sixteen.
type flanks struct {
	in, out int
	ink     bool
}

func (e *flanks) mid() int { return (e.in + e.out) / 32 }

// start takes the light beside some pixels of an edge. It reports false where
// both sides are alike.
func (e *flanks) start(f *Finder, p, dir, in plane.Point, ink bool) bool {
	e.ink = ink
	for k := -1.0; k <= 2; k++ {
		q := p.Add(dir.Mul(k))
		e.in += 4 * f.pixel(q.Add(in.Mul(1.2)))
		e.out += 4 * f.pixel(q.Sub(in.Mul(1.2)))
	}
	if ink {
		return e.out-e.in >= 16*minTones
	}
	return e.in-e.out >= 16*minTones
}

// cross looks for the edge at x, y, or a pixel before or behind, and returns how
// far behind. It goes along with slow changes of the light.
func (e *flanks) cross(f *Finder, x, y float64, in plane.Point) (float64, bool) {
	mid := e.mid()
	v, w := f.near(x+.5*in.X, y+.5*in.Y), f.near(x-.5*in.X, y-.5*in.Y)
	inner, outer := v < mid == e.ink, w < mid == e.ink
	switch {
	case inner && !outer:
		e.in, e.out = e.in-e.in/16+v, e.out-e.out/16+w
		return 0, true
	case inner:
		return -1, f.near(x-1.5*in.X, y-1.5*in.Y) < mid != e.ink
	case !outer:
		return 1, f.near(x+1.5*in.X, y+1.5*in.Y) < mid == e.ink
	}
	return 0, false
}

// leg follows the edge through two points of a chain and looks for a corner at
// either end, with the symbol on either side.
func (f *Finder) leg(p, q plane.Point, rows, kind int) {
	dir := unit(p.Sub(q)) // down
	in := plane.Point{X: dir.Y, Y: -dir.X}
	ink := kind == 0
	l, ok := f.follow(p, dir, in, ink)
	if ok {
		f.mark(&l, rows, kind)
	}
	if !ok || l.len() < f.shortest {
		return
	}
	for range 2 {
		// The in side is to the right of one who goes up.
		f.corner(&l, ink)
		back := l
		back.dir, back.a, back.b = l.dir.Mul(-1), -l.b, -l.a
		f.corner(&back, ink)
		l.in, ink = l.in.Mul(-1), !ink
	}
}

// mark remembers an edge as seen where survivors would meet it again.
func (f *Finder) mark(l *line, rows, kind int) {
	b := &f.seen[kind]
	from, to := l.point(l.a), l.point(l.b)
	slope := (to.X - from.X) / (to.Y - from.Y)
	for y := (int(from.Y)/(rows-1) + 1) * (rows - 1); y < min(b.H, int(to.Y)+1); y += rows - 1 {
		at := int(from.X + slope*(float64(y)+.5-from.Y))
		for x := max(0, at-2); x <= min(b.W-1, at+2); x++ {
			b.Words[y*b.Span+x>>6] |= 1 << (x & 63)
		}
	}
}
