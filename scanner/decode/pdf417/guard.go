package pdf417

import (
	"image"
	"math"

	"endcap/scanner/decode/plane"
)

// guard is a start or stop pattern as lines of the picture cross it.
type guard struct {
	stop     bool
	back     bool // it is read against the line
	inverted bool // light on dark
	down     bool // the lines are columns
	n        int
	// Lines, from the first to the last that crossed it.
	first, last int
	// Of each crossing, where the pattern's side to the data and its outer side
	// lie along the line at which line, for a straight line through them.
	inner, outer fit
	module       float64 // along the line
	from, to     float64 // where the last crossing begins and ends
}

// startPattern and stopPattern in modules (ISO/IEC 15438 5.3.3), dark first.
var (
	startPattern = [8]float64{8, 1, 1, 1, 1, 1, 1, 3}
	stopPattern  = [9]float64{7, 1, 1, 3, 1, 1, 1, 2, 1}
)

// cross looks for the patterns in a line by its edges. Both begin with a bar
// longer than anything else in a symbol.
func (f *Finder) cross(e []int32, first, line, step int, down bool) {
	for i := range len(e) - 1 {
		long := e[i+1] - e[i]
		if i+8 < len(e) && long > 4*(e[i+2]-e[i+1]) && 2*long > e[i+8]-e[i+1]-2*long/5 {
			for _, stop := range [...]bool{false, true} {
				if from, to, ok := matches(e, i, 1, stop, 1); ok {
					f.hit(first, guard{stop: stop, inverted: i&1 != 0, down: down, first: line, from: from, to: to}, step)
				}
			}
		}
		if i >= 7 && long > 4*(e[i]-e[i-1]) && 2*long > e[i]-e[i-7]-2*long/5 {
			for _, stop := range [...]bool{false, true} {
				if from, to, ok := matches(e, i+1, -1, stop, 1); ok {
					f.hit(first, guard{stop: stop, back: true, inverted: i&1 != 0, down: down, first: line, from: to, to: from}, step)
				}
			}
		}
	}
}

// matches reports whether a pattern begins at edge i and goes on in dir, and
// from where to where it goes. Ink spreads: runs are compared two by two. A
// pixel is so long in the units of the edges.
func matches(e []int32, i, dir int, stop bool, pixel float64) (from, to float64, ok bool) {
	pattern := startPattern[:]
	if stop {
		pattern = stopPattern[:]
	}
	end := i + dir*len(pattern)
	if end < 0 || end >= len(e) {
		return 0, 0, false
	}
	from, to = float64(e[i]), float64(e[end])
	modules := float64(startModules)
	if stop {
		modules = stopModules
	}
	module := math.Abs(to-from) / modules
	for k, w := range pattern {
		a, b := float64(e[i+dir*k]), float64(e[i+dir*(k+1)])
		if run := math.Abs(b - a); run < w*module*.4-.5*pixel || run > w*module*1.4+.8*module+.5*pixel {
			return 0, 0, false
		}
		if k+1 < len(pattern) {
			c := float64(e[i+dir*(k+2)])
			if math.Abs(math.Abs(c-a)-(w+pattern[k+1])*module) > .6*module+.5*pixel {
				return 0, 0, false
			}
		}
	}
	return from, to, true
}

// hit adds a crossing to the guard that it goes on, or begins one. The line is
// in first.
func (f *Finder) hit(first int, h guard, step int) {
	h.module = (h.to - h.from) / startModules
	if h.stop {
		h.module = (h.to - h.from) / stopModules
	}
	for i := range f.guards[first:] {
		g := &f.guards[first+i]
		gap := h.first - g.last
		if g.stop == h.stop && g.back == h.back && g.inverted == h.inverted && gap > 0 &&
			float64(gap) < 4*float64(step)+12*g.module && math.Abs(h.from-g.from) < 2*g.module+float64(gap) &&
			h.module < 1.4*g.module+.5 && g.module < 1.4*h.module+.5 && math.Abs(h.from+h.to-g.from-g.to) < 4*g.module+2*float64(gap) {
			g.add(&h)
			return
		}
	}
	if len(f.guards)-first < maxGuards {
		h.add(&h)
		f.guards = append(f.guards, h)
		return
	}
	// One that was crossed by chance makes room.
	for i := range f.guards[first:] {
		if g := &f.guards[first+i]; g.n < minHits && g.last < h.first-8*step {
			h.add(&h)
			*g = h
			return
		}
	}
}

func (g *guard) add(h *guard) {
	at := float64(h.first) + .5
	in, out := h.to, h.from
	if h.stop != h.back {
		in, out = out, in
	}
	g.inner.add(at, in)
	g.outer.add(at, out)
	g.module += (h.module - g.module) / float64(g.n+1)
	g.n++
	g.last, g.from, g.to = h.first, h.from, h.to
}

// length of the pattern, in pixels.
func (g *guard) length() float64 { return float64(g.last - g.first + 1) }

// at returns the place of the side to the data, or of the outer side, at a line.
func (g *guard) at(s *fit, line float64) plane.Point {
	v := s.at(line)
	if g.down {
		return plane.Point{X: line, Y: v}
	}
	return plane.Point{X: v, Y: line}
}

// centre returns the place half way between the two, which is as far along the
// bars at the first line from the one end as at the last line from the other.
func (g *guard) centre(line float64) plane.Point {
	return g.at(&g.inner, line).Add(g.at(&g.outer, line)).Mul(.5)
}

func (g *guard) middle() plane.Point { return g.centre(float64(g.first+g.last+1) / 2) }

// half of the width of the pattern, in modules.
func (g *guard) half() float64 {
	if g.stop {
		return stopModules / 2.
	}
	return startModules / 2.
}

// inward is the direction across the bars to the data.
func (g *guard) inward() plane.Point {
	a, b := g.centre(float64(g.first)), g.centre(float64(g.last)+1)
	along := b.Sub(a)
	across := plane.Point{X: along.Y, Y: -along.X}.Mul(1 / along.Len())
	if m := (float64(g.first) + float64(g.last)) / 2; across.Dot(g.at(&g.inner, m).Sub(g.at(&g.outer, m))) < 0 {
		across = across.Mul(-1)
	}
	return across
}

// around is where the rest of the symbol may be.
func (g *guard) around() image.Rectangle {
	far := g.inward().Mul(max(g.length()*3, g.module*120))
	a, b := g.at(&g.outer, float64(g.first)), g.at(&g.outer, float64(g.last))
	return plane.Quad{a, b, b.Add(far), a.Add(far)}.Bounds()
}

// fit is a straight line through points: v at u.
type fit struct{ n, u, v, uu, uv float64 }

func (f *fit) add(u, v float64) {
	f.n, f.u, f.v, f.uu, f.uv = f.n+1, f.u+u, f.v+v, f.uu+u*u, f.uv+u*v
}

func (f *fit) at(u float64) float64 {
	if d := f.n*f.uu - f.u*f.u; d > 0 {
		k := (f.n*f.uv - f.u*f.v) / d
		return f.v/f.n + k*(u-f.u/f.n)
	}
	return f.v / max(1, f.n)
}
