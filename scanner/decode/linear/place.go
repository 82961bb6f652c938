package linear

import (
	"image"
	"math"

	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
)

// place is a part of a picture in which edges are parallel, as bars are.
type place struct {
	middle plane.Point
	across plane.Point // the direction across the bars, of length 1
	along  plane.Point // the direction of the bars, of length 1
	width  float64     // how far it reaches to both sides across the bars
	height float64     // and along them
	tiles  int
}

// half returns how far a line across the place goes to both sides of its middle,
// so that quiet zones are on it, and how far to both sides of the line its
// pixels are the mean of.
func (p *place) half() (half plane.Point, reach int) {
	return p.across.Mul(p.width*1.25 + tileSide), max(1, min(4, int(p.height/8)))
}

// box returns the box around the place and its quiet zones.
func (p *place) box() image.Rectangle {
	half, _ := p.half()
	bars := p.along.Mul(p.height)
	a, b := p.middle.Add(half), p.middle.Sub(half)
	return plane.Quad{a.Add(bars), a.Sub(bars), b.Sub(bars), b.Add(bars)}.Bounds()
}

// dense reports whether a good third of the place is barred, and enough of it.
func (p *place) dense() bool {
	return p.tiles >= denseTiles && float64(p.tiles)*tileSide*tileSide > 1.4*p.width*p.height
}

// places finds the places of a picture where bars may be. A tile whose light
// changes in one direction only is barred; barred tiles of like direction that
// lie together are a place. It keeps its memory.
type places struct {
	w, h  int
	tiles []tile
	stack []int32
	found []place
}

// tile sums how the light of a part of the picture changes: the squares of the
// slopes across and down, and their products.
type tile struct {
	xx, yy, xy float32
	barred     bool
	taken      bool
}

const (
	// tileSide is the side of a tile in pixels.
	tileSide = 16
	// tileStep is how many rows lie between two that are looked at.
	tileStep = 4
	// tileSamples is how many slopes are measured in a tile.
	tileSamples = tileSide / 2 * tileSide / tileStep
	// minContrast is the least difference of grey in a block that may be barred.
	minContrast = 12
	// minSlope is the least mean square of the slopes in a barred tile.
	minSlope = 30
	// minStraight is the least part of its light that changes in one direction in
	// a barred tile.
	minStraight = .8
	// minTiles is the least number of tiles of a place.
	minTiles = 4
	// denseTiles is the least number of tiles where a blurred symbol may be.
	denseTiles = 10
	// tileReach is how far apart tiles of one place may be: in a large symbol a
	// bar or space is wider than a tile.
	tileReach = 2
)

// find returns them, those with most tiles first, at most maxPlaces.
func (f *places) find(fr *light.Frame) []place {
	f.found = f.found[:0]
	p := fr.Picture
	f.w, f.h = p.W/tileSide, p.H/tileSide
	f.tiles = light.Grow(f.tiles, f.w*f.h)
	clear(f.tiles)
	for y := range f.h {
		for x := range f.w {
			if busy(fr, x, y) {
				f.tiles[y*f.w+x] = look(p, x*tileSide, y*tileSide)
			}
		}
	}
	for i := range f.tiles {
		if !f.tiles[i].barred || f.tiles[i].taken {
			continue
		}
		f.gather(i)
		if len(f.stack) >= minTiles {
			f.keep(f.place())
		}
	}
	return f.found
}

// busy tells by the blocks of a frame, which is cheap, whether there is anything
// in a tile or where it meets the next ones: a bar may fill it from side to side.
func busy(fr *light.Frame, x, y int) bool {
	const blocks = tileSide / light.Block
	for by := y * blocks; by < min(fr.BH, y*blocks+blocks+1); by++ {
		row := fr.Contrast[by*fr.BW:][:fr.BW]
		for _, v := range row[x*blocks : min(fr.BW, x*blocks+blocks+1)] {
			if v >= minContrast {
				return true
			}
		}
	}
	return false
}

func (f *places) keep(p place) {
	if p.width < minBars/2 {
		return
	}
	at := len(f.found)
	for at > 0 && f.found[at-1].tiles < p.tiles {
		at--
	}
	if len(f.found) < maxPlaces {
		f.found = append(f.found, place{})
	} else if at == maxPlaces {
		return
	}
	copy(f.found[at+1:], f.found[at:])
	f.found[at] = p
}

