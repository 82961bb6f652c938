package gs1

import "strings"

// escaping is how values are written in a form that uses some characters
// itself.
type escaping uint8

const (
	brackets escaping = iota // \( for (
	percent                  // %xx for any byte
	query                    // %xx, and + for a space
)

// next decodes one character at the front of a text that is not empty, and
// tells how many bytes of the text it takes. What is no escape sequence stands
// for itself.
func (x escaping) next(s string) (byte, int) {
	switch c := s[0]; {
	case x == brackets:
		if c == '\\' && len(s) > 1 && s[1] == '(' {
			return '(', 2
		}
	case c == '%' && len(s) > 2:
		if hi, lo := hex(s[1]), hex(s[2]); hi >= 0 && lo >= 0 {
			return byte(hi<<4 | lo), 3
		}
	case c == '+' && x == query:
		return ' ', 1
	}
	return s[0], 1
}

// values is what has to be known while a message is filled from a text whose
// values are proved only when all of them are there, and may have to be
// decoded.
type values struct {
	// decoded holds the values one behind the other, if they cannot be views
	// of the text.
	decoded strings.Builder
	decodes bool
	// carets says that there may be a ^ in a value, which no set has.
	carets bool
	// at is where values begin in the text.
	at [MaxElements]uint16
	// bad is the fault that was found.
	bad fault
}

// take decodes the value raw where that is needed.
func (vs *values) take(raw string, x escaping) string {
	if !vs.decodes {
		return raw
	}
	from := vs.decoded.Len()
	for i := 0; i < len(raw); {
		c, n := x.next(raw[i:])
		vs.decoded.WriteByte(c)
		i += n
	}
	return vs.decoded.String()[from:]
}

// fits compares a whole value with what its format can take, before any
// component of any value is looked at.
func (vs *values) fits(e *entry, v string) bool {
	if !e.fits(v, &vs.bad) {
		return false
	}
	if !vs.carets {
		return true
	}
	if i := strings.IndexByte(v, '^'); i >= 0 {
		vs.bad = fault{CodeCharset, i, 1, "has a ^, which stands in no GS1 data"}
		return false
	}
	return true
}

// marked is a fault of a value that is written as raw, in terms of raw.
func (vs *values) marked(f fault, raw string, x escaping) fault {
	if !vs.decodes {
		return f
	}
	pos := 0
	for range f.pos {
		_, n := x.next(raw[pos:])
		pos += n
	}
	end := pos
	for range f.len {
		_, n := x.next(raw[end:])
		end += n
	}
	f.pos, f.len = pos, end-pos
	return f
}

// addTaken appends an element whose value was taken last, and reports whether
// there was room.
func (m *Message) addTaken(vs *values, ai AI, number, at int, v string) bool {
	off := at
	if vs.decodes {
		m.values = vs.decoded.String()
		off = len(m.values) - len(v)
	}
	if !m.add(place{ai, uint16(number), uint16(off), uint16(off + len(v))}) {
		return false
	}
	vs.at[m.n-1] = uint16(at)
	return true
}

// prove holds every whole value from an element on against its format.
func (m *Message) prove(vs *values, from int, x escaping) *Error {
	d := m.rules.Dictionary
	for i := from; i < m.n; i++ {
		v, e, ok := m.written(i), &d.entries[m.els[i].entry], false
		if m.els[i].end&short != 0 {
			vs.bad = checkSum(v)
			ok = vs.bad.code == ""
		} else {
			ok = e.proves(v, &vs.bad)
		}
		if !ok {
			at := int(vs.at[i])
			bad := m.fault(vs.marked(vs.bad, m.Text[at:], x), e.ai, v, at)
			bad.at = vs.bad.pos
			return bad
		}
	}
	return nil
}
