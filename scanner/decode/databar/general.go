package databar

import "endcap/scanner/gs1"

// mode is how the general purpose data field is written.
type mode uint8

const (
	numeric mode = iota
	alphanumeric
	iso646
)

// general reads the general purpose data field to its end, which is padded
// with changes of mode or cut off in one.
func (t *text) general() {
	m := numeric
	for more := true; more && !t.wrong; {
		if m == numeric {
			m, more = t.numbers()
		} else {
			m, more = t.letters(m)
		}
	}
}

// numbers reads two digits, of which one may be a separator, or a change of
// mode.
func (t *text) numbers() (m mode, more bool) {
	b := &t.bits
	switch left := b.left(); {
	case left < 4:
		return numeric, false
	case b.has(4, 0):
		return alphanumeric, true
	case left < 7: // the last digit, alone
		v := b.next(4) - 1
		t.wrong = v > 10
		t.digit(v)
		return numeric, false
	}
	v := b.next(7) - 8
	t.digit(v / 11)
	t.digit(v % 11)
	return numeric, true
}

// digit writes a digit, or a separator.
func (t *text) digit(v int) {
	if v == 10 {
		t.WriteString(gs1.GS)
		return
	}
	t.WriteByte('0' + byte(v))
}

// letters reads a character of mode m, or a change of mode.
func (t *text) letters(m mode) (next mode, more bool) {
	const changed, separator = 4, 15
	b := &t.bits
	if b.has(3, 0) {
		return numeric, true
	}
	if b.left() < 5 {
		return m, false
	}
	switch v := b.peek(5); {
	case v == changed:
		b.next(5)
		return alphanumeric + iso646 - m, true
	case v == separator:
		b.next(5)
		t.WriteString(gs1.GS)
		// Digits follow; some writers change the mode for them once more.
		if b.left() >= 7 && b.peek(7) < 8 {
			b.next(3)
		}
		return numeric, true
	case v < separator:
		t.WriteByte('0' + byte(b.next(5)-5))
		return m, true
	}
	c, size := "", 6
	if m == alphanumeric {
		c = lookUp("ABCDEFGHIJKLMNOPQRSTUVWXYZ*,-./", b.peek(6)-32)
	} else if c, size = lookUp("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", b.peek(7)-64), 7; c == "" {
		c, size = lookUp("!\"%&'()*+,-./:;<=>?_ ", b.peek(8)-232), 8
	}
	if b.left() < size {
		return m, false
	}
	b.next(size)
	t.WriteString(c)
	t.wrong = c == ""
	return m, true
}

// lookUp returns character i of set, or "".
func lookUp(set string, i int) string {
	if i < 0 || i >= len(set) {
		return ""
	}
	return set[i : i+1]
}
