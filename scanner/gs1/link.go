package gs1

import (
	"slices"
	"strings"
)

// link parses a Digital Link URI: any domain and any path in front, then a
// key with its qualifiers as path, then attributes as query (GS1 Digital Link
// URI Syntax 1.6).
func (m *Message) link(uri string, shortGTIN bool) *Error {
	path, query, err := split(uri)
	if err != nil {
		return err
	}
	start := keyIn(path.text)
	if start < 0 {
		return &Error{Code: CodeLinkNoKey, Pos: path.at, Len: len(path.text), Value: uri, why: "is an ordinary web link, not a product code"}
	}
	l := linkReader{m: m, shortGTIN: shortGTIN}
	if err := l.path(piece{path.text[start:], path.at + start}); err != nil {
		return err
	}
	inPath := m.n
	if err := l.query(query); err != nil {
		return err
	}
	if err := l.placed(inPath); err != nil {
		return err
	}
	return m.prove(&l.at)
}

// linkReader fills a message from the parts of a link.
type linkReader struct {
	m         *Message
	at        places
	shortGTIN bool
}

// piece is a part of a URI and where it begins.
type piece struct {
	text string
	at   int
}

// split cuts a URI into path and query; the fragment is dropped.
func split(uri string) (path, query piece, err *Error) {
	bad := func(at, n int, why string) (piece, piece, *Error) {
		return piece{}, piece{}, &Error{Code: CodeLinkURI, Pos: at, Len: n, Value: uri, why: why}
	}
	at := schemeLen(uri)
	if at == 0 {
		return bad(0, min(8, len(uri)), "does not begin with http:// or https://")
	}
	for i := range len(uri) {
		if csets[uri[i]]&inURI == 0 {
			return bad(i, 1, "has a character that no web address has")
		}
	}
	slash := strings.IndexByte(uri[at:], '/')
	if slash <= 0 {
		return bad(at, len(uri)-at, "has no domain or no path")
	}
	for i := at; i < at+slash; i++ {
		if csets[uri[i]]&inDomain == 0 {
			return bad(i, 1, "has a domain that is none")
		}
	}
	at += slash
	rest, _, _ := strings.Cut(uri[at:], "#")
	text, params, _ := strings.Cut(rest, "?")
	return piece{text, at}, piece{params, at + len(text) + 1}, nil
}

// schemeLen is the length of the scheme and its slashes: lower or upper case,
// but not mixed.
func schemeLen(s string) int {
	for _, scheme := range [...]string{"https://", "http://", "HTTPS://", "HTTP://"} {
		if strings.HasPrefix(s, scheme) {
			return len(scheme)
		}
	}
	return 0
}

// keyIn finds the last /AI/value in the path whose AI is a key, going back
// from the end by twos as long as there are AIs, and returns where its slash
// is, or -1.
func keyIn(path string) int {
	for end := len(path); ; {
		value := strings.LastIndexByte(path[:end], '/')
		if value < 0 {
			return -1
		}
		start := strings.LastIndexByte(path[:value], '/')
		if start < 0 {
			return -1
		}
		ai, ok := LookupAI(path[start+1 : value])
		if !ok {
			return -1
		}
		if ai.entry().flags&linkKey != 0 {
			return start
		}
		end = start
	}
}

// path parses /key/value/qualifier/value...
func (l *linkReader) path(p piece) *Error {
	for rest := p.text; rest != ""; {
		digits, value, _ := strings.Cut(rest[1:], "/")
		if end := strings.IndexByte(value, '/'); end >= 0 {
			value = value[:end]
		}
		at := p.at + len(p.text) - len(rest) + 1
		ai, _ := LookupAI(digits) // known: keyIn has come by
		if err := l.put(ai, value, false, at+len(digits)+1); err != nil {
			return err
		}
		rest = rest[1+len(digits)+1+len(value):]
	}
	return nil
}

