// Package qr finds QR codes and Micro QR codes (ISO/IEC 18004) in a picture
// and samples their modules.
//
// # Finding
//
// A finder pattern is three squares one in another: any line through its
// middle crosses them 1:1:3:1:1, at any turn and tilt. Rows that do are looked
// for, then a column, then rays all round, whose edges give the sides of the
// pattern to a part of a pixel. So each pattern sees the others in modules of
// its own, and three that see one another at a right angle and the same
// distance are of one symbol. Where one is hidden, the other two say where it
// must be. What is left may be of a Micro QR code, which has only one.
//
// # Sampling
//
// The perspective through the twelve corners is refined by the alignment
// patterns, each looked for where those beside it lead, so that it follows a
// sheet that is bent. Modules are judged in grey, against the dark and light
// ones around them, and set off from their neighbours in steps, as a blur
// asks. A symbol that looks right and is not read is settled: a net over it is
// moved to where its modules stand out best.
//
// # Reading
//
// The inner decoder is the caller's; for a Micro QR code Micro is half of it.
package qr

import (
	"image"
	"slices"

	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
)

// Finder finds QR codes. The zero value works. It keeps its buffers, so it is
// for one goroutine.
type Finder struct {
	fr    *light.Frame
	black *light.Bitmap
	read  func(*plane.Grid) bool

	edges    []int32
	refused  []int32 // of each column, the rows where no pattern is
	origin   plane.Point
	reach    [rays]float64
	patterns []pattern
	linked   [4][]link
	triples  []triple

	s        symbol
	knots    []int
	off      []plane.Point
	grey     []uint8
	wide     integral
	grid     plane.Grid
	mirrored plane.Grid
	last     []bool // the grid that was offered last
	reads    int
	left     int     // modules that may still be looked at where nothing is sure
	likeness float64 // the best of the grids at one place
	suspects []image.Rectangle
}

// Find offers the module grids of all places in the picture that may be a QR
// code to read until it says true, which ends the search at that place. A grid
// is upright, not mirrored and dark on light, however the symbol lies; it is
// valid until read returns. Find returns the places that look like a symbol
// but were not read; they too are valid until the next call.
func (f *Finder) Find(fr *light.Frame, read func(g *plane.Grid) bool) []image.Rectangle {
	f.fr, f.black, f.read = fr, &fr.Black, read
	f.refused = light.Grow(f.refused, fr.Black.W+1)
	f.suspects, f.last, f.reads, f.left = f.suspects[:0], f.last[:0], 0, maxLooks
	f.search()
	f.findTriples()
	for i := range f.triples {
		tr := &f.triples[i]
		if !f.patterns[tr.corner].used && !f.patterns[tr.across].used && !f.patterns[tr.down].used {
			f.try(tr)
		}
	}
	f.tryPairs()
	for i := range f.patterns {
		if p := &f.patterns[i]; !p.used {
			p.used = f.tryMicro(p)
		}
	}
	return f.suspects
}

// suspect keeps the place of a symbol that was not read.
func (f *Finder) suspect(q plane.Quad, module float64) {
	box := q.Bounds().Inset(-int(4*module) - 1).Intersect(f.fr.Bounds())
	if len(f.suspects) < maxSuspects && !box.Empty() && !slices.ContainsFunc(f.suspects, func(b image.Rectangle) bool {
		both := b.Intersect(box)
		return 2*both.Dx()*both.Dy() > box.Dx()*box.Dy()
	}) {
		f.suspects = append(f.suspects, box)
	}
}
