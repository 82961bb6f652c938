package qr_test

import (
	"image"
	"math"
	"slices"
	"strings"
	"testing"

	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
	"endcap/scanner/decode/qr"
	"endcap/scanner/scene"
	"endcap/scanner/scene/scenetest"
	"endcap/scanner/write"
)

// symbol draws a QR code of about n bytes.
func symbol(t testing.TB, n int) *image.Gray {
	t.Helper()
	text := strings.Repeat("Endcap 0123456789. ", n/19+1)[:n]
	img, err := write.QR(text)
	if err != nil {
		t.Fatal(err)
	}
	return light.Gray(img)
}

// wrong returns which part of the modules of g are not those of img, or 1 if
// the size differs.
func wrong(g *plane.Grid, img image.Image) float64 {
	b := img.Bounds()
	if g.W != b.Dx() || g.H != b.Dy() {
		return 1
	}
	n := 0
	for y := range g.H {
		for x := range g.W {
			if r, _, _, _ := img.At(b.Min.X+x, b.Min.Y+y).RGBA(); (r < 0x8000) != g.At(x, y) {
				n++
			}
		}
	}
	return float64(n) / float64(g.W*g.H)
}

// find returns the least part of wrong modules of the grids that are offered,
// of which the first that is below limit is taken.
func find(pic *image.Gray, img image.Image, limit float64) (least float64, corners plane.Quad) {
	var fr light.Frame
	least = 1
	if !fr.Look(light.Of(pic)) {
		return least, corners
	}
	var f qr.Finder
	f.Find(&fr, func(g *plane.Grid) bool {
		if w := wrong(g, img); w < least {
			least, corners = w, g.Corners
		}
		return least <= limit
	})
	return least, corners
}

func TestFind_SeesASymbolAtAnyAngle(t *testing.T) {
	for _, bytes := range []int{10, 60, 150} {
		img := symbol(t, bytes)
		for turn := 0; turn < 360; turn += 9 {
			pic := scene.Picture(img, scene.Options{Module: 3.3, Turn: float64(turn), Noise: 3, Seed: uint64(turn)})
			if got, _ := find(pic, img, .01); got > .01 {
				t.Errorf("%d bytes turned by %d degrees: %.0f %% of the modules are wrong", bytes, turn, 100*got)
			}
		}
	}
}

func TestFind_SeesASymbolHoweverItIsHeld(t *testing.T) {
	for _, c := range []struct {
		name  string
		bytes int
		opts  scene.Options
	}{
		{"leaning back", 60, scene.Options{Tilt: .4, Turn: 20}},
		{"leaning far back", 60, scene.Options{Tilt: .6, Turn: 45}},
		{"leaning back, large", 900, scene.Options{Width: 1280, Height: 1280, Module: 7, Tilt: .4, Turn: 30}},
		{"blurred", 60, scene.Options{Module: 4, Blur: 2.4, Noise: 1}},
		{"small", 60, scene.Options{Module: 1.7, Turn: 5}},
		{"very large modules", 20, scene.Options{Width: 1280, Height: 960, Turn: 12}},
		{"in the shade", 60, scene.Options{Module: 4, Shade: .8, Turn: 33}},
		{"noisy", 60, scene.Options{Module: 4, Noise: 25, Turn: 70}},
		{"large", 1400, scene.Options{Width: 640, Height: 640, Turn: 2}},
	} {
		img := symbol(t, c.bytes)
		if got, _ := find(scene.Picture(img, c.opts), img, .06); got > .06 {
			t.Errorf("%s: %.0f %% of the modules are wrong", c.name, 100*got)
		}
	}
}

// change returns a picture made of another.
func change(pic *image.Gray, at func(x, y int) byte) *image.Gray {
	out := image.NewGray(pic.Rect)
	for y := range pic.Rect.Dy() {
		for x := range pic.Rect.Dx() {
			out.Pix[y*out.Stride+x] = at(x, y)
		}
	}
	return out
}

func TestFind_SeesLightOnDarkAndMirroredAndCurved(t *testing.T) {
	for _, bytes := range []int{10, 60, 400} {
		img := symbol(t, bytes)
		pic := scene.Picture(img, scene.Options{Width: 600, Height: 600, Turn: 15})
		w, h := pic.Rect.Dx(), pic.Rect.Dy()
		for name, at := range map[string]func(x, y int) byte{
			"light on dark": func(x, y int) byte { return 255 - pic.Pix[y*w+x] },
			"mirrored":      func(x, y int) byte { return pic.Pix[y*w+w-1-x] },
			// As on a can seen from a little above.
			"curved": func(x, y int) byte {
				u := math.Asin((float64(x)/float64(w)-.5)*1.5) / 1.5
				v := float64(y) + 12*math.Cos(2*u)
				i, j := int((u+.5)*float64(w)), int(v)
				if i < 0 || j < 0 || i >= w || j >= h {
					return 90
				}
				return pic.Pix[j*w+i]
			},
		} {
			if got, _ := find(change(pic, at), img, .03); got > .03 {
				t.Errorf("%d bytes %s: %.1f %% of the modules are wrong", bytes, name, 100*got)
			}
		}
	}
}

