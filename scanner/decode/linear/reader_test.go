package linear

import (
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"endcap/scanner"
	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
	"endcap/scanner/gs1"
	"endcap/scanner/scene"
	"endcap/scanner/scene/scenetest"
	"endcap/scanner/write"
)

// drawn are symbols and what they say.
func drawn(t testing.TB) []struct {
	name string
	bars image.Image
	want scanner.Symbol
} {
	t.Helper()
	ean := func(text string) image.Image {
		g, err := gs1.ParseGTIN(text)
		if err != nil {
			t.Fatal(err)
		}
		img, err := write.EAN(g)
		if err != nil {
			t.Fatal(err)
		}
		return img
	}
	case128, err := write.GS1128("0104012345123456" + "10A1\x1d" + "21x")
	if err != nil {
		t.Fatal(err)
	}
	itf, err := write.ITF14(14012345123453)
	if err != nil {
		t.Fatal(err)
	}
	return []struct {
		name string
		bars image.Image
		want scanner.Symbol
	}{
		{"EAN-13", ean("4012345123456"), scanner.Symbol{Format: "EAN_13", Text: "4012345123456"}},
		{"UPC-A", ean("036000291452"), scanner.Symbol{Format: "UPC_A", Text: "036000291452"}},
		{"EAN-8", ean("96385074"), scanner.Symbol{Format: "EAN_8", Text: "96385074"}},
		{"GS1-128", case128, scanner.Symbol{Format: "CODE_128", Text: "010401234512345610A1\x1d21x", GS1: true}},
		{"ITF-14", itf, scanner.Symbol{Format: "ITF", Text: "14012345123453"}},
		{"UPC-E", bars("111" + upceRuns("04252614") + "111111"), scanner.Symbol{Format: "UPC_E", Text: "04252614"}},
		{"Code 39", bars(elements(code39s[:], code39Signs, "*AB-12 .$*")), scanner.Symbol{Format: "CODE_39", Text: "AB-12 .$"}},
		{"full ASCII", bars(elements(code39s[:], code39Signs, "*+A+B1/A*")), scanner.Symbol{Format: "CODE_39", Text: "ab1!"}},
		{"Codabar", bars(elements7("A31117/.5B")), scanner.Symbol{Format: "CODABAR", Text: "A31117/.5B"}},
		{"Code 93", bars(code93Runs("CODE 93")), scanner.Symbol{Format: "CODE_93", Text: "CODE 93"}},
	}
}

// read returns the symbols at places of a frame or else on lines all over it.
func (r *Reader) read(fr *light.Frame) []scanner.Symbol {
	if found := r.Places(fr, nil); len(found) > 0 {
		return found
	}
	return r.Sweep()
}

// read reads a picture and leaves out where symbols lie.
func read(r *Reader, img *image.Gray) (out []scanner.Symbol) {
	var fr light.Frame
	fr.Look(light.Of(img))
	for _, s := range r.read(&fr) {
		s.Corners = [4]image.Point{}
		out = append(out, s)
	}
	return out
}

func TestRead_SeesASymbolAtAnyAngle(t *testing.T) {
	r := NewReader()
	for _, d := range drawn(t) {
		for turn := 0.0; turn < 360; turn += 77 {
			got := read(r, scene.Picture(d.bars, scene.Options{Width: 600, Height: 600, Module: 2.2, Turn: turn, Blur: 1, Noise: 5, Shade: .4, Seed: uint64(turn)}))
			if !cmp.Equal(got, []scanner.Symbol{d.want}) {
				t.Errorf("%s turned by %v: read %+v, want %+v", d.name, turn, got, d.want)
			}
		}
	}
}

func TestRead_TellsWhereASymbolLies(t *testing.T) {
	d := drawn(t)[0]
	const side, module = 600, 3
	for _, turn := range []float64{0, 90, 180, 270} {
		img := scene.Picture(d.bars, scene.Options{Width: side, Height: side, Module: module, Turn: turn})
		var fr light.Frame
		fr.Look(light.Of(img))
		got := NewReader().read(&fr)
		if len(got) != 1 {
			t.Fatalf("turned by %v: read %+v, want one symbol", turn, got)
		}
		c := got[0].Corners
		along := c[1].Sub(c[0])
		if n := along.X*along.X + along.Y*along.Y; n < 283*283 || n > 287*287 {
			t.Errorf("turned by %v: the symbol is said to go from %v to %v, want 285 pixels", turn, c[0], c[1])
		}
		down := c[3].Sub(c[0])
		if along.X*down.Y-along.Y*down.X <= 0 {
			t.Errorf("turned by %v: the corners %v do not run clockwise", turn, c)
		}
	}
}

func TestRead_SeesSeveralSymbols(t *testing.T) {
	all := drawn(t)
	img := image.NewGray(image.Rect(0, 0, 800, 1200))
	for i, k := range []int{0, 3, 6} {
		part := scene.Picture(all[k].bars, scene.Options{Width: 800, Height: 400, Module: 3, Turn: float64(10 * i)})
		copy(img.Pix[i*len(part.Pix):], part.Pix)
	}
	got := read(NewReader(), img)
	for _, k := range []int{0, 3, 6} {
		seen := false
		for _, s := range got {
			seen = seen || cmp.Equal(s, all[k].want)
		}
		if !seen || len(got) != 3 {
			t.Errorf("read %+v, want %+v among three", got, all[k].want)
		}
	}
}

