package decode

import (
	"image"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/common"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"

	"endcap/scanner"
	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
	"endcap/scanner/decode/qr"
)

// qrCodes reads QR codes.
type qrCodes struct {
	finder  qr.Finder
	decoder *decoder.Decoder
}

func newQRCodes() *qrCodes { return &qrCodes{decoder: decoder.NewDecoder()} }

func (q *qrCodes) read(f *light.Frame, take func(scanner.Symbol)) []image.Rectangle {
	return q.finder.Find(f, func(g *plane.Grid) bool {
		format, decode := "QR_CODE", q.decode
		if g.W < qr.MinSide {
			format, decode = "MICRO_QR", micro
		}
		res := decode(g)
		if res == nil {
			return false
		}
		// 3 and 4: FNC1 came first (ISO/IEC 18004 Annex F).
		modifier := res.GetSymbologyModifier()
		take(scanner.Symbol{
			Format: format, Text: res.GetText(), GS1: modifier == 3 || modifier == 4, Corners: g.Corners.Corners(),
		})
		return true
	})
}

// decode reads the modules of a symbol, or returns nil. A panic in gozxing is
// no symbol.
func (q *qrCodes) decode(g *plane.Grid) (res *common.DecoderResult) {
	defer func() {
		if recover() != nil {
			res = nil
		}
	}()
	res, err := q.decoder.Decode(modules(g), nil)
	if err != nil || res.GetText() == "" {
		return nil
	}
	return res
}

// micro reads the modules of a Micro QR code, or returns nil.
func micro(g *plane.Grid) (res *common.DecoderResult) {
	defer func() {
		if recover() != nil {
			res = nil
		}
	}()
	data, ok := qr.Micro(g)
	if !ok {
		return nil
	}
	version, err := decoder.Version_GetVersionForNumber(1)
	if err != nil {
		return nil
	}
	res, err = decoder.DecodedBitStreamParser_Decode(data, version, decoder.ErrorCorrectionLevel_L, nil)
	if err != nil || res.GetText() == "" {
		return nil
	}
	return res
}

// modules returns a copy of g for gozxing, whose decoders write into theirs.
func modules(g *plane.Grid) *gozxing.BitMatrix {
	out, err := gozxing.NewBitMatrix(g.W, g.H)
	if err != nil {
		return nil
	}
	row := gozxing.NewBitArray(g.W)
	words := row.GetBitArray()
	for y := range g.H {
		clear(words)
		for x := range g.W {
			if g.At(x, y) {
				words[x/32] |= 1 << (x % 32)
			}
		}
		out.SetRow(y, row)
	}
	return out
}
