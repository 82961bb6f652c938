package gs1

import "strings"

// GS is the separator behind a value whose length is not predefined
// (GenSpecs 7.8.4): FNC1 as a scanner sends it.
const GS = "\x1d"

// elements parses element strings that begin at base in what was given.
func (m *Message) elements(text string, base int) *Error {
	for i := 0; i < len(text); {
		ai, e := match(text[i:])
		if e == nil {
			return &Error{Code: CodeUnknownAI, Pos: base + i, Len: min(4, len(text)-i), Value: text[i:], why: "does not begin with a known AI"}
		}
		i += ai.digits()
		v := text[i:]
		if end := strings.IndexByte(v, GS[0]); end >= 0 {
			v = v[:end]
		}
		n, f := e.check(v)
		if f.code != "" {
			return f.in(ai, v, base+i)
		}
		if n < len(v) && e.flags&predefined == 0 {
			return fault{CodeLength, n, len(v) - n, "is too long"}.in(ai, v, base+i)
		}
		if !m.add(Element{ai, v[:n]}) {
			return tooMany(base + i)
		}
		i += n
		if n == len(v) && i < len(text) {
			i++ // the separator, which may also follow a predefined length
		}
	}
	return nil
}

// in makes a fault of a value an error of the whole text.
func (f fault) in(ai AI, value string, at int) *Error {
	return &Error{Code: f.code, AI: ai, Pos: at + f.pos, Len: f.len, Value: value, why: f.why}
}

func tooMany(at int) *Error {
	return &Error{Code: CodeLimit, Pos: at, why: "holds more than 64 elements"}
}

// bracketed parses AIs in brackets, each followed by its value, in which a
// bracket is written \(.
func (m *Message) bracketed(text string) *Error {
	var at places
	for i := 0; i < len(text); {
		end := strings.IndexByte(text[i:], ')')
		if text[i] != '(' || end < 0 {
			return &Error{Code: CodeSyntax, Pos: i, Len: len(text) - i, Value: text[i:], why: "is not an AI in brackets with a value"}
		}
		ai, known := LookupAI(text[i+1 : i+end])
		if !known {
			return &Error{Code: CodeUnknownAI, Pos: i, Len: end + 1, Value: text[i+1 : i+end], why: "is no known AI"}
		}
		i += end + 1
		if i == len(text) {
			return &Error{Code: CodeSyntax, AI: ai, Pos: i, why: "has no value"}
		}
		v, n := unescape(text[i:])
		if f := ai.entry().fits(v); f.code != "" {
			return f.in(ai, v, i)
		}
		if !m.addAt(Element{ai, v}, i, &at) {
			return tooMany(i)
		}
		i += n
	}
	if m.n == 0 {
		return &Error{Code: CodeSyntax, why: "holds no AI"}
	}
	return m.prove(&at)
}

// places are where values begin in what was given, for those that are proved
// only when all of them are known.
type places [MaxElements]int

func (m *Message) addAt(el Element, at int, all *places) bool {
	if !m.add(el) {
		return false
	}
	all[m.n-1] = at
	return true
}

// prove holds every whole value against its format.
func (m *Message) prove(at *places) *Error {
	for i := range m.n {
		el := m.At(i)
		n, f := el.AI.entry().check(el.Value)
		if f.code == "" && n < len(el.Value) {
			f = fault{CodeLength, n, len(el.Value) - n, "is too long"}
		}
		if f.code != "" {
			return f.in(el.AI, el.Value, at[i])
		}
	}
	return nil
}

// unescape returns the value in front of the next AI, and how much of s it
// takes.
func unescape(s string) (string, int) {
	escaped := false
	for i := range len(s) {
		if s[i] != '(' {
			continue
		}
		if i > 0 && s[i-1] == '\\' {
			escaped = true
			continue
		}
		s = s[:i]
		break
	}
	if escaped {
		return strings.ReplaceAll(s, `\(`, "("), len(s)
	}
	return s, len(s)
}

// fits compares the length of a whole value with what its format can take.
func (e *entry) fits(v string) fault {
	least, most := e.bounds()
	switch {
	case len(v) < least:
		return fault{CodeLength, 0, len(v), "is too short"}
	case len(v) > most:
		return fault{CodeLength, most, len(v) - most, "is too long"}
	}
	return fault{}
}