// look measures the tile whose first pixel is x0, y0.
func look(p light.Picture, x0, y0 int) (t tile) {
	if x0+tileSide >= p.W || y0+tileSide >= p.H {
		return t // a strip at the border is not worth its trouble
	}
	xx, yy, xy := 0, 0, 0
	for y := y0 + 1; y < y0+tileSide; y += tileStep {
		row := p.Pix[y*p.Stride+x0:][:tileSide+1]
		a, b := p.Pix[(y-1)*p.Stride+x0:][:tileSide+1], p.Pix[(y+1)*p.Stride+x0:][:tileSide+1]
		for x := 1; x < tileSide; x += 2 {
			gx, gy := int(row[x+1])-int(row[x-1]), int(b[x])-int(a[x])
			xx, yy, xy = xx+gx*gx, yy+gy*gy, xy+gx*gy
		}
	}
	if xx+yy < minSlope*tileSamples {
		return t
	}
	t = tile{xx: float32(xx), yy: float32(yy), xy: float32(xy)}
	// How far the slopes go in one direction: 1 for bars, 0 for noise.
	d, sum := t.xx-t.yy, t.xx+t.yy
	t.barred = d*d+4*t.xy*t.xy > minStraight*minStraight*sum*sum
	return t
}

// like reports whether the bars of two tiles have about the same direction:
// within 15 degrees. Twice the angles are compared.
func (t *tile) like(o *tile) bool {
	ax, ay, bx, by := t.xx-t.yy, 2*t.xy, o.xx-o.yy, 2*o.xy
	dot := ax*bx + ay*by
	return dot > 0 && dot*dot > .85*(ax*ax+ay*ay)*(bx*bx+by*by)
}

// gather puts the tiles of the place of tile i on the stack.
func (f *places) gather(i int) {
	f.stack = append(f.stack[:0], int32(i))
	f.tiles[i].taken = true
	sum := f.tiles[i]
	for k := 0; k < len(f.stack); k++ {
		at := int(f.stack[k])
		cx, cy := at%f.w, at/f.w
		for y := max(0, cy-tileReach); y <= min(f.h-1, cy+tileReach); y++ {
			for x := max(0, cx-tileReach); x <= min(f.w-1, cx+tileReach); x++ {
				t := &f.tiles[y*f.w+x]
				if t.barred && !t.taken && t.like(&f.tiles[at]) && t.like(&sum) {
					t.taken = true
					sum.xx, sum.yy, sum.xy = sum.xx+t.xx, sum.yy+t.yy, sum.xy+t.xy
					f.stack = append(f.stack, int32(y*f.w+x))
				}
			}
		}
	}
}

// place measures the tiles on the stack.
func (f *places) place() place {
	var xx, yy, xy float64
	for _, i := range f.stack {
		t := &f.tiles[i]
		xx, yy, xy = xx+float64(t.xx), yy+float64(t.yy), xy+float64(t.xy)
	}
	sin, cos := math.Sincos(math.Atan2(2*xy, xx-yy) / 2)
	// Read from left to right, or from the top down.
	if cos < 0 {
		sin, cos = -sin, -cos
	}
	out := place{across: plane.Point{X: cos, Y: sin}, along: plane.Point{X: -sin, Y: cos}, tiles: len(f.stack)}
	// Half the width of what is spread evenly is its standard deviation times
	// the root of 3; a few tiles that lie apart do not matter.
	var u, v, uu, vv float64
	for _, i := range f.stack {
		c := plane.Point{X: (float64(int(i)%f.w) + .5) * tileSide, Y: (float64(int(i)/f.w) + .5) * tileSide}
		a, b := c.Dot(out.across), c.Dot(out.along)
		u, v, uu, vv = u+a, v+b, uu+a*a, vv+b*b
	}
	n := float64(len(f.stack))
	u, v = u/n, v/n
	out.middle = out.across.Mul(u).Add(out.along.Mul(v))
	out.width = math.Sqrt(3*max(0, uu/n-u*u)) + tileSide/2
	out.height = math.Sqrt(3*max(0, vv/n-v*v)) + tileSide/2
	return out
}
