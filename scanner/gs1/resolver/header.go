package resolver

import (
	"slices"
	"strings"
)

// ranged is one entry of a header that says what a client would rather have.
type ranged struct {
	name string
	q    int // thousandths, 0 is not at all
}

// ranges reads an Accept or Accept-Language header (RFC 9110, 12.4.2).
// Parameters other than q and entries that are none are passed over.
func ranges(header string, into []ranged) []ranged {
	if len(header) > MaxHeader {
		header = header[:max(0, strings.LastIndexByte(header[:MaxHeader], ','))]
	}
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(part, ";")
		r := ranged{strings.TrimSpace(name), 1000}
		for param := range strings.SplitSeq(params, ";") {
			if key, value, ok := strings.Cut(strings.TrimSpace(param), "="); ok && strings.EqualFold(strings.TrimSpace(key), "q") {
				r.q = weight(strings.TrimSpace(value))
			}
		}
		if len(into) == cap(into) {
			return into
		}
		if r.name != "" && r.q >= 0 {
			into = append(into, r)
		}
	}
	return into
}

// weight reads a number from 0 to 1 with at most three decimals, in
// thousandths, or returns -1.
func weight(s string) int {
	whole, decimals, _ := strings.Cut(s, ".")
	if whole != "0" && whole != "1" || len(decimals) > 3 {
		return -1
	}
	n := int(whole[0]-'0') * 1000
	for i, unit := 0, 100; i < len(decimals); i, unit = i+1, unit/10 {
		if decimals[i]-'0' > 9 {
			return -1
		}
		n += int(decimals[i]-'0') * unit
	}
	if n > 1000 {
		return -1
	}
	return n
}

// wishes are what a client says of the links it would rather have.
type wishes struct {
	context      string
	languages    []ranged
	media        []ranged
	anyMedia     bool // it says nothing of media types
	roomLanguage [MaxRanges]ranged
	roomMedia    [MaxRanges]ranged
}

func (q *question) wishes(w *wishes) {
	w.context = q.context
	w.languages = ranges(q.Language, w.roomLanguage[:0])
	w.media = ranges(q.Accept, w.roomMedia[:0])
	w.anyMedia = !slices.ContainsFunc(w.media, func(r ranged) bool { return r.name != "*/*" && strings.Contains(r.name, "/") })
}

// says reports whether the client wishes anything.
func (w *wishes) says() bool { return w.context != "" || len(w.languages) > 0 || !w.anyMedia }

// choose keeps those of several links that suit the client best: first by
// context, then by language, then by media type. What has no such attribute
// suits everybody a little, and best who says nothing of it.
func (w *wishes) choose(links []*Link) []*Link {
	for by := range 3 {
		best := 0
		for _, l := range links {
			best = max(best, w.suits(by, l))
		}
		links = slices.DeleteFunc(links, func(l *Link) bool { return w.suits(by, l) < best })
	}
	return links
}

func (w *wishes) suits(by int, l *Link) int {
	switch by {
	case 0:
		return w.inContext(l)
	case 1:
		return w.inLanguage(l)
	default:
		return w.inMedia(l)
	}
}

func (w *wishes) inContext(l *Link) int {
	switch {
	case len(l.Context) == 0:
		return 1
	case w.context != "" && slices.ContainsFunc(l.Context, func(c string) bool { return strings.EqualFold(c, w.context) }):
		return 2
	}
	return 0
}

// inLanguage compares as filtering does (RFC 4647, 3.3.1): de takes de-AT. A
// link in de also does for de-AT, though less.
func (w *wishes) inLanguage(l *Link) int {
	if len(w.languages) == 0 {
		return zeroIf(len(l.Lang) > 0)
	}
	best := zeroIf(len(l.Lang) > 0)
	for _, lang := range l.Lang {
		best = max(best, w.speaks(lang))
	}
	if len(l.Lang) == 0 {
		best = max(best, w.speaks(""))
	}
	return best
}

// speaks says how well a client knows a language.
func (w *wishes) speaks(lang string) int {
	best, named := 0, 0
	for _, r := range w.languages {
		how := 0
		switch {
		case lang == "":
		case strings.EqualFold(lang, r.name):
			how = 3
		case within(lang, r.name):
			how = 2
		case within(r.name, lang):
			how = 1
		}
		if how > 0 && how >= named {
			best, named = r.q*4+how, how
			if r.q == 0 {
				best = 0
			}
		} else if r.name == "*" && named == 0 {
			best = max(best, r.q*4)
		}
	}
	return best
}

// within reports whether a language is a kind of another, as de-AT is of de.
func within(lang, wider string) bool {
	return len(lang) > len(wider) && lang[len(wider)] == '-' && strings.EqualFold(lang[:len(wider)], wider)
}

// inMedia lets the most particular range decide (RFC 9110, 12.5.1).
func (w *wishes) inMedia(l *Link) int {
	if w.anyMedia {
		return zeroIf(l.Media != "")
	}
	media := l.Media
	kind, _, _ := strings.Cut(media, "/")
	best, q := -1, zeroIf(media != "")
	for _, r := range w.media {
		how := -1
		switch {
		case r.name == "*/*":
			how = 0
		case media != "" && strings.EqualFold(r.name, media):
			how = 2
		case media != "" && len(r.name) == len(kind)+2 && strings.HasSuffix(r.name, "/*") && strings.EqualFold(r.name[:len(kind)], kind):
			how = 1
		}
		if how > best {
			best, q = how, r.q
		}
	}
	return q
}

func zeroIf(is bool) int {
	if is {
		return 0
	}
	return 1
}

// Media types of lists of links.
const (
	mediaLinkset = "application/linkset+json"
	mediaJSON    = "application/json"
)

// asks says as which media type a client would rather have the list of links
// than anything else that it names, "" if it would not.
func (w *wishes) asks() string {
	linkset, json, other := 0, 0, 0
	for _, r := range w.media {
		switch name := strings.ToLower(r.name); {
		case name == mediaLinkset:
			linkset = max(linkset, r.q)
		case name == mediaJSON:
			json = max(json, r.q)
		case !strings.HasSuffix(name, "/*"):
			other = max(other, r.q)
		}
	}
	switch {
	case linkset > 0 && linkset >= json && linkset >= other:
		return mediaLinkset
	case json > 0 && json >= other:
		return mediaJSON
	}
	return ""
}

// Prefer returns which of some languages (BCP 47) an Accept-Language header
// would rather have, the first of those that it likes equally. It is -1 where
// it wants none of them or says nothing.
func Prefer(header string, languages ...string) int {
	var room [MaxRanges]ranged
	w := wishes{languages: ranges(header, room[:0])}
	best, which := 0, -1
	for i, lang := range languages {
		if likes := w.speaks(lang); likes > best {
			best, which = likes, i
		}
	}
	return which
}
