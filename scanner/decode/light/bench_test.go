package light_test

import (
	"math/rand/v2"
	"testing"

	"endcap/scanner/decode/light"
)

// frames are pictures of 1280 x 960 pixels as a camera gives them.
func frames() map[string]light.Picture {
	rnd := rand.New(rand.NewPCG(1, 2))
	out := map[string]light.Picture{}
	add := func(name string, at func(x, y int) byte) {
		p := light.Picture{W: 1280, H: 960, Stride: 1280, Pix: make([]byte, 1280*960)}
		for i := range p.Pix {
			p.Pix[i] = at(i%1280, i/1280)
		}
		out[name] = p
	}
	add("Paper", func(x, _ int) byte { return byte(180 + x%3) })
	add("Clutter", func(x, y int) byte { return byte(uint32(x/9*7919+y/13*104729) * 2654435761 >> 24) })
	add("Noise", func(int, int) byte { return byte(rnd.Uint32()) })
	return out
}

// BenchmarkLook shows what black and white costs, beside reading every byte.
func BenchmarkLook(b *testing.B) {
	pics := frames()
	for _, name := range []string{"Paper", "Clutter", "Noise"} {
		p := pics[name]
		b.Run(name, func(b *testing.B) {
			var f light.Frame
			b.SetBytes(int64(len(p.Pix)))
			b.ReportAllocs()
			for b.Loop() {
				f.Look(p)
			}
		})
	}
	b.Run("ReadEveryByte", func(b *testing.B) {
		p, sum := pics["Noise"], 0
		b.SetBytes(int64(len(p.Pix)))
		for b.Loop() {
			for _, v := range p.Pix {
				sum += int(v)
			}
		}
		if sum == 0 {
			b.Fatal("noise is dark")
		}
	})
}
