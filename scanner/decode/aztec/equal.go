package aztec

import (
	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
)

// equalizer tells ink from paper where blur mixes each module with those
// around it: it learns from the bullseye, whose modules are known, how much of
// its neighbours' light to take off a module.
type equalizer struct {
	r      int // modules from the middle to the border
	grey   []float64
	sums   []float64 // of all above and left of, for means
	weight [8]float64
}

// margin is how many modules around those asked for are looked at too.
const margin = 2

// look takes the light of the modules up to r from the middle, each moved by
// what off says.
func (e *equalizer) look(fr *light.Frame, t *plane.Transform, r int, off func(x, y float64) plane.Point) {
	e.r = r + margin
	side := 2*e.r + 1
	e.grey = light.Grow(e.grey, side*side)
	e.sums = light.Grow(e.sums, (side+1)*(side+1))
	clear(e.sums[:side+1])
	for i := range side {
		row := 0.0
		e.sums[(i+1)*(side+1)] = 0
		for j := range side {
			x, y := float64(j-e.r), float64(i-e.r)
			d := off(x, y)
			v := grey(fr, t.At(x+d.X, y+d.Y))
			e.grey[i*side+j] = v
			row += v
			e.sums[(i+1)*(side+1)+j+1] = e.sums[i*(side+1)+j+1] + row
		}
	}
	e.learn()
}

// at returns the light of a module.
func (e *equalizer) at(x, y int) float64 {
	return e.grey[(y+e.r)*(2*e.r+1)+x+e.r]
}

// mean is the light around a module, ink and paper.
func (e *equalizer) mean(x, y int) float64 {
	const reach = 5
	side := 2*e.r + 1
	x0, x1 := max(0, x+e.r-reach), min(side, x+e.r+reach+1)
	y0, y1 := max(0, y+e.r-reach), min(side, y+e.r+reach+1)
	at := func(x, y int) float64 { return e.sums[y*(side+1)+x] }
	return (at(x1, y1) - at(x0, y1) - at(x1, y0) + at(x0, y0)) / float64((x1-x0)*(y1-y0))
}

// features of a module: its light, that of the neighbours beside and above, at
// its corners, and two away, over the mean around.
func (e *equalizer) features(x, y int) [8]float64 {
	m := e.mean(x, y)
	at := func(dx, dy int) float64 { return e.at(x+dx, y+dy) - m }
	return [8]float64{
		at(0, 0), at(-1, 0) + at(1, 0), at(0, -1) + at(0, 1), at(-1, -1) + at(1, 1), at(1, -1) + at(-1, 1),
		at(-2, 0) + at(2, 0), at(0, -2) + at(0, 2), 64,
	}
}

// learn fits the weights to the bullseye.
func (e *equalizer) learn() {
	var eq [8][9]float64
	for y := -4; y <= 4; y++ {
		for x := -4; x <= 4; x++ {
			want := 1.0
			if ring(x, y)%2 != 0 {
				want = -1
			}
			f := e.features(x, y)
			for i, p := range f {
				for j, q := range f {
					eq[i][j] += p * q
				}
				eq[i][8] += p * want
			}
		}
	}
	for i := range eq {
		eq[i][i] += 256 // noise is not to be learned
	}
	e.weight, _ = plane.Solve(&eq)
}

// ink reports whether a module is, up to r from the middle.
func (e *equalizer) ink(x, y int) bool {
	sum := 0.0
	for i, f := range e.features(x, y) {
		sum += e.weight[i] * f
	}
	return sum > 0
}
