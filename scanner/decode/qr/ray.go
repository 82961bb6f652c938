package qr

import "endcap/scanner/decode/plane"

// ray tells how many steps d lead from c to the three changes of light that a
// finder pattern has, if there are as many in less than most steps.
type ray func(c, d plane.Point, most int, light bool) (r [3]float64, ok bool)

// ray looks at black and white.
func (f *Finder) ray(c, d plane.Point, most int, light bool) (r [3]float64, ok bool) {
	const one = 1 << 16 // pixels are counted in parts, which is faster
	x, y, dx, dy := int(c.X*one), int(c.Y*one), int(d.X*one), int(d.Y*one)
	// From the middle of a step to the border of the pixel that it enters.
	part := x
	if max(dx, -dx) < max(dy, -dy) {
		part = y
	}
	back := float64(part&(one-1)) / one
	if min(dx, dy) == -one {
		back = 1 - back
	}
	dark, k := !light, 0
	for i := range most {
		if f.black.Dark(x>>16, y>>16) != dark {
			if i == 0 {
				return r, false
			}
			r[k] = float64(i) - back
			if k++; k == 3 {
				return r, true
			}
			dark = !dark
		}
		x, y = x+dx, y+dy
	}
	return r, false
}

// exactRay moves the edges that ray finds to where the light is half way between
// the middles of the runs beside them.
func (f *Finder) exactRay(c, d plane.Point, most int, light bool) (r [3]float64, ok bool) {
	if r, ok = f.ray(c, d, most, light); !ok {
		return r, false
	}
	at := func(steps float64) float64 { return f.at(c.Add(d.Mul(steps))) }
	mid := [4]float64{at(0), at((r[0] + r[1]) / 2), at((r[1] + r[2]) / 2), at(r[2] + (r[2]-r[1])/2)}
	for i := range r {
		half := (mid[i] + mid[i+1]) / 2
		from, to := r[i]-1, r[i]+1
		rise := at(to) > half
		if at(from) > half == rise {
			continue
		}
		for range 5 {
			if r[i] = (from + to) / 2; at(r[i]) > half == rise {
				to = r[i]
			} else {
				from = r[i]
			}
		}
	}
	return r, true
}
