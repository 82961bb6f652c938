package gs1

import "strings"

// Parse chooses by the form of the text: a scan with its symbology identifier,
// AIs in brackets, a Digital Link, the digits of an EAN/UPC or ITF-14 symbol,
// or bare element strings. It makes all repairs (see [Repair]): it takes what
// shops meet and the strict entries refuse. A text that is no product code is
// an error: CodeLinkNoKey for an ordinary web link, CodeNotGS1 otherwise. The
// error is an *Error.
func Parse(text string) (Message, error) {
	var m Message
	return m.result(m.parse(Parser{Repairs: AllRepairs}, text))
}

// Parse is the function Parse by the rules of p, with its repairs only.
func (p Parser) Parse(m *Message, text string) error { return m.done(m.parse(p, text)) }

// parse parses the text without a line end, and once more with the separators
// that are written out in it.
func (m *Message) parse(p Parser, text string) *Error {
	data := p.withoutLineEnd(text)
	e := m.parseOnce(p, data)
	if mended, sure := p.Repairs.separators(data); mended != data && (sure || e != nil) {
		if m.parseOnce(p, mended) == nil {
			m.Repairs |= RepairTyped
			e = nil
		} else {
			e = m.parseOnce(p, data)
		}
	}
	if e == nil && len(data) < len(text) {
		m.Repairs |= RepairLineEnd
	}
	return e
}

func (m *Message) parseOnce(p Parser, text string) *Error {
	e := m.form(p, text)
	if e == nil && m.Form == FormPlain {
		return m.notGS1(m.Text, len(text))
	}
	return e
}

func (m *Message) notGS1(text string, n int) *Error {
	why := "is not a product code"
	if text != "" && isDigits(text) {
		why = noGTIN
	}
	return m.fail(Error{Code: CodeNotGS1, Len: n, Value: text, why: why})
}

// form looks at the text and parses it as what it seems to be.
func (m *Message) form(p Parser, text string) *Error {
	if len(text) < idLen || text[0] != ']' {
		return m.unannounced(p, text)
	}
	id, data := text[:idLen], text[idLen:]
	if !plainID(id) || p.Repairs&RepairPlainID == 0 {
		return m.identified(p, text)
	}
	var e *Error
	if data != "" && data[0] == ']' {
		e = m.identified(p, data)
	} else {
		e = m.unannounced(p, data)
	}
	m.ID = id
	m.Repairs |= RepairPlainID
	if e != nil {
		e.Pos += idLen
	}
	return e
}

// plainID reports whether a symbology identifier says that its data is none of
// GS1.
func plainID(id string) bool {
	switch id {
	case "]C0", "]d0", "]Q0", "]A0", "]X0", "]z0":
		return true
	}
	return false
}

// unannounced parses data without a symbology identifier.
func (m *Message) unannounced(p Parser, text string) *Error {
	switch {
	case text == "" || len(text) > MaxText:
		m.reset(p, FormPlain, text)
		return m.notGS1(text, len(text))
	case text[0] == '(':
		return m.bracketed(p, text)
	case isLink(text):
		return m.mendedLink(p, text)
	case isGTINLen(len(text)) && csetN.check(text) == (fault{}):
		return m.number(p, text)
	}
	e := m.bare(p, text)
	if e != nil && len(text) < 14 && isDigits(text) { // too few for an AI and its GTIN: a number of which some are missing
		return m.number(p, text)
	}
	return e
}

// bare parses element strings that no symbology identifier announced.
func (m *Message) bare(p Parser, text string) *Error {
	rest, repair := text, RepairBare
	if text[0] == GS[0] { // FNC1 in front, as some scanners send it
		rest, repair = text[1:], RepairFNC1
	}
	m.reset(p, FormPlain, text)
	if number, _ := m.Dictionary().match(rest); number == 0 || p.Repairs&repair == 0 {
		return nil
	}
	e := m.elements(p, rest)
	m.Repairs |= repair
	if e != nil {
		e.Pos += len(text) - len(rest)
	}
	return e
}

