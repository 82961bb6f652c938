// Package databar reads GS1 DataBar symbols (GenSpecs 5.5, ISO/IEC 24724)
// along lines: Omnidirectional, Truncated, Stacked, Stacked Omnidirectional,
// Limited, Expanded and Expanded Stacked.
//
// # Characters first, symbols last
//
// A symbol is finders with a character on either side. Every finder with its
// characters is recognised by itself on any line that crosses it, in either
// direction, dark on light or light on dark, and each character is remembered
// with its place. No line has to cross the whole symbol. The finders tell
// which character of the symbol each is, so that they are put together over
// all lines: halves and rows that lie one upon the other as well as one that
// is torn in the middle.
//
// # What is believed
//
// A character is believed when two lines agree on it and not more of them on
// another in its place, a symbol when its characters lie as they would on
// paper, between its guards, and its checksum is right. GS1 DataBar Limited has
// no finder, so it is read whole from one line, and again from others.
//
// # Blur
//
// On lines where nothing is seen, and where characters are seen but no symbol,
// blur is taken off: that of a Gaussian of up to three quarters of a module is
// made good.
//
// A composite component above a symbol is not read: the flag that tells of it
// is no data.
package databar

import (
	"image"
	"slices"

	"endcap/scanner"
	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
)

// Reader collects what lines of one picture say. The zero value works; it
// keeps its memory and is not safe for concurrent use.
type Reader struct {
	seen      []character
	limited   []whole
	line      int
	said      bool // the line has shown a character
	sharp     sharp
	sharpened int // pixels
	sweep     sweep
	looked    []track
}

// Reset forgets everything, before the lines of another picture.
func (r *Reader) Reset() {
	r.seen, r.limited, r.looked = r.seen[:0], r.limited[:0], r.looked[:0]
	r.line, r.sharpened = 0, 0
}

// Line looks along one line, which begins at from in the picture and goes on
// by step with every pixel of light. A line is shown once, in one direction.
// Where it shows no character and hope is set, it is looked at with its blur
// taken off. It reports whether it showed a character, so that more lines are
// worth while.
func (r *Reader) Line(l *light.Line, from, step plane.Point, hope bool) bool {
	r.line++
	r.said = false
	r.look(l.Edges, from, step)
	if !r.said && hope && len(l.Edges) >= minEdges && r.sharpened < maxSharp {
		r.sharpened += len(l.Light)
		r.sharpen(l.Light, from, step)
	}
	return r.said
}

// look looks along the edges of a line.
func (r *Reader) look(e []int32, from, step plane.Point) {
	for i := 0; i+4 < len(e); i++ {
		// Distances from an edge to the next but one: 10 to 12 modules and 2
		// in a finder, from one of its sides or the other.
		switch a, b := e[i+2]-e[i], e[i+4]-e[i+2]; {
		case a > 3*b && a < 9*b:
			r.finder(e, i-1, 1, from, step)
		case b > 3*a && b < 9*a:
			r.finder(e, i+5, -1, from, step)
		}
		if i+limitedRuns < len(e) {
			r.limitedAt(e, i, from, step)
		}
	}
}

// sharpen looks along a line with more and more of its blur taken off. It has
// one vote all the same.
func (r *Reader) sharpen(row []byte, from, step plane.Point) {
	r.sharp.look(row)
	for i := range kernels {
		r.sharp.take(&kernels[i])
		r.look(r.sharp.line.Edges, from.Add(step.Mul(.25)), step.Mul(.5))
	}
}

// Symbols appends what was read to out and returns it.
func (r *Reader) Symbols(out []scanner.Symbol) []scanner.Symbol {
	slices.SortStableFunc(r.seen, func(a, b character) int { return b.votes - a.votes })
	for _, white := range [...]bool{true, false} {
		out = r.expandeds(out, white)
		out = r.omnis(out, white)
		out = r.limiteds(out, white)
	}
	return out
}

// found appends a symbol to out unless it is there already.
func found(out []scanner.Symbol, format, text string, p *paper) []scanner.Symbol {
	corners := p.outline()
	for i := range out {
		if o := &out[i]; o.Format == format && o.Text == text && corners.Bounds().Overlaps(bounds(o.Corners)) {
			return out
		}
	}
	return append(out, scanner.Symbol{Format: format, Text: text, GS1: true, Corners: corners.Corners()})
}

func bounds(c [4]image.Point) image.Rectangle {
	box := image.Rectangle{c[0], c[0]}
	for _, p := range c[1:] {
		box.Min.X, box.Min.Y = min(box.Min.X, p.X), min(box.Min.Y, p.Y)
		box.Max.X, box.Max.Y = max(box.Max.X, p.X), max(box.Max.Y, p.Y)
	}
	return box
}
