package datamatrix

import (
	"fmt"
	"image"
	"testing"

	"endcap/scanner"
	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
	"endcap/scanner/scene"
	"endcap/scanner/write"
)

// find reads all symbols in a picture.
func find(pic *image.Gray) (found []scanner.Symbol, suspects []image.Rectangle) {
	var (
		fr light.Frame
		f  Finder
	)
	d := NewDecoder()
	if fr.Look(light.Of(pic)) {
		suspects = f.Find(&fr, func(g *plane.Grid) bool {
			s, ok := d.Decode(g)
			if ok {
				found = append(found, s)
			}
			return ok
		})
	}
	return found, suspects
}

const elements = "0104012345123456" + "10LOT42\x1d" + "17270131"

func label(t testing.TB) image.Image {
	t.Helper()
	img, err := write.GS1DataMatrix(elements)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func TestFind_SeesASymbolAtAnyAngle(t *testing.T) {
	sym := label(t)
	for turn := 0.0; turn < 360; turn += 7 {
		for _, tilt := range [...]float64{0, .3} {
			opts := scene.Options{Width: 400, Height: 300, Module: 4, Turn: turn, Tilt: tilt, Blur: .7, Noise: 3, Seed: uint64(turn)}
			t.Run(fmt.Sprintf("turned %g, tilted %g", turn, tilt), func(t *testing.T) {
				got, _ := find(scene.Picture(sym, opts))
				if len(got) != 1 || got[0].Text != elements || !got[0].GS1 {
					t.Errorf("read %+v", got)
				}
			})
		}
	}
}
