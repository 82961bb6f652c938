package gs1

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
	return m.result(m.scan(Parser{}, text))
}

// ParseElements parses element strings without a symbology identifier, in
// which GS ends values whose length is not predefined. The error is an *Error.
func ParseElements(text string) (Message, error) {
	var m Message
	return m.result(m.elements(Parser{}, text))
}

// ParseBracketed parses the form for people, "(01)09521234543213(10)ABC". A
// bracket within a value is written \(, and | parts the two components of a
// composite symbol. The error is an *Error.
func ParseBracketed(text string) (Message, error) {
	var m Message
	return m.result(m.bracketed(Parser{}, text))
}

// ParseLink parses a Digital Link URI on any domain. Its error is an *Error;
// Code tells an ordinary web link (CodeLinkNoKey) from a faulty product code.
func ParseLink(uri string) (Message, error) {
	var m Message
	return m.result(m.link(Parser{}, uri))
}

// ParseNumber parses the digits of an EAN-8, UPC-A, EAN-13 or ITF-14 symbol.
// The error is an *Error.
func ParseNumber(digits string) (Message, error) {
	var m Message
	return m.result(m.number(Parser{}, digits))
}

// Scan is ParseScan by the rules of p.
func (p Parser) Scan(m *Message, text string) error { return m.done(m.scan(p, text)) }

// Elements is ParseElements by the rules of p.
func (p Parser) Elements(m *Message, text string) error { return m.done(m.elements(p, text)) }

// Bracketed is ParseBracketed by the rules of p.
func (p Parser) Bracketed(m *Message, text string) error { return m.done(m.bracketed(p, text)) }

// Link is ParseLink by the rules of p.
func (p Parser) Link(m *Message, uri string) error { return m.done(m.link(p, uri)) }

// Number is ParseNumber by the rules of p.
func (p Parser) Number(m *Message, digits string) error { return m.done(m.number(p, digits)) }
