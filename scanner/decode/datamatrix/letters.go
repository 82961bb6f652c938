package datamatrix

import "endcap/scanner/decode/letters"

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

// flush writes the bytes of one character set.
func (m *message) flush() {
	text, ok := letters.Text(m.set, m.raw)
	m.out.WriteString(text)
	m.raw, m.alien = nil, m.alien || !ok
}
