package linear

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"endcap/scanner"
	"endcap/scanner/decode/light"
)

// eanRuns are the runs of an EAN-13 or of a UPC-A with a zero before it.
func eanRuns(number string) string {
	runs, sets := "111", eanFirst[number[0]-'0']
	for k, c := range number[1:7] {
		runs += eanDigits[int(c-'0')+int(sets>>(5-k)&1)*10]
	}
	runs += "11111"
	for _, c := range number[7:] {
		runs += eanDigits[c-'0']
	}
	return runs + "111"
}

// outOfFocus paints runs as a lens out of focus shows them on a page that is
// bent: rows all alike, but for noise.
func outOfFocus(rnd *rand.Rand, runs string, module float64, b blur) light.Picture {
	const quiet, height = 12, 48
	n := 0.0
	for _, c := range runs {
		n += float64(c - '0')
	}
	w := int((n + 2*quiet) * module)
	p := light.Picture{W: w, H: height, Stride: w, Pix: make([]byte, w*height)}
	bow := 2 * (rnd.Float64() - .5)
	for x := range w {
		t := (float64(x)+.5)/module - quiet
		t += 4 * bow * t / n * (1 - t/n)
		ink, from := 0.0, 0.0
		for k, c := range runs {
			to := from + float64(c-'0')
			if k%2 == 0 {
				ink += b.edge(t-from) - b.edge(t-to)
			}
			from = to
		}
		for y := range height {
			p.Pix[y*w+x] = byte(max(0, min(255, 255*math.Pow((200-185*ink)/255, 1/gamma)+2*rnd.NormFloat64())))
		}
	}
	return p
}

func TestRead_SeesWhatIsOutOfFocus(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	r := NewReader()
	for _, c := range []struct {
		name, runs string
		blur       blur
		want       scanner.Symbol
	}{
		{"sharp EAN-13", eanRuns("4012345123456"), blur{.3, false}, scanner.Symbol{Format: "EAN_13", Text: "4012345123456"}},
		{"blurred EAN-13", eanRuns("4012345123456"), blur{.8, false}, scanner.Symbol{Format: "EAN_13", Text: "4012345123456"}},
		{"EAN-13 out of focus", eanRuns("9780345460950"), blur{1.3, true}, scanner.Symbol{Format: "EAN_13", Text: "9780345460950"}},
		{"UPC-A out of focus", eanRuns("0073333531084"), blur{1.2, true}, scanner.Symbol{Format: "UPC_A", Text: "073333531084"}},
		{"blurred UPC-E", "111" + upceRuns("04252614") + "111111", blur{.7, false}, scanner.Symbol{Format: "UPC_E", Text: "04252614"}},
	} {
		seen := 0
		const tries = 8
		for i := range tries {
			var fr light.Frame
			fr.Look(outOfFocus(rnd, c.runs, 1.5+.1*float64(i), c.blur))
			got := r.read(&fr)
			for k := range got {
				got[k].Corners = scanner.Symbol{}.Corners
			}
			if len(got) > 0 {
				seen++
				if !cmp.Equal(got, []scanner.Symbol{c.want}) {
					t.Errorf("%s: read %+v, want %+v", c.name, got, c.want)
				}
			}
		}
		if seen < tries-2 {
			t.Errorf("%s: read %d of %d pictures", c.name, seen, tries)
		}
	}
}

func TestRead_InventsNothingOutOfFocus(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	r := NewReader()
	for i := range 90 {
		runs := ""
		switch i % 3 {
		case 0:
			runs = code128s[c128StartA+1]
			for range 6 + rnd.IntN(5) {
				runs += code128s[rnd.IntN(c128FNC3)]
			}
			runs += "2331112"
		case 1:
			for range 51 + 2*rnd.IntN(5) {
				runs += string('1' + rune(rnd.IntN(4)))
			}
		case 2:
			runs = elements(code39s[:], code39Signs, "*ROAD"+string('A'+rune(rnd.IntN(26)))+"*")
		}
		b := blur{.8 + rnd.Float64(), i%2 == 0}
		var fr light.Frame
		fr.Look(outOfFocus(rnd, runs, 1.2+rnd.Float64(), b))
		for _, s := range r.read(&fr) {
			if s.Format != "CODE_39" && s.Format != "CODE_128" {
				t.Errorf("line %d: read %+v where no such symbol is", i, s)
			}
		}
	}
}

func TestTrellis_FindsTheDigitsThatWerePainted(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 8))
	for k := range eanShapes {
		chain := links(&eanShapes[k])
		ink := make([]float32, (eanShapes[k].modules+2*skirt)*fine)
		for _, b := range blurs {
			s := newSpread(b)
			tr := trellis{chain: chain, spread: s}
			var want [maxLinks]uint8
			for i, l := range chain {
				want[i] = uint8(l.from + rnd.IntN(l.to-l.from))
			}
			tr.paint(want, ink)
			if miss := tr.find(s, ink, 1); miss > .1 {
				t.Errorf("%s at blur %v: the digits that were painted miss %v", eanShapes[k].format, b, miss)
			}
			if got := tr.path(); b.deviation < 1.3 && got != want {
				t.Errorf("%s at blur %v: found %v, painted %v", eanShapes[k].format, b, got, want)
			}
		}
	}
}

func TestQuadric_FindsTheLeast(t *testing.T) {
	rnd := rand.New(rand.NewPCG(9, 9))
	want := [unknowns]float32{1, -2, 3, .5, 0, 4}
	var q quadric
	for range 100 {
		var row [unknowns]float32
		value := float32(0)
		for i := range row {
			row[i] = rnd.Float32() - .5
			value += row[i] * want[i]
		}
		q.add(row, value)
	}
	got, ok := q.least()
	for i := range got {
		if d := got[i] - want[i]; !ok || d > .05 || d < -.05 {
			t.Fatalf("got %v, want %v", got, want)
		}
	}
	var none quadric
	if _, ok := none.least(); ok {
		t.Error("a sum of nothing has a least")
	}
}
