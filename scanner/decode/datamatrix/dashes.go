package datamatrix

import (
	"math"

	"endcap/scanner/decode/plane"
)

// dashes is a dotted edge, followed from the end of a leg.
type dashes struct {
	n     int // modules
	pitch float64
	// The edge on the outside, if there were enough dashes to tell.
	at, dir plane.Point
	// marks are where modules meet: one at each change of colour, n-1 in all.
	marks [maxSide]plane.Point
}

// end is where the dotted edge ends: a light module after the last mark.
func (d *dashes) end() plane.Point {
	return d.at.Add(d.dir.Mul(d.marks[d.n-2].Sub(d.at).Dot(d.dir) + d.pitch))
}

// count returns the modules of an edge that is as long as that: as they were
// counted, unless the dashes were lost on the way.
func (d *dashes) count(length float64) int {
	pitch := d.marks[d.n-2].Sub(d.marks[0]).Len() / float64(d.n-2)
	if n := length / pitch; math.Abs(n-float64(d.n)) > .2*n && n < maxSide {
		return int(n/2+.5) * 2
	}
	return d.n
}

// dotted looks for the dotted edge that begins at p, the end of a leg, and runs
// along dir for about reach. Modules are deep inwards.
func (f *Finder) dotted(to *dashes, p, dir, in plane.Point, deep, reach float64) bool {
	best := 0.0
	var one dashes
	left := maxTracks
	for inset := .75; inset <= deep/14 && left > 0; inset *= 1.4 {
		start := p.Add(in.Mul(inset))
		for _, lean := range leans {
			way := plane.Point{X: dir.X + lean*in.X, Y: dir.Y + lean*in.Y}
			way = way.Mul(1 / math.Sqrt(1+lean*lean))
			pitch, ok := f.regular(start, way, inset, reach)
			if !ok {
				continue
			}
			if left--; left < 0 {
				break
			}
			if !f.track(&one, start, way, in, pitch, inset) {
				continue
			}
			if score := one.worth(reach); score > best {
				best = score
				*to = one
			}
			if length := one.pitch * float64(one.n); one.n%2 == 0 && math.Abs(length-reach) < reach/10 {
				return true // as good as it can be told
			}
		}
	}
	return best > 0
}

// leans are the slopes against the opposite leg that perspective may give a
// dotted edge.
var leans = [...]float64{0, .1, -.1, .2, -.2}

// worth tells how well dashes fit a symbol: the more modules in the length
// that is expected, the better.
func (d *dashes) worth(reach float64) float64 {
	if d.n < 8 {
		return 0
	}
	length := d.pitch * float64(d.n)
	fit := min(length/reach, reach/length)
	return float64(d.n) * fit * fit
}

// regular reports whether the first modules from start are dark and light in
// turn and all of about one width, and returns that.
func (f *Finder) regular(start, way plane.Point, inset, reach float64) (float64, bool) {
	step := max(.5, min(3, .4*inset))
	var runs [6]float64
	most := 2 * inset * 3.2
	k, from, colour := 0, 0.0, true
	mid := f.mid(start)
	slope := (f.mid(start.Add(way.Mul(reach))) - mid) / reach
	for t := step / 2; t < reach; t += step {
		is := f.tone.sign*(f.light(plane.Point{X: start.X + t*way.X, Y: start.Y + t*way.Y})-mid-t*slope) < 0
		if k == 0 && !is && t < 2 { // the leg begins a little later
			from = t + step/2
			continue
		}
		if is == colour {
			if t-from > most {
				return 0, false
			}
			continue
		}
		// A change lies half a step before.
		runs[k] = t - step/2 - from
		if k++; k == len(runs) {
			break
		}
		from, colour = t-step/2, !colour
	}
	if k < len(runs) {
		return 0, false
	}
	pitch := (runs[1] + runs[2] + runs[3] + runs[4]) / 4
	for i, r := range runs {
		if r < .35*pitch || r > 1.75*pitch || i == 0 && r > 1.6*pitch {
			return 0, false
		}
		if i > 1 && math.Abs(runs[i-1]+r-2*pitch) > .6*pitch {
			return 0, false
		}
	}
	return pitch, pitch > .7 && pitch < 3*2*inset && 2*inset < 3*pitch
}

// track follows dashes of a pitch from start along way, correcting itself at each.
func (f *Finder) track(d *dashes, start, way, in plane.Point, pitch, inset float64) bool {
	d.n, d.pitch = 0, pitch
	c := start.Add(way.Mul(pitch / 2))
	side := way.Cross(in)
	outer, missed := 0, 0
	var hull [maxSide]plane.Point
	colour := true
	for d.n < maxSide-1 {
		e, ok := f.change(c.Add(way.Mul(d.pitch/2)), way, d.pitch, colour)
		if !ok {
			if !colour {
				break
			}
			if missed++; missed > 1+d.n/12 {
				break
			}
			e = c.Add(way.Mul(d.pitch / 2))
		}
		if d.n > 0 {
			d.pitch += .25 * (max(.5*pitch, min(2*pitch, e.Sub(d.marks[d.n-1]).Len())) - d.pitch)
		}
		d.marks[d.n] = e
		d.n++
		c = e.Add(way.Mul(d.pitch / 2))
		if colour = !colour; !colour {
			continue
		}
		// In a dash: keep half a module from its outer edge.
		deep, ok := f.outside(c, in, 2.6*inset)
		if !ok {
			continue
		}
		p := c.Sub(in.Mul(deep))
		hull[outer] = p
		outer++
		c = c.Add(in.Mul(.4 * (inset - deep)))
		if last := hull[max(0, outer-7)]; p.Sub(last).Len() > 3*pitch {
			way = unit(p.Sub(last))
			in = plane.Point{X: -way.Y, Y: way.X}
			if way.Cross(in)*side < 0 {
				in = in.Mul(-1)
			}
		}
	}
	if d.n < 7 || outer < 3 {
		return false
	}
	d.n++ // the last mark lies before the last module
	d.regress(hull[:outer])
	return true
}

// regress lays the outer edge through the outer ends of the dashes and the
// pitch through the marks.
func (d *dashes) regress(hull []plane.Point) {
	dir := unit(hull[len(hull)-1].Sub(hull[0]))
	side := plane.Point{X: -dir.Y, Y: dir.X}
	var n, st, so, stt, sto float64
	for _, p := range hull {
		v := p.Sub(hull[0])
		t, o := v.Dot(dir), v.Dot(side)
		n, st, so, stt, sto = n+1, st+t, so+o, stt+t*t, sto+t*o
	}
	k := (n*sto - st*so) / (n*stt - st*st)
	d.at = hull[0].Add(side.Mul((so - k*st) / n))
	d.dir = unit(dir.Add(side.Mul(k)))
}

// change looks for where the colour ends, along way about p.
func (f *Finder) change(p, way plane.Point, pitch float64, colour bool) (plane.Point, bool) {
	const step = .25
	reach := max(.45*pitch, .75)
	for off := 0.0; off <= reach; off += step {
		for _, t := range [2]float64{off, -off} {
			if f.inked(p.Add(way.Mul(t-step/2))) == colour && f.inked(p.Add(way.Mul(t+step/2))) != colour {
				return p.Add(way.Mul(t)), true
			}
		}
	}
	return p, false
}

// outside returns how far it is from p, in a dash, to its outer edge.
func (f *Finder) outside(p, in plane.Point, most float64) (float64, bool) {
	if !f.inked(p) {
		return 0, false
	}
	for t := .25; t < most; t += .5 {
		if !f.inked(p.Sub(in.Mul(t))) {
			return t - .25, true
		}
	}
	return 0, false
}
