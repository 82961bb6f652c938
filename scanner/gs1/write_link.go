package gs1

import "strings"

// CanonicalRoot is the root of canonical links (GS1 Digital Link URI Syntax
// 1.6).
const CanonicalRoot = "https://id.gs1.org"

// AppendLink adds the message to dst as a Digital Link below root, such as
// https://id.example.org or CanonicalRoot. A message that came as a link keeps
// its path. For others the first element that is a key begins the
// path, and as many of its qualifiers follow as can stand in one order. The
// rest is the query, in the order of the data: AIs of predefined length first,
// each AI once. The error is an *Error: CodeLinkNoKey where there is no key,
// CodeLinkAttribute for an AI that may not stand in the query.
func (m *Message) AppendLink(dst []byte, root string) ([]byte, error) {
	var path [1 + maxQualifiers]int // places of elements
	n := m.path(path[:0])
	if n == 0 {
		return dst, &Error{Code: CodeLinkNoKey, Value: m.Text, why: "holds no key that a Digital Link can begin with", dict: m.rules.Dictionary}
	}
	from := len(dst)
	dst = append(dst, strings.TrimSuffix(root, "/")...)
	for _, i := range path[:n] {
		dst = append(m.els[i].ai.append(append(dst, '/')), '/')
		dst = m.appendPercent(dst, i)
	}
	sign := byte('?')
	d := m.Dictionary()
	for _, fixed := range [...]flags{predefined, 0} {
		for i := range m.n {
			e := &d.entries[m.els[i].entry]
			if e.flags&predefined != fixed || m.index(e.ai) < i || m.onPath(path[:n], e.ai) {
				continue
			}
			if e.flags&linkAttribute == 0 {
				return dst[:from], &Error{Code: CodeLinkAttribute, AI: e.ai, Value: m.value(i), why: "may not stand in the query of a Digital Link", dict: m.rules.Dictionary}
			}
			dst = append(e.ai.append(append(dst, sign)), '=')
			dst = m.appendPercent(dst, i)
			sign = '&'
		}
	}
	return dst, nil
}

// Link writes the form of AppendLink.
func (m *Message) Link(root string) (string, error) {
	b, err := m.AppendLink(nil, root)
	if err != nil {
		return "", err
	}
	return string(b), nil
}

// path adds to places the elements of the path in their order, and returns how
// many they are; there is room for them.
func (m *Message) path(places []int) int {
	if m.inPath > 0 {
		for i := range m.inPath {
			places = append(places, i)
		}
		return len(places)
	}
	d := m.Dictionary()
	for i := range m.n {
		e := &d.entries[m.els[i].entry]
		if e.flags&linkKey == 0 {
			continue
		}
		places = append(places, i)
		for _, ai := range m.longest(e.paths) {
			if at := m.index(ai); at >= 0 {
				places = append(places, at)
			}
		}
		return len(places)
	}
	return 0
}

// longest returns the order of which most qualifiers are there; of several,
// the one whose first qualifier that is there comes first by its digits.
func (m *Message) longest(orders [][]AI) []AI {
	var best []AI
	var most int
	var first AI
	for _, order := range orders {
		n, begins := 0, AI(0)
		for _, ai := range order {
			if m.index(ai) >= 0 {
				if n++; n == 1 {
					begins = ai
				}
			}
		}
		if n > most || n == most && n > 0 && begins.before(first) {
			best, most, first = order, n, begins
		}
	}
	return best
}

func (m *Message) onPath(path []int, ai AI) bool {
	for _, i := range path {
		if m.els[i].ai == ai {
			return true
		}
	}
	return false
}

// appendPercent adds the value of element i for a part of a URI.
func (m *Message) appendPercent(dst []byte, i int) []byte {
	if m.els[i].end&short != 0 {
		return m.appendValue(dst, i)
	}
	return appendPercent(dst, m.value(i))
}

// appendPercent adds s, with what may not stand unencoded in any part of a URI
// encoded (RFC 3986 section 2.3).
func appendPercent(dst []byte, s string) []byte {
	const digits = "0123456789ABCDEF"
	for i := range len(s) {
		if c := s[i]; csets[c]&csetZ != 0 || c == '.' || c == '~' {
			dst = append(dst, c)
		} else {
			dst = append(dst, '%', digits[c>>4], digits[c&15])
		}
	}
	return dst
}
