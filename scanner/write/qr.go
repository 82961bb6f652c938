package write

import (
	"fmt"
	"image"

	"endcap/scanner/qrcode"
	"endcap/scanner/solomon"
)

// QR returns the QR code of text in UTF-8 (declared by its ECI where it is not
// ASCII): the smallest version at which 15 % of the symbol may be lost (level
// M), with as much more error correction as that version has room for. The
// text is at most MaxText bytes.
func QR(text string) (image.Image, error) {
	return qr(text, false)
}

// GS1QR returns the GS1 QR code (GenSpecs 5.7) of an element string; see
// GS1128, but the length is bounded by MaxText.
func GS1QR(elements string) (image.Image, error) {
	return qr(elements, true)
}

func qr(text string, isGS1 bool) (image.Image, error) {
	if err := checkText(text); err != nil {
		return nil, fmt.Errorf("write QR code: %w", err)
	}
	var bits bitText
	for version := 1; version <= qrcode.MaxVersion; version++ {
		if version == 1 || qrcode.Count(qrcode.Kanji, version) != qrcode.Count(qrcode.Kanji, version-1) {
			bits = qrBits(text, version, isGS1)
		}
		if bits.n > 8*qrcode.Data(version, qrcode.M) {
			continue
		}
		level := qrcode.M
		for level < qrcode.H && bits.n <= 8*qrcode.Data(version, level+1) {
			level++
		}
		return newQRSymbol(version, level, qrWordsOf(bits, version, level)).draw(), nil
	}
	return nil, fmt.Errorf("write QR code: the text needs %d bits, the largest symbol has %d; shorten it", bits.n, 8*qrcode.Data(qrcode.MaxVersion, qrcode.M))
}

// qrWordsOf fills the symbol up and adds the check words of each block.
func qrWordsOf(bits bitText, version int, level qrcode.Level) []byte {
	size := qrcode.Data(version, level)
	bits.add(0, min(4, 8*size-bits.n)) // terminator
	words := bits.bytes
	for pad := byte(0xec); len(words) < size; pad ^= 0xec ^ 0x11 {
		words = append(words, pad)
	}
	code := solomon.New(0x11d, 256, 0)
	out, places := make([]byte, qrcode.Words(version)), qrcode.Weave(version, level)
	for b := range qrcode.Blocks(version, level) {
		n := qrcode.Length(version, level, b)
		for _, w := range append(words[:n:n], solomon.Check(code, words[:n], qrcode.Check(version, level))...) {
			out[places[0]], places = w, places[1:]
		}
		words = words[n:]
	}
	return out
}
