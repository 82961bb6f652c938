package gs1

import "strings"

// sections tells where the parts of a link are: the slash that the path begins
// with, the end of the path, and that of the query, which are the same where
// there is none.
type sections struct{ slash, path, query int }

// split cuts a link, and proves what stands in front of the path and that the
// characters of the whole are those of a URI.
func (m *Message) split() (sections, *Error) {
	uri := m.Text
	bad := func(at, n int, why string) (sections, *Error) {
		return sections{}, m.fail(Error{Code: CodeLinkURI, Pos: at, Len: n, Value: uri, why: why})
	}
	at := schemeLen(uri)
	if at == 0 && m.rules.anyCase && isLink(uri) {
		at = strings.IndexByte(uri, '/') + 2
	}
	if at == 0 {
		return bad(0, min(8, len(uri)), "does not begin with http:// or https://")
	}
	if !inURI.holds(uri) {
		return bad(inURI.check(uri).pos, 1, "has a character that no web address has")
	}
	slash := at
	for slash < len(uri) && uri[slash] != '/' {
		if csets[uri[slash]]&inDomain == 0 {
			return bad(slash, 1, "has a domain that is none")
		}
		slash++
	}
	if slash == at || slash == len(uri) {
		return bad(at, len(uri)-at, "has no domain or no path")
	}
	s := sections{slash, len(uri), len(uri)}
	if i := strings.IndexByte(uri[slash:], '#'); i >= 0 {
		s.path, s.query = slash+i, slash+i
	}
	if i := strings.IndexByte(uri[slash:s.query], '?'); i >= 0 {
		s.path = slash + i
	}
	return s, nil
}

// schemeLen is the length of the scheme and its slashes: lower or upper case,
// but not mixed.
func schemeLen(s string) int {
	switch {
	case strings.HasPrefix(s, "https://"), strings.HasPrefix(s, "HTTPS://"):
		return 8
	case strings.HasPrefix(s, "http://"), strings.HasPrefix(s, "HTTP://"):
		return 7
	}
	return 0
}

// keyIn finds the last /AI/value in the path whose AI is a key, going back
// from the end by twos as long as there are AIs, and returns where its slash
// is, or -1.
func (d *Dictionary) keyIn(path string) int {
	for end := len(path); ; {
		value := lastSlash(path[:end])
		if value < 0 {
			return -1
		}
		start := lastSlash(path[:value])
		if start < 0 {
			return -1
		}
		number, e := d.match(path[start+1 : value])
		if number == 0 || e.ai.digits() != value-start-1 {
			return -1
		}
		if e.flags&linkKey != 0 {
			return start
		}
		end = start
	}
}

func lastSlash(s string) int {
	i := len(s) - 1
	for i >= 0 && s[i] != '/' {
		i--
	}
	return i
}
