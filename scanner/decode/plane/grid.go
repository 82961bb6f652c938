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
