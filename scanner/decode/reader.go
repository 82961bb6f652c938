// Package decode turns a picture into the symbols in it. It is the only importer of gozxing.
//
// Linear symbols and DataBar are read along lines, by rooms of their own. QR
// codes and Aztec symbols are found by their finder patterns, Data Matrix
// symbols by their solid edges, PDF417 by the bars at its ends. What a Data
// Matrix or PDF417 symbol says we understand ourselves, the modules of the
// others are gozxing's to read.
package decode

import (
	"image"
	"slices"

	"endcap/scanner"
	"endcap/scanner/decode/light"
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
}

// flat finds and reads the symbols of one family of two dimensions.
type flat interface {
	// read hands over each symbol of the frame and returns the places of what
	// looks like one and was not read. These are valid until the next read.
	read(f *light.Frame, take func(scanner.Symbol)) (suspects []image.Rectangle)
}

// NewReader returns a Reader.
func NewReader() *Reader {
	return &Reader{lines: newLines(), flat: []flat{newQRCodes(), newDataMatrices(), newAztecs(), newPDF417s()}}
}

// Read returns the symbols in a picture, each once, linear ones first. It does
// not keep or change img. Formats are EAN_13, EAN_8, UPC_A,
// UPC_E, CODE_128, CODE_39, CODE_93, ITF, CODABAR, DATABAR, DATABAR_LIMITED,
// DATABAR_EXPANDED, QR_CODE, MICRO_QR, DATA_MATRIX, AZTEC and PDF_417. The
// symbols are the caller's.
func (r *Reader) Read(img *image.Gray) []scanner.Symbol {
	r.found = r.found[:0]
	p := light.Of(img)
	if seen := r.full.Look(p); !seen && min(p.W, p.H) >= light.MinSide {
		return nil
	} else if !seen { // a strip, as a line scanner makes it
		r.lines.read(&r.full, r.take)
		return slices.Clone(r.found)
	}
	for _, family := range r.flat {
		r.other.again(&r.full, family, family.read(&r.full, r.take), r.take)
	}
	flat := len(r.found)
	r.lines.read(&r.full, r.take)
	return slices.Concat(r.found[flat:], r.found[:flat])
}
