package databar

import (
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"testing"

	"endcap/scanner"
	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
	"endcap/scanner/gs1"
	"endcap/scanner/scene"
)

// show shows r the rows of a drawing, three lines each, as they are or turned
// by half a turn.
func show(r *Reader, d drawing, turned bool) []scanner.Symbol {
	const module, height, lines = 2, 8, 3
	r.Reset()
	for i, row := range d {
		for k := range lines {
			l := light.Line{Edges: row.edges(module * light.Sub)}
			y := float64((i*(height+1)+1+2*k)*module) + 100
			if turned {
				for i, e := range l.Edges {
					l.Edges[i] = 500*light.Sub*module - e
				}
				reverse(l.Edges)
				y = 1000 - y
			}
			r.Line(&l, plane.Point{Y: y}, plane.Point{X: 1}, true)
		}
	}
	return r.Symbols(nil)
}

func reverse(e []int32) {
	for i, j := 0, len(e)-1; i < j; i, j = i+1, j-1 {
		e[i], e[j] = e[j], e[i]
	}
}

func wantSymbol(t *testing.T, name string, got []scanner.Symbol, format, text string) {
	t.Helper()
	if len(got) != 1 || got[0].Format != format || got[0].Text != text || !got[0].GS1 {
		t.Errorf("%s: read %+v, want %s %q", name, got, format, text)
	}
}

func TestReader_ReadsAThousandNumbers(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 24724))
	var r Reader
	for i := range 1000 {
		v := rnd.Int64N(1e13)
		for _, stacked := range []bool{false, true} {
			for _, turned := range []bool{false, true} {
				name := fmt.Sprintf("%013d stacked=%v turned=%v", v, stacked, turned)
				wantSymbol(t, name, show(&r, drawOmni(v, stacked), turned), "DATABAR", gtin(v))
			}
		}
		v %= 2e12
		wantSymbol(t, fmt.Sprintf("limited %013d", v), show(&r, drawLimited(v), i%2 != 0), "DATABAR_LIMITED", gtin(v))
	}
}

// message returns an element string as a label may carry it.
func message(rnd *rand.Rand) string {
	text := func(set string, most int) (s string) {
		for range 1 + rnd.IntN(most) {
			s += set[rnd.IntN(len(set)):][:1]
		}
		return s
	}
	const digits, letters = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-/."
	const all = letters + "abcdefghijklmnopqrstuvwxyz!\"%&'()*+,:;<=>?_"
	s := gtin(rnd.Int64N(1e13))
	if rnd.IntN(5) == 0 {
		s = ""
	}
	if rnd.IntN(2) == 0 {
		s += fmt.Sprintf("17%02d%02d%02d", rnd.IntN(100), 1+rnd.IntN(12), 1+rnd.IntN(28))
	}
	switch rnd.IntN(4) {
	case 0:
		s += "10" + text(digits, 10) + gs1.GS + "21" + text(letters, 8)
	case 1:
		s += "10" + text(letters, 12)
	case 2:
		s += "21" + text(all, 9)
	default:
		s += "10" + text(all, 6) + gs1.GS + "37" + text(digits, 8)
	}
	return s
}

func TestReader_ReadsAThousandMessages(t *testing.T) {
	rnd := rand.New(rand.NewPCG(2, 24724))
	var r Reader
	for i := range 1000 {
		text := message(rnd)
		width := 11
		if i%2 != 0 {
			width = 1 + rnd.IntN(5)
		}
		bits := expandedBits(text, width, rnd)
		if len(bits) > 21*12 {
			continue
		}
		wantSymbol(t, fmt.Sprintf("%d in rows of %d", i, width), show(&r, drawExpanded(bits, width), i%4 > 1), "DATABAR_EXPANDED", text)
	}
}