func TestFind_SeesAllOfManySymbols(t *testing.T) {
	pic := image.NewGray(image.Rect(0, 0, 1280, 960))
	want := 0
	for y := 0; y+320 <= 960; y += 320 {
		for x := 0; x+320 <= 1280; x += 320 {
			part := scene.Picture(symbol(t, 10+want*5), scene.Options{Width: 320, Height: 320, Module: 3.5, Turn: float64(want * 17)})
			for j := range 320 {
				copy(pic.Pix[(y+j)*1280+x:][:320], part.Pix[j*320:])
			}
			want++
		}
	}
	var fr light.Frame
	fr.Look(light.Of(pic))
	var f qr.Finder
	var got []int
	f.Find(&fr, func(g *plane.Grid) bool {
		c := g.Corners.Bounds()
		n := (c.Min.Y+c.Max.Y)/2/320*4 + (c.Min.X+c.Max.X)/2/320
		if wrong(g, symbol(t, 10+n*5)) > .01 {
			return false
		}
		got = append(got, n)
		return true
	})
	slices.Sort(got)
	if len(slices.Compact(got)) != want {
		t.Errorf("found %v, want each of %d symbols", got, want)
	}
}

func TestFind_TellsTheCornersOfTheSymbol(t *testing.T) {
	img := symbol(t, 60)
	pic := scene.Picture(img, scene.Options{Module: 5, Turn: 180})
	_, q := find(pic, img, 0)
	half := 2.5 * float64(img.Bounds().Dx())
	want := plane.Quad{{X: 320 + half, Y: 240 + half}, {X: 320 - half, Y: 240 + half}, {X: 320 - half, Y: 240 - half}, {X: 320 + half, Y: 240 - half}}
	for i := range q {
		if q[i].Sub(want[i]).Len() > 1.5 {
			t.Errorf("corner %d is at %v, want %v", i, q[i], want[i])
		}
	}
}

func TestFind_ReturnsWhereASymbolWasNotRead(t *testing.T) {
	img := symbol(t, 60)
	var fr light.Frame
	fr.Look(light.Of(scene.Picture(img, scene.Options{Width: 900, Module: 3, OffX: 200})))
	var f qr.Finder
	got := f.Find(&fr, func(*plane.Grid) bool { return false })
	if len(got) != 1 || !image.Pt(650, 240).In(got[0]) || got[0].Dx() > 250 {
		t.Errorf("suspects are %v, want one around 650,240", got)
	}
	if got = f.Find(&fr, func(*plane.Grid) bool { return true }); len(got) != 0 {
		t.Errorf("suspects are %v where all was read", got)
	}
}

func TestFind_AllocatesNothingWhereNothingIs(t *testing.T) {
	var fr light.Frame
	var f qr.Finder
	for _, frame := range scenetest.Clutter() {
		fr.Look(light.Of(frame.Pic))
		read := func(*plane.Grid) bool { return false }
		f.Find(&fr, read)
		if n := testing.AllocsPerRun(2, func() { f.Find(&fr, read) }); n != 0 {
			t.Errorf("%s: %v allocations", frame.Name, n)
		}
	}
}

func BenchmarkFind(b *testing.B) {
	symbol := scene.Picture(symbol(b, 60), scene.Options{Width: 1280, Height: 960, Turn: 20, Module: 4})
	for _, p := range append(scenetest.Clutter(), scenetest.Frame{Name: "Symbol", Pic: symbol}) {
		b.Run(p.Name, func(b *testing.B) {
			var fr light.Frame
			var f qr.Finder
			fr.Look(light.Of(p.Pic))
			b.ReportAllocs()
			for b.Loop() {
				f.Find(&fr, func(*plane.Grid) bool { return p.Name == "Symbol" })
			}
		})
	}
}

// FuzzFind has any bytes as a picture: black and white modules, or light.
func FuzzFind(f *testing.F) {
	img := symbol(f, 10)
	b := img.Bounds()
	seed := make([]byte, (b.Dx()+8)*(b.Dy()+8))
	for i := range seed {
		seed[i] = 255
		if p := image.Pt(i%(b.Dx()+8)-4, i/(b.Dx()+8)-4); p.In(b) {
			r, _, _, _ := img.At(p.X, p.Y).RGBA()
			seed[i] = byte(r >> 8)
		}
	}
	f.Add(uint8(b.Dx()+8), uint8(3), seed)
	f.Add(uint8(40), uint8(1), slices.Repeat([]byte{0, 255, 255, 0, 0, 0, 255}, 300))
	f.Fuzz(func(t *testing.T, wide, zoom uint8, data []byte) {
		w, k := int(wide), 1+int(zoom%6)
		if w < 8 || len(data) < 8*w || len(data) > 1<<14 {
			return
		}
		h := len(data) / w
		p := light.Picture{W: w * k, H: h * k, Stride: w * k, Pix: make([]byte, w*h*k*k)}
		for i := range p.Pix {
			p.Pix[i] = data[i/p.W/k*w+i%p.W/k]
		}
		var fr light.Frame
		if !fr.Look(p) {
			return
		}
		var find qr.Finder
		reads := 0
		find.Find(&fr, func(g *plane.Grid) bool {
			if len(g.Dark) != g.W*g.H {
				t.Fatal("a grid does not fill its size")
			}
			reads++
			return reads%7 == 0
		})
		if reads > 1000 {
			t.Errorf("%d grids were offered", reads)
		}
	})
}

func TestFind_SeesASymbolThatLacksAFinderPattern(t *testing.T) {
	img := symbol(t, 60)
	for k, at := range []image.Point{{}, {X: img.Bounds().Dx() - 7}, {Y: img.Bounds().Dy() - 7}} {
		for turn := 0.; turn < 360; turn += 40 {
			damaged := change(img, func(x, y int) byte {
				if image.Pt(x, y).In(image.Rectangle{Min: at, Max: at.Add(image.Pt(7, 7))}) {
					return 255
				}
				return img.GrayAt(x, y).Y
			})
			pic := scene.Picture(damaged, scene.Options{Module: 4, Turn: turn, Tilt: .1, Noise: 2})
			if got, _ := find(pic, img, .05); got > .05 {
				t.Errorf("pattern %d hidden, turned by %v degrees: %.0f %% of the modules are wrong", k, turn, 100*got)
			}
		}
	}
}
