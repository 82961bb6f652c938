package qr

import (
	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
)

// near reports whether p is in the picture or not far outside.
func (f *Finder) near(p plane.Point) bool {
	const far = 64
	return p.X > -far && p.Y > -far && p.X < float64(f.fr.W+far) && p.Y < float64(f.fr.H+far)
}

// at returns the light at p.
func (f *Finder) at(p plane.Point) float64 { return f.fr.At(p.X, p.Y) }

// sharps are the ways to judge the modules, in eighths of the difference to
// their neighbours.
var sharps = [...]int{0, 2, 4, 8}

// sample offers the modules of the symbol to read in different light.
func (f *Finder) sample() bool {
	if !f.look() {
		return false
	}
	f.frame()
	f.wide.sum(f.grey, f.s.n)
	for _, sharp := range sharps {
		if f.judge(sharp); f.offer() {
			return true
		}
	}
	return false
}

// frame makes the grid as large as the symbol and sets its corners.
func (f *Finder) frame() {
	n := float64(f.s.n)
	f.grid.Reset(f.s.n, f.s.n)
	f.grid.Corners = plane.Quad{f.s.point(0, 0), f.s.point(n, 0), f.s.point(n, n), f.s.point(0, n)}
}

// look notes the light of each module in f.grey, that of light on dark turned
// over.
func (f *Finder) look() bool {
	s, n := &f.s, f.s.n
	f.grey = light.Grow(f.grey, n*n)
	across, down := s.axes(float64(n)/2, float64(n)/2)
	across, down = across.Mul(.25), down.Mul(.25)
	for y := range n {
		for x := range n {
			p := s.point(float64(x)+.5, float64(y)+.5)
			if !f.near(p) {
				return false
			}
			v := f.at(p)
			if s.module > minSpread {
				v += f.at(p.Add(across)) + f.at(p.Sub(across)) + f.at(p.Add(down)) + f.at(p.Sub(down))
				v /= 5
			}
			if s.light {
				v = 255 - v
			}
			f.grey[y*n+x] = uint8(v)
		}
	}
	return true
}

// judge makes dark and light of f.grey: each module against the middle between
// the dark and the light ones around it. Before that each is set off from its
// four neighbours by sharp eighths of their difference, which undoes a blur.
func (f *Finder) judge(sharp int) {
	n := f.s.n
	for y := range n {
		for x := range n {
			at := y*n + x
			v := int(f.grey[at])
			if sharp > 0 {
				sum := int(f.grey[at-min(x, 1)]) + int(f.grey[at+min(n-1-x, 1)]) +
					int(f.grey[at-min(y, 1)*n]) + int(f.grey[at+min(n-1-y, 1)*n])
				v += sharp * (4*v - sum) / 32
			}
			f.grid.Dark[at] = v < f.wide.middle(x, y)
		}
	}
}
