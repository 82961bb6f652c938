package datamatrix

import "endcap/scanner/decode/plane"

// bend takes the modules of a symbol as sample does, but with columns and rows as
// wide as the dotted edges show them: on a bottle they are not all alike. It
// reports false where neither edge was counted as that size has it.
func (f *Finder) bend(q *plane.Quad, s *size) bool {
	t := plane.Between(plane.Box(float64(s.w), float64(s.h)), *q)
	back := t.Inverse()
	known := false
	xs, ys := f.cuts[0][:s.w+1], f.cuts[1][:s.h+1]
	for i := range xs {
		xs[i] = float64(i)
	}
	for i := range ys {
		ys[i] = float64(i)
	}
	for i := range f.edges {
		d := &f.edges[i]
		if d.n == 0 {
			continue
		}
		// Where modules meet, as if they were even: along the top from the left,
		// or along the right side from below.
		first, last := back.At(d.marks[0].X, d.marks[0].Y), back.At(d.marks[d.n-2].X, d.marks[d.n-2].Y)
		switch across := last.X-first.X > first.Y-last.Y; {
		case across && d.n == s.w:
			for k, m := range d.marks[:d.n-1] {
				xs[k+1] = back.At(m.X, m.Y).X
			}
			known = true
		case !across && d.n == s.h:
			for k, m := range d.marks[:d.n-1] {
				ys[s.h-1-k] = back.At(m.X, m.Y).Y
			}
			known = true
		}
	}
	for y := range s.h {
		for x := range s.w {
			v := f.level(t.At((xs[x]+xs[x+1])/2, (ys[y]+ys[y+1])/2))
			f.lights[y*s.w+x] = v
			f.grid.Dark[y*s.w+x] = v < 0
		}
	}
	return known
}
