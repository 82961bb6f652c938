package scanner_test

import (
	"image"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"endcap/scanner"
	"endcap/scanner/gs1"
)

// printed is the outline of a symbol of width and height whose middle is at x,
// y, turned by so many degrees.
func printed(x, y, width, height int, degrees float64) (corners [4]image.Point) {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	for i, c := range [4]image.Point{{X: -1, Y: -1}, {X: 1, Y: -1}, {X: 1, Y: 1}, {X: -1, Y: 1}} {
		dx, dy := float64(c.X*width)/2, float64(c.Y*height)/2
		corners[i] = image.Pt(x+int(math.Round(dx*cos-dy*sin)), y+int(math.Round(dx*sin+dy*cos)))
	}
	return corners
}

func TestPieces_JoinsWhatTellsOnlyMoreOfTheOneProduct(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	at := func(sym scanner.Symbol, x, y int, degrees float64) scanner.Symbol {
		sym.Corners = printed(x, y, 100, 60, degrees)
		return sym
	}
	milk := scanner.Symbol{Format: "EAN_13", Text: "4012345123456"}
	jam := scanner.Symbol{Format: "EAN_13", Text: "4006381333931"}
	lot := scanner.Symbol{Format: "CODE_128", Text: "1727013110LOT42", GS1: true}
	other := scanner.Symbol{Format: "CODE_128", Text: "10LOT43", GS1: true}
	serial := scanner.Symbol{Format: "CODE_128", Text: "21S1", GS1: true}
	price := scanner.Symbol{Format: "CODE_128", Text: "310300125039221299", GS1: true}
	bare := scanner.Symbol{Format: "CODE_128", Text: "1727013110LOT42"}
	ours := gs1.Item{GTIN: 4012345123456, Lot: "LOT42", Expiry: gs1.Date{Year: 2027, Month: 1, Day: 31}}
	alone := gs1.Item{GTIN: 4012345123456}
	rich := scanner.Symbol{Format: "DATA_MATRIX", Text: "0104012345123456310300012521S9", GS1: true}
	pallet := scanner.Symbol{Format: "CODE_128", Text: "00095212340000000013", GS1: true}
	coupon := scanner.Symbol{Format: "EAN_13", Text: "9812345678902"}
	whole := gs1.Item{GTIN: 4012345123456, Serial: "S9", Grams: 125}
	for _, c := range []struct {
		name string
		seen []scanner.Symbol
		want gs1.Item // of the milk
		n    int      // pieces
	}{
		{"beside it", []scanner.Symbol{at(milk, 100, 100, 0), at(lot, 230, 100, 0)}, ours, 1},
		{"above it, seen first", []scanner.Symbol{at(lot, 100, 20, 0), at(milk, 100, 100, 0)}, ours, 1},
		{"turned by a quarter", []scanner.Symbol{at(milk, 100, 100, 0), at(lot, 200, 100, 92)}, ours, 1},
		{"upside down", []scanner.Symbol{at(milk, 100, 100, 30), at(lot, 200, 100, 207)}, ours, 1},
		{"the same one twice", []scanner.Symbol{at(milk, 100, 100, 0), at(lot, 230, 100, 0), at(lot, 100, 170, 0)}, ours, 1},
		{"two of them", []scanner.Symbol{at(milk, 100, 100, 0), at(lot, 230, 100, 0), at(serial, 100, 170, 0)}, gs1.Item{GTIN: ours.GTIN, Lot: ours.Lot, Expiry: ours.Expiry, Serial: "S1"}, 1},
		{"far away", []scanner.Symbol{at(milk, 100, 100, 0), at(lot, 310, 100, 0)}, alone, 2},
		{"turned otherwise", []scanner.Symbol{at(milk, 100, 100, 0), at(lot, 210, 100, 30)}, alone, 2},
		{"two products", []scanner.Symbol{at(milk, 100, 100, 0), at(lot, 230, 100, 0), at(jam, 800, 100, 0)}, alone, 3},
		{"two of the product", []scanner.Symbol{at(milk, 100, 100, 0), at(lot, 230, 100, 0), at(milk, 400, 100, 0)}, alone, 2},
		{"two of the product, one with a richer code", []scanner.Symbol{at(rich, 100, 100, 0), at(lot, 230, 100, 0), at(milk, 100, 200, 0), at(milk, 400, 200, 0)}, whole, 2},
		{"a pallet behind it", []scanner.Symbol{at(milk, 100, 100, 0), at(lot, 230, 100, 0), at(pallet, 400, 100, 0)}, alone, 3},
		{"a coupon beside it", []scanner.Symbol{at(milk, 100, 100, 0), at(lot, 230, 100, 0), at(coupon, 400, 100, 0)}, alone, 3},
		{"two lots", []scanner.Symbol{at(milk, 100, 100, 0), at(lot, 230, 100, 0), at(other, 100, 170, 0)}, alone, 3},
		{"a weight and a price", []scanner.Symbol{at(milk, 100, 100, 0), at(price, 230, 100, 0)}, alone, 2},
		{"no GS1 symbol", []scanner.Symbol{at(milk, 100, 100, 0), at(bare, 230, 100, 0)}, alone, 2},
		{"no picture", []scanner.Symbol{milk, lot}, alone, 2},
	} {
		pieces := scanner.Pieces(c.seen, gs1.Shop{}, now)
		var got gs1.Item
		for _, p := range pieces {
			if scan, err := scanner.Understand(p, gs1.Shop{}, now); err == nil && scan.Item.GTIN == alone.GTIN {
				got = scan.Item
			}
		}
		if d := cmp.Diff(c.want, got); d != "" || len(pieces) != c.n {
			t.Errorf("%s: %d pieces, want %d (-want +got)\n%s", c.name, len(pieces), c.n, d)
		}
	}
}

func TestPieces_AJoinedLinkIsStillALink(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	const link = "https://id.example.org/01/04012345123456"
	pieces := scanner.Pieces([]scanner.Symbol{
		{Format: "QR_CODE", Text: link, Corners: printed(100, 100, 80, 80, 0)},
		{Format: "CODE_128", Text: "10LOT42", GS1: true, Corners: printed(100, 170, 120, 30, 0)},
	}, gs1.Shop{}, now)
	scan, err := scanner.Understand(pieces[0], gs1.Shop{}, now)
	if want := (gs1.Item{GTIN: 4012345123456, Lot: "LOT42", Link: link}); len(pieces) != 1 || err != nil || scan.Item != want {
		t.Errorf("%d pieces, %+v, %v", len(pieces), scan.Item, err)
	}
}

// FuzzPieces proves that every symbol that was seen is told of once: as a piece
// or as passed over by one.
func FuzzPieces(f *testing.F) {
	f.Add("4012345123456", "1727013110LOT42", "10LOT43", true)
	f.Add("https://example.com/01/04012345123456", "21S1", "]d2010401234512345610A", false)
	f.Fuzz(func(t *testing.T, a, b, c string, isGS1 bool) {
		seen := []scanner.Symbol{
			{Format: "EAN_13", Text: a, Corners: printed(100, 100, 100, 60, 0)},
			{Format: "CODE_128", Text: b, GS1: isGS1, Corners: printed(230, 100, 100, 60, 0)},
			{Text: c, GS1: !isGS1, Corners: printed(100, 170, 100, 60, 0)},
		}
		n := 0
		for _, p := range scanner.Pieces(seen, gs1.Shop{}, time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)) {
			n += 1 + len(p.Passed)
		}
		if n != len(seen) {
			t.Fatalf("%d of %d symbols are told of", n, len(seen))
		}
	})
}
