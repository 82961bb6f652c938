package resolver

import (
	"net/url"
	"slices"
	"strings"

	"endcap/scanner/gs1"
)

// Source is where links are looked up.
type Source interface {
	// Entries returns what is known of the thing that a Digital Link names,
	// none if nothing is. The link's first element is the key; qualifiers and
	// attributes follow. An entry that does not fit the qualifiers is passed
	// over, so a source may return all it has of the key. It is called from many
	// goroutines, and may keep neither the message nor its values.
	Entries(link *gs1.Message) ([]Entry, error)
}

// Entry is what is known on one level: of all that have the key, or of those
// that have these qualifiers too.
type Entry struct {
	// Qualifiers say of which: none for the key itself, the lot for one lot.
	// Of entries with the same qualifiers the first one counts.
	Qualifiers []gs1.Element
	// Name is what people call it: "Yoghurt 500 g, lot A7".
	Name string
	// Links are at most MaxLinks. On the level of the key one is the default.
	Links []Link
}

// Link is one target. A link without a type, with one that only a resolver
// gives (gs1:defaultLink), or that leads to something other than a web page is
// never shown and never followed.
type Link struct {
	// Type says what it leads to: "gs1:pip", or the address of a link type of
	// any vocabulary.
	Type string
	// Href is an http(s) address, or a path below the resolver's own base.
	Href string
	// Title is for people; "" is the title that the vocabulary gives the type.
	Title string
	// Lang are the languages of the target (BCP 47), Media is its media type,
	// Context whatever else tells it from others, such as a country; none is any.
	Lang    []string
	Media   string
	Context []string
	// Default makes it the answer to who asks for no type. Of several, which
	// differ in language or media type, the first one is that of who asks for
	// none of those either. Where no link of the key is the default, it is the
	// first one.
	Default bool
}

// older prefixes of the GS1 Web Vocabulary, which links in the field use.
var older = [...]string{"https://gs1.org/voc/", "https://www.gs1.org/voc/", "http://gs1.org/voc/", "http://www.gs1.org/voc/"}

// Kind writes a link type as one text however it was written, and "" for what
// is none: the address of one of GS1's begins with gs1:, others stay whole.
func Kind(t string) string {
	name, ours := strings.CutPrefix(t, "gs1:")
	if !ours {
		name, ours = strings.CutPrefix(t, gs1.Vocabulary)
	}
	for i := 0; !ours && i < len(older); i++ {
		name, ours = strings.CutPrefix(t, older[i])
	}
	switch {
	case ours && isName(name):
		if len(name) == len(t)-len("gs1:") {
			return t
		}
		return "gs1:" + name
	case !ours && isType(t):
		return t
	}
	return ""
}

// isName reports whether a name may stand behind gs1:.
func isName(s string) bool {
	for i := range len(s) {
		if c := s[i] | 0x20; c < 'a' || c > 'z' {
			return false
		}
	}
	return s != ""
}

// isType reports whether an address has only characters that GS1's schema of
// linksets lets a link type have.
func isType(s string) bool {
	rest, ok := strings.CutPrefix(s, "https://")
	if !ok {
		rest, ok = strings.CutPrefix(s, "http://")
	}
	for i := range len(rest) {
		ok = ok && (alphanumeric(rest[i]) || rest[i] == '.' || rest[i] == '/')
	}
	return ok && rest != ""
}

func alphanumeric(c byte) bool {
	return c-'0' <= 9 || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// target returns where a link leads, as an address in which no character ends
// a header or a URI, and false if that is no web page.
func target(base, href string) (string, bool) {
	local := strings.HasPrefix(href, "/")
	if !local && !strings.HasPrefix(href, "https://") && !strings.HasPrefix(href, "http://") {
		return "", false
	}
	if href = encoded(href, false); local {
		href = base + href
		if !strings.Contains(href, "%") {
			return href, true
		}
	}
	u, err := url.Parse(href)
	return href, err == nil && isHost(u.Host) && u.User == nil
}

// isHost reports whether s is a host and its port as they stand in a request:
// a name of another script in its xn-- form.
func isHost(s string) bool {
	for i := range len(s) {
		if !alphanumeric(s[i]) && strings.IndexByte("-._:[]", s[i]) < 0 {
			return false
		}
	}
	return s != ""
}

const hex = "0123456789ABCDEF"

// encoded percent-encodes what may not stand in a URI, or, in one value,
// everything that is not unreserved (RFC 3986, 2.3).
func encoded(s string, value bool) string {
	plain := func(c byte) bool {
		switch {
		case alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~':
			return true
		case value:
			return false
		}
		return c > ' ' && c < 0x7f && strings.IndexByte("\"<>\\^`{|}", c) < 0
	}
	for i := range len(s) {
		if plain(s[i]) {
			continue
		}
		b := append(make([]byte, 0, len(s)+16), s[:i]...)
		for _, c := range []byte(s[i:]) {
			if plain(c) {
				b = append(b, c)
			} else {
				b = append(b, '%', hex[c>>4], hex[c&15])
			}
		}
		return string(b)
	}
	return s
}

// level is an entry that fits what was asked for.
type level struct {
	*Entry
	// rank has a bit for each qualifier of the question, the last one highest:
	// a serial number says more than a lot.
	rank uint
}

// levels returns the entries that fit, from the most particular to the key.
func (q *question) levels(all []Entry, into []level) []level {
	for i := range all {
		rank, fits := q.rank(all[i].Qualifiers)
		at, again := slices.BinarySearchFunc(into, rank, func(l level, rank uint) int { return int(rank) - int(l.rank) })
		if fits && !again && len(into) < cap(into) {
			into = slices.Insert(into, at, level{&all[i], rank})
		}
	}
	return into
}

// rank says which of the question's qualifiers these are, and false if one is
// not among them.
func (q *question) rank(qualifiers []gs1.Element) (rank uint, fits bool) {
	for _, want := range qualifiers {
		found := false
		for i := 1; i < q.path && !found; i++ {
			if found = q.link.At(i) == want; found {
				rank |= 1 << i
			}
		}
		if !found {
			return 0, false
		}
	}
	return rank, true
}
