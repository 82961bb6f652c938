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

// align looks for the alignment patterns and bends the symbol to them: first
// beside the finder patterns, then where those that were found lead.
func (f *Finder) align() {
	s := &f.s
	s.knots = alignment(s.n, s.knots[:0])
	k := len(s.knots)
	if k == 0 {
		return
	}
	s.off, s.found = append(s.off[:0], make([]plane.Point, k*k)...), append(s.found[:0], make([]bool, k*k)...)
	for i, at := range [3]int{0, k - 1, k * (k - 1)} { // a finder pattern lies there
		s.off[at], s.found[at] = s.inner[i].Sub(s.knot(at)), true
	}
	pins := len(s.pins)
	for range maxPasses {
		before := len(s.pins)
		for at := range s.off {
			if s.found[at] {
				continue
			}
			lead, reach := s.lead(at)
			if reach == 0 {
				continue
			}
			if p, ok := f.alignAt(at, lead, reach); ok {
				s.off[at], s.found[at] = p.Sub(s.knot(at)), true
				s.pins = append(s.pins, pin{plane.Point{X: float64(s.knots[at%k]) + .5, Y: float64(s.knots[at/k]) + .5}, p, 4})
			}
		}
		if len(s.pins) == before {
			break
		}
	}
	for at := range s.off {
		if !s.found[at] {
			s.off[at], _ = s.lead(at)
		}
	}
	if t, ok := fit(s.pins, float64(s.n)); ok && len(s.pins) > pins {
		was := s.t
		for at := range s.off {
			s.t = was
			p := s.knot(at)
			s.t = t
			s.off[at] = s.off[at].Add(p).Sub(s.knot(at))
		}
	}
	s.pins = s.pins[:pins]
}

// knot returns where s.t takes a knot.
func (s *symbol) knot(at int) plane.Point {
	k := len(s.knots)
	return s.t.At(float64(s.knots[at%k])+.5, float64(s.knots[at/k])+.5)
}

// lead returns how far the knots beside one say that it is from where s.t takes
// it, and within how many modules that is true: 0 if they say nothing.
func (s *symbol) lead(at int) (lead plane.Point, reach float64) {
	k := len(s.knots)
	i, j := at%k, at/k
	var plain, bent plane.Point
	near, corners := 0., 0.
	is := func(i, j int) bool { return i >= 0 && j >= 0 && i < k && j < k && s.found[j*k+i] }
	for _, d := range [4][2]int{{1, 0}, {0, 1}, {-1, 0}, {0, -1}} {
		// d and what is a quarter clockwise of it.
		x, y := d[0], d[1]
		if !is(i+x, j+y) {
			continue
		}
		one := s.off[(j+y)*k+i+x]
		plain, near = plain.Add(one), near+1
		if is(i-y, j+x) && is(i+x-y, j+y+x) {
			bent, corners = bent.Add(one).Add(s.off[(j+x)*k+i-y]).Sub(s.off[(j+y+x)*k+i+x-y]), corners+1
		}
	}
	switch {
	case corners > 0 && k > 2:
		return bent.Mul(1 / corners), 1.5
	case near > 0 && k > 2:
		return plain.Mul(1 / near), 2 + float64(s.n)/64
	}
	if k == 2 {
		reach = 2 + float64(s.n)/12
	}
	return plane.Point{}, reach
}

// alignAt returns the middle of the alignment pattern of a knot, near to where
// lead says: dark, a light ring, a dark ring.
func (f *Finder) alignAt(at int, lead plane.Point, reach float64) (plane.Point, bool) {
	s, k := &f.s, len(f.s.knots)
	across, down := s.axes(float64(s.knots[at%k])+.5, float64(s.knots[at/k])+.5)
	start := s.knot(at).Add(lead)
	if !f.near(start) || f.left < 0 {
		return start, false
	}
	place := start
	score := func(p plane.Point) float64 {
		f.left -= 25
		ring, rest, lo, hi := 0., 0., 255., 0.
		for i := -2.; i <= 2; i++ {
			for j := -2.; j <= 2; j++ {
				v := f.at(p.Add(across.Mul(i)).Add(down.Mul(j)))
				lo, hi = min(lo, v), max(hi, v)
				if max(abs(i), abs(j)) == 1 {
					ring += v
				} else {
					rest += v
				}
			}
		}
		if s.light {
			ring, rest = -ring, -rest
		}
		return (ring/8 - rest/17) / max(hi-lo, abs(s.paper-s.ink)/3)
	}
	best := score(start)
	if best > goodAlign {
		reach = 0
	}
	for i := -reach; i <= reach; i += .5 {
		for j := -reach; j <= reach; j += .5 {
			p := start.Add(across.Mul(i)).Add(down.Mul(j))
			if v := score(p) - .02*max(abs(i), abs(j)); v > best {
				best, place = v, p
			}
		}
	}
	if best < minAlign {
		return start, false
	}
	// The score is level around the middle: take the middle of the level.
	for _, axis := range [4]plane.Point{across, down, across, down} {
		sum, weight := 0., 0.
		for i := -6.; i <= 6; i++ {
			if w := score(place.Add(axis.Mul(i/8))) - .8*best; w > 0 {
				sum, weight = sum+w*i/8, weight+w
			}
		}
		if weight > 0 {
			place = place.Add(axis.Mul(sum / weight))
		}
	}
	return place, true
}
