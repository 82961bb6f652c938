package aztec

import (
	"slices"

	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
)

// aligner sets the perspective of a symbol right by its edges: where light
// changes between two modules there is an edge, and it belongs on the border
// between them.
type aligner struct {
	fr       *light.Frame
	contrast float64 // between ink and paper in the bullseye
	cells    [cells][cells]cell
}

// cell is the edges of a part of a bent symbol: how far they lie from where
// they should, one way and the other.
type cell struct {
	sum plane.Point
	n   [2]float64
}

// A symbol has up to 151 modules a side.
const cellSide, cells = 8, 151/8 + 1

// contrast is how much lighter the paper of the bullseye is than its ink.
func (b *bullseye) contrast(fr *light.Frame) float64 {
	var sum, n [2]float64
	for y := -4; y <= 4; y++ {
		for x := -4; x <= 4; x++ {
			p := b.t.At(float64(x), float64(y))
			sum[ring(x, y)%2] += grey(fr, p)
			n[ring(x, y)%2]++
		}
	}
	return abs(sum[0]/n[0] - sum[1]/n[1])
}

// grey is the light at a place between pixels.
func grey(fr *light.Frame, p plane.Point) float64 { return fr.At(p.X, p.Y) }

// edges calls visit for each edge between two modules up to half a side from
// the middle, with the place on the border where it should be, which way it is
// crossed, 0 across and 1 down, and how far from there it is, in modules.
func (a *aligner) edges(t *plane.Transform, half float64, visit func(at plane.Point, way int, off float64)) {
	r := int(half)
	for way := range 2 {
		for j := -r; j <= r; j++ {
			var before float64
			for i := -r; i <= r; i++ {
				at, step := plane.Point{X: float64(i), Y: float64(j)}, plane.Point{X: 1}
				if way == 1 {
					at, step = plane.Point{X: float64(j), Y: float64(i)}, plane.Point{Y: 1}
				}
				now := grey(a.fr, t.At(at.X, at.Y))
				if i > -r && abs(now-before) > a.contrast/2 {
					if off, ok := a.edge(t, at.Sub(step), step, before, now); ok {
						visit(at.Sub(step.Mul(.5)), way, off)
					}
				}
				before = now
			}
		}
	}
}

// edge finds where between the middles of two modules the light passes half way
// from one to the other, from the border between them.
func (a *aligner) edge(t *plane.Transform, from, step plane.Point, first, last float64) (off float64, ok bool) {
	const parts = 4
	half := (first + last) / 2
	prev := first
	for k := 1; k <= parts; k++ {
		now := last
		if k < parts {
			p := from.Add(step.Mul(float64(k) / parts))
			now = grey(a.fr, t.At(p.X, p.Y))
		}
		if (prev < half) != (now < half) {
			if ok {
				return 0, false // more than one
			}
			ok = true
			off = (float64(k-1)+(half-prev)/(now-prev))/parts - .5
		}
		prev = now
	}
	return off, ok
}

// align changes t by the small perspective that brings the edges up to half a
// side from the middle to where they should be.
func (a *aligner) align(t *plane.Transform, half float64) {
	const unknown = 8
	for range 2 {
		var eq [unknown][unknown + 1]float64
		a.edges(t, half, func(at plane.Point, way int, off float64) {
			// What each number of the perspective moves this edge by, in the
			// direction it is crossed; places are taken as parts of the side, so
			// that all are of one size.
			u, v := at.X/half, at.Y/half
			row := [unknown]float64{1, u, v, 0, 0, 0, u * u, u * v}
			if way == 1 {
				row = [unknown]float64{0, 0, 0, 1, u, v, u * v, v * v}
			}
			for i, p := range row {
				for j, q := range row {
					eq[i][j] += p * q
				}
				eq[i][unknown] += p * off
			}
		})
		for i := range eq {
			eq[i][i] += half // stay where nothing says otherwise
		}
		x, ok := plane.Solve(&eq)
		if !ok || slices.ContainsFunc(x[:], func(v float64) bool { return abs(v) > 2 }) {
			return // that far off it was never aligned
		}
		k := 1 / half
		m := plane.Transform{1 + x[1]*k, x[2] * k, x[0], x[4] * k, 1 + x[5]*k, x[3], -x[6] * k * k, -x[7] * k * k, 1}
		*t = t.After(&m)
	}
}

// bend learns from the edges of each part of the symbol how far it lies from
// where the perspective says.
func (a *aligner) bend(t *plane.Transform, half float64) {
	a.cells = [cells][cells]cell{}
	a.edges(t, half, func(at plane.Point, way int, off float64) {
		c := &a.cells[int(at.Y+75.5)/cellSide][int(at.X+75.5)/cellSide]
		if c.n[way]++; way == 0 {
			c.sum.X += off
		} else {
			c.sum.Y += off
		}
	})
}

// off is how far the module at x, y lies from where the perspective says, the
// mean of the nine parts around.
func (a *aligner) off(x, y float64) plane.Point {
	var sum cell
	i, j := int(x+75.5)/cellSide, int(y+75.5)/cellSide
	for v := max(0, j-1); v <= min(cells-1, j+1); v++ {
		for u := max(0, i-1); u <= min(cells-1, i+1); u++ {
			c := &a.cells[v][u]
			sum.sum = sum.sum.Add(c.sum)
			sum.n[0] += c.n[0]
			sum.n[1] += c.n[1]
		}
	}
	return plane.Point{X: sum.sum.X / max(1, sum.n[0]), Y: sum.sum.Y / max(1, sum.n[1])}
}
