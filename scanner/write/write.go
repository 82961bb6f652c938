// Package write draws symbols as their modules, without quiet zone.
package write

import (
	"errors"
	"fmt"
	"image"
	"strings"

	"github.com/makiuchi-d/gozxing"
	dmencoder "github.com/makiuchi-d/gozxing/datamatrix/encoder"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
	"github.com/makiuchi-d/gozxing/qrcode/encoder"

	"endcap/scanner/gs1"
)

// fnc1 stands for the GS1 separator in gozxing's texts.
const fnc1 = "\u00f1"

// QR returns the QR code of text in UTF-8, one pixel a module and without
// quiet zone, at error correction level M (15 % may be lost). The text is at
// most MaxText bytes.
func QR(text string) (image.Image, error) {
	if err := checkText(text); err != nil {
		return nil, fmt.Errorf("write QR code: %w", err)
	}
	code, err := encoder.Encoder_encode(text, decoder.ErrorCorrectionLevel_M, nil)
	if err != nil {
		return nil, fmt.Errorf("write QR code: %w", err)
	}
	m := code.GetMatrix()
	return modules(m.GetWidth(), m.GetHeight(), func(x, y int) bool { return m.Get(x, y) == 1 }), nil
}

// EAN returns the bars of an EAN-8 or EAN-13 symbol, one pixel a module wide
// and one pixel high, without quiet zone. A GTIN-14 has no such symbol.
func EAN(g gs1.GTIN) (image.Image, error) {
	text := g.EAN()
	var w gozxing.Writer
	var format gozxing.BarcodeFormat
	switch len(text) {
	case 8:
		w, format = oned.NewEAN8Writer(), gozxing.BarcodeFormat_EAN_8
	case 13:
		w, format = oned.NewEAN13Writer(), gozxing.BarcodeFormat_EAN_13
	default:
		return nil, fmt.Errorf("write EAN: %q has %d digits, an EAN symbol carries 8 or 13; use GS1128 for a case", text, len(text))
	}
	return bars(w, format, text)
}

// GS1128 returns the bars of a GS1-128 symbol (GenSpecs 5.4), one pixel a
// module wide and one pixel high, without quiet zone. The elements are an
// element string with GS (0x1D) after each element of variable length but the
// last, at most 48 characters.
func GS1128(elements string) (image.Image, error) {
	if n := len(elements) - strings.Count(elements, gs1.GS); n == 0 || n > maxGS1128 {
		return nil, fmt.Errorf("write GS1-128: %d characters, it carries 1 to %d; use GS1DataMatrix for more", n, maxGS1128)
	}
	for i := range len(elements) {
		if c := elements[i]; c != gs1.GS[0] && (c < ' ' || c > '~') {
			return nil, fmt.Errorf("write GS1-128: character %d of %q is not in the GS1 set (GenSpecs 7.11)", i+1, elements)
		}
	}
	return bars(oned.NewCode128Writer(), gozxing.BarcodeFormat_CODE_128, fnc1+strings.ReplaceAll(elements, gs1.GS, fnc1))
}

// DataMatrix returns the Data Matrix symbol (ECC 200, square) of an ASCII
// text, one pixel a module, without quiet zone. The text is at most MaxText
// bytes.
func DataMatrix(text string) (image.Image, error) {
	return dataMatrix(text, false)
}

// GS1DataMatrix returns the GS1 DataMatrix symbol of an element string (see
// GS1128; the length is bounded by MaxText), one pixel a module, without
// quiet zone.
func GS1DataMatrix(elements string) (image.Image, error) {
	return dataMatrix(elements, true)
}

// dataMatrix writes in ASCII encodation (ISO/IEC 16022 5.2.3): it packs digits
// as tightly as any other, and gozxing's own encoder cannot write FNC1.
func dataMatrix(text string, isGS1 bool) (image.Image, error) {
	if err := checkText(text); err != nil {
		return nil, fmt.Errorf("write Data Matrix: %w", err)
	}
	words, err := asciiWords(text, isGS1)
	if err != nil {
		return nil, fmt.Errorf("write Data Matrix: %w", err)
	}
	info, err := dmencoder.SymbolInfo_Lookup(len(words), dmencoder.SymbolShapeHint_FORCE_SQUARE, nil, nil, true)
	if err != nil {
		return nil, fmt.Errorf("write Data Matrix: %q is too long for one symbol: %w", text, err)
	}
	words, err = dmencoder.ErrorCorrection_EncodeECC200(pad(words, info.GetDataCapacity()), info)
	if err != nil {
		return nil, fmt.Errorf("write Data Matrix: %w", err)
	}
	place := dmencoder.NewDefaultPlacement(words, info.GetSymbolDataWidth(), info.GetSymbolDataHeight())
	place.Place()
	// A region of data has a solid edge left and below and a dotted one above
	// and right; the symbol is a grid of regions.
	rw, rh := info.GetMatrixWidth()+2, info.GetMatrixHeight()+2
	return modules(info.GetSymbolWidth(), info.GetSymbolHeight(), func(x, y int) bool {
		switch i, j := x%rw, y%rh; {
		case i == 0, j == rh-1:
			return true
		case j == 0:
			return i%2 == 0
		case i == rw-1:
			return j%2 == 1
		default:
			return place.GetBit(x/rw*(rw-2)+i-1, y/rh*(rh-2)+j-1)
		}
	}), nil
}

// asciiWords are the data codewords of text.
func asciiWords(text string, isGS1 bool) ([]byte, error) {
	const dmFNC1 = 232
	digit := func(i int) bool { return i < len(text) && text[i] >= '0' && text[i] <= '9' }
	words := make([]byte, 0, len(text)+1)
	if isGS1 {
		words = append(words, dmFNC1)
	}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case digit(i) && digit(i+1):
			words = append(words, 130+(c-'0')*10+text[i+1]-'0')
			i++
		case c == gs1.GS[0] && isGS1:
			words = append(words, dmFNC1)
		case c < 0x80:
			words = append(words, c+1)
		default:
			return nil, fmt.Errorf("character %d of %q is not ASCII", i+1, text)
		}
	}
	return words, nil
}

// pad fills words to n with the pseudo-random padding of ISO/IEC 16022 5.2.4.2.
func pad(words []byte, n int) []byte {
	const padWord = 129
	if len(words) < n {
		words = append(words, padWord)
	}
	for len(words) < n {
		v := padWord + 149*(len(words)+1)%253 + 1
		if v > 254 {
			v -= 254
		}
		words = append(words, byte(v))
	}
	return words
}

// bars lets a writer of gozxing write one row.
func bars(w gozxing.Writer, format gozxing.BarcodeFormat, text string) (image.Image, error) {
	m, err := w.Encode(text, format, 0, 1, map[gozxing.EncodeHintType]any{gozxing.EncodeHintType_MARGIN: 0})
	if err != nil {
		return nil, fmt.Errorf("write %v %q: %w", format, text, err)
	}
	return modules(m.GetWidth(), 1, m.Get), nil
}

func modules(w, h int, black func(x, y int) bool) *image.Gray {
	g := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			if !black(x, y) {
				g.Pix[y*w+x] = 255
			}
		}
	}
	return g
}

func checkText(text string) error {
	if text == "" {
		return errors.New("there is no text")
	}
	if len(text) > MaxText {
		return fmt.Errorf("the text has %d bytes, the most is %d", len(text), MaxText)
	}
	return nil
}
