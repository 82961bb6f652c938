package plane

// Transform is a perspective from one plane to another: x, y goes to
// (ax+by+c)/(gx+hy+i), (dx+ey+f)/(gx+hy+i), in the order a to i.
type Transform [9]float64

// Between returns the perspective that takes the corners of from to those of
// to. Where either has three corners on one line, what At returns may be NaN
// or infinite.
func Between(from, to Quad) Transform {
	a, b := square(from), square(to)
	inv := a.Inverse()
	return b.After(&inv)
}

// square returns the perspective of the unit square onto q.
func square(q Quad) Transform {
	d1, d2 := q[1].Sub(q[2]), q[3].Sub(q[2])
	d3 := q[0].Sub(q[1]).Add(q[2]).Sub(q[3])
	den := d1.Cross(d2)
	g, h := d3.Cross(d2)/den, d1.Cross(d3)/den
	return Transform{
		q[1].X - q[0].X + g*q[1].X, q[3].X - q[0].X + h*q[3].X, q[0].X,
		q[1].Y - q[0].Y + g*q[1].Y, q[3].Y - q[0].Y + h*q[3].Y, q[0].Y,
		g, h, 1,
	}
}

// At returns where x, y goes.
func (t *Transform) At(x, y float64) Point {
	w := t[6]*x + t[7]*y + t[8]
	return Point{(t[0]*x + t[1]*y + t[2]) / w, (t[3]*x + t[4]*y + t[5]) / w}
}

// After returns the perspective that does u first and then t.
func (t *Transform) After(u *Transform) (out Transform) {
	for r := range 3 {
		for c := range 3 {
			for k := range 3 {
				out[r*3+c] += t[r*3+k] * u[k*3+c]
			}
		}
	}
	return out
}

// Inverse returns the way back, up to a factor, which a perspective does not
// show.
func (t *Transform) Inverse() Transform {
	return Transform{
		t[4]*t[8] - t[5]*t[7], t[2]*t[7] - t[1]*t[8], t[1]*t[5] - t[2]*t[4],
		t[5]*t[6] - t[3]*t[8], t[0]*t[8] - t[2]*t[6], t[2]*t[3] - t[0]*t[5],
		t[3]*t[7] - t[4]*t[6], t[1]*t[6] - t[0]*t[7], t[0]*t[4] - t[1]*t[3],
	}
}
