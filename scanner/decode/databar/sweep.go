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
		const one = 1 << 16
		at := from.Add(down.Mul(float64(k)))
		p.AddLine(s.sums, int((at.X-.5)*one), int((at.Y-.5)*one), int(step.X*one), int(step.Y*one))
	}
	for i, v := range s.sums {
		s.row[i] = byte(v / int32((2*reach+1)<<8))
	}
	s.line.Find(s.row)
	return from.Sub(step.Mul(.5)), true
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
