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
