package datamatrix

import (
	"image"
	"image/color"
	"testing"

	"endcap/scanner/decode/plane"
	"endcap/scanner/write"
)

// gridOf is a drawn symbol as its modules.
func gridOf(img image.Image) *plane.Grid {
	g, b := &plane.Grid{}, img.Bounds()
	g.Reset(b.Dx(), b.Dy())
	for y := range g.H {
		for x := range g.W {
			c, _ := color.GrayModel.Convert(img.At(b.Min.X+x, b.Min.Y+y)).(color.Gray)
			g.Dark[y*g.W+x] = c.Y < 128
		}
	}
	return g
}

func TestDecode_ReadsWhatIsWrittenAtEveryLength(t *testing.T) {
	d := NewDecoder()
	text := ""
	for len(text) < 1300 {
		img, err := write.DataMatrix(text + "A")
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := d.Decode(gridOf(img)); !ok || got.Text != text+"A" {
			t.Fatalf("%d characters in %v: read %q %v", len(text)+1, img.Bounds(), got.Text, ok)
		}
		text += "Abcdefghij klmno"[:1+len(text)/20%16]
	}
}

// FuzzDecode reads grids and data codewords of any content.
func FuzzDecode(f *testing.F) {
	d := NewDecoder()
	f.Add(uint8(0), []byte{230, 91, 11, 241, 27, 254, 231, 44})
	f.Add(uint8(31), []byte("any"))
	f.Fuzz(func(_ *testing.T, which uint8, data []byte) {
		understand(data)
		s := &sizes[int(which)%len(sizes)]
		g := &plane.Grid{}
		g.Reset(s.w, s.h)
		for i := range g.Dark {
			g.Dark[i] = len(data) > 0 && data[i/8%len(data)]>>(i%8)&1 != 0
		}
		d.Decode(g)
	})
}
