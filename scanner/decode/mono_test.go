package decode

import (
	"image"
	"math/rand/v2"
	"testing"
)

func TestMono_CropsAndTurnsLikePixels(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	var src, part, side mono
	for range 200 {
		src.reset(1+rnd.IntN(100), 1+rnd.IntN(100))
		for y := range src.h {
			for i := range src.line(y) {
				src.line(y)[i] = rnd.Uint32()
			}
			if src.w%32 != 0 {
				src.line(y)[src.stride-1] &= 1<<(src.w%32) - 1
			}
		}
		x, y := rnd.IntN(src.w), rnd.IntN(src.h)
		box := image.Rect(x, y, x+1+rnd.IntN(src.w-x), y+1+rnd.IntN(src.h-y))
		invert := rnd.IntN(2) == 0
		part.crop(&src, box, invert)
		side.turn(&part)
		m := part.matrix()
		for y := range part.h {
			for x := range part.w {
				want := src.black(box.Min.X+x, box.Min.Y+y) != invert
				if part.black(x, y) != want || side.black(y, part.w-1-x) != want || m.Get(x, y) != want {
					t.Fatalf("pixel %d,%d of %v in %d x %d is wrong", x, y, box, src.w, src.h)
				}
			}
		}
		for y := range part.h {
			if over := part.line(y)[part.stride-1] >> ((part.w-1)%32 + 1 - 1) >> 1; over != 0 {
				t.Fatal("bits beyond the width are set")
			}
		}
	}
}

func TestBitmap_ComparesEightPixelsLikeOne(t *testing.T) {
	rnd := rand.New(rand.NewPCG(2, 2))
	var b bitmap
	for range 50 {
		w, h := 8+rnd.IntN(60), 8+rnd.IntN(60)
		pix := make([]byte, w*h)
		for i := range pix {
			pix[i] = byte(rnd.Uint32())
		}
		if !b.fill(pix, w, h) {
			t.Fatal("noise does not stand out")
		}
		for i, v := range pix {
			x, y := i%w, i/w
			if want := v <= b.smooth[y/block*b.bw+x/block]; b.black(x, y) != want {
				t.Fatalf("pixel %d,%d is %v", x, y, !want)
			}
		}
		sum, lo, hi := 0, pix[0], pix[0]
		for i := range block * block {
			v := pix[i/block*w+i%block]
			sum, lo, hi = sum+int(v), min(lo, v), max(hi, v)
		}
		if gotSum, gotLo, gotHi := look(pix, w); gotSum != sum || gotLo != lo || gotHi != hi {
			t.Fatalf("look gave %d %d %d, want %d %d %d", gotSum, gotLo, gotHi, sum, lo, hi)
		}
	}
}
