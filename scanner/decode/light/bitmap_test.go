package light

import (
	"image"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestBitmap_EdgesAreWherePixelsChange(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	var b Bitmap
	var got []int32
	for range 200 {
		b.Reset(1+rnd.IntN(200), 1)
		for i := range b.Words {
			b.Words[i] = rnd.Uint64() | rnd.Uint64()
		}
		if b.W%64 != 0 {
			b.Words[b.Span-1] &= 1<<(b.W%64) - 1
		}
		var want []int32
		for x := range b.W + 1 {
			if b.Dark(x, 0) != b.Dark(x-1, 0) {
				want = append(want, int32(x))
			}
		}
		if got = b.Edges(0, got); !slices.Equal(got, want) {
			t.Fatalf("%d pixels %x: edges at %v, want %v", b.W, b.Words, got, want)
		}
	}
}

func TestFrame_ComparesEightPixelsLikeOne(t *testing.T) {
	rnd := rand.New(rand.NewPCG(2, 2))
	var f Frame
	for range 50 {
		p := Picture{W: 8 + rnd.IntN(160), H: 8 + rnd.IntN(60)}
		p.Stride = p.W + rnd.IntN(3)
		p.Pix = make([]byte, p.Stride*p.H)
		for i := range p.Pix {
			p.Pix[i] = byte(rnd.Uint32())
		}
		if !f.Look(p) {
			t.Fatal("noise does not stand out")
		}
		for y := range p.H {
			for x, v := range p.Row(y) {
				if want := v/2 <= f.limits[y/Block*f.BW+x/Block]/2; f.Black.Dark(x, y) != want {
					t.Fatalf("pixel %d,%d is %v", x, y, !want)
				}
			}
			if f.Black.Row(y)[f.Black.Span-1]>>((p.W-1)%64)>>1 != 0 {
				t.Fatal("bits beyond the width are set")
			}
		}
		sum, lo, hi := 0, uint8(255), uint8(0)
		for i := range Block / 2 * Block {
			v := p.Pix[[...]int{0, 2, 5, 7}[i/Block]*p.Stride+i%Block] / 2
			sum, lo, hi = sum+int(v), min(lo, v), max(hi, v)
		}
		gotMean, gotLo, gotHi := look(p.Pix, p.Stride)
		if want := sum / (Block / 2 * Block) * 2; abs(int(gotMean)-want) > 2 || gotLo != 2*lo || gotHi != 2*hi+1 {
			t.Fatalf("look gave %d %d %d, want %d %d %d", gotMean, gotLo, gotHi, want, 2*lo, 2*hi+1)
		}
	}
}

func TestFrame_IsQuietWhereASymbolIsRead(t *testing.T) {
	p := Picture{W: 200, H: 100, Stride: 200, Pix: make([]byte, 200*100)}
	for i := range p.Pix {
		p.Pix[i] = byte(i % 3 * 100)
	}
	var f Frame
	f.Look(p)
	symbol := [4]image.Point{{X: 60, Y: 0}, {X: 110, Y: 50}, {X: 60, Y: 100}, {X: 10, Y: 50}}
	f.Claim(symbol)
	for by := range f.BH {
		for bx := range f.BW {
			read := Within(image.Pt(bx*Block+Block/2, by*Block+Block/2), symbol)
			if quiet := f.Contrast[by*f.BW+bx] == 0; quiet != read {
				t.Errorf("block %d,%d is quiet: %v, want %v", bx, by, quiet, read)
			}
			dark := false
			for i := range Block * Block {
				dark = dark || f.Black.Dark(bx*Block+i%Block, by*Block+i/Block)
			}
			if dark == read {
				t.Errorf("block %d,%d has dark pixels: %v, want %v", bx, by, dark, !read)
			}
		}
	}
	// Corners far out of the picture do no harm.
	f.Claim([4]image.Point{{X: -1 << 20, Y: -5}, {X: 1 << 20, Y: -5}, {X: 1 << 20, Y: 1 << 20}, {X: -5, Y: 1 << 20}})
}

func TestFrame_SeesThinBarsWhereverTheyLie(t *testing.T) {
	for wide := 1; wide <= 2; wide++ {
		for at := range Block {
			p := Picture{Pix: make([]byte, 64*64), W: 64, H: 64, Stride: 64}
			// Bars across, and one that has a block to itself.
			dark := func(y int) bool {
				return y < 24 && (y+at)/wide%2 == 0 || y-40 >= at && y-40 < at+2
			}
			for i := range p.Pix {
				if !dark(i / 64) {
					p.Pix[i] = 255
				}
			}
			var f Frame
			f.Look(p)
			for y := range 64 {
				if f.Black.Dark(32, y) != dark(y) {
					t.Errorf("bars of %d from %d on: row %d is %v", wide, at, y, !dark(y))
				}
			}
		}
	}
}
