package datamatrix

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// designator reads the number of a character set (5.4).
func (m *message) designator() int {
	switch c := int(m.next()); {
	case c <= 127:
		return c - 1
	case c <= 191:
		return (c-128)*254 + int(m.next()) - 1 + 127
	default:
		return (c-192)*64516 + (int(m.next())-1)*254 + int(m.next()) - 1 + 16383
	}
}

// flush writes the bytes of one character set as UTF-8.
func (m *message) flush() {
	raw := m.raw
	m.raw = nil
	switch {
	case m.set == 25: // UTF-16, high byte first
		var units []uint16
		for i := 0; i+1 < len(raw); i += 2 {
			units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
		}
		m.out.WriteString(string(utf16.Decode(units)))
	case m.set == 26, m.set < 0 && utf8.Valid(raw): // many write UTF-8 without saying so
		m.out.WriteString(strings.ToValidUTF8(string(raw), "\ufffd"))
	default:
		for _, c := range raw {
			m.out.WriteRune(m.letter(c))
		}
	}
}

// letter is a byte of a character set of 256 letters. All that are in use begin
// as ASCII does.
func (m *message) letter(c byte) rune {
	switch {
	case c < 0x80, m.set <= 3 && m.set != 2 && m.set != 0, m.set == 899: // ISO 8859-1, or just bytes
		return rune(c)
	case m.set != 7 || c < 0xa0:
		m.alien = true
		return utf8.RuneError
	}
	switch c { // ISO 8859-5
	case 0xa0, 0xad:
		return rune(c)
	case 0xf0:
		return '№'
	case 0xfd:
		return '§'
	}
	return rune(c) + 0x400 - 0xa0
}
