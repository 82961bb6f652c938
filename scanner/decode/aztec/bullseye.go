package aztec

import (
	"math"

	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
)

// bullseye is what may be one: a module of one colour in rings of alternate
// colours.
type bullseye struct {
	bits   *light.Bitmap
	dark   bool // the middle is; else the symbol is light on dark
	middle plane.Point
	module float64 // the longer side of a module along a row or column, in pixels
	// t takes modules from the middle of the symbol, which is 0, 0, to pixels.
	t plane.Transform
	// below is how many rows below the place cross the same run of its column,
	// for which the column says the same.
	below int
	// blurred says that the middle module was not to be seen.
	blurred bool
	// equal tells ink where it is set; else the bitmap does.
	equal *equalizer
}

// at reports whether a pixel has the colour of the middle.
func (b *bullseye) at(x, y int) bool { return b.bits.Dark(x, y) == b.dark }

// ink reports whether a module is.
func (b *bullseye) ink(x, y int) bool {
	if b.equal != nil {
		return b.equal.ink(x, y)
	}
	p := b.t.At(float64(x), float64(y))
	return b.at(floor(p.X), floor(p.Y))
}

// confirm finds the middle of a bullseye near a place, where it crosses a row
// in runs of a module. It must do so in the column, again in the row, and in
// both diagonals. Stripes do so too, but near their own direction the runs are
// much longer than across it.
func (b *bullseye) confirm(at plane.Point, module float64) bool {
	x, y := floor(at.X), floor(at.Y)
	down, shift, ok := b.cross(x, y, 0, 1, module)
	if !ok {
		return false
	}
	y += shift
	across, shift, ok := b.cross(x, y, 1, 0, module)
	if !ok {
		return false
	}
	x += shift
	b.module = max(across, down)
	shortest, longest := min(across, down), b.module
	for _, dy := range [...]int{1, -1} {
		length, _, ok := b.cross(x, y, 1, dy, b.module)
		if !ok {
			return false
		}
		shortest, longest = min(shortest, length*math.Sqrt2), max(longest, length*math.Sqrt2)
	}
	if longest > maxOblong*shortest {
		return false
	}
	b.middle = plane.Point{X: float64(x) + .5, Y: float64(y) + .5}
	return true
}

// cross measures the seven runs through x, y along dx, dy. It returns the
// length of a module along it and how far x, y is from the middle of the middle
// one, both in steps.
func (b *bullseye) cross(x, y, dx, dy int, module float64) (length float64, shift int, ok bool) {
	if !b.at(x, y) {
		return 0, 0, false
	}
	most := int(maxStretch*module) + 2
	var p [8]int32 // edges from the first to the last
	for _, side := range [...]int{1, -1} {
		n := 0
		for k := range 4 {
			// The step after the last of a run is the first of the next.
			run := b.run(x+(n+1)*side*dx, y+(n+1)*side*dy, side*dx, side*dy, k%2 == 0, most+1)
			if k == 0 && side > 0 && dx == 0 {
				b.below = run
			}
			if run > most {
				return 0, 0, false
			}
			if n += run; side < 0 {
				p[3-k] = int32(-n)
			} else {
				p[4+k] = int32(n + 1)
			}
		}
	}
	total := p[7] - p[0]
	return float64(total) / 7, int(p[3]+p[4]-1) / 2, even(&p, total)
}

// run returns how many pixels from x, y on along dx, dy are of the colour of the
// middle, or of the other: at most most, and that many if the picture ends in it.
func (b *bullseye) run(x, y, dx, dy int, ink bool, most int) int {
	// The pixels of a bitmap are numbered row by row.
	row := 64 * b.bits.Span
	at, step := y*row+x, dy*row+dx
	words, colour := b.bits.Words, uint64(0)
	if ink == b.dark {
		colour = 1
	}
	left := min(most, room(x, dx, b.bits.W), room(y, dy, b.bits.H))
	for n := range left {
		if words[at>>6]>>(at&63)&1 != colour {
			return n
		}
		at += step
	}
	if colour != 0 { // beyond the picture is light
		return left
	}
	return most
}

// room returns how many steps of d, -1 to 1, there are from v on to stay within
// n pixels.
func room(v, d, n int) int {
	switch {
	case uint(v) >= uint(n):
		return 0
	case d > 0:
		return n - v
	case d < 0:
		return v + 1
	}
	return math.MaxInt
}

// confirmBlurred does the same where the middle module is lost: its runs are
// 1:1:3:1:1, from any side, with paper for the middle one. An inverted QR code
// has such corners, but in them nothing darkens the paper in the middle.
func (b *bullseye) confirmBlurred(fr *light.Frame, at plane.Point, module float64) bool {
	x, y := floor(at.X), floor(at.Y)
	b.middle, b.module, b.blurred = at, module, true
	most := [...]int{int(2.5*module) + 2, int(4*module) + 2, int(6*module) + 2}
	var paper, ink float64
	shortest, longest := math.Inf(1), 0.0
	for _, d := range [...][2]int{{0, 1}, {0, -1}, {1, 1}, {-1, -1}, {1, -1}, {-1, 1}, {1, 0}, {-1, 0}} {
		var edge [3]float64
		s := 0
		for k := range edge {
			for b.at(x+s*d[0], y+s*d[1]) == (k == 1) {
				if s++; s > most[k] || !b.inside(x+s*d[0], y+s*d[1]) {
					return false
				}
			}
			edge[k] = float64(s) - .5
		}
		m := edge[2] / 3.5
		length := m * math.Hypot(float64(d[0]), float64(d[1]))
		shortest, longest = min(shortest, length), max(longest, length)
		if abs(edge[0]-1.5*m) > .4*m+.5 || abs(edge[1]-2.5*m) > .4*m+.5 {
			return false
		}
		seen := func(modules float64) float64 {
			return grey(fr, at.Add(plane.Point{X: float64(d[0]), Y: float64(d[1])}.Mul(modules*m)))
		}
		paper, ink = paper+seen(1)/8, ink+seen(2)/8
	}
	middle := grey(fr, at)
	return longest <= maxOblong*shortest && (paper-middle)*(paper-ink) > 0 && abs(paper-middle)*8 > abs(paper-ink)
}

// inside reports whether a pixel is at most one out of the picture.
func (b *bullseye) inside(x, y int) bool {
	return x >= -1 && y >= -1 && x <= b.bits.W && y <= b.bits.H
}

// wrong counts the modules of the smaller bullseye, nine by nine, that are not
// as they must be.
func (b *bullseye) wrong() (n int) {
	for y := -4; y <= 4; y++ {
		for x := -4; x <= 4; x++ {
			if b.ink(x, y) != (ring(x, y)%2 == 0) {
				n++
			}
		}
	}
	return n
}

// ring is which ring around the middle a module is on.
func ring(x, y int) int { return max(x, -x, y, -y) }

func floor(v float64) int {
	if !(v > -1e6 && v < 1e6) { // NaN is nowhere
		return -1e6
	}
	return int(math.Floor(v))
}
