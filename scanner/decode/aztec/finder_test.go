package aztec_test

import (
	"fmt"
	"image"
	"strings"
	"testing"

	"endcap/scanner/decode/aztec"
	"endcap/scanner/decode/light"
	"endcap/scanner/scene"
	"endcap/scanner/scene/scenetest"
	"endcap/scanner/write"
)

func draw(t testing.TB, bytes int) image.Image {
	t.Helper()
	sym, err := write.Aztec(strings.Repeat("Aztec 4711, ", bytes/12+1)[:bytes])
	if err != nil {
		t.Fatal(err)
	}
	return sym
}

// find returns how many times a picture's symbols were offered, and whether
// one of them was sym, module by module but for some wrong ones.
func find(f *aztec.Finder, pic *image.Gray, sym image.Image, wrong int) (offers int, found bool) {
	var fr light.Frame
	if !fr.Look(light.Of(pic)) {
		return 0, false
	}
	f.Find(&fr, func(s *aztec.Symbol) bool {
		offers++
		b := sym.Bounds()
		if s.W != b.Dx() || s.H != b.Dy() {
			return false
		}
		left := wrong
		for y := range s.H {
			for x := range s.W {
				if r, _, _, _ := sym.At(x, y).RGBA(); s.At(x, y) != (r < 0x8000) {
					left--
				}
			}
		}
		found = found || left >= 0
		return left >= 0
	})
	return offers, found
}

func invert(pic *image.Gray) {
	for i, v := range pic.Pix {
		pic.Pix[i] = 255 - v
	}
}

func mirror(pic *image.Gray) {
	w := pic.Rect.Dx()
	for y := range pic.Rect.Dy() {
		row := pic.Pix[y*pic.Stride:][:w]
		for x := range w / 2 {
			row[x], row[w-1-x] = row[w-1-x], row[x]
		}
	}
}

func TestFind_SeesEverySize(t *testing.T) {
	var f aztec.Finder
	for _, n := range []int{1, 10, 20, 40, 60, 100, 200, 300, 500, 800, 1000, 1200, 1500} {
		sym := draw(t, n)
		pic := scene.Picture(sym, scene.Options{Width: 960, Height: 720, Module: 480 / float64(sym.Bounds().Dx()), Turn: float64(n), Tilt: .1, Noise: 4, Blur: .5})
		if offers, ok := find(&f, pic, sym, sym.Bounds().Dx()/20); !ok {
			t.Errorf("%d modules a side were not seen in %d offers", sym.Bounds().Dx(), offers)
		}
	}
}

func TestFind_SeesASymbolAtAnyAngle(t *testing.T) {
	var f aztec.Finder
	for _, bytes := range []int{12, 150} {
		sym := draw(t, bytes)
		for turn := 0; turn < 360; turn += 19 {
			for _, tilt := range []float64{0, .3, .5} {
				pic := scene.Picture(sym, scene.Options{Turn: float64(turn), Tilt: tilt, Noise: 6, Blur: .7, Shade: .4, Module: 5, Seed: uint64(turn)})
				if turn%2 == 1 {
					invert(pic)
				}
				if turn%3 == 1 {
					mirror(pic)
				}
				if offers, ok := find(&f, pic, sym, 3); !ok {
					t.Errorf("%d bytes, turned by %d, tilted by %g: not seen in %d offers", bytes, turn, tilt, offers)
				}
			}
		}
	}
}

func TestFind_SeesThroughBlur(t *testing.T) {
	var f aztec.Finder
	sym := draw(t, 40)
	for turn := 0; turn < 360; turn += 23 {
		pic := scene.Picture(sym, scene.Options{Turn: float64(turn), Module: 4, Blur: 2, Noise: 2, Tilt: .1, Seed: uint64(turn)})
		if offers, ok := find(&f, pic, sym, 20); !ok {
			t.Errorf("turned by %d: not seen in %d offers", turn, offers)
		}
	}
}