// rows shows r every third row of a picture.
func rows(r *Reader, g *image.Gray) []scanner.Symbol {
	var l light.Line
	r.Reset()
	for y := 1; y < g.Rect.Dy(); y += 3 {
		l.Find(g.Pix[y*g.Stride:][:g.Rect.Dx()])
		r.Line(&l, plane.Point{Y: float64(y) + .5}, plane.Point{X: 1}, true)
	}
	if got := r.Symbols(nil); len(got) > 0 {
		return got
	}
	r.Look(light.Of(g))
	return r.Symbols(nil)
}

func TestReader_ReadsPicturesOfLabels(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 24724))
	const text = "0104012345123456" + "17270131" + "10LOT42"
	var r Reader
	for _, look := range []struct {
		name string
		opts scene.Options
	}{
		{"clean", scene.Options{}},
		{"noisy", scene.Options{Noise: 10, Blur: .6, Seed: 1}},
		{"blurred", scene.Options{Blur: 1.2, Noise: 2, Seed: 2}},
		{"in the shade", scene.Options{Shade: .7, Noise: 2, Seed: 3}},
		{"at an angle", scene.Options{Turn: 9, Noise: 2, Seed: 4}},
		{"on its head", scene.Options{Turn: 180, Noise: 2, Seed: 5}},
		{"leaning back", scene.Options{Tilt: .2, Noise: 2, Seed: 6}},
		{"out of focus", scene.Options{Module: 2, Blur: 1.1, Noise: 1, Seed: 7}},
	} {
		opts := look.opts
		opts.Width, opts.Height = 800, 600
		if opts.Module == 0 {
			opts.Module = 2.6
		}
		for _, c := range []struct {
			format, text string
			drawing      drawing
			height       int
		}{
			{"DATABAR", gtin(401234512345), drawOmni(401234512345, false), 33},
			{"DATABAR", gtin(401234512345), drawOmni(401234512345, true), 33},
			{"DATABAR_LIMITED", gtin(401234512345), drawLimited(401234512345), 20},
			{"DATABAR_EXPANDED", text, drawExpanded(expandedBits(text, 11, rnd), 11), 34},
			{"DATABAR_EXPANDED", text, drawExpanded(expandedBits(text, 2, rnd), 2), 34},
		} {
			photo := scene.Picture(c.drawing.image(c.height), opts)
			wantSymbol(t, look.name, rows(&r, photo), c.format, c.text)
			for i, v := range photo.Pix {
				photo.Pix[i] = 255 - v
			}
			wantSymbol(t, look.name+", light on dark", rows(&r, photo), c.format, c.text)
		}
	}
}

func TestLook_ReadsWhatFewLinesHaveCrossed(t *testing.T) {
	const text = "0104012345123456" + "17270131" + "10LOT42"
	rnd := rand.New(rand.NewPCG(6, 24724))
	var r Reader
	for turn := 0.; turn < 360; turn += 30 {
		d := drawExpanded(expandedBits(text, 2, rnd), 2)
		photo := scene.Picture(d.image(30), scene.Options{Width: 640, Height: 480, Module: 1.9, Turn: turn, Tilt: .1, Blur: .7, Noise: 3})
		p := light.Of(photo)
		// Two lines over each of two rows are all that is known.
		r.Reset()
		sin, cos := math.Sincos(turn * math.Pi / 180)
		along, down := plane.Point{X: cos, Y: sin}, plane.Point{X: -sin, Y: cos}
		for _, y := range [...]float64{-64, -56, 50, 58} {
			from, ok := r.sweep.take(p, plane.Point{X: 320, Y: 240}.Add(down.Mul(y)), down, 1.9)
			if !ok {
				t.Fatal("there is no line")
			}
			r.Line(&r.sweep.line, from, along, true)
		}
		if got := r.Symbols(nil); len(got) > 0 {
			t.Fatalf("turned by %v: read %+v from two of four rows", turn, got)
		}
		if !r.Look(p) {
			t.Errorf("turned by %v: there was nothing to look at", turn)
		}
		wantSymbol(t, fmt.Sprintf("turned by %v", turn), r.Symbols(nil), "DATABAR_EXPANDED", text)
	}
}