func isLink(s string) bool {
	i := strings.Index(s[:min(len(s), len("https://"))], "://")
	return i == 4 && strings.EqualFold(s[:i], "http") || i == 5 && strings.EqualFold(s[:i], "https")
}

// identified parses a scan; beyond Scan it knows the identifiers of add-ons,
// ITF-14 and plain symbols.
func (m *Message) identified(p Parser, text string) *Error {
	e := m.scan(p, text)
	if len(text) < idLen || e == nil && m.Form != FormPlain {
		return e
	}
	id, data := text[:idLen], text[idLen:]
	var again *Error
	var repair Repair
	switch {
	case id == "]E0" && len(data) == 12 && p.Repairs&RepairUPCA != 0:
		repair, again = RepairUPCA, m.number(p, data)
	case (id == "]I0" || id == "]I1") && p.Repairs&RepairITF14 != 0:
		repair, again = RepairITF14, m.number(p, data)
	case id == "]E0" && len(data) == 8 && p.Repairs&RepairUPCE != 0:
		long, err := ExpandUPCE(data)
		if err != nil {
			return e
		}
		repair, again = RepairUPCE, m.number(p, long)
	case data != "" && data[0] == GS[0] && carriesElements(id) && p.Repairs&RepairFNC1 != 0:
		if repair, again = RepairFNC1, m.elements(p, data[1:]); again != nil {
			again.Pos++
		}
	case id == "]E3" && p.Repairs&RepairAddOn != 0:
		repair, again = RepairAddOn, m.withAddOn(p, data)
	case (id == "]Q1" || id == "]d1" || id == "]J0") && isLink(data):
		again = m.mendedLink(p, data)
	default:
		return e
	}
	m.ID = id
	m.Repairs |= repair
	if again != nil {
		again.Pos += idLen
	}
	return again
}

// withAddOn parses an EAN-13 and the two or five digits beside it.
func (m *Message) withAddOn(p Parser, data string) *Error {
	const ean = 13
	if len(data) != ean+2 && len(data) != ean+5 {
		m.reset(p, FormPrimary, data)
		return m.fail(Error{Code: CodeLength, Len: len(data), Value: data, why: noNumber + "EAN-13 with an add-on of two or five digits"})
	}
	e := m.number(p, data[:ean])
	if e == nil && csetN.check(data[ean:]) != (fault{}) {
		return m.fail(Error{Code: CodeCharset, Pos: ean, Len: len(data) - ean, Value: data, why: "has an add-on that is no number"})
	}
	if e == nil {
		m.AddOn = data[ean:]
	}
	return e
}

// mendedLink parses a link as printers write it: any case of the scheme, a
// slash at the end, a short GTIN. The error is that of the link as it stands.
func (m *Message) mendedLink(p Parser, uri string) *Error {
	if e := m.link(p, uri); e == nil || p.Repairs&(RepairScheme|RepairSlash|RepairShortGTIN|RepairCompressed) == 0 {
		return e
	}
	first, mended := m.bad, uri
	lenient := p
	var repairs Repair
	if schemeLen(uri) == 0 && p.Repairs&RepairScheme != 0 {
		lenient.anyCase, repairs = true, RepairScheme
	}
	if cut, slash := strings.CutSuffix(uri, "/"); slash && p.Repairs&RepairSlash != 0 && !strings.ContainsAny(uri, "?#") {
		mended, repairs = cut, repairs|RepairSlash
	}
	lenient.ShortGTIN = p.ShortGTIN || p.Repairs&RepairShortGTIN != 0
	switch e := m.link(lenient, mended); {
	case e == nil:
	case e.Code == CodeLinkNoKey && p.Repairs&RepairCompressed != 0 && m.compressedLink(lenient, mended):
		repairs |= RepairCompressed
	default:
		return m.fail(first)
	}
	if i := m.index(AIGTIN); i >= 0 && m.els[i].end&short != 0 && !p.ShortGTIN {
		repairs |= RepairShortGTIN
	}
	m.Text, m.Repairs = uri, repairs
	return nil
}
