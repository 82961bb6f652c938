package qr

import (
	"strings"

	"endcap/scanner/decode/letters"
	"endcap/scanner/qrcode"
)

// message is the data of a symbol as they are spelled out (ISO/IEC 18004 7.4).
type message struct {
	in      bitReader
	version int
	out     strings.Builder
	raw     []byte // bytes of one character set
	set     int    // its ECI
	fnc1    bool   // % stands for the separator of GS1 data among letters
	gs1     bool
	alien   bool // there are letters of a character set that is not known
}

// understand spells out data codewords. It reports false where they break the
// rules, or say something in letters that are not known, or nothing.
func understand(data []byte, version int) (Message, bool) {
	m := &message{in: bitReader{data: data, left: 8 * len(data)}, version: version, set: letters.Unnamed}
	for m.in.left >= 4 {
		mode := m.in.take(4)
		if mode == 0 {
			break // the terminator
		}
		if !m.part(mode) {
			return Message{}, false
		}
	}
	m.flush()
	return Message{m.out.String(), m.gs1}, !m.alien && m.out.Len() > 0
}

// part spells out one run of data in a mode.
func (m *message) part(mode int) bool {
	switch mode {
	case qrcode.FNC1:
		m.fnc1, m.gs1 = true, m.out.Len()+len(m.raw) == 0
		return true
	case qrcode.FNC1Second:
		m.fnc1 = true
		return m.application(m.in.take(8))
	case qrcode.Joined: // which part of how many, and what all are together
		m.in.take(16)
		return true
	case qrcode.ECI:
		m.flush()
		return m.designator()
	case qrcode.Numeric, qrcode.Alphanumeric, qrcode.Bytes, qrcode.Kanji:
	default:
		return false
	}
	n := m.in.take(qrcode.Count(mode, m.version))
	switch mode {
	case qrcode.Numeric:
		return m.digits(n)
	case qrcode.Alphanumeric:
		return m.letters(n)
	case qrcode.Bytes:
		return m.bytes(n)
	}
	return m.kanji(n)
}

// application takes the indicator of an application, which is a letter or two
// digits, as the beginning of the data (7.4.8.3).
func (m *message) application(v int) bool {
	switch {
	case v < 100:
		m.raw = append(m.raw, byte('0'+v/10), byte('0'+v%10))
	case v >= 100+'A' && v <= 100+'Z', v >= 100+'a' && v <= 100+'z':
		m.raw = append(m.raw, byte(v-100))
	default:
		return false
	}
	return true
}

// designator reads the number of a character set (table 4).
func (m *message) designator() bool {
	switch v := m.in.take(8); {
	case v < 0x80:
		m.set = v
	case v < 0xc0:
		m.set = v&0x3f<<8 | m.in.take(8)
	case v < 0xe0:
		m.set = v&0x1f<<16 | m.in.take(16)
	default:
		return false
	}
	return true
}

func (m *message) digits(n int) bool {
	for n > 0 {
		k := min(3, n)
		bits, most := [4]int{0, 4, 7, 10}[k], [4]int{0, 10, 100, 1000}[k]
		if m.in.left < bits {
			return false
		}
		v := m.in.take(bits)
		if v >= most {
			return false
		}
		for most /= 10; most > 0; most /= 10 {
			m.raw = append(m.raw, byte('0'+v/most%10))
		}
		n -= k
	}
	return true
}

func (m *message) letters(n int) bool {
	from := len(m.raw)
	for n > 0 {
		k := min(2, n)
		bits := [3]int{0, 6, 11}[k]
		if m.in.left < bits {
			return false
		}
		v := m.in.take(bits)
		if k == 2 {
			if v >= 45*45 {
				return false
			}
			m.raw = append(m.raw, qrcode.Alphabet[v/45])
		} else if v >= 45 {
			return false
		}
		m.raw = append(m.raw, qrcode.Alphabet[v%45])
		n -= k
	}
	if m.fnc1 {
		m.separate(from)
	}
	return true
}

// separate makes the separator of % among letters, and % of two (7.4.8.2).
func (m *message) separate(from int) {
	to := from
	for i := from; i < len(m.raw); i++ {
		c := m.raw[i]
		if c == '%' {
			if i+1 < len(m.raw) && m.raw[i+1] == '%' {
				i++
			} else {
				c = 0x1d
			}
		}
		m.raw[to] = c
		to++
	}
	m.raw = m.raw[:to]
}

func (m *message) bytes(n int) bool {
	if m.in.left < 8*n {
		return false
	}
	for range n {
		m.raw = append(m.raw, byte(m.in.take(8)))
	}
	return true
}

// kanji are letters of Shift JIS in thirteen bits each (7.4.6).
func (m *message) kanji(n int) bool {
	if m.in.left < 13*n {
		return false
	}
	m.flush()
	for range n {
		v := m.in.take(13)
		if v = v/0xc0<<8 | v%0xc0; v < 0x1f00 {
			v += 0x8140
		} else {
			v += 0xc140
		}
		m.raw = append(m.raw, byte(v>>8), byte(v))
	}
	set := m.set
	m.set = letters.ShiftJIS
	m.flush()
	m.set = set
	return true
}

// flush writes the bytes of one character set.
func (m *message) flush() {
	text, ok := letters.Text(m.set, m.raw)
	m.out.WriteString(text)
	m.raw, m.alien = m.raw[:0], m.alien || !ok
}
