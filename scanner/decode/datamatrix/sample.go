package datamatrix

import (
	"math"

	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
)

// sample takes the light in the middle of each module of a symbol with the
// outline q and fills the grid with what is ink. It reports false when a module
// lies out of the picture.
func (f *Finder) sample(q *plane.Quad, s *size) bool {
	w, h := float64(s.w), float64(s.h)
	t := plane.Between(plane.Box(w, h), *q)
	f.grid.Reset(s.w, s.h)
	f.grid.Corners = *q
	for _, m := range plane.Box(w-1, h-1) {
		p := t.At(m.X+.5, m.Y+.5)
		if !(p.X > -1 && p.Y > -1 && p.X < float64(f.fr.W)+1 && p.Y < float64(f.fr.H)+1) {
			return false
		}
	}
	f.lights = light.Grow(f.lights, s.w*s.h)
	for y := range s.h {
		for x := range s.w {
			v := f.level(t.At(float64(x)+.5, float64(y)+.5))
			f.lights[y*s.w+x] = v
			f.grid.Dark[y*s.w+x] = v < 0
		}
	}
	return true
}

// judge fills the grid again from the light that was sampled: each module
// against the darkest and lightest of those around it, after taking away the
// part of its neighbours' light that blur has mixed in.
func (f *Finder) judge(s *size, sharp float64) {
	const around = 2
	at := func(x, y int) float64 { return f.lights[y*s.w+x] }
	for y := range s.h {
		for x := range s.w {
			lo, hi := math.Inf(1), math.Inf(-1)
			for j := max(0, y-around); j <= min(s.h-1, y+around); j++ {
				for i := max(0, x-around); i <= min(s.w-1, x+around); i++ {
					lo, hi = min(lo, at(i, j)), max(hi, at(i, j))
				}
			}
			v := at(x, y)
			if x > 0 && y > 0 && x < s.w-1 && y < s.h-1 {
				v += sharp * (4*v - at(x-1, y) - at(x+1, y) - at(x, y-1) - at(x, y+1))
			}
			f.grid.Dark[y*s.w+x] = v < (lo+hi)/2
		}
	}
}

// refine moves the corners of q, a part of a module at a time, to where the edges
// of the regions stand out most.
func (f *Finder) refine(s *size, q plane.Quad) plane.Quad {
	best := f.contrast(s, &q)
	for _, step := range [...]float64{.5, .25, .12} {
		for range 2 {
			moved := false
			for i := range q {
				along := q[(i+1)%4].Sub(q[i])
				across := q[(i+3)%4].Sub(q[i])
				n, m := float64(s.w), float64(s.h)
				if i%2 == 1 {
					n, m = m, n
				}
				for _, d := range [...]plane.Point{along.Mul(step / n), across.Mul(step / m), along.Mul(-step / n), across.Mul(-step / m)} {
					old := q[i]
					q[i] = old.Add(d)
					if c := f.contrast(s, &q); c > best {
						best, moved = c, true
						continue
					}
					q[i] = old
				}
			}
			if !moved {
				break
			}
		}
	}
	return q
}

// contrast tells how well the edges of the regions are as they should be.
func (f *Finder) contrast(s *size, q *plane.Quad) float64 {
	t := plane.Between(plane.Box(float64(s.w), float64(s.h)), *q)
	sum := 0.0
	rw, rh := s.w/s.across, s.h/s.down
	add := func(x, y int) {
		v := f.level(t.At(float64(x)+.5, float64(y)+.5))
		if dark, _ := s.fixed(x, y); dark {
			v = -v
		}
		sum += max(-40, min(40, v))
	}
	for y := range s.h {
		for x := 0; x < s.w; x += rw {
			add(x, y)
			add(x+rw-1, y)
		}
	}
	for y := 0; y < s.h; y += rh {
		for x := range s.w {
			add(x, y)
			add(x, y+rh-1)
		}
	}
	return sum
}