func TestFind_SeesARune(t *testing.T) {
	var f aztec.Finder
	for _, value := range []byte{0, 1, 25, 170, 255} {
		pic := scene.Picture(write.AztecRune(value), scene.Options{Turn: float64(value), Module: 6, Noise: 4, Blur: .6})
		var fr light.Frame
		fr.Look(light.Of(pic))
		var got []byte
		f.Find(&fr, func(s *aztec.Symbol) bool {
			if s.IsRune {
				got = append(got, s.Rune)
			}
			return s.IsRune
		})
		if len(got) != 1 || got[0] != value {
			t.Errorf("the rune %d was seen as %d", value, got)
		}
	}
}

func TestFind_SeesSeveral(t *testing.T) {
	a, b := draw(t, 20), draw(t, 60)
	left := scene.Picture(a, scene.Options{Width: 400, Height: 480, Turn: 20, Module: 6})
	right := scene.Picture(b, scene.Options{Width: 400, Height: 480, Turn: 70, Module: 6})
	both := image.NewGray(image.Rect(0, 0, 800, 480))
	for y := range 480 {
		copy(both.Pix[y*800:], left.Pix[y*400:][:400])
		copy(both.Pix[y*800+400:], right.Pix[y*400:][:400])
	}
	var fr light.Frame
	var f aztec.Finder
	fr.Look(light.Of(both))
	var sides []int
	suspects := f.Find(&fr, func(s *aztec.Symbol) bool {
		sides = append(sides, s.W)
		return true
	})
	if got, want := fmt.Sprint(sides), fmt.Sprint([]int{b.Bounds().Dx(), a.Bounds().Dx()}); got != want && got != fmt.Sprint([]int{a.Bounds().Dx(), b.Bounds().Dx()}) {
		t.Errorf("saw symbols of %v modules, want %v", got, want)
	}
	if len(suspects) != 0 {
		t.Errorf("suspects %v beside what was read", suspects)
	}
}

func TestFind_ReturnsWhatWasNotRead(t *testing.T) {
	var fr light.Frame
	var f aztec.Finder
	fr.Look(light.Of(scene.Picture(draw(t, 40), scene.Options{})))
	got := f.Find(&fr, func(*aztec.Symbol) bool { return false })
	if len(got) != 1 || !image.Pt(320, 240).In(got[0]) {
		t.Errorf("suspects %v, want the one in the middle", got)
	}
}

func TestFind_AllocatesNothingWhereNothingIs(t *testing.T) {
	var fr light.Frame
	var f aztec.Finder
	for _, frame := range scenetest.Clutter() {
		fr.Look(light.Of(frame.Pic))
		none := func(*aztec.Symbol) bool { t.Errorf("%s: a symbol was seen", frame.Name); return false }
		f.Find(&fr, none)
		if n := testing.AllocsPerRun(2, func() { f.Find(&fr, none) }); n != 0 {
			t.Errorf("%s: %g allocations", frame.Name, n)
		}
	}
}

func FuzzFind(f *testing.F) {
	sym := draw(f, 10)
	small := scene.Picture(sym, scene.Options{Width: 64, Height: 48})
	f.Add(small.Pix, uint8(64))
	f.Add(make([]byte, 640), uint8(32))
	f.Fuzz(func(t *testing.T, pix []byte, width uint8) {
		w := max(1, int(width))
		h := min(len(pix)/w, 256)
		var fr light.Frame
		var fi aztec.Finder
		if !fr.Look(light.Picture{Pix: pix, W: w, H: h, Stride: w}) {
			return
		}
		for _, read := range []bool{false, true} {
			fi.Find(&fr, func(s *aztec.Symbol) bool {
				if s.W != s.H || len(s.Dark) != s.W*s.H || s.W > 151 || !s.IsRune && s.Words < 1 {
					t.Errorf("a symbol of %d x %d modules, %d words", s.W, s.H, s.Words)
				}
				return read
			})
		}
	})
}

func BenchmarkFind(b *testing.B) {
	symbol := scene.Picture(draw(b, 40), scene.Options{Width: 1280, Height: 960, Module: 6, Turn: 20})
	for _, p := range append(scenetest.Clutter(), scenetest.Frame{Name: "Symbol", Pic: symbol}) {
		b.Run(p.Name, func(b *testing.B) {
			var fr light.Frame
			var f aztec.Finder
			fr.Look(light.Of(p.Pic))
			b.ReportAllocs()
			for b.Loop() {
				f.Find(&fr, func(*aztec.Symbol) bool { return true })
			}
		})
	}
}
