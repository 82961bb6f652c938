package gs1

import (
	"errors"
	"strings"
)

// Parse chooses by the form of the text: a scan with its symbology identifier,
// AIs in brackets, a Digital Link, the digits of an EAN/UPC or ITF-14 symbol,
// or bare element strings. It takes what shops meet and the strict entries
// refuse: add-ons, ITF-14, UPC-A as 12 digits, data without a symbology
// identifier, short GTINs in links, a slash behind a link. Item warns of such
// repairs where they may hide a fault. A text that is no product code is an
// error: CodeLinkNoKey for an ordinary web link, CodeNotGS1 otherwise.
func Parse(text string) (Message, error) {
	m, err := parseForm(text)
	if err == nil && m.Form == FormPlain {
		return Message{}, &Error{Code: CodeNotGS1, Len: len(text), Value: m.Text, why: "is not a product code"}
	}
	return m, err
}

func parseForm(text string) (Message, error) {
	switch {
	case text == "" || len(text) > MaxText:
		return Message{}, &Error{Code: CodeNotGS1, Len: len(text), Value: text, why: "is not a product code"}
	case text[0] == ']':
		return parseIdentified(text)
	case text[0] == '(':
		return ParseBracketed(text)
	case isLink(text):
		return parseShopLink(text)
	case csetN.check(text) == (fault{}) && isGTINLen(len(text)):
		return ParseNumber(text)
	}
	bare := strings.TrimPrefix(text, GS) // FNC1 in front, as some scanners send it
	if _, e := match(bare); e == nil {
		return Message{Text: text}, nil
	}
	m, err := ParseElements(bare)
	m.bare = bare == text
	return m, err
}

// ParseNumber parses the digits of an EAN-8, UPC-A, EAN-13 or ITF-14 symbol.
func ParseNumber(digits string) (m Message, err error) {
	m.Form, m.Text = FormPrimary, digits
	if !isGTINLen(len(digits)) {
		return Message{}, &Error{Code: CodeLength, Len: len(digits), Value: digits, why: "is no product number: it has 8, 12, 13 or 14 digits"}
	}
	err = done(&m, digits, m.number(digits, len(digits), 0))
	return m, err
}

func isGTINLen(n int) bool { return n == 8 || 12 <= n && n <= 14 }

func isLink(s string) bool {
	i := strings.Index(s, "://")
	return (i == 4 || i == 5) && schemeLen(strings.ToLower(s[:i])+"://") > 0
}

// parseIdentified parses a scan; beyond ParseScan it knows the identifiers of
// add-ons, ITF-14 and plain symbols.
func parseIdentified(text string) (Message, error) {
	m, err := Parser{whole: true}.Scan(text)
	if err == nil || len(text) < 3 {
		return m, err
	}
	data := text[3:]
	switch id := text[:3]; {
	case id == "]E0" && len(data) == 12, id == "]I0", id == "]I1":
		m, err = ParseNumber(data)
	case id == "]E3":
		m, err = parseWithAddOn(data)
	case strings.Contains("]C0 ]d0 ]Q0 ]A0 ]X0 ]z0", id):
		m, err = parseForm(data)
	case (id == "]Q1" || id == "]d1" || id == "]J0") && isLink(data):
		m, err = parseShopLink(data)
	default:
		return m, err
	}
	if bad, ok := errors.AsType[*Error](err); ok {
		bad.Pos += 3
	}
	return m, err
}

// parseWithAddOn parses an EAN-13 and the two or five digits beside it.
func parseWithAddOn(data string) (Message, error) {
	if len(data) != 15 && len(data) != 18 {
		return Message{}, &Error{Code: CodeLength, Len: len(data), Value: data, why: "is no EAN-13 with an add-on of two or five digits"}
	}
	m, err := ParseNumber(data[:13])
	if err == nil && csetN.check(data[13:]) != (fault{}) {
		return Message{}, &Error{Code: CodeCharset, Pos: 13, Len: len(data) - 13, Value: data, why: "has an add-on that is no number"}
	}
	if err == nil {
		m.AddOn = data[13:]
	}
	return m, err
}

// parseShopLink parses a link as printers write it: any case of the scheme, a
// slash at the end, a short GTIN.
func parseShopLink(uri string) (Message, error) {
	m, err := ParseLink(uri)
	if err == nil {
		return m, nil
	}
	mended := uri
	if at := strings.Index(uri, "://"); schemeLen(uri) == 0 {
		mended = strings.ToLower(uri[:at]) + uri[at:]
	}
	if !strings.ContainsAny(mended, "?#") {
		mended = strings.TrimSuffix(mended, "/")
	}
	again, err2 := Parser{ShortGTIN: true}.Link(mended)
	if err2 != nil {
		return m, err
	}
	again.Text = uri
	return again, nil
}
