package databar

import (
	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
)

// sweep takes lines from a picture. It keeps its memory.
type sweep struct {
	line light.Line
	row  []byte
	sums []int32
}

// take takes the line through at that is square to down, a pixel at a time,
// each the mean of some along the bars. It returns where it begins.
func (s *sweep) take(p light.Picture, at, down plane.Point, module float64) (from plane.Point, ok bool) {
	step := plane.Point{X: down.Y, Y: -down.X}
	lo, hi := within(p, at, step, mostModules*module)
	n := int(hi - lo)
	if n < minLine {
		return from, false
	}
	from = at.Add(step.Mul(lo))
	s.sums, s.row = light.Grow(s.sums, n), light.Grow(s.row, n)
	clear(s.sums)
	reach := int(min(3, module*.75))
	for k := -reach; k <= reach; k++ {
		s.add(p, from.Add(down.Mul(float64(k))), step)
	}
	for i, v := range s.sums {
		s.row[i] = byte(v / int32((2*reach+1)<<8))
	}
	s.line.Find(s.row)
	return from.Sub(step.Mul(.5)), true
}

// add adds the light from at on, each pixel mixed from the four around it.
func (s *sweep) add(p light.Picture, at, step plane.Point) {
	const one = 1 << 16
	x, y := int((at.X-.5)*one), int((at.Y-.5)*one)
	dx, dy := int(step.X*one), int(step.Y*one)
	for i := range s.sums {
		x0, y0 := max(0, min(x>>16, p.W-2)), max(0, min(y>>16, p.H-2))
		fx, fy := int32(x>>8&255), int32(y>>8&255)
		a := p.Pix[y0*p.Stride+x0:]
		b := a[p.Stride:]
		up := int32(a[0])*(256-fx) + int32(a[1])*fx
		low := int32(b[0])*(256-fx) + int32(b[1])*fx
		s.sums[i] += (up*(256-fy) + low*fy) >> 8
		x, y = x+dx, y+dy
	}
}

// within returns how far a line may go on both sides of at, at most most, to
// stay in the picture.
func within(p light.Picture, at, step plane.Point, most float64) (lo, hi float64) {
	lo, hi = -most, most
	for _, c := range [...]struct {
		at, step float64
		size     int
	}{{at.X, step.X, p.W}, {at.Y, step.Y, p.H}} {
		a, b := 1-c.at, float64(c.size-1)-c.at
		if c.step < 0 {
			a, b, c.step = -b, -a, -c.step
		}
		switch {
		case c.step > 1e-9:
			lo, hi = max(lo, a/c.step), min(hi, b/c.step)
		case a > 0 || b < 0:
			return 0, 0
		}
	}
	return lo, hi
}
