// Package scenetest makes frames in which there is no symbol, for tests and
// benchmarks of those who look for one.
package scenetest

import (
	"image"
	"math/rand/v2"
)

// Frame is a picture with a name.
type Frame struct {
	Name string
	Pic  *image.Gray
}

// Clutter returns frames of 1280x960 without a symbol: paper, the edge of a
// shelf, noise of a pixel and of four, bars of any width, a fence, chequers,
// boxes in a grid, and boxes that lie upon each other; and noise of 512x512, in
// which modules may be a pixel. Each call makes new ones of the same bytes.
func Clutter() []Frame {
	const w, h = 1280, 960
	rnd := rand.New(rand.NewPCG(1, 2))
	var out []Frame
	add := func(name string, at func(x, y int) byte) *image.Gray {
		g := image.NewGray(image.Rect(0, 0, w, h))
		for i := range g.Pix {
			g.Pix[i] = at(i%w, i/w)
		}
		out = append(out, Frame{name, g})
		return g
	}
	var dots [w / 4 * h / 4]byte
	for i := range dots {
		dots[i] = byte(rnd.Uint32())
	}
	var bars [w]byte
	for x, left, v := 0, 0, byte(0); x < w; x, left = x+1, left-1 {
		if left == 0 {
			left, v = 2+rnd.IntN(12), ^v
		}
		bars[x] = v
	}
	add("Paper", func(x, _ int) byte { return byte(180 + x%3) })
	add("Shelf", func(x, y int) byte { return byte(180+x%3) * byte(min(1, y/16)) })
	add("Noise", func(int, int) byte { return byte(rnd.Uint32()) })
	add("Dots", func(x, y int) byte { return dots[y/4*w/4+x/4] })
	add("Bars", func(x, _ int) byte { return bars[x] })
	add("Fence", func(x, _ int) byte { return byte(x/4%2) * 255 })
	add("Chequers", func(x, y int) byte { return byte((x/6+y/6)%2) * 255 })
	add("Grid", func(x, y int) byte { return byte(uint32(x/9*7919+y/13*104729) * 2654435761 >> 24) })
	boxes := add("Boxes", func(int, int) byte { return 200 })
	for range 900 {
		at := image.Pt(rnd.IntN(w), rnd.IntN(h))
		v := byte(rnd.Uint32())
		box := image.Rectangle{Min: at, Max: at.Add(image.Pt(3+rnd.IntN(60), 2+rnd.IntN(40)))}.Intersect(boxes.Rect)
		for y := box.Min.Y; y < box.Max.Y; y++ {
			for x := box.Min.X; x < box.Max.X; x++ {
				boxes.Pix[y*w+x] = v
			}
		}
	}
	small := image.NewGray(image.Rect(0, 0, 512, 512))
	for i := range small.Pix {
		small.Pix[i] = byte(rnd.Uint32())
	}
	return append(out, Frame{"SmallNoise", small})
}
