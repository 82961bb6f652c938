package write

import (
	"strings"

	"endcap/scanner/qrcode"
)

// bitText is a row of bits, the first in the highest bit of its byte.
type bitText struct {
	bytes []byte
	n     int
}

func (b *bitText) add(value, bits int) {
	for i := bits - 1; i >= 0; i-- {
		if b.n%8 == 0 {
			b.bytes = append(b.bytes, 0)
		}
		b.bytes[b.n/8] |= byte(value>>i&1) << (7 - b.n%8)
		b.n++
	}
}

// The modes of QR codes (ISO/IEC 18004 table 2) that are worth while here.
const (
	qrNumeric = iota
	qrLetters // digits, capitals and nine signs
	qrBytes
	qrModes
)

// qrIndicator are their indicators.
var qrIndicator = [qrModes]int{qrcode.Numeric, qrcode.Alphanumeric, qrcode.Bytes}

// utf8ECI is the AIM ECI assignment of UTF-8.
const utf8ECI = 26

// qrCost is what a character takes in a mode, in sixths of a bit; 0 means that
// the mode does not have it. In GS1 data % stands for FNC1 among letters, and
// is doubled where it is meant (ISO/IEC 18004 7.4.8.2).
func qrCost(c byte, mode int, isGS1 bool) int {
	switch mode {
	case qrNumeric:
		if c >= '0' && c <= '9' {
			return 20
		}
	case qrLetters:
		switch {
		case isGS1 && c == '%':
			return 66
		case isGS1 && c == 0x1d, strings.IndexByte(qrcode.Alphabet, c) >= 0:
			return 33
		}
	case qrBytes:
		return 48
	}
	return 0
}

// qrPath chooses a mode for each character so that the whole takes the fewest
// bits in versions whose counts are as wide as those of version.
func qrPath(text string, version int, isGS1 bool) []uint8 {
	const never = 1 << 30
	best := [qrModes]int{0, 0, 0}
	for m := range best {
		best[m] = 6 * (4 + qrcode.Count(qrIndicator[m], version))
	}
	from := make([][qrModes]uint8, len(text))
	for i := range len(text) {
		next := [qrModes]int{never, never, never}
		for m := range qrModes {
			cost := qrCost(text[i], m, isGS1)
			if cost == 0 {
				continue
			}
			for before := range qrModes {
				sum := best[before] + cost
				if before != m {
					if i == 0 {
						continue
					}
					sum = (best[before]+5)/6*6 + 6*(4+qrcode.Count(qrIndicator[m], version)) + cost
				}
				if best[before] < never && sum < next[m] {
					next[m], from[i][m] = sum, uint8(before)
				}
			}
		}
		best = next
	}
	m := uint8(0)
	for k := range uint8(qrModes) {
		if best[k] < best[m] {
			m = k
		}
	}
	path := make([]uint8, len(text))
	for i := len(text) - 1; i >= 0; i-- {
		path[i] = m
		m = from[i][m]
	}
	return path
}

// qrBits writes text for versions whose counts are as wide as those of version.
func qrBits(text string, version int, isGS1 bool) bitText {
	var b bitText
	if isGS1 {
		b.add(qrcode.FNC1, 4)
	} else if strings.ContainsFunc(text, func(r rune) bool { return r > 0x7e }) {
		b.add(qrcode.ECI, 4)
		b.add(utf8ECI, 8)
	}
	path := qrPath(text, version, isGS1)
	for i := 0; i < len(text); {
		mode, end := path[i], i+1
		for end < len(text) && path[end] == mode {
			end++
		}
		b.segment(text[i:end], int(mode), version, isGS1)
		i = end
	}
	return b
}

func (b *bitText) segment(s string, mode, version int, isGS1 bool) {
	if mode == qrLetters && isGS1 {
		s = strings.NewReplacer("%", "%%", "\x1d", "%").Replace(s)
	}
	b.add(qrIndicator[mode], 4)
	b.add(len(s), qrcode.Count(qrIndicator[mode], version))
	switch mode {
	case qrNumeric:
		for ; s != ""; s = s[min(3, len(s)):] {
			n := 0
			for _, c := range s[:min(3, len(s))] {
				n = n*10 + int(c-'0')
			}
			b.add(n, [...]int{0, 4, 7, 10}[min(3, len(s))])
		}
	case qrLetters:
		for ; len(s) >= 2; s = s[2:] {
			b.add(strings.IndexByte(qrcode.Alphabet, s[0])*45+strings.IndexByte(qrcode.Alphabet, s[1]), 11)
		}
		if s != "" {
			b.add(strings.IndexByte(qrcode.Alphabet, s[0]), 6)
		}
	default:
		for i := range len(s) {
			b.add(int(s[i]), 8)
		}
	}
}
