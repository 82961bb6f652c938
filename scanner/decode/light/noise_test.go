package light

import (
	"image"
	"math/bits"
	"math/rand/v2"
	"testing"
)

func TestCount_CountsTheBitsOfEachByte(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 3))
	for range 100 {
		v := rnd.Uint64()
		got := count(v)
		for k := range 8 {
			if n, want := int(got>>(k*8)&0xff), bits.OnesCount8(uint8(v>>(k*8))); n != want {
				t.Fatalf("byte %d of %x: %d bits, want %d", k, v, n, want)
			}
		}
	}
}

func TestFrame_TakesNoiseForPaperButNoModulesOfTwoPixels(t *testing.T) {
	rnd := rand.New(rand.NewPCG(4, 4))
	modules := image.Rect(96, 96, 256, 256) // inside noise
	bars := image.Rect(320, 96, 480, 256)   // of one pixel
	p := Picture{W: 640, H: 480, Stride: 640, Pix: make([]byte, 640*480)}
	var module [80 * 80]byte
	for i := range module {
		module[i] = byte(rnd.Uint32()) & 1 * 200
	}
	for i := range p.Pix {
		switch at := image.Pt(i%p.W, i/p.W); {
		case at.In(modules):
			p.Pix[i] = 20 + module[(at.Y-96)/2*80+(at.X-96)/2]
		case at.In(bars):
			p.Pix[i] = byte(at.X%2) * 200
		default:
			p.Pix[i] = byte(rnd.Uint32())
		}
	}
	var f Frame
	f.Look(p)
	quiet := 0
	for by := range f.BH {
		for bx := range f.BW {
			at := image.Rect(bx*Block, by*Block, bx*Block+Block, by*Block+Block)
			switch silent := f.Contrast[by*f.BW+bx] == 0; {
			case at.In(modules.Inset(Block)) || at.In(bars.Inset(Block)):
				if silent {
					t.Errorf("block %d,%d of modules or bars was taken for noise", bx, by)
				}
			case silent && f.Black.Dark(at.Min.X+3, at.Min.Y+3):
				t.Errorf("block %d,%d is quiet and dark", bx, by)
			case silent:
				quiet++
			}
		}
	}
	if noise := f.BW*f.BH - 2*20*20; quiet < noise*9/10 {
		t.Errorf("%d of %d blocks of noise were taken for paper", quiet, noise)
	}
	small := p.Part(image.Rect(0, 0, 500, 480))
	if f.Look(small); f.Contrast[0] == 0 {
		t.Error("a small picture, whose modules may be a pixel, was quietened")
	}
}
