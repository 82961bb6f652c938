package decode_test

import (
	"image"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/aztec"
	"github.com/makiuchi-d/gozxing/datamatrix"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/oned/rss"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// peer reads a picture as its documentation shows: gozxing alone, every
// reader in turn over its own binarizer, the first result wins.
func peer() func(*image.Gray) bool {
	readers := []gozxing.Reader{
		oned.NewMultiFormatUPCEANReader(nil), oned.NewCode39Reader(), oned.NewCode93Reader(), oned.NewCode128Reader(),
		oned.NewITFReader(), oned.NewCodaBarReader(), rss.NewRSS14Reader(),
		qrcode.NewQRCodeReader(), datamatrix.NewDataMatrixReader(), aztec.NewAztecReader(),
	}
	return func(img *image.Gray) bool {
		bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
		if err != nil {
			return false
		}
		for _, r := range readers {
			if _, err := r.Decode(bitmap, nil); err == nil {
				return true
			}
		}
		return false
	}
}

// TestPeer keeps the comparison fair: what it is timed on, it reads.
func TestPeer(t *testing.T) {
	for _, p := range benchPictures(t) {
		if got, want := peer()(p.pic), p.symbol; got != want {
			t.Errorf("gozxing alone reads %s: %v, want %v", p.name, got, want)
		}
	}
}
