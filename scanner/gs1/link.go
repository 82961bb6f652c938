package gs1

import (
	"slices"
	"strings"
)

// link parses a Digital Link URI: any domain and any path in front, then a
// key with its qualifiers as path, then attributes as query (GS1 Digital Link
// URI Syntax 1.6).
func (m *Message) link(p Parser, uri string) *Error {
	m.reset(p, FormLink, uri)
	if len(uri) > MaxText {
		return m.tooLong(MaxText)
	}
	return m.uri()
}

// uri parses the link in m.Text.
func (m *Message) uri() *Error {
	if e := m.parts(); e != nil {
		return e
	}
	return m.associate(m.rules.SkipRequired)
}

// parts parses the link in m.Text, but for what its elements say of each other.
func (m *Message) parts() *Error {
	uri := m.Text
	s, e := m.split()
	if e != nil {
		return e
	}
	start := m.Dictionary().keyIn(uri[s.slash:s.path])
	if start < 0 {
		return m.fail(Error{Code: CodeLinkNoKey, Pos: s.slash, Len: s.path - s.slash, Value: uri, why: "is an ordinary web link, not a product code"})
	}
	start += s.slash
	var vs values
	if strings.IndexByte(uri[start:s.query], '%') >= 0 || strings.IndexByte(uri[s.path:s.query], '+') >= 0 {
		vs.decodes, vs.carets = true, true
		vs.decoded.Grow(s.query - start)
	}
	if e := m.readPath(&vs, start, s.path); e != nil {
		return e
	}
	m.inPath = m.n
	if s.path < s.query {
		if e := m.readQuery(&vs, s.path+1, s.query); e != nil {
			return e
		}
	}
	if e := m.placed(&vs); e != nil {
		return e
	}
	return m.prove(&vs, 0, percent)
}

// readPath parses /key/value/qualifier/value..., which begins at i.
func (m *Message) readPath(vs *values, i, end int) *Error {
	uri, d := m.Text, m.rules.Dictionary
	for i < end {
		number, e := d.match(uri[i+1 : end]) // known: keyIn has come by
		i += 1 + e.ai.digits() + 1
		n := strings.IndexByte(uri[i:end], '/')
		if n < 0 {
			n = end - i
		}
		if err := m.put(vs, e, number, i, n, percent); err != nil {
			return err
		}
		i += n
	}
	return nil
}

// readQuery parses AI=value&... and passes over names that are not digits, which
// belong to others. They count to the limit all the same.
func (m *Message) readQuery(vs *values, i, end int) *Error {
	uri, d, passed := m.Text, m.rules.Dictionary, 0
	for i < end {
		for i < end && uri[i] == '&' {
			i++
		}
		next := end
		if n := strings.IndexByte(uri[i:end], '&'); n >= 0 {
			next = i + n
		}
		digits := 0
		for i+digits < next && digit(uri[i+digits]) {
			digits++
		}
		value := i + digits + 1
		if value > next || uri[value-1] != '=' {
			passed++
			if m.n+passed > MaxElements {
				return m.tooMany(i)
			}
			i = next
			continue
		}
		number, e := d.match(uri[i : i+digits])
		if number == 0 || e.ai.digits() != digits {
			return m.fail(Error{Code: CodeUnknownAI, Pos: i, Len: digits, Value: uri[i:next], why: "in the query is no known AI"})
		}
		if err := m.put(vs, e, number, value, next-value, query); err != nil {
			return err
		}
		if m.n+passed > MaxElements {
			return m.tooMany(i)
		}
		i = next
	}
	return nil
}

// put decodes the value of n bytes at i and adds it.
func (m *Message) put(vs *values, e *entry, number, i, n int, x escaping) *Error {
	raw := m.Text[i : i+n]
	if n == 0 {
		return m.fault(fault{CodeLinkEmpty, 0, 0, "has no value"}, e.ai, raw, i)
	}
	v, gtin := vs.take(raw, x), uint16(0)
	if vs.decodes && strings.IndexByte(v, 0) >= 0 {
		return m.fault(fault{CodeCharset, 0, n, "has a character that may not stand there"}, e.ai, raw, i)
	}
	if m.rules.ShortGTIN && e.ai == AIGTIN && isGTINLen(len(v)) && len(v) < 14 {
		gtin = short
	} else if !vs.fits(e, v) {
		return m.fault(vs.marked(vs.bad, raw, x), e.ai, v, i)
	}
	if !m.addTaken(vs, e.ai, number, i, v) {
		return m.tooMany(i)
	}
	m.els[m.n-1].end |= gtin
	return nil
}

// placed proves that everything stands in its place: the qualifiers in their
// order behind the key, and in the query what may stand there, once. Of
// several faults in the query it reports that of the first AI by its digits,
// as the official engine does, and first what stands there twice.
func (m *Message) placed(vs *values) *Error {
	d := m.rules.Dictionary
	if m.inPath > 1 && !m.ordered(0) {
		return m.misplaced(vs, 1, CodeLinkOrder, "stands in the path of a Digital Link where it may not")
	}
	var twice, bad int
	for i := m.inPath; i < m.n; i++ {
		ai := m.els[i].ai
		if m.index(ai) < i && (twice == 0 || ai.before(m.els[twice].ai)) {
			twice = i
		}
		if (d.entries[m.els[i].entry].flags&linkAttribute == 0 || m.ordered(ai)) && (bad == 0 || ai.before(m.els[bad].ai)) {
			bad = i
		}
	}
	switch {
	case twice > 0:
		return m.misplaced(vs, twice, CodeLinkDuplicate, "stands there twice")
	case bad == 0:
		return nil
	case d.entries[m.els[bad].entry].flags&linkAttribute == 0:
		return m.misplaced(vs, bad, CodeLinkAttribute, "may not stand in the query of a Digital Link")
	default:
		return m.misplaced(vs, bad, CodeLinkPath, "stands in the query but belongs into the path")
	}
}

func (m *Message) misplaced(vs *values, i int, code Code, why string) *Error {
	at := int(vs.at[i])
	f := vs.marked(fault{code, 0, len(m.written(i)), why}, m.Text[at:], query)
	return m.fault(f, m.els[i].ai, m.written(i), at)
}

// ordered reports whether the qualifiers in the path, and extra where it is
// not zero, may follow the key in one path.
func (m *Message) ordered(extra AI) bool {
	for _, order := range m.Dictionary().entries[m.els[0].entry].paths {
		if extra != 0 && !slices.Contains(order, extra) {
			continue
		}
		i := 1
		for _, ai := range order {
			if i < m.inPath && m.els[i].ai == ai {
				i++
			}
		}
		if i == m.inPath {
			return true
		}
	}
	return false
}
