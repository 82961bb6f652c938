package databar

import (
	"math"

	"endcap/scanner/decode/plane"
)

// track is where lines have crossed the same bars: from lo to hi along the
// bars, across the lines.
type track struct {
	unit   plane.Point // a module along the line
	lo, hi plane.Point
	votes  int // lines that crossed it
	line   int // the last of them
}

// newTrack returns what one line has crossed.
func newTrack(line int, at, unit plane.Point) track {
	return track{unit: unit, lo: at, hi: at, votes: 1, line: line}
}

// from returns how far p lies from lo along the lines and across them, in
// modules.
func (t *track) from(p plane.Point) (along, across float64) {
	d, n := p.Sub(t.lo), t.unit.Dot(t.unit)
	return d.Dot(t.unit) / n, t.unit.Cross(d) / n
}

// meets reports whether o begins where the bars of t are or go on, but for off
// modules.
func (t *track) meets(o *track, off float64) bool {
	if t.unit.Dot(o.unit) <= 0 {
		return false
	}
	x, y := t.from(o.lo)
	lean, height := t.from(t.hi)
	gap, slack := max(-y, y-height, 0), maxLean
	if height >= minBar {
		x -= lean * y / height
		slack /= 4 // the bars' direction is known
	}
	return gap < maxGap && math.Abs(x) < off+gap*slack
}

// add makes o, of one line, part of t.
func (t *track) add(o *track) {
	_, y := t.from(o.lo)
	if _, height := t.from(t.hi); y > height {
		t.hi = o.lo
	} else if y < 0 {
		t.lo = o.lo
	}
	if t.line != o.line {
		t.votes++
	}
	t.line = o.line
}
