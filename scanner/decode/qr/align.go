package qr

import "endcap/scanner/decode/plane"

// alignment returns the rows and columns in which the alignment patterns of a
// symbol of n modules have their middle (ISO/IEC 18004 Annex E).
func alignment(n int, to []int) []int {
	version := (n - 17) / 4
	if version < 2 {
		return to
	}
	count := version/7 + 2
	step := (version*4 + count*2 + 1) / (count*2 - 2) * 2
	if version == 32 {
		step = 26
	}
	to = append(to, 6)
	for k := count - 2; k >= 0; k-- {
		to = append(to, n-7-k*step)
	}
	return to
}

// align looks for the alignment patterns and bends the symbol to them. The
// next is looked for where those before it lead.
func (f *Finder) align() {
	s := &f.s
	s.knots = alignment(s.n, s.knots[:0])
	k := len(s.knots)
	if k == 0 {
		return
	}
	s.off = append(s.off[:0], make([]plane.Point, k*k)...)
	found, pins := 0, len(s.pins)
	for j := range k {
		for i := range k {
			at := j*k + i
			var lead plane.Point
			switch {
			case i > 0 && j > 0 && k > 2:
				lead = s.off[at-1].Add(s.off[at-k]).Sub(s.off[at-k-1])
			case i > 0 && k > 2:
				lead = s.off[at-1]
			case j > 0 && k > 2:
				lead = s.off[at-k]
			}
			s.off[at] = lead
			if i == 0 && j == 0 || i == 0 && j == k-1 || i == k-1 && j == 0 {
				s.off[at] = plane.Point{}
				continue // a finder pattern lies here
			}
			x, y := float64(s.knots[i])+.5, float64(s.knots[j])+.5
			reach := 1.5
			if k == 2 {
				reach = 2 + float64(s.n)/12
			}
			if p, ok := f.alignAt(x, y, lead, reach); ok {
				s.off[at] = p.Sub(s.t.At(x, y))
				s.pins = append(s.pins, pin{plane.Point{X: x, Y: y}, p, 4})
				found++
			}
		}
	}
	if t, ok := fit(s.pins, float64(s.n)); ok && found > 0 {
		for j := range k {
			for i := range k {
				x, y := float64(s.knots[i])+.5, float64(s.knots[j])+.5
				s.off[j*k+i] = s.off[j*k+i].Add(s.t.At(x, y)).Sub(t.At(x, y))
			}
		}
		s.t = t
	}
	s.pins = s.pins[:pins]
}

// alignAt returns the middle of the alignment pattern near x, y and lead: dark,
// a light ring, a dark ring.
func (f *Finder) alignAt(x, y float64, lead plane.Point, reach float64) (plane.Point, bool) {
	s := &f.s
	across, down := s.axes(x, y)
	start := s.t.At(x, y).Add(lead)
	if !f.near(start) {
		return start, false
	}
	best, at := 0., start
	score := func(p plane.Point) float64 {
		ring, rest := 0., 0.
		for i := -2.; i <= 2; i++ {
			for j := -2.; j <= 2; j++ {
				v := f.at(p.Add(across.Mul(i)).Add(down.Mul(j)))
				if max(abs(i), abs(j)) == 1 {
					ring += v
				} else {
					rest += v
				}
			}
		}
		return (ring/8 - rest/17) / (s.paper - s.ink)
	}
	for i := -reach; i <= reach; i += .5 {
		for j := -reach; j <= reach; j += .5 {
			p := start.Add(across.Mul(i)).Add(down.Mul(j))
			if v := score(p) - .02*max(abs(i), abs(j)); v > best {
				best, at = v, p
			}
		}
	}
	if best < .5 {
		return start, false
	}
	// The score is level around the middle: take the middle of the level.
	for _, axis := range [4]plane.Point{across, down, across, down} {
		sum, weight := 0., 0.
		for i := -6.; i <= 6; i++ {
			if w := score(at.Add(axis.Mul(i/8))) - .8*best; w > 0 {
				sum, weight = sum+w*i/8, weight+w
			}
		}
		if weight > 0 {
			at = at.Add(axis.Mul(sum / weight))
		}
	}
	return at, true
}
