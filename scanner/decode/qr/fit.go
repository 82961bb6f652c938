package qr

import (
	"math"

	"endcap/scanner/decode/plane"
)

// line is all p with n·p = d, where n has length 1.
type line struct {
	n plane.Point
	d float64
}

// meet returns where two lines cross.
func (l line) meet(m line) (plane.Point, bool) {
	det := l.n.Cross(m.n)
	if abs(det) < .1 {
		return plane.Point{}, false
	}
	return plane.Point{X: (l.d*m.n.Y - m.d*l.n.Y) / det, Y: (l.n.X*m.d - m.n.X*l.d) / det}, true
}

// linePoints are the points of a line.
type linePoints struct {
	n, x, y, xx, xy, yy float64
}

func (s *linePoints) add(p plane.Point) {
	*s = linePoints{s.n + 1, s.x + p.X, s.y + p.Y, s.xx + p.X*p.X, s.xy + p.X*p.Y, s.yy + p.Y*p.Y}
}

// line returns the line that is nearest to all of the points, of which there
// must be three.
func (s *linePoints) line() (line, bool) {
	if s.n < 3 {
		return line{}, false
	}
	mid := plane.Point{X: s.x / s.n, Y: s.y / s.n}
	xx, xy, yy := s.xx-s.n*mid.X*mid.X, s.xy-s.n*mid.X*mid.Y, s.yy-s.n*mid.Y*mid.Y
	sin, cos := math.Sincos(.5 * math.Atan2(2*xy, xx-yy))
	normal := plane.Point{X: -sin, Y: cos}
	return line{normal, normal.Dot(mid)}, true
}

// pin holds a point of the symbol, in modules, to one of the picture.
type pin struct {
	from, to plane.Point
	weight   float64
}

// fit returns the perspective that takes the pins from the symbol, whose side
// is n modules, to the picture with the least error.
func fit(pins []pin, n float64) (plane.Transform, bool) {
	// Both planes are brought near to -1..1, where the sums are well behaved.
	lo, hi := pins[0].to, pins[0].to
	for _, p := range pins {
		lo = plane.Point{X: min(lo.X, p.to.X), Y: min(lo.Y, p.to.Y)}
		hi = plane.Point{X: max(hi.X, p.to.X), Y: max(hi.Y, p.to.Y)}
	}
	mid, size := lo.Add(hi).Mul(.5), max(hi.X-lo.X, hi.Y-lo.Y)/2
	if !(size > 1) {
		return plane.Transform{}, false
	}
	var m [8][9]float64
	for _, p := range pins {
		x, y := 2*p.from.X/n-1, 2*p.from.Y/n-1
		u, v := (p.to.X-mid.X)/size, (p.to.Y-mid.Y)/size
		for _, row := range [2][9]float64{
			{x, y, 1, 0, 0, 0, -x * u, -y * u, u},
			{0, 0, 0, x, y, 1, -x * v, -y * v, v},
		} {
			for i := range m {
				for j := range m[i] {
					m[i][j] += p.weight * row[i] * row[j]
				}
			}
		}
	}
	// A faint wish for a level picture keeps three patterns of few pixels
	// from tilting it.
	m[6][6] += 1e-4
	m[7][7] += 1e-4
	s, ok := plane.Solve(&m)
	if !ok {
		return plane.Transform{}, false
	}
	t := plane.Transform{s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], 1}
	out := plane.Transform{size, 0, mid.X, 0, size, mid.Y, 0, 0, 1}
	t = out.After(&t)
	in := plane.Transform{2 / n, 0, -1, 0, 2 / n, -1, 0, 0, 1}
	return t.After(&in), true
}