func TestReader_TellsWhereASymbolIs(t *testing.T) {
	var r Reader
	for _, turned := range []bool{false, true} {
		opts := scene.Options{Width: 640, Height: 480, Module: 4}
		if turned {
			opts.Turn = 180
		}
		for _, c := range []struct {
			name    string
			drawing drawing
			height  int
		}{
			{"in one row", drawOmni(401234512345, false), 33},
			{"stacked", drawOmni(401234512345, true), 33},
			{"limited", drawLimited(401234512345), 20},
			{"expanded", drawExpanded(expandedBits("10A", 2, rand.New(rand.NewPCG(7, 1))), 2), 34},
		} {
			g := c.drawing.image(c.height)
			got := rows(&r, scene.Picture(g, opts))
			if len(got) != 1 {
				t.Errorf("%s: read %+v", c.name, got)
				continue
			}
			w, h := 2*g.Rect.Dx(), 2*g.Rect.Dy() // half of it in pixels
			want := [4]image.Point{{X: 320 - w, Y: 240 - h}, {X: 320 + w, Y: 240 - h}, {X: 320 + w, Y: 240 + h}, {X: 320 - w, Y: 240 + h}}
			if turned {
				want = [4]image.Point{want[2], want[3], want[0], want[1]}
			}
			for i, p := range got[0].Corners {
				if d := p.Sub(want[i]); max(d.X, -d.X) > 24 || max(d.Y, -d.Y) > 8 {
					t.Errorf("%s, turned=%v: corner %d is at %v, want about %v", c.name, turned, i, p, want[i])
				}
			}
		}
	}
}

// FuzzReader_Line shows lines of any edges, four rows of each, so that what
// they say is believed.
func FuzzReader_Line(f *testing.F) {
	rnd := rand.New(rand.NewPCG(3, 24724))
	add := func(d drawing) {
		var all []byte
		for _, row := range d {
			for _, w := range row {
				all = append(all, byte(8*w))
			}
		}
		f.Add(all)
	}
	add(drawOmni(4012345678901, false))
	add(drawLimited(1012345678901))
	add(drawExpanded(expandedBits("0104012345678901"+"10AB-c", 11, rnd), 11))
	f.Fuzz(func(t *testing.T, widths []byte) {
		if len(widths) > 5000 {
			return
		}
		at, l := int32(0), light.Line{}
		for _, w := range widths {
			at += int32(w)
			l.Edges = append(l.Edges, at)
		}
		var r Reader
		for y := range 4 {
			r.Line(&l, plane.Point{Y: float64(3 * y)}, plane.Point{X: 1}, true)
		}
		for _, sym := range r.Symbols(nil) {
			if sym.Text == "" {
				t.Errorf("read %+v, which says nothing", sym)
			}
		}
	})
}

// BenchmarkReader_Line shows lines of 1280 pixels: paper with a word or two,
// bars that are no symbol, and one of five rows that is.
func BenchmarkReader_Line(b *testing.B) {
	rnd := rand.New(rand.NewPCG(4, 24724))
	random := func(n, most int) (l light.Line) {
		for at := int32(0); len(l.Edges) < n; at += 24 + rnd.Int32N(int32(most)) {
			l.Edges = append(l.Edges, at)
		}
		return l
	}
	symbol := drawExpanded(expandedBits("0104012345678901"+"10ABC", 11, rnd), 11)[0]
	for _, c := range []struct {
		name string
		line light.Line
	}{{"Paper", random(20, 500)}, {"Bars", random(400, 60)}, {"Symbol", light.Line{Edges: symbol.edges(40)}}} {
		b.Run(c.name, func(b *testing.B) {
			var r Reader
			b.ReportAllocs()
			for b.Loop() {
				r.Reset()
				r.Line(&c.line, plane.Point{}, plane.Point{X: 1}, true)
			}
		})
	}
}
