package datamatrix

import (
	"fmt"
	"image"
	"image/draw"
	"math/rand/v2"
	"testing"

	"endcap/scanner"
	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
	"endcap/scanner/scene"
	"endcap/scanner/scene/scenetest"
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
			pic := scene.Picture(sym, scene.Options{Width: 400, Height: 300, Module: 4, Turn: turn, Tilt: tilt, Blur: .7, Noise: 3, Seed: uint64(turn)})
			if got, _ := find(pic); len(got) != 1 || got[0].Text != elements || !got[0].GS1 {
				t.Errorf("turned %g, tilted %g: read %+v", turn, tilt, got)
			}
		}
	}
}

func TestFind_SeesEverySize(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	for i := range sizes {
		s := &sizes[i]
		text := filler(s, rnd)
		g := printed(t, s, text)
		for _, how := range [...]string{"as it is", "mirrored", "light on dark"} {
			pattern := g
			if how == "mirrored" {
				pattern = &plane.Grid{}
				g.Mirror(pattern)
			}
			side := 60 + 4*max(s.w, s.h)
			pic := scene.Picture(paint(pattern), scene.Options{Width: side, Height: side, Module: 3, Quiet: 2, Turn: rnd.Float64() * 360, Blur: .6, Noise: 2, Seed: uint64(i)})
			if how == "light on dark" {
				for k, v := range pic.Pix {
					pic.Pix[k] = 255 - v
				}
			}
			if got, _ := find(pic); len(got) != 1 || got[0].Text != text {
				t.Errorf("%dx%d %s: read %+v, want %q", s.h, s.w, how, got, text)
			}
		}
	}
}

func TestFind_NeedsAQuietZoneOfOneModule(t *testing.T) {
	for turn := 0.0; turn < 90; turn += 9 {
		pic := scene.Picture(label(t), scene.Options{Width: 300, Height: 300, Module: 4, Quiet: 1, Turn: turn, Blur: .5, Noise: 2})
		if got, _ := find(pic); len(got) != 1 || got[0].Text != elements {
			t.Errorf("turned %g: read %+v", turn, got)
		}
	}
}

func TestFind_SeesSeveralAtOnce(t *testing.T) {
	all := image.NewGray(image.Rect(0, 0, 600, 600))
	want := map[string]bool{}
	for i := range 4 {
		text := fmt.Sprintf("number %d", i)
		want[text] = true
		img, err := write.DataMatrix(text)
		if err != nil {
			t.Fatal(err)
		}
		at := image.Pt(i%2*300, i/2*300)
		pic := scene.Picture(img, scene.Options{Width: 300, Height: 300, Module: 5, Turn: float64(i) * 25, Noise: 2})
		draw.Draw(all, pic.Bounds().Add(at), pic, image.Point{}, draw.Src)
	}
	found, _ := find(all)
	for _, s := range found {
		if !want[s.Text] {
			t.Errorf("read %q, which is not there or was read before", s.Text)
		}
		delete(want, s.Text)
	}
	if len(want) > 0 {
		t.Errorf("did not read %v", want)
	}
}

func TestFind_TellsWhereItSuspectsASymbol(t *testing.T) {
	sym := label(t)
	pic := scene.Picture(sym, scene.Options{Width: 400, Height: 300, Module: 4, OffX: 50, Turn: 20, Blur: 2.4, Noise: 2})
	got, suspects := find(pic)
	if len(got) != 0 || len(suspects) == 0 {
		t.Fatalf("read %+v, suspects %v; want a suspect only", got, suspects)
	}
	if at := image.Pt(250, 150); !at.In(suspects[0]) {
		t.Errorf("suspects %v, want one about %v", suspects, at)
	}
}

func TestFind_InventsNothingAndAllocatesNothing(t *testing.T) {
	var (
		fr light.Frame
		f  Finder
	)
	d := NewDecoder()
	read := func(g *plane.Grid) bool {
		if s, ok := d.Decode(g); ok {
			t.Errorf("read %q", s.Text)
		}
		return false
	}
	for _, frame := range scenetest.Clutter() {
		fr.Look(light.Of(frame.Pic))
		f.Find(&fr, read)
		if n := testing.AllocsPerRun(2, func() { f.Find(&fr, read) }); n > 0 {
			t.Errorf("%s: %v allocations", frame.Name, n)
		}
	}
}

// BenchmarkFind looks through frames of 1280x960: with nothing but clutter, and
// with a symbol.
func BenchmarkFind(b *testing.B) {
	symbol := scene.Picture(label(b), scene.Options{Width: 1280, Height: 960, Module: 4, Turn: 13, Blur: .8, Noise: 4})
	for _, p := range append(scenetest.Clutter(), scenetest.Frame{Name: "Symbol", Pic: symbol}) {
		b.Run(p.Name, func(b *testing.B) {
			var (
				fr light.Frame
				f  Finder
			)
			d := NewDecoder()
			fr.Look(light.Of(p.Pic))
			read := func(g *plane.Grid) bool {
				_, ok := d.Decode(g)
				return ok
			}
			b.ReportAllocs()
			for b.Loop() {
				f.Find(&fr, read)
			}
		})
	}
}

// FuzzFind looks for symbols in pictures of any content: it must come to an
// end and read nothing out of the picture.
func FuzzFind(f *testing.F) {
	small := scene.Picture(label(f), scene.Options{Width: 90, Height: 90, Module: 3, Turn: 30})
	f.Add(uint8(90), small.Pix)
	f.Add(uint8(8), make([]byte, 64))
	finder, d := Finder{}, NewDecoder()
	f.Fuzz(func(t *testing.T, w uint8, pix []byte) {
		if w < light.MinSide || len(pix) < int(w)*light.MinSide {
			return
		}
		var fr light.Frame
		h := len(pix) / int(w)
		if !fr.Look(light.Picture{Pix: pix[:h*int(w)], W: int(w), H: h, Stride: int(w)}) {
			return
		}
		for _, s := range finder.Find(&fr, func(g *plane.Grid) bool {
			_, ok := d.Decode(g)
			return ok
		}) {
			if s.Empty() {
				t.Errorf("suspect %v", s)
			}
		}
	})
}
