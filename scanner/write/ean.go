package write

import (
	"fmt"
	"image"
	"strings"

	"endcap/scanner/gs1"
)

// The widths of the digits of EAN symbols, number set A (GenSpecs 5.2.1.2.1);
// read backwards they are set B, with bar and space exchanged set C.
var eanDigits = [10]string{"3211", "2221", "2122", "1411", "1132", "1231", "1114", "1312", "1213", "3112"}

// eanSets tells the first digit of an EAN-13 by which of the six digits on the
// left are of set B (GenSpecs 5.2.1.2.2).
var eanSets = [10]string{"AAAAAA", "AABABB", "AABBAB", "AABBBA", "ABAABB", "ABBAAB", "ABBBAA", "ABABAB", "ABABBA", "ABBABA"}

// EAN returns the bars of an EAN-8 or EAN-13 symbol; an EAN-13 that begins
// with 0 is a UPC-A. A GTIN-14 has no such symbol.
func EAN(g gs1.GTIN) (image.Image, error) {
	text := g.EAN()
	sets, left := "AAAA", text
	switch len(text) {
	case 8:
	case 13:
		sets, left = eanSets[text[0]-'0'], text[1:]
	default:
		return nil, fmt.Errorf("write EAN: %q has %d digits, an EAN symbol carries 8 or 13; use ITF14 or GS1128 for a case", text, len(text))
	}
	var b strings.Builder
	b.WriteString("111")
	for i, set := range sets {
		digit := eanDigits[left[i]-'0']
		if set == 'B' {
			digit = reversed(digit)
		}
		b.WriteString(digit)
	}
	b.WriteString("11111")
	for _, c := range left[len(sets):] {
		b.WriteString(eanDigits[c-'0'])
	}
	b.WriteString("111")
	return bars(b.String()), nil
}

func reversed(s string) string {
	out := []byte(s)
	for i := range out {
		out[i] = s[len(s)-1-i]
	}
	return string(out)
}

// itfDigits are the widths of the five elements of a digit, wide ones as 3: two
// of five (GenSpecs 5.3.2.1; the ratio there is 2.5 and within 2.25 to 3).
var itfDigits = [10]string{"11331", "31113", "13113", "33111", "11313", "31311", "13311", "11133", "31131", "13131"}

// ITF14 returns the bars of an ITF-14 symbol (GenSpecs 5.3), without its
// bearer bars.
func ITF14(g gs1.GTIN) (image.Image, error) {
	text := g.String()
	if len(text) != 14 {
		return nil, fmt.Errorf("write ITF-14: %q is no GTIN", text)
	}
	var b strings.Builder
	b.WriteString("1111")
	for i := 0; i < len(text); i += 2 {
		bar, space := itfDigits[text[i]-'0'], itfDigits[text[i+1]-'0']
		for k := range len(bar) {
			b.WriteByte(bar[k])
			b.WriteByte(space[k])
		}
	}
	b.WriteString("311")
	return bars(b.String()), nil
}
