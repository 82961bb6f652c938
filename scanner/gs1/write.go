package gs1

import (
	"slices"
	"strings"
)

// AppendElementString adds the elements in their order to dst as one element
// string: GS behind every value whose length is not predefined, but not at the
// end.
func (m *Message) AppendElementString(dst []byte) []byte {
	d := m.Dictionary()
	for i := range m.n {
		e := &d.entries[m.els[i].entry]
		dst = m.appendValue(e.ai.append(dst), i)
		if i < m.n-1 && e.flags&predefined == 0 {
			dst = append(dst, GS[0])
		}
	}
	return dst
}

// ElementString writes the form of AppendElementString.
func (m *Message) ElementString() string { return string(m.AppendElementString(nil)) }

// AppendBracketed adds the elements in their order to dst in the form for
// people: "(01)09521234543213(10)ABC", with \( for a bracket in a value.
func (m *Message) AppendBracketed(dst []byte) []byte {
	for i := range m.n {
		dst = append(m.els[i].ai.append(append(dst, '(')), ')')
		from := len(dst)
		dst = m.appendValue(dst, i)
		for at := from; at < len(dst); at++ {
			if dst[at] == '(' {
				dst = slices.Insert(dst, at, '\\')
				at++
			}
		}
	}
	return dst
}

// Bracketed writes the form of AppendBracketed.
func (m *Message) Bracketed() string { return string(m.AppendBracketed(nil)) }

// appendValue adds the value of element i.
func (m *Message) appendValue(dst []byte, i int) []byte {
	v := m.written(i)
	if m.els[i].end&short != 0 {
		dst = append(dst, zeros14[len(v):]...)
	}
	return append(dst, v...)
}

// AppendScan adds to dst what a scanner sends for the message: the symbology
// identifier id and the data in the form that it announces. ]E0 and ]E4 take a
// GTIN that the symbol can hold, and put other elements into a composite
// symbol; ]d1, ]Q1 and ]J0 take a link below root. The error is an *Error.
func (m *Message) AppendScan(dst []byte, id, root string) ([]byte, error) {
	switch id {
	case "]C1", "]e0", "]d2", "]Q3", "]J1":
		return m.AppendElementString(append(dst, id...)), nil
	case "]d1", "]Q1", "]J0":
		return m.AppendLink(append(dst, id...), root)
	case "]E0":
		return m.appendPrimary(append(dst, id...), 13)
	case "]E4":
		return m.appendPrimary(append(dst, id...), 8)
	}
	return dst, &Error{Code: CodeSymbology, Len: len(id), Value: id, why: "is a symbology identifier that does not carry GS1 data"}
}

// Scan writes the form of AppendScan, with links below CanonicalRoot.
func (m *Message) Scan(id string) (string, error) {
	b, err := m.AppendScan(nil, id, CanonicalRoot)
	if err != nil {
		return "", err
	}
	return string(b), nil
}

// appendPrimary adds the GTIN as so many digits, and the rest as a composite.
func (m *Message) appendPrimary(dst []byte, digits int) ([]byte, error) {
	v, ok := m.Value(AIGTIN)
	if !ok || len(v) != 14 || strings.Trim(v[:14-digits], "0") != "" {
		return dst, &Error{Code: CodeSymbology, AI: AIGTIN, Len: len(v), Value: v, why: "does not fit into an EAN/UPC symbol", dict: m.rules.Dictionary}
	}
	dst = append(dst, v[14-digits:]...)
	rest := *m
	rest.n = 0
	for i := range m.n {
		if m.els[i].ai != AIGTIN {
			rest.add(m.els[i])
		}
	}
	if rest.n == 0 {
		return dst, nil
	}
	return rest.AppendElementString(append(dst, "|]e0"...)), nil
}
