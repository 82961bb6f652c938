package label_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"endcap/device/label"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/scanner/decode"
	"endcap/scanner/decode/light"
	"endcap/scanner/write"
)

var update = flag.Bool("update", false, "write the golden pictures anew")

func amount(t testing.TB, s string) money.Amount {
	t.Helper()
	a, err := money.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func qr(t testing.TB, text string) image.Image {
	t.Helper()
	img, err := write.QR(text)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// cases are the labels at the edges of what there is.
func cases(t testing.TB) map[string]label.Facts {
	a := func(s string) money.Amount { return amount(t, s) }
	return map[string]label.Facts{
		"offer": {
			GTIN: 4012345678901, Name: "Strawberries", Brand: "Fresco", Origin: "Spain", Offer: "3 for 4.00 EUR",
			Price: a("2.49 EUR"), UnitPrice: a("4.98 EUR"), UnitPer: "1 kg", Link: "https://id.example.com/01/04012345678901",
		},
		"no-offer": {
			GTIN: 4012345678901, Name: "Organic whole milk 3.8 % fat, pasture raised", Brand: "Alpenhof", Origin: "Austria",
			Price: a("1.19 EUR"), UnitPrice: a("1.19 EUR"), UnitPer: "1 l", Link: "https://id.example.com/01/04012345678901",
		},
		"longest": {
			GTIN: 94012345678904, Name: strings.Repeat("Extraordinarily slow-roasted coffee ", 20), Brand: "Rösterei Zum Goldenen Löwen & Söhne",
			Origin: "Democratic Republic of the Congo", Offer: "Buy two, get the cheaper one at half the price, this week only",
			Price: a("12345.67 EUR"), UnitPrice: a("12345.67 EUR"), UnitPer: "100 ml", Link: "https://id.some-retailer.example.com/01/94012345678904",
		},
		"one-word": {
			GTIN: 40123455, Name: strings.Repeat("Donaudampfschiff", 6), Price: a("0.05 EUR"), Link: "https://id.example.com/01/00000040123455",
		},
		"yen":   {GTIN: 4901234567894, Name: "Green tea", Price: a("298 JPY"), UnitPrice: a("60 JPY"), UnitPer: "100 ml", Link: "https://id.example.com/01/04901234567894"},
		"dinar": {GTIN: 4012345678901, Name: "Dates", Price: a("12.500 KWD"), Link: "https://id.example.com/01/04012345678901"},
		"kilogram": {
			GTIN: 4012345678901, Name: "Tomatoes on the vine", Origin: "Netherlands", Offer: "10 % off",
			Price: a("2.99 EUR"), Per: "kg", Link: "https://id.example.com/01/04012345678901",
		},
		"reduced": {
			GTIN: 4012345678901, Name: "Strawberries", Brand: "Fresco", Origin: "Spain", Offer: "−20 %", Was: a("2.49 EUR"),
			Price: a("1.99 EUR"), UnitPrice: a("3.98 EUR"), UnitPer: "1 kg", Link: "https://id.example.com/01/04012345678901",
		},
		"reduced-much": {
			GTIN: 4012345678901, Name: "Watch", Offer: "−99 %", Was: a("1234567890.00 EUR"), Price: a("0.01 EUR"), Link: "https://id.some-retailer.example.com/01/94012345678904",
		},
		"bare": {Price: a("1.00 EUR"), Link: "https://id.example.com/"},
	}
}

func TestRender_LooksAsItShould(t *testing.T) {
	for name, f := range cases(t) {
		for _, size := range []image.Point{{250, 122}, {296, 128}, {400, 300}} {
			if size.X > 250 && name != "offer" && name != "longest" {
				continue
			}
			t.Run(fmt.Sprintf("%s-%dx%d", name, size.X, size.Y), func(t *testing.T) {
				img, err := label.Render(f, size, qr(t, f.Link))
				if err != nil {
					t.Fatal(err)
				}
				compare(t, img, filepath.Join("testdata", fmt.Sprintf("%s-%dx%d.png", name, size.X, size.Y)))
			})
		}
	}
}

// compare compares pixels, not bytes: another version of Go may pack a PNG
// in another way.
func compare(t *testing.T, got *image.Paletted, golden string) {
	t.Helper()
	if *update {
		var b bytes.Buffer
		if err := png.Encode(&b, got); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	f, err := os.Open(golden)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	if got.Bounds() != want.Bounds() {
		t.Fatalf("the label is %v, %s is %v", got.Bounds(), golden, want.Bounds())
	}
	different := 0
	for y := range got.Rect.Max.Y {
		for x := range got.Rect.Max.X {
			r, g, b, _ := got.At(x, y).RGBA()
			r2, g2, b2, _ := want.At(x, y).RGBA()
			if r != r2 || g != g2 || b != b2 {
				different++
			}
		}
	}
	if different > 0 {
		t.Errorf("%d pixels differ from %s; look at both, and if the new one is meant run the test with -update", different, golden)
	}
}

func TestRender_CodeIsReadBackFromTheLabel(t *testing.T) {
	for name, f := range cases(t) {
		for _, size := range []image.Point{{250, 122}, {296, 128}, {400, 300}, {800, 480}} {
			img, err := label.Render(f, size, qr(t, f.Link))
			if err != nil {
				t.Errorf("%s at %v: %v", name, size, err)
				continue
			}
			var texts []string
			for _, s := range decode.NewReader().Read(light.Gray(img)) {
				texts = append(texts, s.Text)
			}
			if len(texts) != 1 || texts[0] != f.Link {
				t.Errorf("%s at %v: read %q, want %q", name, size, texts, f.Link)
			}
		}
	}
}

func TestRender_SameFactsGiveTheSameBytes(t *testing.T) {
	f := cases(t)["longest"]
	a, err := label.Render(f, image.Pt(250, 122), qr(t, f.Link))
	if err != nil {
		t.Fatal(err)
	}
	b, err := label.Render(f, image.Pt(250, 122), qr(t, f.Link))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Pix, b.Pix) {
		t.Error("two labels of the same facts differ")
	}
}

func TestRender_WithoutCodeUsesTheWholeWidth(t *testing.T) {
	f := cases(t)["longest"]
	img, err := label.Render(f, image.Pt(250, 122), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := img.ColorIndexAt(249, 121); got != 2 {
		t.Errorf("the offer ends before the edge: ink %d", got)
	}
}

func TestRender_RefusesWhatCannotBeRead(t *testing.T) {
	f := cases(t)["offer"]
	code := qr(t, f.Link)
	for _, c := range []struct {
		name string
		size image.Point
		code image.Image
		want error
	}{
		{"too narrow", image.Pt(249, 122), code, label.ErrSize},
		{"too low", image.Pt(250, 121), code, label.ErrSize},
		{"too wide", image.Pt(1601, 1200), code, label.ErrSize},
		{"upright", image.Pt(300, 400), code, label.ErrSize},
		{"a strip", image.Pt(800, 200), code, label.ErrSize},
		{"empty", image.Point{}, code, label.ErrSize},
		{"a link too long", image.Pt(250, 122), qr(t, f.Link+strings.Repeat("/10/ABCDEFGHIJ", 8)), label.ErrCode},
		{"no square", image.Pt(250, 122), image.NewGray(image.Rect(0, 0, 20, 21)), label.ErrCode},
		{"a code of nothing", image.Pt(250, 122), image.NewGray(image.Rectangle{}), label.ErrCode},
		{"a scaled code", image.Pt(1600, 1200), image.NewGray(image.Rect(0, 0, 290, 290)), label.ErrCode},
	} {
		if _, err := label.Render(f, c.size, c.code); !errors.Is(err, c.want) {
			t.Errorf("%s: Render returned %v, want %v", c.name, err, c.want)
		}
	}
}

func TestRender_UsesThreeColoursOnly(t *testing.T) {
	f := cases(t)["offer"]
	img, err := label.Render(f, image.Pt(296, 128), qr(t, f.Link))
	if err != nil {
		t.Fatal(err)
	}
	seen := [3]int{}
	for _, p := range img.Pix {
		seen[p]++
	}
	if len(img.Palette) != 3 || seen[0] == 0 || seen[1] == 0 || seen[2] == 0 {
		t.Errorf("a palette of %d with %v pixels each", len(img.Palette), seen)
	}
}

func TestFactsOf_TakesTheUnitPriceOfThePiece(t *testing.T) {
	p := catalog.Product{
		GTIN: 4012345678901, Name: "Strawberries", Brand: "Fresco", Price: amount(t, "2.49 EUR"),
		Content: catalog.Measure{N: 500, Unit: "g"}, Origin: "Spain",
	}
	got := label.FactsOf(p, "3 for 4.00 EUR", "https://id.example.com", 7)
	want := label.Facts{
		GTIN: 4012345678901, Name: "Strawberries", Brand: "Fresco", Price: amount(t, "2.49 EUR"), Origin: "Spain",
		UnitPrice: amount(t, "4.98 EUR"), UnitPer: "1 kg", Offer: "3 for 4.00 EUR",
		Link: "https://id.example.com/01/04012345678901", Book: 7,
	}
	if got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	p.Sold = catalog.PerKilogram
	if got := label.FactsOf(p, "", "https://id.example.com", 7); got.Per != "kg" || got.UnitPer != "" {
		t.Errorf("a price by weight says %q and again %q", got.Per, got.UnitPer)
	}
}

func FuzzRender(f *testing.F) {
	f.Add("Strawberries", "Fresco", "Spain", "3 for 4.00 EUR", int64(249), 250, 122)
	f.Add("\xff \u00ad中\n", "", strings.Repeat("ß", 300), "%", int64(-1<<63), 1600, 1200)
	f.Fuzz(func(t *testing.T, name, brand, origin, offer string, minor int64, w, h int) {
		facts := label.Facts{Name: name, Brand: brand, Origin: origin, Offer: offer, Price: money.New(minor, money.Currency{'E', 'U', 'R'})}
		img, err := label.Render(facts, image.Pt(w, h), nil)
		if err == nil && img.Bounds().Size() != image.Pt(w, h) {
			t.Errorf("asked for %dx%d, got %v", w, h, img.Bounds())
		}
	})
}

func ExampleRender() {
	eur := func(minor int64) money.Amount { return money.New(minor, money.Currency{'E', 'U', 'R'}) }
	f := label.Facts{
		GTIN: 4012345678901, Name: "Strawberries", Price: eur(249), UnitPrice: eur(498), UnitPer: "1 kg",
		Link: "https://id.example.com/01/04012345678901",
	}
	code, err := write.QR(f.Link)
	if err != nil {
		fmt.Println(err)
		return
	}
	img, err := label.Render(f, image.Pt(250, 122), code)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(img.Bounds().Size(), img.At(0, 0) == color.Color(color.Gray{Y: 0xFF}))
	// Output: (250,122) true
}

func BenchmarkRender(b *testing.B) {
	f := cases(b)["offer"]
	code := qr(b, f.Link)
	for _, size := range []image.Point{{250, 122}, {800, 480}} {
		b.Run(fmt.Sprintf("%dx%d", size.X, size.Y), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := label.Render(f, size, code); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
