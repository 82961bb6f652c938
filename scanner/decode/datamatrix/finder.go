// Package datamatrix finds and reads Data Matrix symbols: ECC 200 of ISO/IEC
// 16022, square and rectangular, and the rectangles of ISO/IEC 21471.
//
// A Finder looks for the solid edges left and below: a straight edge, a corner at
// its end, another edge. From their ends the dotted edges above and right are
// followed module by module, which tells how many there are and where the
// symbol ends. Where ink ends and paper begins is told by the light on both
// sides of the solid edges, because blocks of a bitmap are larger than modules.
// A Decoder takes codewords out of the modules that a Finder saw, corrects
// and spells them.
package datamatrix

import (
	"image"

	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
)

// Finder finds Data Matrix symbols in a frame. The zero value works; it keeps
// its memory from one frame to the next, so it is for one goroutine.
type Finder struct {
	fr       *light.Frame
	b        *light.Bitmap
	chain    []uint64
	shortest float64         // leg, in pixels
	seen     [2]light.Bitmap // edges already followed, into the dark and out of it
	tries    int             // places looked at closely
	offers   int             // grids taken
	ells     []ell
	found    []plane.Quad
	doubt    []image.Rectangle
	edges    [2]dashes
	tone     tone
	grid     plane.Grid
	lights   []float64 // of each module
	cuts     [2][maxSide + 1]float64
	read     func(g *plane.Grid) bool
}

// Find looks for symbols of any angle, dark on light or light on dark, mirrored
// or not, and offers the modules of each to read, the solid edges left and
// below, until read says that it was a symbol. It returns the places with
// edges as of a symbol of which none was read, and all of a tiny picture. What
// it returns is valid until the next Find.
func (f *Finder) Find(fr *light.Frame, read func(g *plane.Grid) bool) []image.Rectangle {
	f.fr, f.b, f.read = fr, &fr.Black, read
	f.offers = 0
	f.tries, f.ells, f.found, f.doubt = 0, f.ells[:0], f.found[:0], f.doubt[:0]
	for i := range f.seen {
		f.seen[i].Reset(f.b.W, f.b.H)
		clear(f.seen[i].Words)
	}
	f.seeds()
	if len(f.found)+len(f.doubt) == 0 && max(fr.W, fr.H) <= tinySide {
		f.doubt = append(f.doubt, fr.Bounds())
	}
	return f.doubt
}

// within reports whether p lies in a symbol that was read.
func (f *Finder) within(p plane.Point) bool {
	for i := range f.found {
		if inside(&f.found[i], p) {
			return true
		}
	}
	return false
}

// inside reports whether p lies in q, its border included.
func inside(q *plane.Quad, p plane.Point) bool {
	pos, neg := false, false
	for i, a := range q {
		c := q[(i+1)%4].Sub(a).Cross(p.Sub(a))
		pos, neg = pos || c > 0, neg || c < 0
	}
	return !pos || !neg
}

// pixel returns the light of the pixel at p; beyond the picture is paper.
func (f *Finder) pixel(p plane.Point) int { return f.near(p.X, p.Y) }

func (f *Finder) near(x, y float64) int {
	const up = 1 << 16 // so that numbers below 0 are rounded down, too
	i, j := int(x+up)-up, int(y+up)-up
	if uint(i) >= uint(f.fr.W) || uint(j) >= uint(f.fr.H) {
		return 255
	}
	return int(f.fr.Pix[j*f.fr.Stride+i])
}
