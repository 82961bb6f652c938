package datamatrix

import (
	"image"

	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
)

// Finder finds Data Matrix symbols in a frame. The zero value works; it keeps
// its memory from one frame to the next, so it is for one goroutine.
type Finder struct {
	fr     *light.Frame
	b      *light.Bitmap
	chain  []uint64
	seen   [2]light.Bitmap // edges already followed, into the dark and out of it
	tries  int
	ells   []ell
	found  []plane.Quad
	doubt  []image.Rectangle
	edges  [2]dashes
	tone   tone
	grid   plane.Grid
	lights []float64 // of each module
	read   func(g *plane.Grid) bool
}

// Find looks for symbols of any angle, dark on light or light on dark, mirrored
// or not, and offers the modules of each to read, the solid edges left and
// below, until read says that it was a symbol. It returns the places with
// edges as of a symbol of which none was read.
func (f *Finder) Find(fr *light.Frame, read func(g *plane.Grid) bool) []image.Rectangle {
	f.fr, f.b, f.read = fr, &fr.Black, read
	f.tries, f.ells, f.found, f.doubt = 0, f.ells[:0], f.found[:0], f.doubt[:0]
	for i := range f.seen {
		f.seen[i].Reset(f.b.W, f.b.H)
		clear(f.seen[i].Words)
	}
	f.seeds()
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

// holds reports whether p lies in the picture.
func (f *Finder) holds(p plane.Point) bool {
	return p.X >= 0 && p.Y >= 0 && p.X <= float64(f.fr.W) && p.Y <= float64(f.fr.H)
}

// pixel returns the light of the pixel at p, or of the nearest.
func (f *Finder) pixel(p plane.Point) int {
	x, y := max(0, min(f.fr.W-1, int(p.X))), max(0, min(f.fr.H-1, int(p.Y)))
	return int(f.fr.Pix[y*f.fr.Stride+x])
}
