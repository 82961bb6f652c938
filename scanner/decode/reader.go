// Package decode turns a picture into the symbols in it. It is the only importer of gozxing.
//
// The reading of modules is gozxing's; where to look is ours. Linear symbols
// are read along lines whose edges are found on the light itself, to a part of
// a pixel, and believed only when several lines agree: gozxing's own search
// misses blurred labels and invents codes on things that are none. QR codes and
// Aztec symbols are found by their finder patterns, Data Matrix symbols by their
// solid edges; what a Data Matrix says we understand ourselves.
package decode

import (
	"image"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/makiuchi-d/gozxing"

	"endcap/scanner"
	"endcap/scanner/decode/light"
	"endcap/scanner/gs1"
)

// Reader reads pictures. It keeps its buffers from one picture to the next,
// so it is not safe for concurrent use: one Reader a goroutine.
type Reader struct {
	lines lines
	// flat are the families of symbols of two dimensions.
	flat  []flat
	full  light.Frame
	other otherLight
	found []scanner.Symbol
	bars  []scanner.Symbol
}

// flat finds and reads the symbols of one family of two dimensions.
type flat interface {
	// read hands over each symbol of the frame and returns the places of what
	// looks like one and was not read. These are valid until the next read.
	read(f *light.Frame, take func(scanner.Symbol)) (suspects []image.Rectangle)
}

// NewReader returns a Reader.
func NewReader() *Reader {
	return &Reader{lines: newLines(), flat: []flat{newQRCodes(), newDataMatrices(), newAztecs()}}
}

// Read returns the symbols in a picture, each once, linear ones first. It does
// not keep or change img. Formats are EAN_13, EAN_8, UPC_A,
// UPC_E, CODE_128, CODE_39, CODE_93, ITF, CODABAR, DATABAR,
// DATABAR_LIMITED, DATABAR_EXPANDED, QR_CODE, DATA_MATRIX and AZTEC. The symbols are the caller's.
func (r *Reader) Read(img *image.Gray) []scanner.Symbol {
	p := light.Of(img)
	if !r.full.Look(p) {
		return nil
	}
	r.found = r.found[:0]
	for _, family := range r.flat {
		r.other.again(&r.full, family, family.read(&r.full, r.take), r.take)
	}
	flat := len(r.found)
	r.lines.databar.Reset()
	for _, res := range [...]*gozxing.Result{r.lines.read(p, false), r.lines.read(p, true)} {
		if res != nil {
			r.take(symbol(res))
		}
	}
	r.bars = r.lines.databar.Symbols(r.bars[:0])
	for _, s := range r.bars {
		r.take(s)
	}
	return slices.Concat(r.found[flat:], r.found[:flat])
}

func symbol(res *gozxing.Result) scanner.Symbol {
	s := scanner.Symbol{Format: res.GetBarcodeFormat().String(), Text: res.GetText()}
	if !utf8.ValidString(s.Text) {
		s.Text = latin1(s.Text) // Code 128 has no other letters
	}
	if s.Format == "EAN_13" && strings.HasPrefix(s.Text, "0") {
		s.Format, s.Text = "UPC_A", s.Text[1:]
	}
	// The AIM symbology identifier says whether FNC1 came first (ISO/IEC 15424).
	id, _ := res.GetResultMetadata()[gozxing.ResultMetadataType_SYMBOLOGY_IDENTIFIER].(string)
	switch id {
	case "]C1": // gozxing writes FNC1 as the identifier itself, and keeps one that is the check character
		s.GS1, s.Text = true, strings.TrimSuffix(strings.TrimPrefix(s.Text, id), gs1.GS)
	}
	return s
}

// latin1 is ISO 8859-1 as UTF-8.
func latin1(s string) string {
	out := make([]rune, len(s))
	for i := range len(s) {
		out[i] = rune(s[i])
	}
	return string(out)
}
