package aztec

import (
	"math"

	"endcap/scanner/decode/plane"
)

// numRays are sent out from the middle of a bullseye.
const numRays = 96

// directions are those of the rays.
var directions = func() (d [numRays]plane.Point) {
	for i := range d {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / numRays)
		d[i] = plane.Point{X: cos, Y: sin}
	}
	return d
}()

// outline is the edge that rays are followed to, in modules from the middle:
// where the third ring ends, in every bullseye a light one before a dark one.
const outline = 3.5

// rays are where the third ring of a bullseye ends in every direction.
type rays struct {
	at [numRays]plane.Point
	n  int
}

// fit finds the perspective of a bullseye from four straight sides through the
// ends of the rays.
func (r *rays) fit(b *bullseye) bool {
	if !r.send(b) {
		return false
	}
	quad, ok := r.corners(b.middle)
	for range 3 {
		if !ok {
			return false
		}
		quad, ok = r.sides(quad)
	}
	if !ok {
		return false
	}
	b.t = plane.Between(box(outline), quad)
	return b.wrong() <= maxWrong
}

// box is the outline of a square around the middle.
func box(half float64) plane.Quad {
	return plane.Quad{{X: -half, Y: -half}, {X: half, Y: -half}, {X: half, Y: half}, {X: -half, Y: half}}
}

// send follows the rays from the middle through four edges. A ray on which
// they are not evenly spread met dirt and is left out. It reports false when
// those are more than a third.
func (r *rays) send(b *bullseye) bool {
	const one = 1 << 16 // pixels are counted in parts, which is faster
	r.n = 0
	step := min(.5, max(.125, b.module/16))
	most := int(outline * maxStretch * b.module / step)
	for i := range numRays {
		// First here and there: what is no bullseye ends soon.
		if bad := i - r.n; 3*bad > numRays || bad > 4+i/2 {
			return false
		}
		way := directions[i*37%numRays]
		x, y, dx, dy := int(b.middle.X*one), int(b.middle.Y*one), int(way.X*step*one), int(way.Y*step*one)
		var edge [4]float64
		n, ink := 0, true
		if b.blurred {
			n, ink = 1, false
		}
		for k := 0; n < 4 && k < most; k++ {
			if now := b.at(x>>16, y>>16); now != ink {
				edge[n], ink = (float64(k)-.5)*step, now
				n++
			}
			x, y = x+dx, y+dy
		}
		if n == 4 && abs(edge[3]/outline-(edge[3]-edge[1])/2) < edge[3]/outline/2+.25 {
			r.at[r.n] = b.middle.Add(way.Mul(edge[3]))
			r.n++
		}
	}
	return 3*(numRays-r.n) <= numRays
}

// corners guesses the corners of the outline, clockwise: the two farthest
// points and the two farthest from the line between them.
func (r *rays) corners(middle plane.Point) (q plane.Quad, ok bool) {
	pts := r.at[:r.n]
	far := func(score func(p plane.Point) float64) plane.Point {
		best, at := math.Inf(-1), pts[0]
		for _, p := range pts {
			if s := score(p); s > best {
				best, at = s, p
			}
		}
		return at
	}
	a := far(func(p plane.Point) float64 { return p.Sub(middle).Len() })
	c := far(func(p plane.Point) float64 { return p.Sub(a).Len() })
	line := c.Sub(a)
	b := far(func(p plane.Point) float64 { return -line.Cross(p.Sub(a)) })
	d := far(func(p plane.Point) float64 { return line.Cross(p.Sub(a)) })
	return convex(plane.Quad{a, b, c, d})
}

// sides fits a straight line through the points along each side of a quad and
// returns where they meet.
func (r *rays) sides(q plane.Quad) (out plane.Quad, ok bool) {
	var at, along [4]plane.Point
	for i, a := range q {
		b := q[(i+1)%4]
		dir := b.Sub(a)
		size := dir.Len()
		var n, sx, sy, sxx, syy, sxy float64
		for _, p := range r.at[:r.n] {
			d := p.Sub(a)
			t, off := d.Dot(dir)/(size*size), dir.Cross(d)/size
			// Close to a corner a point may belong to the other side.
			if t < .1 || t > .9 || abs(off) > size/12+.5 {
				continue
			}
			n, sx, sy = n+1, sx+d.X, sy+d.Y
			sxx, syy, sxy = sxx+d.X*d.X, syy+d.Y*d.Y, sxy+d.X*d.Y
		}
		if n < 5 {
			return q, false
		}
		mx, my := sx/n, sy/n
		sin, cos := math.Sincos(math.Atan2(2*(sxy/n-mx*my), sxx/n-mx*mx-syy/n+my*my) / 2)
		at[i], along[i] = a.Add(plane.Point{X: mx, Y: my}), plane.Point{X: cos, Y: sin}
	}
	for i := range 4 {
		k := (i + 3) % 4
		t := at[i].Sub(at[k]).Cross(along[i]) / along[k].Cross(along[i])
		out[i] = at[k].Add(along[k].Mul(t))
	}
	return convex(out)
}

// convex reports whether q goes round clockwise without a dent.
func convex(q plane.Quad) (plane.Quad, bool) {
	for i := range 4 {
		a, b, c := q[i], q[(i+1)%4], q[(i+2)%4]
		if !(b.Sub(a).Cross(c.Sub(b)) > 0) { // NaN is no corner
			return q, false
		}
	}
	return q, true
}
