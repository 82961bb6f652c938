package datamatrix

import (
	"math/bits"

	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
)

// seeds finds edges that run on from row to row, no more than a pixel aside each,
// and follows them. One of the two legs of a solid edge always does. All
// edges of a row are chained at once, 64 in a word, so that a frame in which
// little is straight costs little.
func (f *Finder) seeds() {
	rows := max(minChain, min(maxChain, min(f.b.W, f.b.H)/chainPart))
	f.shortest = max(minLeg, float64(2*rows-4))
	f.chain = light.Grow(f.chain, f.b.Span)
	for y := 0; y+rows <= f.b.H && f.tries < maxTries; y += rows - 1 {
		for kind := range 2 {
			if f.run(y, rows, kind) {
				f.survivors(y+rows-1, rows, kind)
			}
		}
	}
}

// run leaves in chain the edges of one kind that have run on for some rows
// from row y. It reports false if there is none.
func (f *Finder) run(y, rows, kind int) bool {
	s := f.chain
	for i := range s {
		s[i] = ^uint64(0)
	}
	for k := range rows {
		row := f.b.Row(y + k)
		before, old, alive := uint64(0), uint64(0), uint64(0)
		for i, v := range row {
			e := v ^ (v<<1 | before)
			if kind == 0 {
				e &= v
			} else {
				e &^= v
			}
			before = v >> 63
			near := s[i] | s[i]<<1 | s[i]>>1 | old>>63
			if i+1 < len(s) {
				near |= s[i+1] << 63
			}
			old = s[i]
			s[i] = e & near
			alive |= s[i]
		}
		if alive == 0 {
			return false
		}
	}
	return true
}

// survivors follows the edges that are left in chain at row y.
func (f *Finder) survivors(y, rows, kind int) {
	for i := range f.chain {
		for v := f.chain[i]; v != 0; v &= v - 1 {
			x := i*64 + bits.TrailingZeros64(v)
			if f.seen[kind].Dark(x, y) || f.within(plane.Point{X: float64(x), Y: float64(y)}) {
				continue
			}
			top, straight := f.climb(x, y, rows, kind)
			if !straight {
				continue
			}
			f.leg(plane.Point{X: float64(x), Y: float64(y) + .5}, plane.Point{X: float64(top), Y: float64(y-rows) + 1.5}, rows, kind)
			if f.tries >= maxTries {
				return
			}
		}
	}
}

// climb goes back up a chain and returns where it began, and whether it is
// straight.
func (f *Finder) climb(x, y, rows, kind int) (top int, straight bool) {
	var xs [maxChain]int
	for k := range rows {
		switch at := y - k; {
		case k == 0 || f.border(x, at, kind):
		case f.border(x-1, at, kind):
			x--
		case f.border(x+1, at, kind):
			x++
		default:
			return x, false
		}
		xs[k] = x
	}
	for k := range rows {
		// Twice the rows times how far off the line between the ends.
		off := (xs[k]-xs[0])*(rows-1) - (x-xs[0])*k
		if max(off, -off)*4 > 5*(rows-1) {
			return x, false
		}
	}
	return x, true
}

// border reports whether an edge of this kind lies left of pixel x, y.
func (f *Finder) border(x, y, kind int) bool {
	return f.b.Dark(x, y) == (kind == 0) && f.b.Dark(x-1, y) == (kind == 1)
}
