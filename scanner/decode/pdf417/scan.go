package pdf417

import (
	"math"

	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
)

// scan reads lines across a symbol from a guard, or from two.
type scan struct {
	f       *Finder
	line    light.Line
	samples []byte
	sights  []sight
	lines   []line
	ballot  ballot
	rows    []rowAt
	slopes  []float64
}

// sight is a character as one line saw it.
type sight struct {
	place   int8 // from the guard on, the row indicator is 0
	cluster int8 // 0, 1, 2: what rows leave over when divided by three
	value   int16
}

// line is one line that was read.
type line struct {
	side        int     // of which guard
	at          float64 // where it crosses it
	first, last int     // its sights
}

// symbol reads the symbol that a guard belongs to. The first pass goes straight
// away from the bars, or to the same part of the other guard; the next along
// the rows that it has found.
func (s *scan) symbol(f *Finder, g *guard) (*Symbol, bool) {
	s.f = f
	all := [2]side{newSide(g)}
	sides := all[:1]
	if p := f.partner(g); p != nil {
		all[1] = newSide(p)
		sides = all[:2]
	}
	for pass := range maxPasses {
		s.sights, s.lines = s.sights[:0], s.lines[:0]
		for i := range sides {
			s.sweep(sides, i, 1/float64(pass+1))
		}
		size, ok := s.size(sides)
		if !ok && len(s.sights) < minSights {
			return nil, false
		} else if !ok {
			continue
		}
		slope := s.vote(sides, size)
		if words, ok := s.ballot.words(f.field, size); ok {
			if parts, ok := decode(words); ok && len(parts) > 0 {
				return &Symbol{parts, s.corners(sides, size)}, true
			}
		}
		if len(sides) > 1 && sides[1].perLine != 0 {
			continue // lines go from row to row now
		}
		if sides = sides[:1]; pass > 0 && math.Abs(slope)*float64(size.columns) < .5 {
			break
		}
		sides[0].straighten(slope)
	}
	return nil, false
}

// sweep reads lines from side i on, from a little before the first crossing of
// its guard to a little after the last, so many modules apart.
func (s *scan) sweep(sides []side, i int, modules float64) {
	g := &sides[i]
	over := 4 + math.Ceil(3*g.module)
	// Lines lie in the middle of pixels: where a row is but one high, between two
	// is nothing to be seen.
	from, to := float64(g.first)-over+.5, float64(g.last)+1+over
	step := max(modules*g.module, (to-from)/maxLines, 1)
	for at := from; at < to; at += step {
		start, along, far := g.centre(at), g.along, 0.0
		if len(sides) > 1 {
			d := sides[1-i].centre(g.opposite(&sides[1-i], at)).Sub(start)
			far = d.Len()
			along = d.Mul(1 / far)
			far -= (startModules + stopModules) / 2 * g.module
		}
		start = start.Add(along.Mul(g.half() * g.module))
		inside := at >= float64(g.first) && at <= float64(g.last)+1
		first := len(s.sights)
		s.read(g, start, along, far, inside)
		if len(s.sights) > first {
			s.lines = append(s.lines, line{i, at, first, len(s.sights)})
		}
	}
}

// read reads one line from a guard.
func (s *scan) read(g *side, start, along plane.Point, far float64, inside bool) {
	const before = startModules + 4 // modules of the line that lie on the guard
	m := g.module
	length := far + before*m
	if far == 0 {
		length = (before + charModules*(maxColumns+2) + 4) * m
	}
	step := min(1, m/2.5)
	n := int(length / step)
	if n += int(before * m / step); n > maxSamples || n < 8 {
		n = min(n, maxSamples)
	}
	back := before * m
	// The line is always taken as the symbol is read.
	origin, dir := start.Sub(along.Mul(back)), along
	anchor := back
	if g.stop {
		origin, dir = start.Add(along.Mul(float64(n)*step-back)), along.Mul(-1)
		anchor = float64(n)*step - back
	}
	if n = s.take(origin, dir.Mul(step), n, g.inverted); n < 8 {
		return
	}
	const unit = light.Sub
	c := characters{edges: s.line.Edges, module: m / step * unit, words: s.f.words, pixel: unit / step}
	c.pos = anchor / step * unit
	j := c.nearest(c.pos, 1.5*c.module+c.pixel)
	if j < 0 {
		return
	}
	guardOK := false
	if g.stop {
		_, _, guardOK = matches(c.edges, j, 1, true, c.pixel)
	} else {
		_, _, guardOK = matches(c.edges, max(0, j-8), 1, false, c.pixel)
	}
	if !guardOK && !inside {
		return
	}
	if guardOK && j >= 8 || guardOK && g.stop {
		c.calibrate(j, g.stop)
	}
	c.at = j
	for place := range int8(maxColumns + 2) {
		value, cluster, more := c.next(g.stop)
		if !more {
			break
		}
		if value >= 0 {
			s.sights = append(s.sights, sight{place, cluster, value})
		}
	}
}

// take samples light along a line and finds the edges on it.
func (s *scan) take(p, step plane.Point, n int, inverted bool) int {
	fr := s.f.fr
	s.samples = light.Grow(s.samples, n)
	flip := byte(0)
	if inverted {
		flip = 255
	}
	p = p.Add(step.Mul(.5))
	for i := range s.samples {
		x, y := p.X+step.X*float64(i), p.Y+step.Y*float64(i)
		if x >= 0 && y >= 0 && x <= float64(fr.W) && y <= float64(fr.H) {
			s.samples[i] = byte(fr.At(x, y)+.5) ^ flip
		} else {
			s.samples[i] = 255 // paper beyond the picture
		}
	}
	s.line.Find(s.samples)
	return n
}

// corners are those of the symbol by the rows along its first guard.
func (s *scan) corners(sides []side, z size) plane.Quad {
	outer := func(d *side, row float64) plane.Point {
		return d.centre((row - d.base) / d.perLine).Sub(d.along.Mul(d.half() * d.module))
	}
	a := &sides[0]
	near := [2]plane.Point{outer(a, 0), outer(a, float64(z.rows))}
	across := a.along.Mul(a.module * float64(charModules*(z.columns+2)+startModules+stopModules))
	far := [2]plane.Point{near[0].Add(across), near[1].Add(across)}
	if len(sides) > 1 && sides[1].perLine != 0 {
		b := &sides[1]
		far = [2]plane.Point{outer(b, 0), outer(b, float64(z.rows))}
	}
	if a.stop {
		near, far = far, near
	}
	return plane.Quad{near[0], far[0], far[1], near[1]}
}
