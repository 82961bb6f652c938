package aztec

import (
	"strings"

	"endcap/scanner/decode/letters"
)

// table is a table of characters (ISO/IEC 24778 table 2).
type table uint8

const (
	upper table = iota
	lower
	mixed
	punct
	digit
)

// What a code does that is no character. A latch is latch plus the table.
const (
	shiftPunct rune = -1 - iota
	shiftUpper
	shiftBinary
	flag
	latch = rune(-100)
)

// characters are the five tables; above the end of a string there are what
// controls gives.
var (
	characters = [5]string{
		" ABCDEFGHIJKLMNOPQRSTUVWXYZ",
		" abcdefghijklmnopqrstuvwxyz",
		" \x01\x02\x03\x04\x05\x06\x07\b\t\n\v\f\r\x1b\x1c\x1d\x1e\x1f@\\^_`|~\x7f",
		"\r\r.,:!\"#$%&'()*+,-./:;<=>?[]{}",
		" 0123456789,.",
	}
	controls = [5][]rune{
		{latch + rune(lower), latch + rune(mixed), latch + rune(digit), shiftBinary},
		{shiftUpper, latch + rune(mixed), latch + rune(digit), shiftBinary},
		{latch + rune(lower), latch + rune(upper), latch + rune(punct), shiftBinary},
		{latch + rune(upper)},
		{latch + rune(upper), shiftUpper},
	}
	// seconds stand behind the first character of a pair, by its code.
	seconds = [6]string{2: "\n", 3: " ", 4: " ", 5: " "}
)

// of returns what a code means in the table.
func (t table) of(code int) rune {
	switch {
	case code == 0 && t == punct:
		return flag
	case code == 0:
		return shiftPunct
	case code <= len(characters[t]):
		return rune(characters[t][code-1])
	}
	return controls[t][code-1-len(characters[t])]
}

// message is the data of a symbol as they are spelled out (clauses 5.1 and 8).
type message struct {
	in    []byte // bits
	table table
	out   strings.Builder
	raw   []byte // bytes of one character set
	set   int    // its ECI
	gs1   bool
	part  bool // of several symbols
	alien bool // there are letters of a character set that is not known
}

// take returns the next n bits, or false if there are fewer.
func (m *message) take(n int) (v int, ok bool) {
	if len(m.in) < n {
		return 0, false
	}
	for _, b := range m.in[:n] {
		v = v<<1 | int(b)
	}
	m.in = m.in[n:]
	return v, true
}

// next takes a code of a table.
func (m *message) next(t table) (r rune, code int, ok bool) {
	n := 5
	if t == digit {
		n = 4
	}
	if code, ok = m.take(n); !ok {
		return 0, 0, false
	}
	return t.of(code), code, true
}

// understand spells out bits. It reports false where they break the rules, or
// say something in letters that are not known, or nothing.
func understand(bits []byte) (Message, bool) {
	m := &message{in: bits, set: letters.Unnamed}
	if len(bits) >= 10 { // M/L, U/L says that there are several symbols
		m.part = m.table.of(number(bits[:5])) == latch+rune(mixed) && mixed.of(number(bits[5:10])) == latch+rune(upper)
	}
	ok, more := true, true
	for ok && more {
		ok, more = m.one()
	}
	m.flush()
	text := m.out.String()
	if m.part {
		text = alone(text)
	}
	return Message{text, m.gs1}, ok && !m.alien && text != ""
}

func number(bits []byte) (v int) {
	for _, b := range bits {
		v = v<<1 | int(b)
	}
	return v
}

// one spells out a code with all that belongs to it. more is false at the end.
// A shift ends in the table in which it was begun, which may be a shift's.
func (m *message) one() (ok, more bool) {
	t := m.table
	r, code, more := m.next(t)
	for more && (r == shiftPunct || r == shiftUpper) {
		if m.table, t = t, punct; r == shiftUpper {
			t = upper
		}
		r, code, more = m.next(t)
	}
	switch {
	case !more:
		return true, false
	case r == shiftBinary:
		m.table = t
		return true, m.binary()
	case r == flag:
		return m.flag()
	case r < 0:
		m.table = table(r - latch)
	default:
		m.raw = append(m.raw, byte(r))
		if t == punct && code < len(seconds) {
			m.raw = append(m.raw, seconds[code]...)
		}
	}
	return true, true
}

// binary takes bytes as they are.
func (m *message) binary() bool {
	n, ok := m.take(5)
	if ok && n == 0 {
		n, ok = m.take(11)
		n += 31
	}
	for ; ok && n > 0; n-- {
		var c int
		if c, ok = m.take(8); ok {
			m.raw = append(m.raw, byte(c))
		}
	}
	return ok
}

// flag takes FNC1 or the number of a character set.
func (m *message) flag() (ok, more bool) {
	n, more := m.take(3)
	switch {
	case !more:
		return true, false
	case n == 7:
		return false, false
	case n == 0:
		m.separate()
		return true, true
	}
	m.flush()
	m.set = 0
	for range n {
		d, ok := m.take(4)
		if !ok || d < 2 || d > 11 {
			return false, false
		}
		m.set = 10*m.set + d - 2
	}
	return true, true
}

// separate is FNC1: in first place it says that the data are GS1 element
// strings, after one letter or two digits that they are of an application;
// later it ends an element.
func (m *message) separate() {
	said := string(m.raw)
	switch {
	case m.out.Len()+len(said) == 0:
		m.gs1 = true
	case !m.gs1 && m.out.Len() == 0 && (len(said) == 1 && isLetter(said[0]) || len(said) == 2 && isDigit(said[0]) && isDigit(said[1])):
	default:
		m.raw = append(m.raw, 0x1d)
	}
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }

// flush writes the bytes of one character set.
func (m *message) flush() {
	text, ok := letters.Text(m.set, m.raw)
	m.out.WriteString(text)
	m.raw, m.alien = m.raw[:0], m.alien || !ok
}

// alone returns the data of one of several symbols that belong together, without
// what they are together and which of how many it is: " name AC".
func alone(text string) string {
	if name, rest, ok := strings.Cut(strings.TrimPrefix(text, " "), " "); ok && len(name)+1 < len(text) && text[0] == ' ' {
		text = rest
	}
	return text[min(2, len(text)):]
}
