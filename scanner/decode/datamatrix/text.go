package datamatrix

import "strings"

// Codewords that do not stand for characters (ISO/IEC 16022 table 2).
const (
	pad, latchC40, latchBase256, fnc1, join, program, upper       = 129, 230, 231, 232, 233, 234, 235
	macro05, macro06, latchX12, latchText, latchEDIFACT, eci, end = 236, 237, 238, 239, 240, 241, 254
)

// message is the data of a symbol as they are spelled out.
type message struct {
	in    []byte
	at    int
	out   strings.Builder
	raw   []byte // bytes of one character set
	set   int    // its ECI, -1 as long as none was named
	gs1   bool
	alien bool // there are letters of a character set that is not known
	head  int  // codewords before the first character: those of structured append
	macro bool
	up    byte // 128 after an upper shift
}

// understand spells out data codewords. It reports false where they break the
// rules of ISO/IEC 16022 5.2, or say something in letters that are not known.
func understand(data []byte) (*message, bool) {
	m := &message{in: data, set: -1}
	ok := true
	for ok && m.at < len(m.in) {
		c := m.next()
		switch c {
		case pad:
			m.at = len(m.in)
		case latchC40, latchText:
			ok = m.thirds(c == latchText)
		case latchX12:
			ok = m.x12()
		case latchEDIFACT:
			m.edifact()
		case latchBase256:
			ok = m.base256()
		default:
			ok = m.ascii(c)
		}
	}
	m.flush()
	if m.macro {
		m.out.WriteString("\x1e\x04")
	}
	return m, ok && !m.alien && m.out.Len() > 0
}

func (m *message) text() string { return m.out.String() }

// next takes a codeword; beyond the last there are zeros, which mean nothing.
func (m *message) next() byte {
	if m.at >= len(m.in) {
		m.at++
		return 0
	}
	m.at++
	return m.in[m.at-1]
}

// put adds a character, raised by an upper shift before it.
func (m *message) put(c byte) {
	m.raw = append(m.raw, c+m.up)
	m.up = 0
}

// ascii spells codeword c outside of any latched set.
func (m *message) ascii(c byte) bool {
	switch {
	case c >= 1 && c <= 128:
		m.put(c - 1)
	case c >= 130 && c <= 229:
		m.put('0' + (c-130)/10)
		m.put('0' + (c-130)%10)
	case c == fnc1:
		m.separate()
	case c == upper:
		m.up = 128
	case c == join && m.at == 1:
		m.at += 3
		m.head = m.at
	case c == program && m.at == 1:
		m.head = 1
	case (c == macro05 || c == macro06) && m.at == m.head+1:
		m.macro = true
		m.raw = append(m.raw, "[)>\x1e0"+string('5'+rune(c-macro05))+"\x1d"...)
	case c == eci:
		m.flush()
		if m.set = m.designator(); m.out.Len() == 0 {
			m.head = m.at
		}
	case c == end && m.at >= len(m.in)-1: // an unlatch that was not needed
	default:
		return false
	}
	return true
}

// separate is FNC1 (5.2.4.6): in first place it says that the data are GS1 element
// strings, after one character that they are of an application; later it ends
// an element.
func (m *message) separate() {
	switch {
	case m.out.Len()+len(m.raw) == 0:
		m.gs1 = true
	case m.at == m.head+2 && !m.gs1:
	default:
		m.put(0x1d)
	}
}

// The characters of C40 and Text (5.2.5, 5.2.6): the basic set of either, the
// second shift of both and the third of Text; C40's third is ASCII 96 to 127.
const (
	basicC40  = " 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	basicText = " 0123456789abcdefghijklmnopqrstuvwxyz"
	second    = "!\"#$%&'()*+,-./:;<=>?@[\\]^_"
	thirdText = "`ABCDEFGHIJKLMNOPQRSTUVWXYZ{|}~\x7f"
)

// triple splits two codewords into three values. done is true where the set
// ends: at an unlatch, or when a single codeword is left, which is ASCII.
func (m *message) triple() (v [3]int, done bool) {
	if len(m.in)-m.at < 2 {
		return v, true
	}
	a := m.next()
	if a == end {
		return v, true
	}
	n := int(a)<<8 + int(m.next()) - 1
	return [3]int{n / 1600, n / 40 % 40, n % 40}, false
}

// thirds spells C40 or Text.
func (m *message) thirds(lower bool) bool {
	basic, third := basicC40, ""
	if lower {
		basic, third = basicText, thirdText
	}
	shift := 0
	for {
		values, done := m.triple()
		if done {
			return true
		}
		for _, v := range values {
			set := shift
			shift = 0
			switch {
			case v < 0 || v >= 40:
				return false
			case set == 0 && v < 3:
				shift = v + 1
			case set == 0:
				m.put(basic[v-3])
			case set == 1 && v < 32:
				m.put(byte(v))
			case set == 2 && v < len(second):
				m.put(second[v])
			case set == 2 && v == 27:
				m.separate()
			case set == 2 && v == 30:
				m.up = 128
			case set == 3 && v < 32 && lower:
				m.put(third[v])
			case set == 3 && v < 32:
				m.put(byte(v + 96))
			default:
				return false
			}
		}
	}
}

// x12 spells ANSI X12 (5.2.7).
func (m *message) x12() bool {
	for {
		values, done := m.triple()
		if done {
			return true
		}
		for _, v := range values {
			if v < 0 || v >= 40 {
				return false
			}
			m.put("\r*> 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[v])
		}
	}
}

// edifact spells four characters in three codewords (5.2.8), until it is
// unlatched or at most two codewords are left, which are ASCII.
func (m *message) edifact() {
	const unlatch = 31
	for len(m.in)-m.at > 2 {
		start := m.at
		bits := int(m.next())<<16 | int(m.next())<<8 | int(m.next())
		for k := range 4 {
			v := bits >> (18 - 6*k) & 63
			if v == unlatch {
				m.at = start + min(k+1, 3)
				return
			}
			if v < 32 {
				v += 64
			}
			m.put(byte(v))
		}
	}
}

// base256 takes bytes as they are, but for their disguise (5.2.9).
func (m *message) base256() bool {
	unmask := func() int {
		at := m.at + 1
		v := int(m.next()) - (149*at%255 + 1)
		if v < 0 {
			v += 256
		}
		return v
	}
	n := unmask()
	switch {
	case n == 0:
		n = len(m.in) - m.at
	case n >= 250:
		n = 250*(n-249) + unmask()
	}
	if n > len(m.in)-m.at {
		return false
	}
	for range n {
		m.put(byte(unmask()))
	}
	return true
}
