package decode_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	qrdecoder "github.com/makiuchi-d/gozxing/qrcode/decoder"
	"github.com/makiuchi-d/gozxing/qrcode/encoder"

	"endcap/scanner/decode/plane"
	"endcap/scanner/decode/qr"
)

// TestQR_SaysWhatAnotherWriterWrote takes symbols of all levels and modes that
// gozxing wrote, some of their modules turned over.
func TestQR_SaysWhatAnotherWriterWrote(t *testing.T) {
	rnd := rand.New(rand.NewPCG(6, 6))
	alphabets := []struct{ letters, set string }{
		{"0123456789", ""},
		{"0123456789ABCXYZ $%*+-./:", ""},
		{"abc XYZ 0123;=&", ""},
		{"茶緑水牛乳", "Shift_JIS"},
		{"äöü 茶 €", "UTF-8"},
		{"éèà 12", "ISO8859_1"},
		{"чай 5", "ISO8859_5"},
	}
	var d qr.Decoder
	for i := range 600 {
		a := alphabets[i%len(alphabets)]
		var text strings.Builder
		for range 1 + rnd.IntN(1+rnd.IntN(400)) {
			r := []rune(a.letters)
			text.WriteRune(r[rnd.IntN(len(r))])
		}
		hints := map[gozxing.EncodeHintType]any{}
		if a.set != "" {
			hints[gozxing.EncodeHintType_CHARACTER_SET] = a.set
		}
		level, err := qrdecoder.ErrorCorrectionLevel_ValueOf([]string{"L", "M", "Q", "H"}[rnd.IntN(4)])
		if err != nil {
			t.Fatal(err)
		}
		code, err := encoder.Encoder_encode(text.String(), level, hints)
		if err != nil {
			t.Fatal(err)
		}
		m := code.GetMatrix()
		var g plane.Grid
		g.Reset(m.GetWidth(), m.GetHeight())
		for at := range g.Dark {
			g.Dark[at] = m.Get(at%g.W, at/g.W) == 1
		}
		for range rnd.IntN(3) {
			at := rnd.IntN(len(g.Dark))
			g.Dark[at] = !g.Dark[at]
		}
		what := fmt.Sprintf("%d characters of %q in %d modules", text.Len(), a.letters, g.W)
		if got, ok := d.Decode(&g); !ok || got.Text != text.String() || got.GS1 {
			t.Errorf("%s: %q %v, want %q", what, got.Text, ok, text.String())
		}
	}
}