// query parses AI=value&... and passes over names that are not digits, which
// belong to others.
func (l *linkReader) query(q piece) *Error {
	at, passed := q.at, 0
	for param := range strings.SplitSeq(q.text, "&") {
		name, value, ok := strings.Cut(param, "=")
		pos := at
		at += len(param) + 1
		if !ok || csetN.check(name) != (fault{}) {
			if passed++; param != "" && l.m.n+passed > MaxElements {
				return tooMany(pos)
			}
			continue
		}
		ai, known := LookupAI(name)
		if !known {
			return &Error{Code: CodeUnknownAI, Pos: pos, Len: len(name), Value: name, why: "in the query is no known AI"}
		}
		if err := l.put(ai, value, true, pos+len(name)+1); err != nil {
			return err
		}
	}
	return nil
}

// placed proves that everything stands in its place: the qualifiers in their
// order behind the key, and in the query what may stand there, once.
func (l *linkReader) placed(inPath int) *Error {
	bad := func(i int, code Code, why string) *Error {
		el := l.m.At(i)
		return &Error{Code: code, AI: el.AI, Pos: l.at[i], Len: len(el.Value), Value: el.Value, why: why}
	}
	if inPath > 1 && !l.m.ordered(inPath, 0) {
		return bad(1, CodeLinkOrder, "stands in the path of a Digital Link where it may not")
	}
	for i := inPath; i < l.m.n; i++ {
		if el := l.m.At(i); l.m.index(el.AI) < i {
			return bad(i, CodeLinkDuplicate, "stands there twice")
		}
	}
	for i := inPath; i < l.m.n; i++ {
		if ai := l.m.At(i).AI; ai.entry().flags&linkAttribute != 0 && l.m.ordered(inPath, ai) {
			return bad(i, CodeLinkPath, "stands in the query but belongs into the path")
		}
	}
	for i := inPath; i < l.m.n; i++ {
		if l.m.At(i).AI.entry().flags&linkAttribute == 0 {
			return bad(i, CodeLinkAttribute, "may not stand in the query of a Digital Link")
		}
	}
	return nil
}

// ordered reports whether the qualifiers among the first n elements, and extra
// where it is not zero, may follow the key in one path.
func (m *Message) ordered(n int, extra AI) bool {
	for _, order := range paths[m.At(0).AI.entry().paths] {
		if extra != 0 && !slices.Contains(order, extra) {
			continue
		}
		i := 1
		for _, ai := range order {
			if i < n && m.At(i).AI == ai {
				i++
			}
		}
		if i == n {
			return true
		}
	}
	return false
}

// put decodes a value and adds it.
func (l *linkReader) put(ai AI, value string, query bool, at int) *Error {
	v, null := unpercent(value, query)
	f := ai.entry().fits(v)
	switch {
	case v == "":
		f = fault{CodeLinkEmpty, 0, 0, "has no value"}
	case null:
		f = fault{CodeCharset, 0, len(v), "has a character that may not stand there"}
	case f.code != "" && l.shortGTIN && ai == AIGTIN && isGTINLen(len(v)):
		v, f = "00000000000000"[len(v):]+v, fault{}
	}
	if f.code != "" {
		return f.in(ai, v, at)
	}
	if !l.m.addAt(Element{ai, v}, at, &l.at) {
		return tooMany(at)
	}
	return nil
}

// unpercent decodes %xx, and + as a space in a query. What is no such sequence
// stays as it is. null reports a %00.
func unpercent(s string, query bool) (decoded string, null bool) {
	if strings.IndexByte(s, '%') < 0 && (!query || strings.IndexByte(s, '+') < 0) {
		return s, false
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '%' && i+2 < len(s) && hex(s[i+1]) >= 0 && hex(s[i+2]) >= 0:
			c = byte(hex(s[i+1])<<4 | hex(s[i+2]))
			null = null || c == 0
			i += 2
		case c == '+' && query:
			c = ' '
		}
		b = append(b, c)
	}
	return string(b), null
}
