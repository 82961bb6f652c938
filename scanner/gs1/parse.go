package gs1

import "strings"

// Parser parses by the rules of the standard. It is a value without state and
// safe for concurrent use. The zero value is strict: it accepts and refuses
// what the official engine does.
//
// Its methods fill a Message that the caller keeps for the next text, and
// allocate nothing; but a link with percent-encoded values, or a bracketed text
// with \( in it, costs one allocation, for values must not change behind those
// who hold them. An error is an *Error that lies in the Message until it is
// used again; the Message is then empty.
type Parser struct {
	// Dictionary is the release that is parsed by; nil is the built-in one.
	Dictionary *Dictionary
	// SkipRequired leaves out the proof that the AIs which others need are
	// there, as for data that is spread over several symbols; see Merge.
	SkipRequired bool
	// ShortGTIN accepts a GTIN of 8, 12 or 13 digits in a Digital Link, and
	// fills it to 14.
	ShortGTIN bool
	// Repairs are what Parse may mend.
	Repairs Repair

	anyCase bool // the scheme of a link may be in mixed case
}

// ParseScan parses what a scanner sends: a symbology identifier (]d2, ]C1,
// ]Q3, ]e0, ]E0, ...) and its data. Data that is no GS1 data gives a message
// of FormPlain and no error. The error is an *Error.
func ParseScan(text string) (Message, error) {
	var m Message
	return m.result(Parser{}.scan(&m, text))
}

// ParseElements parses element strings without a symbology identifier, in
// which GS ends values whose length is not predefined. The error is an *Error.
func ParseElements(text string) (Message, error) {
	var m Message
	return m.result(Parser{}.elements(&m, text))
}

// ParseBracketed parses the form for people, "(01)09521234543213(10)ABC". A
// bracket within a value is written \(, and | parts the two components of a
// composite symbol. The error is an *Error.
func ParseBracketed(text string) (Message, error) {
	var m Message
	return m.result(Parser{}.bracketed(&m, text))
}

// ParseLink parses a Digital Link URI on any domain. Its error is an *Error;
// Code tells an ordinary web link (CodeLinkNoKey) from a faulty product code.
func ParseLink(uri string) (Message, error) {
	var m Message
	return m.result(Parser{}.link(&m, uri))
}

// ParseNumber parses the digits of an EAN-8, UPC-A, EAN-13 or ITF-14 symbol.
// The error is an *Error.
func ParseNumber(digits string) (Message, error) {
	var m Message
	return m.result(Parser{}.number(&m, digits))
}

// result copies an error out of the message, which thereby need not lie on the
// heap.
func (m *Message) result(e *Error) (Message, error) {
	if e != nil {
		alone := *e
		return Message{}, &alone
	}
	return *m, nil
}

// Scan is ParseScan by the rules of p.
func (p Parser) Scan(m *Message, text string) error { return m.done(p.scan(m, text)) }

// Elements is ParseElements by the rules of p.
func (p Parser) Elements(m *Message, text string) error { return m.done(p.elements(m, text)) }

// Bracketed is ParseBracketed by the rules of p.
func (p Parser) Bracketed(m *Message, text string) error { return m.done(p.bracketed(m, text)) }

// Link is ParseLink by the rules of p.
func (p Parser) Link(m *Message, uri string) error { return m.done(p.link(m, uri)) }

// Number is ParseNumber by the rules of p.
func (p Parser) Number(m *Message, digits string) error { return m.done(p.number(m, digits)) }

// scan takes the symbology identifier off and parses what is behind it.
func (p Parser) scan(m *Message, text string) *Error {
	m.reset(p, FormPlain, text)
	if len(text) < idLen || text[0] != ']' {
		return m.fail(Error{Code: CodeSymbology, Len: min(idLen, len(text)), Value: text, why: "does not begin with a symbology identifier"})
	}
	m.ID, m.Text = text[:idLen], text[idLen:]
	m.values = m.Text
	e := p.carried(m)
	if e != nil {
		e.Pos += idLen
	}
	return e
}

// idLen is the length of a symbology identifier: ], a letter, a digit.
const idLen = 3

// carried parses m.Text as what the symbology identifier says (GenSpecs 5.1.2).
func (p Parser) carried(m *Message) *Error {
	if len(m.Text) >= MaxText {
		return m.tooLong(MaxText - 1)
	}
	switch m.ID {
	case "]E0":
		return p.primary(m, 13)
	case "]E4":
		return p.primary(m, 8)
	case "]C1", "]e0", "]d2", "]Q3", "]J1":
		m.Form = FormElements
		if e := p.string(m, 0); e != nil {
			return m.noCaret(e)
		}
	case "]d1", "]Q1", "]J0":
		if schemeLen(m.Text) > 0 {
			m.Form = FormLink
			return p.uri(m)
		}
	default:
		return m.fail(Error{Code: CodeSymbology, Pos: -idLen, Len: idLen, Value: m.ID, why: "is a symbology identifier that does not carry GS1 data"})
	}
	return nil
}

// noCaret prefers a caret (^) to the fault that was found before it: no GS1
// data has one, and the official engine looks for it first.
func (m *Message) noCaret(e *Error) *Error {
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

// elements parses element strings that stand alone.
func (p Parser) elements(m *Message, text string) *Error {
	m.reset(p, FormElements, text)
	if len(text) >= MaxText {
		return m.tooLong(MaxText - 1)
	}
	return p.string(m, 0)
}

// number parses a bare GTIN of any length.
func (p Parser) number(m *Message, digits string) *Error {
	m.reset(p, FormPrimary, digits)
	if !isGTINLen(len(digits)) {
		return m.fail(Error{Code: CodeLength, Len: len(digits), Value: digits, why: "is no product number: it has 8, 12, 13 or 14 digits"})
	}
	return m.primary(digits, len(digits))
}

func isGTINLen(n int) bool { return n == 8 || 12 <= n && n <= 14 }

// primary parses the number of an EAN/UPC symbol of so many digits, and the
// composite symbol above it if there is one.
func (p Parser) primary(m *Message, digits int) *Error {
	const composite = "|]e0"
	m.Form = FormPrimary
	number := m.Text
	above := len(number) >= digits+len(composite) && number[digits:digits+len(composite)] == composite
	if above {
		number = number[:digits]
	}
	if e := m.primary(number, digits); e != nil || !above {
		return e
	}
	if e := p.string(m, digits+len(composite)); e != nil {
		return m.noCaret(e)
	}
	return nil
}

// primary adds a bare GTIN of so many digits.
func (m *Message) primary(v string, digits int) *Error {
	var f fault
	switch {
	case len(v) < digits:
		f = fault{CodeLength, 0, len(v), "is too short"}
	case len(v) > digits:
		f = fault{CodeLength, digits, len(v) - digits, "is too long"}
	default:
		f = checkSum(v)
	}
	if f.code != "" {
		return m.fault(f, AIGTIN, v, 0)
	}
	m.addFilled(v, 0)
	return nil
}

// fault makes a fault of a value that begins at a place of m.Text an error of the text.
func (m *Message) fault(f fault, ai AI, value string, at int) *Error {
	return m.fail(Error{Code: f.code, AI: ai, Pos: at + f.pos, Len: f.len, Value: value, why: f.why})
}
