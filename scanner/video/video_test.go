package video_test

import (
	"image"
	"image/draw"
	"math/rand/v2"
	"testing"
	"time"

	"endcap/scanner"
	"endcap/scanner/decode"
	"endcap/scanner/gs1"
	"endcap/scanner/scene"
	"endcap/scanner/video"
	"endcap/scanner/write"
)

const (
	elements = "010401234512345610LOT42\x1d17270131"
	lotAlone = "1727013110LOT42"
)

// film shows frames of 800 x 600 to a watcher, 50 ms apart.
type film struct {
	t     testing.TB
	watch *video.Watcher
	reads *counter
	at    time.Time
	rnd   *rand.Rand
	told  []scanner.Symbol
}

// counter counts the pixels that are read.
type counter struct {
	video.Reader
	looks, pixels int
}

func (c *counter) Read(img *image.Gray) []scanner.Symbol {
	c.looks++
	c.pixels += img.Rect.Dx() * img.Rect.Dy()
	return c.Reader.Read(img)
}

func newFilm(t testing.TB) *film {
	reads := &counter{Reader: decode.NewReader()}
	return &film{
		t: t, reads: reads, watch: video.NewWatcher(reads, gs1.Shop{}),
		at: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC), rnd: rand.New(rand.NewPCG(1, 2)),
	}
}

// show shows a picture for some frames, each with noise of its own.
func (f *film) show(frames int, parts ...part) {
	g := image.NewGray(image.Rect(0, 0, 800, 600))
	for i := range g.Pix {
		g.Pix[i] = 90
	}
	for _, p := range parts {
		draw.Draw(g, p.pic.Rect.Add(p.at), p.pic, image.Point{}, draw.Src)
	}
	for range frames {
		frame := image.NewGray(g.Rect)
		for i, v := range g.Pix {
			frame.Pix[i] = byte(int(v) + f.rnd.IntN(7) - 3)
		}
		f.told = append(f.told, f.watch.Look(frame, f.at)...)
		f.at = f.at.Add(50 * time.Millisecond)
	}
}

type part struct {
	pic *image.Gray
	at  image.Point
}

func ean(t testing.TB) *image.Gray {
	code, err := write.EAN(4012345123456)
	return photo(t, code, err)
}

func matrix(t testing.TB) *image.Gray {
	code, err := write.GS1DataMatrix(elements)
	return photo(t, code, err)
}

// more is a symbol with lot and expiry date and no product.
func more(t testing.TB) *image.Gray {
	code, err := write.GS1DataMatrix(lotAlone)
	return photo(t, code, err)
}

func photo(t testing.TB, code image.Image, err error) *image.Gray {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return scene.Picture(code, scene.Options{Width: 320, Height: 220, Blur: .5})
}

func (f *film) expect(texts ...string) {
	f.t.Helper()
	var got []string
	for _, s := range f.told {
		got = append(got, s.Text)
	}
	if len(got) != len(texts) {
		f.t.Fatalf("told of %q, want %q", got, texts)
	}
	for i, want := range texts {
		if got[i] != want {
			f.t.Errorf("told of %q, want %q", got, texts)
		}
	}
}

func TestWatcher_CountsALabelOnceWhileItIsInSight(t *testing.T) {
	f, label := newFilm(t), ean(t)
	f.show(5)
	f.show(10, part{label, image.Pt(50, 50)})
	f.show(10, part{label, image.Pt(80, 90)}) // moved
	f.show(60, part{label, image.Pt(80, 90)}) // held for three seconds
	f.show(10, part{label, image.Pt(400, 300)})
	f.expect("4012345123456")
	f.show(45) // away for longer than Hold
	f.show(10, part{label, image.Pt(50, 50)})
	f.expect("4012345123456", "4012345123456")
}

func TestWatcher_MakesOnePieceOfTwoCodes(t *testing.T) {
	f, label, rich := newFilm(t), ean(t), matrix(t)
	f.show(2, part{label, image.Pt(30, 50)})
	f.show(10, part{label, image.Pt(30, 50)}, part{rich, image.Pt(400, 50)})
	f.expect(elements)
	if got := f.told[0].Passed; len(got) != 1 || got[0].Text != "4012345123456" {
		t.Errorf("passed over %+v, want the EAN", got)
	}
}

func TestWatcher_JoinsAnExpiryDateToTheProductBesideIt(t *testing.T) {
	f, label, rest := newFilm(t), ean(t), more(t)
	f.show(2, part{rest, image.Pt(350, 50)}) // seen first, it waits
	f.show(10, part{label, image.Pt(30, 50)}, part{rest, image.Pt(350, 50)})
	f.expect("4012345123456")
	scan, err := scanner.Understand(f.told[0], gs1.Shop{}, f.at)
	if want := (gs1.Date{Year: 2027, Month: 1, Day: 31}); err != nil || scan.Item.Expiry != want || scan.Item.Lot != "LOT42" {
		t.Errorf("told of %+v, %v, want it with its lot and expiry date", scan.Item, err)
	}
}

func TestWatcher_NeverChargesTwiceForWhatTurnsUpLate(t *testing.T) {
	f, label, rich := newFilm(t), ean(t), matrix(t)
	f.show(10, part{label, image.Pt(30, 50)})
	f.show(10, part{rich, image.Pt(400, 50)}) // the pack was turned round
	f.expect("4012345123456")
}

func TestWatcher_LeavesStillFramesAlone(t *testing.T) {
	f, label := newFilm(t), ean(t)
	f.show(6, part{label, image.Pt(50, 50)})
	before := f.reads.looks
	f.show(40, part{label, image.Pt(50, 50)})
	if n := f.reads.looks - before; n != 0 {
		t.Errorf("a still picture was read %d times", n)
	}
	// What moves in a corner is looked at alone, and once more at rest.
	f.reads.pixels = 0
	f.show(1, part{label, image.Pt(50, 50)}, part{image.NewGray(image.Rect(0, 0, 40, 40)), image.Pt(700, 500)})
	if n := f.reads.pixels; n == 0 || n > 800*600/4 {
		t.Errorf("%d pixels were read for a change in a corner", n)
	}
}

func TestWatcher_WantsTwoLooksAtAWeakCode(t *testing.T) {
	f, label := newFilm(t), ean(t)
	f.show(3)
	f.show(1, part{label, image.Pt(50, 50)})
	f.show(20)
	f.expect()
}

// BenchmarkWatcher shows what a still frame costs beside one that is looked at
// as a whole.
func BenchmarkWatcher(b *testing.B) {
	label := ean(b)
	big := image.NewGray(image.Rect(0, 0, 1280, 960))
	rnd := rand.New(rand.NewPCG(1, 2))
	for i := range big.Pix {
		big.Pix[i] = byte(150 + rnd.IntN(6))
	}
	draw.Draw(big, label.Rect.Add(image.Pt(300, 300)), label, image.Point{}, draw.Src)
	b.Run("Still", func(b *testing.B) {
		w, at := video.NewWatcher(decode.NewReader(), gs1.Shop{}), time.Now()
		for range 5 {
			w.Look(big, at)
			at = at.Add(time.Second)
		}
		b.ReportAllocs()
		for b.Loop() {
			w.Look(big, at)
		}
	})
	b.Run("Whole", func(b *testing.B) {
		r := decode.NewReader()
		b.ReportAllocs()
		for b.Loop() {
			r.Read(big)
		}
	})
}
