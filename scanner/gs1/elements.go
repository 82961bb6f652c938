package gs1

import "strings"

// GS is the separator behind a value whose length is not predefined
// (GenSpecs 7.8.4): FNC1 as a scanner sends it.
const GS = "\x1d"

// elements parses element strings that stand alone.
func (m *Message) elements(p Parser, text string) *Error {
	m.reset(p, FormElements, text)
	if len(text) >= MaxText {
		return m.tooLong(MaxText - 1)
	}
	if e := m.components(); e != nil {
		return m.noCaret(e)
	}
	return m.associate(m.rules.SkipRequired)
}

// components reads the element strings of m.Text, which may be those of the
// two components of a composite symbol, with | and a separator between them.
func (m *Message) components() *Error {
	linear, composite, parted := strings.Cut(m.Text, "|")
	if e := m.read(0, len(linear)); e != nil || !parted {
		return e
	}
	if e := m.part(len(linear)); e != nil {
		return e
	}
	if !strings.HasPrefix(composite, GS) {
		return m.fail(Error{Code: CodeSyntax, Pos: len(linear), Len: 1, Value: m.Text, why: "has no separator behind the | of a composite symbol"})
	}
	return m.read(len(linear)+len("|"+GS), len(m.Text))
}

// strings parses the element strings of m.Text from a place on, and proves
// their associations.
func (m *Message) strings(from int) *Error {
	first := m.n
	if e := m.read(from, len(m.Text)); e != nil {
		return e
	}
	if first > 0 {
		e := m.associateApart(first)
		if e == nil || m.rules.Repairs&RepairComposite == 0 {
			return e
		}
		m.Repairs |= RepairComposite
	}
	return m.associate(m.rules.SkipRequired)
}

// read reads the element strings of m.Text from one place to another.
func (m *Message) read(from, to int) *Error {
	text := m.Text[:to]
	if from == to {
		return m.fail(Error{Code: CodeSyntax, Pos: from, why: "holds no data"})
	}
	d := m.Dictionary()
	var f fault
	for i := from; i < len(text); {
		number, e := d.match(text[i:])
		if number == 0 {
			return m.fail(Error{Code: CodeUnknownAI, Pos: i, Len: min(4, len(text)-i), Value: text[i:], why: "does not begin with a known AI"})
		}
		i += e.ai.digits()
		v := text[i:]
		if e.flags&predefined == 0 {
			v = untilGS(v)
		} else if len(v) > int(e.most) {
			v = v[:e.most]
		}
		n, ok := e.check(v, &f)
		if short := untilGS(v); !ok {
			if len(short) < len(v) {
				e.check(short, &f)
			}
			return m.fault(f, e.ai, short, i)
		}
		if !m.add(place{e.ai, uint16(number), uint16(i), uint16(i + n)}) {
			return m.tooMany(i)
		}
		if n < len(v) {
			return m.fault(fault{CodeLength, n, len(v) - n, "is too long"}, e.ai, v, i)
		}
		i += n
		if i < len(text) && text[i] == GS[0] {
			i++ // the separator, which may also follow a predefined length
		}
	}
	return nil
}

func untilGS(v string) string {
	if end := strings.IndexByte(v, GS[0]); end >= 0 {
		return v[:end]
	}
	return v
}

// associateApart proves the associations of the elements from a place on
// without those before it: the official engine does not see the number below a
// composite symbol.
func (m *Message) associateApart(from int) *Error {
	below := m.els[0]
	copy(m.els[:], m.els[from:m.n])
	m.n -= from
	e := m.associate(m.rules.SkipRequired)
	copy(m.els[from:], m.els[:m.n])
	m.els[0] = below
	m.n += from
	return e
}

// bracketed parses AIs in brackets, each followed by its value, in which a
// bracket is written \(.
func (m *Message) bracketed(p Parser, text string) *Error {
	m.reset(p, FormElements, text)
	if len(text) > maxBracketed {
		return m.tooLong(maxBracketed)
	}
	vs := values{carets: strings.IndexByte(text, '^') >= 0, decodes: strings.Contains(text, `\(`)}
	if vs.decodes {
		vs.decoded.Grow(len(text))
	}
	linear, composite, parted := strings.Cut(text, "|")
	if e := m.component(&vs, linear, 0); e != nil {
		return e
	}
	if parted {
		if e := m.part(len(linear)); e != nil {
			return e
		}
		if e := m.component(&vs, composite, len(linear)+1); e != nil {
			return e
		}
	}
	return m.associate(p.SkipRequired)
}

// component reads one component of a symbol, which begins at base.
func (m *Message) component(vs *values, text string, base int) *Error {
	first, d := m.n, m.rules.Dictionary
	for i := 0; i < len(text); {
		end := strings.IndexByte(text[i:], ')')
		if text[i] != '(' || end < 0 {
			return m.fail(Error{Code: CodeSyntax, Pos: base + i, Len: len(text) - i, Value: text[i:], why: "is not an AI in brackets with a value"})
		}
		number, e := d.match(text[i+1 : i+end])
		if number == 0 || e.ai.digits() != end-1 {
			return m.fail(Error{Code: CodeUnknownAI, Pos: base + i, Len: end + 1, Value: text[i+1 : i+end], why: "is no known AI"})
		}
		i += end + 1
		if i == len(text) {
			return m.fail(Error{Code: CodeSyntax, AI: e.ai, Pos: base + i, why: "has no value"})
		}
		n := bracketedLen(text[i:])
		v := vs.take(text[i:i+n], brackets)
		if !vs.fits(e, v) {
			return m.fault(vs.marked(vs.bad, text[i:], brackets), e.ai, v, base+i)
		}
		if !m.addTaken(vs, e.ai, number, base+i, v) {
			return m.tooMany(base + i)
		}
		i += n
	}
	if m.n == first {
		return m.fail(Error{Code: CodeSyntax, Pos: base, why: "holds no AI"})
	}
	return m.prove(vs, first, brackets)
}

// bracketedLen is the length of the value in front of the next AI.
func bracketedLen(s string) int {
	for i := range len(s) {
		if s[i] == '(' && (i == 0 || s[i-1] != '\\') {
			return i
		}
	}
	return len(s)
}
