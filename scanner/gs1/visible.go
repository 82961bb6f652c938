package gs1

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Visible writes a foreign text so that it can confuse neither a terminal nor
// a page: the separator as ␝, and whatever does not print (controls, marks that
// turn the direction of writing, bytes that are no UTF-8) as Go writes it,
// \x1b or \u202e. A text that prints as it is comes back as it is.
func Visible(text string) string {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' {
			return visible(text)
		}
	}
	return text
}

func visible(text string) string {
	var b strings.Builder
	for len(text) > 0 {
		r, n := utf8.DecodeRuneInString(text)
		switch {
		case r == rune(GS[0]):
			b.WriteString("␝")
		case r == utf8.RuneError && n == 1:
			b.WriteString(`\x` + strconv.FormatUint(0x100+uint64(text[0]), 16)[1:])
		case strconv.IsPrint(r):
			b.WriteString(text[:n])
		default:
			q := strconv.QuoteRune(r)
			b.WriteString(q[1 : len(q)-1])
		}
		text = text[n:]
	}
	return b.String()
}
