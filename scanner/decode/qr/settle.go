package qr

import "endcap/scanner/decode/plane"

// settle moves the symbol, by the knots of a net of k by k over it, to where its
// modules stand out best and those that are the same in every symbol are as
// they should be. It reports false if the symbol is too large for that
// or too much was looked at already.
func (f *Finder) settle(k int, same func(n, x, y int) (dark, same bool)) bool {
	s := &f.s
	if s.n > maxSettle || f.left < 0 {
		return false
	}
	knots, off := f.knots[:0], f.off[:0]
	for i := range k {
		knots = append(knots, i*(s.n-1)/(k-1))
	}
	for j := range k {
		for i := range k {
			x, y := float64(knots[i])+.5, float64(knots[j])+.5
			off = append(off, s.point(x, y).Sub(s.t.At(x, y)))
		}
	}
	f.knots, f.off = knots, off
	s.knots, s.off = append(s.knots[:0], knots...), append(s.off[:0], off...)
	across, down := s.axes(float64(s.n)/2, float64(s.n)/2)
	for _, step := range [...]float64{.5, .25, .25, .125} {
		for at := range s.off {
			x0, x1 := knots[max(0, at%k-1)], knots[min(k-1, at%k+1)]
			y0, y1 := knots[max(0, at/k-1)], knots[min(k-1, at/k+1)]
			best := f.clearness(x0, y0, x1, y1, same)
			for _, d := range [4]plane.Point{across, down, across.Mul(-1), down.Mul(-1)} {
				old := s.off[at]
				s.off[at] = old.Add(d.Mul(step))
				if v := f.clearness(x0, y0, x1, y1, same); v > best {
					best = v
				} else {
					s.off[at] = old
				}
			}
		}
	}
	return true
}

// clearness returns how far the modules in a part of the symbol are from the
// middle between ink and paper, those that are the same in every symbol only
// towards the right side.
func (f *Finder) clearness(x0, y0, x1, y1 int, same func(n, x, y int) (dark, same bool)) (sum float64) {
	s := &f.s
	f.left -= (x1 - x0 + 1) * (y1 - y0 + 1)
	middle, half := (s.ink+s.paper)/2, abs(s.paper-s.ink)/2
	for y := y0; y <= y1; y++ {
		for x := x0; x <= x1; x++ {
			p := s.point(float64(x)+.5, float64(y)+.5)
			if !f.near(p) {
				return -1e9
			}
			v := max(-half, min(half, f.at(p)-middle))
			switch dark, known := same(s.n, x, y); {
			case !known:
				v = abs(v)
			case dark != s.light:
				v = -v
			}
			sum += v
		}
	}
	return sum
}
