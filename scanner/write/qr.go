package write

import (
	"fmt"
	"image"

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
	for version := 1; version <= maxVersion; version++ {
		if version == 1 || qrClass(version) != qrClass(version-1) {
			bits = qrBits(text, qrClass(version), isGS1)
		}
		if bits.n > 8*qrData(version, levelM) {
			continue
		}
		level := levelM
		for level < levelH && bits.n <= 8*qrData(version, level+1) {
			level++
		}
		return newQRSymbol(version, level, qrWordsOf(bits, version, level)).draw(), nil
	}
	return nil, fmt.Errorf("write QR code: the text needs %d bits, the largest symbol has %d; shorten it", bits.n, 8*qrData(maxVersion, levelM))
}

// qrWordsOf fills the symbol up and adds the check words of each block; the
// blocks take turns (ISO/IEC 18004 7.6).
func qrWordsOf(bits bitText, version, level int) []byte {
	size := qrData(version, level)
	bits.add(0, min(4, 8*size-bits.n)) // terminator
	words := bits.bytes
	for pad := byte(0xec); len(words) < size; pad ^= 0xec ^ 0x11 {
		words = append(words, pad)
	}
	n, extra := int(qrBlocks[level][version-1]), int(qrCheck[level][version-1])
	code := solomon.New(0x11d, 256, 0)
	blocks, checks := make([][]byte, n), make([][]byte, n)
	for i := range blocks {
		length := size / n
		if i >= n-size%n { // the longer ones come last
			length++
		}
		blocks[i], words = words[:length], words[length:]
		checks[i] = solomon.Check(code, blocks[i], extra)
	}
	var out []byte
	for i := range size/n + 1 {
		for _, b := range blocks {
			if i < len(b) {
				out = append(out, b[i])
			}
		}
	}
	for i := range extra {
		for _, c := range checks {
			out = append(out, c[i])
		}
	}
	return out
}
