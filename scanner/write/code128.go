package write

import (
	"fmt"
	"image"
	"strings"

	"endcap/scanner/gs1"
)

// code128 holds the widths of the characters of Code 128, six digits each and
// in the order of their values (ISO/IEC 15417 table 1).
const code128 = "212222222122222221121223121322131222122213122312132212221213" +
	"221312231212112232122132122231113222123122123221223211221132" +
	"221231213212223112312131311222321122321221312212322112322211" +
	"212123212321232121111323131123131321112313132113132311211313" +
	"231113231311112133112331132131113123113321133121313121211331" +
	"231131213113213311213131311123311321331121312113312311332111" +
	"314111221411431111111224111422121124121421141122141221112214" +
	"112412122114122411142112142211241211221114413111241112134111" +
	"111242121142121241114212124112124211411212421112421211212141" +
	"214121412121111143111341131141114113114311411113411311113141" +
	"114131311141411131211412211214211232"

// Values of Code 128 with a meaning of their own.
const (
	code128SetC   = 99
	code128SetB   = 100
	code128FNC1   = 102
	code128StartB = 104
	code128StartC = 105
	code128Stop   = "2331112"
	code128Modulo = 103
)

// GS1128 returns the bars of a GS1-128 symbol (GenSpecs 5.4). The elements are
// an element string with GS (0x1D) after each element of variable length but
// the last, at most 48 characters.
func GS1128(elements string) (image.Image, error) {
	if n := len(elements) - strings.Count(elements, gs1.GS); n == 0 || n > maxGS1128 {
		return nil, fmt.Errorf("write GS1-128: %d characters, it carries 1 to %d; use GS1DataMatrix for more", n, maxGS1128)
	}
	for i := range len(elements) {
		if c := elements[i]; c != gs1.GS[0] && (c < ' ' || c > '~') {
			return nil, fmt.Errorf("write GS1-128: character %d of %q is not in the GS1 set (GenSpecs 7.11)", i+1, elements)
		}
	}
	return code128Bars(gs1.GS + elements), nil
}

// Code128 returns the bars of a Code 128 symbol of printable ASCII, at most 48
// characters.
func Code128(text string) (image.Image, error) {
	if len(text) == 0 || len(text) > maxGS1128 {
		return nil, fmt.Errorf("write Code 128: %d characters, it carries 1 to %d here", len(text), maxGS1128)
	}
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' {
			return nil, fmt.Errorf("write Code 128: character %d of %q is not printable ASCII", i+1, text)
		}
	}
	return code128Bars(text), nil
}

// code128Bars writes printable ASCII, with GS for FNC1. Two digits are one
// value of set C; it is worth going there for four of them, or for two pairs
// at the beginning or the end (ISO/IEC 15417 annex E).
func code128Bars(text string) *image.Gray {
	values := []int{code128StartB}
	inC := false
	for i := 0; i < len(text); {
		pairs := digitPairs(text[i:])
		switch {
		case !inC && (pairs >= 2 || pairs == 1 && i+2 == len(text) && len(values) == 1):
			if len(values) == 1 {
				values[0] = code128StartC
			} else {
				values = append(values, code128SetC)
			}
			inC = true
		case inC && pairs == 0 && text[i] != gs1.GS[0]:
			values = append(values, code128SetB)
			inC = false
		}
		switch {
		case text[i] == gs1.GS[0]:
			// In the first place this must not keep the start from being set C.
			if i == 0 && digitPairs(text[1:]) >= 2 {
				values[0], inC = code128StartC, true
			}
			values = append(values, code128FNC1)
			i++
		case inC:
			values = append(values, int(text[i]-'0')*10+int(text[i+1]-'0'))
			i += 2
		default:
			values = append(values, int(text[i]-' '))
			i++
		}
	}
	sum := values[0]
	for i, v := range values[1:] {
		sum += (i + 1) * v
	}
	values = append(values, sum%code128Modulo)
	var b strings.Builder
	for _, v := range values {
		b.WriteString(code128[v*6 : v*6+6])
	}
	b.WriteString(code128Stop)
	return bars(b.String())
}

// digitPairs returns how many pairs of digits text begins with.
func digitPairs(text string) int {
	n := 0
	for n < len(text) && text[n] >= '0' && text[n] <= '9' {
		n++
	}
	return n / 2
}
