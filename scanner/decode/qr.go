package decode

import (
	"image"

	"endcap/scanner"
	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
	"endcap/scanner/decode/qr"
)

// qrCodes reads QR codes and Micro QR codes.
type qrCodes struct {
	finder  qr.Finder
	decoder qr.Decoder
	take    func(scanner.Symbol)
	one     func(*plane.Grid) bool
}

func newQRCodes() *qrCodes {
	q := &qrCodes{}
	q.one = func(g *plane.Grid) bool {
		m, ok := q.decoder.Decode(g)
		if !ok {
			return false
		}
		format := "QR_CODE"
		if g.W < qr.MinSide {
			format = "MICRO_QR"
		}
		q.take(scanner.Symbol{Format: format, Text: m.Text, GS1: m.GS1, Corners: g.Corners.Corners()})
		return true
	}
	return q
}

func (q *qrCodes) read(f *light.Frame, take func(scanner.Symbol)) []image.Rectangle {
	q.take = take
	return q.finder.Find(f, q.one)
}
