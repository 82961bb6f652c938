package plane

import "endcap/scanner/decode/light"

// Grid is the modules of a symbol. The zero value works; it keeps its memory.
type Grid struct {
	W, H int
	// Dark are the modules, row after row.
	Dark []bool
	// Corners is the outline of the symbol in the picture.
	Corners Quad
}

// Reset makes g w by h modules of any content.
func (g *Grid) Reset(w, h int) {
	g.W, g.H = w, h
	g.Dark = light.Grow(g.Dark, w*h)
}

// At returns the module at column x of row y, which must be in the grid.
func (g *Grid) At(x, y int) bool { return g.Dark[y*g.W+x] }

// Sample fills a grid of w by h modules from the pixels in the middle of each,
// where t takes modules to pixels, and sets the corners. It reports false, with
// any content, when a corner lies farther out of the picture than a module.
func (g *Grid) Sample(b *light.Bitmap, t *Transform, w, h int) bool {
	g.Reset(w, h)
	g.Corners = Box(float64(w), float64(h)).Map(t)
	for _, m := range Box(float64(w-2), float64(h-2)) {
		p := t.At(m.X+1, m.Y+1)
		if !(p.X >= 0 && p.Y >= 0 && p.X < float64(b.W) && p.Y < float64(b.H)) {
			return false
		}
	}
	for y := range h {
		for x := range w {
			p := t.At(float64(x)+.5, float64(y)+.5)
			g.Dark[y*w+x] = b.Dark(int(p.X), int(p.Y))
		}
	}
	return true
}

// Mirror turns g round its diagonal: rows become columns.
func (g *Grid) Mirror(to *Grid) {
	to.Reset(g.H, g.W)
	to.Corners = Quad{g.Corners[0], g.Corners[3], g.Corners[2], g.Corners[1]}
	for y := range g.H {
		for x := range g.W {
			to.Dark[x*to.W+y] = g.Dark[y*g.W+x]
		}
	}
}
