package scanner_test

import (
	"fmt"
	"image"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"endcap/scanner"
	"endcap/scanner/gs1"
)

func TestPieces_IsOneForEachThing(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	layout, err := gs1.ParseLayout("22IIIIIPPPPPC")
	if err != nil {
		t.Fatal(err)
	}
	box := func(x, y int) [4]image.Point {
		return [4]image.Point{{X: x, Y: y}, {X: x + 50, Y: y}, {X: x + 50, Y: y + 30}, {X: x, Y: y + 30}}
	}
	ean := scanner.Symbol{Format: "EAN_13", Text: "4012345123456", Corners: box(0, 0)}
	rich := scanner.Symbol{Format: "DATA_MATRIX", Text: "010401234512345610LOT42\x1d17270131", GS1: true, Corners: box(100, 0)}
	other := scanner.Symbol{Format: "DATA_MATRIX", Text: "010401234512345610LOT43\x1d17270131", GS1: true, Corners: box(200, 0)}
	web := scanner.Symbol{Format: "QR_CODE", Text: "https://example.com/recipes"}
	sticker := scanner.Symbol{Format: "EAN_13", Text: fmt.Sprint("221234500199", gs1.CheckDigit(221234500199)), Corners: box(20, 10)}
	milk := scanner.Symbol{Format: "EAN_13", Text: "4006381333931", Corners: box(300, 0)}
	apart := sticker
	apart.Corners = box(100, 100)

	tests := []struct {
		name   string
		seen   []scanner.Symbol
		want   []string // the texts of the pieces
		passed []string // why, of all pieces in order
	}{
		{"nothing", nil, nil, nil},
		{"one", []scanner.Symbol{ean}, []string{ean.Text}, nil},
		{"the richer data of one product", []scanner.Symbol{ean, rich}, []string{rich.Text}, []string{"it names the same product and says less"}},
		{"whatever comes first", []scanner.Symbol{rich, ean}, []string{rich.Text}, []string{"it names the same product and says less"}},
		{"the same code twice", []scanner.Symbol{ean, ean}, []string{ean.Text}, []string{"it says the same"}},
		{"two lots", []scanner.Symbol{rich, other}, []string{rich.Text, other.Text}, nil},
		{"two products", []scanner.Symbol{milk, rich, ean}, []string{milk.Text, rich.Text}, []string{"it names the same product and says less"}},
		{"a web page beside a product", []scanner.Symbol{web, ean}, []string{web.Text, ean.Text}, nil},
		{"a price stuck over the code", []scanner.Symbol{ean, sticker, milk}, []string{sticker.Text, milk.Text}, []string{"a label with a price is stuck over it"}},
		{"a price beside another thing", []scanner.Symbol{ean, apart}, []string{ean.Text, apart.Text}, nil},
	}
	for _, test := range tests {
		var got, passed []string
		for _, p := range scanner.Pieces(test.seen, gs1.Shop{Layouts: []gs1.Layout{layout}}, now) {
			got = append(got, p.Text)
			for _, over := range p.Passed {
				passed = append(passed, over.Why)
			}
		}
		if diff := cmp.Diff(got, test.want); diff != "" {
			t.Errorf("%s: pieces (-got +want):\n%s", test.name, diff)
		}
		if diff := cmp.Diff(passed, test.passed); diff != "" {
			t.Errorf("%s: passed over (-got +want):\n%s", test.name, diff)
		}
	}
}
