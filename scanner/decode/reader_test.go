package decode_test

import (
	"bytes"
	"image"
	"image/draw"
	"testing"

	"endcap/scanner/decode"
	"endcap/scanner/scene"
	"endcap/scanner/scene/scenetest"
	"endcap/scanner/write"
)

// looks are ways to hold a label before a camera that must not matter.
var looks = []struct {
	name string
	opts scene.Options
}{
	{"clean", scene.Options{}},
	{"captioned", scene.Options{Caption: "4 012345 123456"}},
	{"noisy", scene.Options{Width: 700, Height: 450, Noise: 12, Seed: 1}},
	{"blurred", scene.Options{Width: 800, Height: 450, Blur: 1, Noise: 2, Seed: 2}},
	{"in the shade", scene.Options{Width: 700, Height: 450, Shade: .7, Noise: 2, Seed: 3}},
	{"turned a little", scene.Options{Width: 700, Height: 450, Turn: 4, Noise: 2, Seed: 4}},
	{"on its head", scene.Options{Width: 700, Height: 450, Turn: 180, Noise: 2, Seed: 5}},
	{"on its side", scene.Options{Width: 700, Height: 700, Turn: 90, Noise: 2, Seed: 6}},
	{"off the middle", scene.Options{Width: 1280, Height: 960, Module: 2.6, OffX: 180, OffY: -220, Noise: 3, Blur: .5, Seed: 7}},
	{"leaning back", scene.Options{Width: 700, Height: 450, Tilt: .1, Noise: 2, Seed: 8}},
}

func TestRead_SeesALabelHoweverItIsHeld(t *testing.T) {
	r := decode.NewReader()
	for _, w := range writtenSymbols(t) {
		switch w.name {
		case "QR", "EAN-13", "GS1-128", "GS1 DataMatrix":
		default: // are read as these are
			continue
		}
		sym, err := w.symbol()
		if err != nil {
			t.Fatal(err)
		}
		for _, look := range looks {
			got := r.Read(scene.Picture(sym, look.opts))
			if len(got) != 1 || got[0].Format != w.format || got[0].Text != w.text || got[0].GS1 != w.gs1 {
				t.Errorf("%s %s: read %+v, want %s %q gs1=%v", w.name, look.name, got, w.format, w.text, w.gs1)
			}
		}
	}
}

func TestRead_InventsNothing(t *testing.T) {
	r := decode.NewReader()
	for _, frame := range scenetest.Clutter() {
		if got := r.Read(frame.Pic); len(got) != 0 {
			t.Errorf("%s: read %+v in a picture without a code", frame.Name, got)
		}
	}
}

func TestRead_DoesNotChangeThePicture(t *testing.T) {
	sym, err := write.QR("kept")
	if err != nil {
		t.Fatal(err)
	}
	pic := scene.Picture(sym, scene.Options{})
	before := bytes.Clone(pic.Pix)
	decode.NewReader().Read(pic)
	if !bytes.Equal(pic.Pix, before) {
		t.Error("reading changed the picture")
	}
}

func TestRead_SeesAPartOfAPicture(t *testing.T) {
	sym, err := write.QR("part")
	if err != nil {
		t.Fatal(err)
	}
	pic := scene.Picture(sym, scene.Options{Width: 640, Height: 480, Module: 4, OffX: 150})
	part, ok := pic.SubImage(image.Rect(301, 7, 639, 471)).(*image.Gray)
	if !ok {
		t.Fatal("a part of a gray picture is none")
	}
	if got := decode.NewReader().Read(part); len(got) != 1 || got[0].Text != "part" {
		t.Errorf("read %+v, want the code in the part", got)
	}
}

func TestRead_SeesModulesOfOnePixel(t *testing.T) {
	sym, err := write.DataMatrix("tiny")
	if err != nil {
		t.Fatal(err)
	}
	b := sym.Bounds()
	pic := image.NewGray(b.Inset(-2))
	draw.Draw(pic, pic.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(pic, b, sym, b.Min, draw.Src)
	if got := decode.NewReader().Read(pic); len(got) != 1 || got[0].Text != "tiny" {
		t.Errorf("read %+v, want the tiny code", got)
	}
}

func TestRead_SeesBarsOnAStrip(t *testing.T) {
	sym, err := write.EAN(4012345123456)
	if err != nil {
		t.Fatal(err)
	}
	r := decode.NewReader()
	for _, height := range []int{3, 7, 480} {
		got := r.Read(scene.Picture(sym, scene.Options{Width: 400, Height: height, Module: 3}))
		if len(got) != 1 || got[0].Text != "4012345123456" {
			t.Errorf("%d pixels high: read %+v, want the EAN", height, got)
		}
	}
}

func TestRead_SeesWhiteOnBlack(t *testing.T) {
	r := decode.NewReader()
	for _, w := range writtenSymbols(t) {
		switch w.name {
		case "QR", "EAN-13", "ITF-14", "GS1 DataMatrix":
		default: // is as these are, or bars that are not always found so
			continue
		}
		sym, err := w.symbol()
		if err != nil {
			t.Fatal(err)
		}
		pic := scene.Picture(sym, scene.Options{Width: 640, Height: 480, Module: 3, Noise: 3})
		for i, v := range pic.Pix {
			pic.Pix[i] = 255 - v
		}
		if got := r.Read(pic); len(got) != 1 || got[0].Text != w.text {
			t.Errorf("%s: read %+v, want the inverted code", w.name, got)
		}
	}
}

// benchPicture is a frame of 1280x960 as a camera gives it.
type benchPicture struct {
	name   string
	pic    *image.Gray
	symbol bool // there is one in it
}

func benchPictures(t testing.TB) []benchPicture {
	t.Helper()
	var pics []benchPicture
	for _, frame := range scenetest.Clutter() {
		pics = append(pics, benchPicture{frame.Name, frame.Pic, false})
	}
	for _, w := range writtenSymbols(t) {
		if w.name != "EAN-13" && w.name != "QR" {
			continue
		}
		sym, err := w.symbol()
		if err != nil {
			t.Fatal(err)
		}
		pic := scene.Picture(sym, scene.Options{Width: 1280, Height: 960, Module: 4, Turn: 3, Blur: .8, Noise: 4})
		pics = append(pics, benchPicture{w.name, pic, true})
	}
	return pics
}

// BenchmarkRead reads frames, and beside each lets gozxing alone read it.
func BenchmarkRead(b *testing.B) {
	for _, p := range benchPictures(b) {
		b.Run(p.name+"/endcap", func(b *testing.B) {
			r := decode.NewReader()
			b.ReportAllocs()
			for b.Loop() {
				r.Read(p.pic)
			}
		})
		b.Run(p.name+"/gozxing", func(b *testing.B) {
			read := peer()
			b.ReportAllocs()
			for b.Loop() {
				read(p.pic)
			}
		})
	}
}
