package decode_test

import (
	"testing"

	"endcap/scanner/decode"
	"endcap/scanner/decode/light"
)

// A row of this DataBar Expanded Stacked, as zint draws it, is also read as an
// Interleaved 2 of 5.
func TestRead_BelievesADataBarRatherThanWhatItsRowsAreLike(t *testing.T) {
	pic, err := light.LoadFile("testdata/stacked.png")
	if err != nil {
		t.Fatal(err)
	}
	got := decode.NewReader().Read(pic)
	if len(got) != 1 || got[0].Format != "DATABAR_EXPANDED" || got[0].Text != "013169614987301010O62/5ms\x1d219?60FP1E" {
		t.Errorf("read %+v", got)
	}
}
