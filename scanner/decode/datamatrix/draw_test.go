package datamatrix

import (
	"image"
	"math/rand/v2"
	"testing"

	"endcap/scanner/decode/plane"
	"endcap/scanner/solomon"
)

// drawn writes text in ASCII into a grid of size s, which must have room for it.
func printed(t testing.TB, s *size, text string) *plane.Grid {
	t.Helper()
	words := make([]byte, s.words())
	n := len(words) - s.check
	if len(text) > n {
		t.Fatalf("%d characters in %d codewords", len(text), n)
	}
	for i := range n {
		words[i] = pad
		if i < len(text) {
			words[i] = text[i] + 1
		} else if i > len(text) {
			v := 129 + 149*(i+1)%253 + 1
			if v > 254 {
				v -= 254
			}
			words[i] = byte(v)
		}
	}
	check := s.check / s.blocks
	for b := range s.blocks {
		var block []byte
		for i := b; i < n; i += s.blocks {
			block = append(block, words[i])
		}
		for j, v := range solomon.Check(NewDecoder().code, block, check) {
			words[n+(b-n%s.blocks+s.blocks)%s.blocks+j*s.blocks] = v
		}
	}
	g := &plane.Grid{}
	g.Reset(s.w, s.h)
	clear(g.Dark)
	for y := range s.h {
		for x := range s.w {
			g.Dark[y*s.w+x], _ = s.fixed(x, y)
		}
	}
	for i, at := range s.layout() {
		g.Dark[at] = words[i/8]>>(7-i%8)&1 != 0
	}
	return g
}

// paint is a grid as an image of one pixel a module.
func paint(g *plane.Grid) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, g.W, g.H))
	for i, dark := range g.Dark {
		if !dark {
			img.Pix[i] = 255
		}
	}
	return img
}

// filler fills about half of a symbol of size s.
func filler(s *size, rnd *rand.Rand) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	text := make([]byte, max(2, (s.words()-s.check)*3/4))
	for i := range text {
		text[i] = letters[rnd.IntN(len(letters))]
	}
	return string(text)
}

func TestDecode_ReadsEverySizeWithAsManyErrorsAsItMay(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	d := NewDecoder()
	for i := range sizes {
		s := &sizes[i]
		text := filler(s, rnd)
		g := printed(t, s, text)
		if got, ok := d.Decode(g); !ok || got.Text != text {
			t.Errorf("%dx%d: read %q %v, want %q", s.h, s.w, got.Text, ok, text)
			continue
		}
		// Half as many wrong codewords as there are to check each block.
		at := s.layout()
		for b := range s.blocks {
			for k := range s.check / s.blocks / 2 {
				for bit := range 8 {
					if m := at[(b+k*s.blocks)*8+bit]; bit == 0 || rnd.IntN(2) == 0 {
						g.Dark[m] = !g.Dark[m]
					}
				}
			}
		}
		if got, ok := d.Decode(g); !ok || got.Text != text {
			t.Errorf("%dx%d with errors: read %q %v, want %q", s.h, s.w, got.Text, ok, text)
		}
	}
}