func TestPlaces_ShowsEveryLineOnce(t *testing.T) {
	d := drawn(t)[0]
	var fr light.Frame
	fr.Look(light.Of(scene.Picture(d.bars, scene.Options{Turn: 20})))
	lines := 0
	NewReader().Places(&fr, func(l *light.Line, at Stroke, _ bool) bool {
		if n := at.To.Sub(at.From).Len(); n < float64(len(l.Light))-.01 || n > float64(len(l.Light))+.01 {
			t.Errorf("a line of %d pixels was taken along %v, which is %v long", len(l.Light), at, n)
		}
		lines++
		return false
	})
	if lines < 3 {
		t.Errorf("%d lines were shown, want some", lines)
	}
}

func TestPlaces_SayHowFarTheBarsGo(t *testing.T) {
	for _, turn := range []float64{0, 20, 90} {
		d := drawn(t)[0]
		var fr light.Frame
		fr.Look(light.Of(scene.Picture(d.bars, scene.Options{Turn: turn, Module: 3})))
		got := NewReader().Places(&fr, nil)
		if len(got) != 1 {
			t.Fatalf("turned by %v: %d symbols, want one", turn, len(got))
		}
		c := got[0].Corners
		side := c[3].Sub(c[0])
		height := math.Hypot(float64(side.X), float64(side.Y))
		if want := 3. * 50; height < .9*want || height > 1.02*want {
			t.Errorf("turned by %v: %.0f pixels high, want %.0f", turn, height, want)
		}
	}
}

// fences are lines of bars that mean nothing.
func fences(rnd *rand.Rand) *image.Gray {
	g := image.NewGray(image.Rect(0, 0, 640, 64))
	most := 2 + rnd.IntN(10)
	v := byte(255)
	for x := 40; x < 600; v = 255 - v {
		for range 1 + rnd.IntN(most) {
			g.Pix[x] = 255 - v
			x++
		}
	}
	for x := range 640 {
		v := 40 + 180*int(255-g.Pix[x])/255
		for y := range 64 {
			g.Pix[y*640+x] = byte(v + rnd.IntN(9))
		}
	}
	return g
}

func TestRead_InventsNothing(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	r := NewReader()
	for i := range 200 {
		if got := read(r, fences(rnd)); len(got) != 0 {
			t.Errorf("fence %d: read %+v where nothing is", i, got)
		}
	}
}

func TestRead_KeepsItsMemory(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	r := NewReader()
	var fr light.Frame
	fr.Look(light.Of(fences(rnd)))
	if n := testing.AllocsPerRun(10, func() { r.read(&fr) }); n != 0 {
		t.Errorf("reading a picture without a symbol allocates %v times", n)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte{255, 255, 0, 255, 0, 255}, uint8(64))
	r := NewReader()
	f.Fuzz(func(_ *testing.T, pix []byte, w uint8) {
		if w == 0 {
			return
		}
		h := len(pix) / int(w)
		var fr light.Frame
		fr.Look(light.Picture{Pix: pix[:h*int(w)], W: int(w), H: h, Stride: int(w)})
		for _, s := range r.read(&fr) {
			if s.Text == "" {
				panic(fmt.Sprintf("%s without a text", s.Format))
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	symbol := scene.Picture(drawn(b)[0].bars, scene.Options{Width: 1280, Height: 960, Module: 3, Turn: 25, Blur: .8, Noise: 4})
	for _, p := range append(scenetest.Clutter(), scenetest.Frame{Name: "EAN-13", Pic: symbol}) {
		b.Run(p.Name, func(b *testing.B) {
			var fr light.Frame
			fr.Look(light.Of(p.Pic))
			r := NewReader()
			b.ReportAllocs()
			for b.Loop() {
				r.read(&fr)
			}
		})
	}
}

// A line that begins within a symbol shows no quiet zone, whatever is behind.
func TestRead_TakesNoEndOfALineForAQuietZone(t *testing.T) {
	sym, err := write.GS1128("018342409463990917250210106,0-y99986++\x1d217+2p98G")
	if err != nil {
		t.Fatal(err)
	}
	const module = 4
	width := module * sym.Bounds().Dx()
	pic := scene.Picture(sym, scene.Options{Width: width + 200, Height: 200, Module: module})
	var fr light.Frame
	fr.Look(light.Of(pic))
	r := NewReader()
	for x := 100 + module; x < 100+width-minLine; x++ {
		s := sweep{r: r, fr: &fr}
		r.votes.reset()
		from, to := plane.Point{X: float64(x), Y: 100}, plane.Point{X: float64(100+width) + 60, Y: 100}
		s.look(Stroke{from, to}, plane.Point{Y: 1}, 100, 1)
		s.look(Stroke{to, from}, plane.Point{Y: 1}, 104, 1)
		for _, v := range r.votes.all {
			t.Errorf("from pixel %d of %d on %s %q was read", x-100, width, v.name, v.text)
		}
	}
}

func TestPlaces_KeepTogetherWhatWideBarsPart(t *testing.T) {
	pic := image.NewGray(image.Rect(0, 0, 640, 128))
	for i := range pic.Pix {
		pic.Pix[i] = 255
		// A bar and a space as wide as tiles, and as they lie, between narrow ones.
		if x := i % 640; x >= 96 && x < 544 && (x/16 == 20 || x/16 != 21 && x/4%2 == 0) {
			pic.Pix[i] = 0
		}
	}
	var fr light.Frame
	fr.Look(light.Of(pic))
	var f places
	if got := f.find(&fr); len(got) != 1 || got[0].width < 220 {
		t.Errorf("found %+v, want one place", got)
	}
}
