package decode

import (
	"image"
	"testing"

	"endcap/scanner"
)

func TestReader_TakesEachSymbolOnce(t *testing.T) {
	at := func(x, y, side int) [4]image.Point { // standing on a corner
		return [4]image.Point{{X: x, Y: y - side}, {X: x + side, Y: y}, {X: x, Y: y + side}, {X: x - side, Y: y}}
	}
	var r Reader
	for _, s := range []scanner.Symbol{
		{Format: "QR_CODE", Text: "a", Corners: at(100, 100, 50)},
		{Format: "QR_CODE", Text: "a", Corners: at(102, 99, 49)},      // again
		{Format: "EAN_13", Text: "likeness", Corners: at(110, 90, 5)}, // in it
		{Format: "QR_CODE", Text: "a", Corners: at(300, 100, 50)},     // the same text elsewhere
		{Format: "EAN_8", Text: "b", Corners: at(145, 55, 5)},         // in its box, beside it
		{Format: "QR_CODE", Text: "d", Corners: at(301, 101, 10)},     // printed in the middle of another
		{Format: "ITF", Text: "c"},
		{Format: "ITF", Text: "c"},
	} {
		r.take(s)
	}
	want := []string{"a", "a", "b", "d", "c"}
	if len(r.found) != len(want) {
		t.Fatalf("took %+v, want %v", r.found, want)
	}
	for i, s := range r.found {
		if s.Text != want[i] {
			t.Errorf("symbol %d is %q, want %q", i, s.Text, want[i])
		}
	}
}
