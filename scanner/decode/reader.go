// Package decode turns a picture into the symbols in it.
//
// Linear symbols and DataBar are read along lines, by rooms of their own. QR
// codes and Aztec symbols are found by their finder patterns, Data Matrix
// symbols by their solid edges, PDF417 by the bars at its ends. What its
// modules say, the room of each family spells out; scanner/decode/letters turns
// bytes of a character set into text.
package decode

import (
	"cmp"
	"image"
	"slices"

	"endcap/scanner"
	"endcap/scanner/decode/light"
	"endcap/scanner/decode/linear"
)

// Reader reads pictures. It keeps its buffers from one picture to the next,
// so it is not safe for concurrent use: one Reader a goroutine.
type Reader struct {
	lines *lines
	// families in the order in which they look at a picture. What one has read
	// the next ones do not search.
	families []family
	full     light.Frame
	other    otherLight
	found    []scanner.Symbol
}

// family is who finds and reads the symbols of some symbologies that look alike,
// who looks again where they were not read, and in which other light.
type family struct {
	first, again look
	views        []view
}

// look finds and reads symbols: it hands over each of the frame and returns the
// places of what looks like one and was not read. These are valid until the
// next look.
type look func(f *light.Frame, take func(scanner.Symbol)) (suspects []image.Rectangle)

// NewReader returns a Reader.
func NewReader() *Reader {
	l, inverse := newLines(), &lines{linear: &linear.Reader{}}
	flat := func(l look) family { return family{l, l, []view{sharper, double, half}} }
	return &Reader{lines: l, families: []family{
		flat(newQRCodes().read),
		// Bars that are light on dark are read by their edges alone.
		{l.places, inverse.read, []view{inverted}},
		flat(newDataMatrices().read),
		flat(newAztecs().read),
		{first: l.sweep},
		flat(newPDF417s().read),
	}}
}

// Read returns the symbols in a picture, each once, from top to bottom. It does
// not keep or change img. Formats are EAN_13, EAN_8, UPC_A, UPC_E, CODE_128,
// CODE_39, CODE_93, ITF, CODABAR, DATABAR, DATABAR_LIMITED, DATABAR_EXPANDED,
// QR_CODE, MICRO_QR, DATA_MATRIX, AZTEC and PDF_417. The symbols are the
// caller's.
func (r *Reader) Read(img *image.Gray) []scanner.Symbol {
	r.found = r.found[:0]
	p := light.Of(img)
	switch seen := r.full.Look(p); {
	case seen:
		r.other.reset()
		for i, family := range r.families {
			r.other.suspect(i, family.first(&r.full, r.take))
		}
		r.other.again(r)
	case min(p.W, p.H) < light.MinSide: // a strip, as a line scanner makes it
		r.lines.read(&r.full, r.take)
	}
	if len(r.found) == 0 {
		return nil
	}
	slices.SortStableFunc(r.found, func(a, b scanner.Symbol) int {
		p, q := centre(a.Corners), centre(b.Corners)
		return cmp.Or(cmp.Compare(p.Y, q.Y), cmp.Compare(p.X, q.X))
	})
	return slices.Clone(r.found)
}
