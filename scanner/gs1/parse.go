package gs1

import "strings"

// Parser parses by the rules of the standard. The zero value is strict: it
// accepts and refuses what the official engine does.
type Parser struct {
	// SkipRequired leaves out the proof that the AIs which others need are
	// there, as for data that is spread over several symbols.
	SkipRequired bool
	// ShortGTIN accepts a GTIN of 8, 12 or 13 digits in a Digital Link, and
	// fills it to 14.
	ShortGTIN bool

	// whole sees the two parts of a composite symbol as one label; the
	// official engine does not, so that an expiry date above an EAN-13 misses
	// its GTIN.
	whole bool
}

// ParseScan parses what a scanner sends: a symbology identifier (]d2, ]C1,
// ]Q3, ]e0, ]E0, ...) and its data. Data that is no GS1 data gives a message
// of FormPlain and no error. The error is an *Error.
func ParseScan(text string) (Message, error) { return Parser{}.Scan(text) }

// ParseElements parses element strings without a symbology identifier, in
// which GS ends values whose length is not predefined. The error is an *Error.
func ParseElements(text string) (Message, error) { return Parser{}.Elements(text) }

// ParseBracketed parses the form for people, "(01)09521234543213(10)ABC". A
// bracket within a value is written \(. The error is an *Error.
func ParseBracketed(text string) (Message, error) { return Parser{}.Bracketed(text) }

// ParseLink parses a Digital Link URI on any domain. Its error is an *Error;
// Code tells an ordinary web link (CodeLinkNoKey) from a faulty product code.
func ParseLink(uri string) (Message, error) { return Parser{}.Link(uri) }

// Scan is ParseScan by the rules of p.
func (p Parser) Scan(text string) (m Message, err error) {
	err = done(&m, text, p.scan(&m, text))
	return m, err
}

// Elements is ParseElements by the rules of p.
func (p Parser) Elements(text string) (m Message, err error) {
	m.Form, m.Text = FormElements, text
	err = done(&m, text, p.elements(&m, text, 0))
	return m, err
}

// Bracketed is ParseBracketed by the rules of p.
func (p Parser) Bracketed(text string) (m Message, err error) {
	m.Form, m.Text = FormElements, text
	e := m.bracketed(text)
	if e == nil {
		e = m.associate(p.SkipRequired)
	}
	err = done(&m, text, e)
	return m, err
}

// Link is ParseLink by the rules of p.
func (p Parser) Link(uri string) (m Message, err error) {
	err = done(&m, uri, p.link(&m, uri))
	return m, err
}

// done keeps limits, and empties a message that has an error.
func done(m *Message, text string, e *Error) error {
	if len(m.Text) > MaxText {
		e = tooLong(text)
	}
	if e == nil {
		return nil
	}
	*m = Message{}
	return e
}

func tooLong(text string) *Error {
	return &Error{Code: CodeLimit, Pos: MaxText, Len: len(text) - MaxText, Value: text, why: "is too long"}
}

func (p Parser) elements(m *Message, text string, base int) *Error {
	if text == "" {
		return &Error{Code: CodeSyntax, Pos: base, why: "holds no data"}
	}
	if e := m.elements(text, base); e != nil {
		return e
	}
	return m.associate(p.SkipRequired)
}

func (p Parser) link(m *Message, uri string) *Error {
	m.Form, m.Text = FormLink, uri
	if e := m.link(uri, p.ShortGTIN); e != nil {
		return e
	}
	return m.associate(p.SkipRequired)
}

// scan tells by the symbology identifier what the data is (GenSpecs 5.1.2).
func (p Parser) scan(m *Message, text string) *Error {
	if len(text) < 3 || text[0] != ']' {
		return &Error{Code: CodeSymbology, Len: min(3, len(text)), Value: text, why: "does not begin with a symbology identifier"}
	}
	m.Text = text[3:]
	switch text[:3] {
	case "]C1", "]e0", "]d2", "]Q3", "]J1":
		m.Form = FormElements
		return p.elements(m, m.Text, 3)
	case "]d1", "]Q1", "]J0":
		if schemeLen(m.Text) == 0 {
			return nil
		}
		if e := p.link(m, m.Text); e != nil {
			e.Pos += 3
			return e
		}
		return nil
	case "]E0":
		return p.primary(m, 13)
	case "]E4":
		return p.primary(m, 8)
	}
	return &Error{Code: CodeSymbology, Len: 3, Value: text, why: "has a symbology identifier that does not carry GS1 data"}
}

// primary parses the number of an EAN/UPC symbol of so many digits, and the
// composite symbol above it if there is one.
func (p Parser) primary(m *Message, digits int) *Error {
	m.Form = FormPrimary
	number, text, composite := strings.Cut(m.Text, "|]e0")
	if e := m.number(number, digits, 3); e != nil || !composite {
		return e
	}
	if p.whole {
		return p.elements(m, text, 3+len(number)+4)
	}
	var above Message
	if e := p.elements(&above, text, 3+len(number)+4); e != nil {
		return e
	}
	for el := range above.All() {
		if !m.add(el) {
			return tooMany(3)
		}
	}
	return nil
}

// number adds a bare GTIN of so many digits, which begins at a place of what
// was given.
func (m *Message) number(v string, digits, at int) *Error {
	f := csetN.check(v)
	switch {
	case len(v) < digits:
		f = fault{CodeLength, 0, len(v), "is too short"}
	case len(v) > digits:
		f = fault{CodeLength, digits, len(v) - digits, "is too long"}
	case f.code == "":
		f = checkSum(v)
	}
	if f.code != "" {
		return f.in(AIGTIN, v, at)
	}
	m.add(Element{AIGTIN, "00000000000000"[digits:] + v})
	return nil
}
