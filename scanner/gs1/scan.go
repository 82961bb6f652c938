package gs1

import "strings"

// scan takes the symbology identifier off and parses what is behind it.
func (m *Message) scan(p Parser, text string) *Error {
	m.reset(p, FormPlain, text)
	if len(text) < idLen || text[0] != ']' {
		return m.fail(Error{Code: CodeSymbology, Len: min(idLen, len(text)), Value: text, why: "does not begin with a symbology identifier"})
	}
	m.ID, m.Text = text[:idLen], text[idLen:]
	m.values = m.Text
	e := m.carried()
	if e != nil {
		e.Pos += idLen
	}
	return e
}

// idLen is the length of a symbology identifier: ], a letter, a digit.
const idLen = 3

// carried parses m.Text as what the symbology identifier says (GenSpecs 5.1.2).
func (m *Message) carried() *Error {
	if len(m.Text) >= MaxText {
		return m.tooLong(MaxText - 1)
	}
	switch [2]byte{m.ID[1], m.ID[2]} {
	case [2]byte{'E', '0'}:
		return m.primary(13)
	case [2]byte{'E', '4'}:
		return m.primary(8)
	case [2]byte{'C', '1'}, [2]byte{'e', '0'}, [2]byte{'d', '2'}, [2]byte{'Q', '3'}, [2]byte{'J', '1'}:
		m.Form = FormElements
		return m.noCaret(m.strings(0))
	case [2]byte{'d', '1'}, [2]byte{'Q', '1'}, [2]byte{'J', '0'}:
		if schemeLen(m.Text) > 0 {
			m.Form = FormLink
			return m.uri()
		}
		return nil
	}
	return m.fail(Error{Code: CodeSymbology, Pos: -idLen, Len: idLen, Value: m.ID, why: "is a symbology identifier that does not carry GS1 data"})
}

// noCaret prefers a caret (^) to the fault that was found before it: no GS1
// data has one, and the official engine looks for it first.
func (m *Message) noCaret(e *Error) *Error {
	if e == nil {
		return nil
	}
	if i := strings.IndexByte(m.Text, '^'); i >= 0 {
		return m.fail(Error{Code: CodeCharset, Pos: i, Len: 1, Value: m.Text, why: "has a ^, which stands in no GS1 data"})
	}
	return e
}

func (m *Message) tooLong(most int) *Error {
	return m.fail(Error{Code: CodeLimit, Pos: most, Len: len(m.Text) - most, Value: m.Text, why: "is too long"})
}

func (m *Message) tooMany(at int) *Error {
	return m.fail(Error{Code: CodeLimit, Pos: at, why: "holds more than 64 elements"})
}

// number parses a bare GTIN of any length.
func (m *Message) number(p Parser, digits string) *Error {
	m.reset(p, FormPrimary, digits)
	if !isGTINLen(len(digits)) {
		return m.fail(Error{Code: CodeLength, Len: len(digits), Value: digits, why: noGTIN})
	}
	return m.gtin(digits, len(digits))
}

const noGTIN = noNumber + "product number: it has 8, 12, 13 or 14 digits"

func isGTINLen(n int) bool { return n == 8 || 12 <= n && n <= 14 }

// primary parses the number of an EAN/UPC symbol of so many digits, and the
// composite symbol above it if there is one.
func (m *Message) primary(digits int) *Error {
	const composite = "|]e0"
	m.Form = FormPrimary
	if len(m.Text) < digits+len(composite) || m.Text[digits:digits+len(composite)] != composite {
		return m.gtin(m.Text, digits)
	}
	if e := m.gtin(m.Text[:digits], digits); e != nil {
		return e
	}
	return m.noCaret(m.strings(digits + len(composite)))
}

// gtin adds the bare GTIN of so many digits that m.Text begins with.
func (m *Message) gtin(v string, digits int) *Error {
	if len(v) == digits && sums10(v) {
		m.add(place{AIGTIN, m.rules.Dictionary.gtin, 0, uint16(digits) | short})
		return nil
	}
	f := checkSum(v)
	why := noNumber + "EAN-13: it has 13 digits"
	if digits == 8 {
		why = noNumber + "EAN-8: it has 8 digits"
	}
	switch {
	case len(v) < digits:
		f = fault{CodeLength, 0, len(v), why}
	case len(v) > digits:
		f = fault{CodeLength, digits, len(v) - digits, why}
	}
	return m.fault(f, AIGTIN, v, 0)
}

// fault makes a fault of a value that begins at a place of m.Text an error of
// the text.
func (m *Message) fault(f fault, ai AI, value string, at int) *Error {
	return m.fail(Error{Code: f.code, AI: ai, Pos: at + f.pos, Len: f.len, Value: value, why: f.why, at: f.pos})
}
