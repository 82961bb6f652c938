// Package decode turns a picture into the symbols in it, and symbols into
// pictures. It is the only importer of gozxing.
package decode

import (
	"image"
	"strings"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/datamatrix"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/qrcode"

	"endcap/scanner"
)

// Reader reads pictures. It keeps buffers from one picture to the next, so it
// is not safe for concurrent use: one Reader a goroutine.
type Reader struct {
	buf []byte
	rs  []gozxing.Reader
}

// NewReader returns a Reader.
func NewReader() *Reader {
	return &Reader{rs: []gozxing.Reader{qrcode.NewQRCodeReader(), oned.NewMultiFormatUPCEANReader(nil), oned.NewCode128Reader(), datamatrix.NewDataMatrixReader()}}
}

// Read returns the symbols in a picture, each once, or none. It does not keep
// or change img.
func (r *Reader) Read(img *image.Gray) (found []scanner.Symbol) {
	defer func() {
		if recover() != nil {
			found = nil
		}
	}()
	bmp, err := gozxing.NewBinaryBitmap(gozxing.NewHybridBinarizer(gozxing.NewLuminanceSourceFromImage(img)))
	if err != nil {
		return nil
	}
	for _, rd := range r.rs {
		res, err := rd.Decode(bmp, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_ASSUME_GS1: true})
		if err == nil {
			return []scanner.Symbol{symbol(res)}
		}
	}
	return nil
}

// symbol is a result of gozxing in our words.
func symbol(res *gozxing.Result) scanner.Symbol {
	s := scanner.Symbol{Format: res.GetBarcodeFormat().String(), Text: res.GetText()}
	if s.Format == "EAN_13" && strings.HasPrefix(s.Text, "0") {
		s.Format, s.Text = "UPC_A", s.Text[1:]
	}
	id, _ := res.GetResultMetadata()[gozxing.ResultMetadataType_SYMBOLOGY_IDENTIFIER].(string)
	switch id {
	case "]C1":
		s.GS1, s.Text = true, strings.TrimPrefix(s.Text, "]C1")
	case "]d2":
		s.GS1, s.Text = true, strings.TrimPrefix(s.Text, gs)
	case "]Q3":
		s.GS1 = true
	case "]e0":
		s.GS1 = true
	}
	return s
}
