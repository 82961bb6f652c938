package databar

import (
	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
)

// A finder is five elements and 15 modules, of which the last two have one
// each. They are counted from the outside of a GS1 DataBar Omnidirectional
// symbol and in the direction of reading in the odd finders of a GS1
// DataBar Expanded one, against it in the even ones.
const finderModules = 15

// finders are the elements of the finders of a family of symbols, but for the
// last two.
type finders [][3]float32

var (
	omniFinders     = finders{{3, 8, 2}, {3, 5, 5}, {3, 3, 7}, {3, 1, 9}, {2, 7, 4}, {2, 5, 6}, {2, 3, 8}, {1, 5, 7}, {1, 3, 9}}
	expandedFinders = finders{{1, 8, 4}, {3, 6, 4}, {3, 4, 6}, {3, 2, 8}, {2, 6, 5}, {2, 2, 9}}
)

// finder looks at what may be a finder whose first element begins at edge i
// and goes in steps of +1 or -1 edges, and reads the characters on its sides.
func (r *Reader) finder(e []int32, i, s int, from, step plane.Point) {
	there := func(i int) bool { return i >= 0 && i < len(e) }
	end := i + 5*s
	if !there(i) || !there(end) {
		return
	}
	module := float32(abs(e[end]-e[i])) / finderModules
	side := func(from, to int) (modules float32) {
		if there(from) {
			modules = float32(abs(e[to]-e[from])) / module
		}
		return modules
	}
	// The characters begin on the far sides of the finder.
	first, last := i-8*s, end+8*s
	before, after := side(first, i), side(last, end)
	isOmni := about(before+after, 31, .07) && about(before, 16, maxSide) && about(after, 15, maxSide)
	left, right := about(before, 17, maxSide), about(after, 17, maxSide)
	if !isOmni && !left && !right {
		return
	}
	var el elements
	el.take(e, i, s, 5, finderModules)
	c := character{white: (i%2 != 0) == (s > 0)}
	middle, unit := float64(e[end]+e[i])/(2*light.Sub), float64(e[end]-e[i])/(finderModules*light.Sub)
	c.track = newTrack(r.line, from.Add(step.Mul(middle)), step.Mul(unit))
	n, ink := omniFinders.nearest(&el)
	if isOmni && n >= 0 {
		in := c
		if c.omni, c.finder = true, int8(n); c.read(&outer, e, first, s, ink) && in.read(&inner, e, last, -s, ink) {
			c.value, c.sum = c.value*inners+in.value, c.sum+4*in.sum
			r.see(&c)
		}
	}
	n, ink = expandedFinders.nearest(&el)
	if n < 0 {
		return
	}
	c.omni, c.finder = false, int8(n)
	if left && c.read(&wide, e, first, s, ink) {
		r.see(&c)
	}
	if c.after = true; right && c.read(&wide, e, last, -s, ink) {
		r.see(&c)
	}
}

// about reports whether v is want but for a part of it.
func about(v, want, part float32) bool { return abs(v-want) < part*want }

// nearest returns which finder the elements are, or -1, and by how much ink has
// made the odd ones wider.
func (f finders) nearest(e *elements) (best int, spread float32) {
	best = -1
	least := float32(maxFinderOff)
	for i, want := range f {
		d := [5]float32{e[0] - want[0], e[1] - want[1], e[2] - want[2], e[3] - 1, e[4] - 1}
		// Ink that runs makes all dark elements wider and all light ones
		// narrower, which is nobody's fault.
		ink := (d[0] - d[1] + d[2] - d[3] + d[4]) / 5
		off := float32(0)
		for j, v := range d {
			if j%2 == 0 {
				v -= ink
			} else {
				v += ink
			}
			off += v * v
		}
		if abs(ink) <= maxInk && off < least {
			best, least, spread = i, off, ink
		}
	}
	return best, spread
}
