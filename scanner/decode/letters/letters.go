// Package letters turns the bytes of a symbol into text: each in the character
// set that the symbol names (AIM ECI), or in the likeliest if it names none.
// It is the only importer of golang.org/x/text/encoding.
package letters

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
)

// Numbers of character sets (AIM ECI) that are not one of 256 letters, and how
// many numbers stand for character sets at all.
const (
	ShiftJIS = 20
	utf16BE  = 25
	utf8Set  = 26
	binary   = 899
	sets     = 900
)

// Unnamed is the set of bytes of which the symbol does not tell it.
const Unnamed = -1

// single are the sets of 256 letters. ISO 8859-11 is a part of Windows 874.
var single = map[int]*charmap.Charmap{
	0: charmap.CodePage437, 1: charmap.ISO8859_1, 2: charmap.CodePage437, 3: charmap.ISO8859_1,
	4: charmap.ISO8859_2, 5: charmap.ISO8859_3, 6: charmap.ISO8859_4, 7: charmap.ISO8859_5,
	8: charmap.ISO8859_6, 9: charmap.ISO8859_7, 10: charmap.ISO8859_8, 11: charmap.ISO8859_9,
	12: charmap.ISO8859_10, 13: charmap.Windows874, 15: charmap.ISO8859_13, 16: charmap.ISO8859_14,
	17: charmap.ISO8859_15, 18: charmap.ISO8859_16, 21: charmap.Windows1250, 22: charmap.Windows1251,
	23: charmap.Windows1252, 24: charmap.Windows1256, binary: charmap.ISO8859_1,
}

// Text returns the text of bytes in a character set. It reports false for
// letters that the set does not have, or of a set that is not known here; those are Big5, GB 18030 and EUC-KR,
// whose tables would be half a megabyte.
func Text(set int, raw []byte) (string, bool) {
	switch {
	case len(raw) == 0:
		return "", true
	case set == Unnamed:
		set = likely(raw)
	}
	switch one := single[set]; {
	case set == utf8Set:
		return strings.ToValidUTF8(string(raw), string(utf8.RuneError)), true
	case set == utf16BE:
		units := make([]uint16, len(raw)/2)
		for i := range units {
			units[i] = uint16(raw[2*i])<<8 | uint16(raw[2*i+1])
		}
		return string(utf16.Decode(units)), true
	case set == ShiftJIS:
		return decoded(japanese.ShiftJIS, raw)
	case !slices.ContainsFunc(raw, func(c byte) bool { return c >= utf8.RuneSelf }):
		return string(raw), set < sets // all that are in use begin as ASCII does
	case one != nil:
		return decoded(one, raw)
	}
	return "", false
}

func decoded(e encoding.Encoding, raw []byte) (string, bool) {
	text, err := e.NewDecoder().Bytes(raw)
	return string(text), err == nil && !bytes.ContainsRune(text, utf8.RuneError)
}

// likely is the set of bytes whose set is not named. It is ISO 8859-1 by the
// standards, but many write UTF-8, and some Shift JIS, without saying so.
func likely(raw []byte) int {
	switch {
	case utf8.Valid(raw):
		return utf8Set
	case japaneseRun(raw) >= 3:
		return ShiftJIS
	}
	return binary
}

// japaneseRun is how many letters of Shift JIS beyond ASCII stand beside each
// other at most; 0 if the bytes are not Shift JIS.
func japaneseRun(raw []byte) (longest int) {
	run := 0
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case c < 0x80:
			run = 0
			continue
		case c >= 0xa1 && c <= 0xdf: // half as wide
		case c == 0x80 || c == 0xa0 || c > 0xea || i+1 == len(raw): // JIS X 0208 ends at 0xea
			return 0
		default:
			i++
			if d := raw[i]; d < 0x40 || d == 0x7f || d > 0xfc {
				return 0
			}
		}
		run++
		longest = max(longest, run)
	}
	return longest
}
