package pdf417

import (
	"image"
	"strings"
	"testing"

	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
	"endcap/scanner/scene"
	"endcap/scanner/scene/scenetest"
)

const message = "This symbol says as much as an identity card does, and a little more."

func picture(data string, columns, level int, truncated bool, o scene.Options) *image.Gray {
	w := newWriter()
	return scene.Picture(w.draw(w.protect(bytesWords(data), columns, level), columns, level, truncated), o)
}

// reads returns what is read in a picture, and the outline of the last.
func reads(f *Finder, pic *image.Gray) (texts []string, corners plane.Quad) {
	var fr light.Frame
	if !fr.Look(light.Of(pic)) {
		return nil, corners
	}
	f.Find(&fr, func(s *Symbol) {
		var b strings.Builder
		for _, p := range s.Parts {
			b.Write(p.Bytes)
		}
		texts, corners = append(texts, b.String()), s.Corners
	})
	return texts, corners
}

func TestFind_ReadsEverySize(t *testing.T) {
	var f Finder
	for level := 0; level < 6; level += 2 {
		for _, columns := range []int{1, 2, 5, 11, 22} {
			data := message[:min(len(message), 8*columns)]
			pic := picture(data, columns, level, false, scene.Options{Width: 1100, Height: 500, Noise: 3, Blur: .5, Turn: float64(columns) / 3})
			if got, _ := reads(&f, pic); len(got) != 1 || got[0] != data {
				t.Errorf("level %d, %d columns: read %q, want %q", level, columns, got, data)
			}
		}
	}
}

func TestFind_ReadsASymbolAtAnyAngle(t *testing.T) {
	var f Finder
	for turn := 0; turn < 360; turn += 25 {
		for _, tilt := range []float64{0, .2} {
			pic := picture(message, 6, 3, turn%2 == 0, scene.Options{
				Width: 720, Height: 720, Module: 3.2, Turn: float64(turn), Tilt: tilt, Noise: 5, Blur: .7, Shade: .3, Seed: uint64(turn),
			})
			if turn%2 == 1 {
				for i, v := range pic.Pix {
					pic.Pix[i] = 255 - v
				}
			}
			if got, _ := reads(&f, pic); len(got) != 1 || got[0] != message {
				t.Errorf("turned by %d, tilted by %g: read %q", turn, tilt, got)
			}
		}
	}
}

func TestFind_ReadsAMirroredSymbol(t *testing.T) {
	pic := picture(message, 6, 3, false, scene.Options{Turn: 8, Noise: 3})
	for y := range pic.Rect.Dy() {
		row := pic.Pix[y*pic.Stride:][:pic.Rect.Dx()]
		for x := range len(row) / 2 {
			row[x], row[len(row)-1-x] = row[len(row)-1-x], row[x]
		}
	}
	var f Finder
	if got, _ := reads(&f, pic); len(got) != 1 || got[0] != message {
		t.Errorf("read %q", got)
	}
}

func TestFind_ReadsWhatTheBorderCutsOff(t *testing.T) {
	var f Finder
	for _, off := range []float64{-90, 90} {
		pic := picture(message, 8, 5, false, scene.Options{Width: 640, Height: 480, Module: 2.8, OffX: off * 2, Noise: 3})
		if got, _ := reads(&f, pic); len(got) != 1 || got[0] != message {
			t.Errorf("moved by %g: read %q", off, got)
		}
	}
}

func TestFind_TellsTheCorners(t *testing.T) {
	pic := picture(message, 6, 3, false, scene.Options{Width: 640, Height: 480, Module: 3, Turn: 180})
	var f Finder
	got, corners := reads(&f, pic)
	w := newWriter()
	b := w.draw(w.protect(bytesWords(message), 6, 3), 6, 3, false).Bounds()
	dx, dy := float64(b.Dx())*1.5, float64(b.Dy())*1.5
	want := plane.Quad{{X: 320 + dx, Y: 240 + dy}, {X: 320 - dx, Y: 240 + dy}, {X: 320 - dx, Y: 240 - dy}, {X: 320 + dx, Y: 240 - dy}}
	for i := range corners {
		if len(got) != 1 || corners[i].Sub(want[i]).Len() > 6 {
			t.Errorf("corner %d is %v, want %v", i, corners[i], want[i])
		}
	}
}

func TestFind_PutsDamageRight(t *testing.T) {
	pic := picture(message, 6, 4, false, scene.Options{Width: 640, Height: 480, Module: 3.2, Turn: 5})
	for y := 200; y < 225; y++ {
		for x := 330; x < 470; x++ {
			pic.Pix[y*pic.Stride+x] = 20
		}
	}
	var f Finder
	if got, _ := reads(&f, pic); len(got) != 1 || got[0] != message {
		t.Errorf("read %q", got)
	}
}

func TestFind_AllocatesNothingWhereNothingIs(t *testing.T) {
	var fr light.Frame
	var f Finder
	for _, frame := range scenetest.Clutter() {
		fr.Look(light.Of(frame.Pic))
		none := func(*Symbol) { t.Errorf("%s: a symbol was read", frame.Name) }
		f.Find(&fr, none)
		if n := testing.AllocsPerRun(2, func() { f.Find(&fr, none) }); n != 0 {
			t.Errorf("%s: %g allocations", frame.Name, n)
		}
	}
}

func FuzzFind(f *testing.F) {
	small := picture("12", 1, 0, false, scene.Options{Width: 120, Height: 60, Module: 1, Quiet: 2})
	f.Add(small.Pix, uint8(120))
	f.Add(make([]byte, 640), uint8(32))
	var fi Finder
	f.Fuzz(func(_ *testing.T, pix []byte, width uint8) {
		w := max(1, int(width))
		var fr light.Frame
		if fr.Look(light.Picture{Pix: pix, W: w, H: min(len(pix)/w, 256), Stride: w}) {
			fi.Find(&fr, func(*Symbol) {})
		}
	})
}

func BenchmarkFind(b *testing.B) {
	symbol := picture(message, 6, 3, false, scene.Options{Width: 1280, Height: 960, Module: 4, Turn: 5})
	for _, p := range append(scenetest.Clutter(), scenetest.Frame{Name: "Symbol", Pic: symbol}) {
		b.Run(p.Name, func(b *testing.B) {
			var fr light.Frame
			var f Finder
			fr.Look(light.Of(p.Pic))
			b.ReportAllocs()
			for b.Loop() {
				f.Find(&fr, func(*Symbol) {})
			}
		})
	}
}
