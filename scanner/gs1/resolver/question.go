package resolver

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"endcap/scanner/gs1"
)

// Request is what a client asks, as it came over the wire.
type Request struct {
	Method string
	// Base is where the resolver's Digital Links begin, without a slash at its
	// end: "https://id.example.com". It stands in answers as it is.
	Base string
	// Path follows the base: "/01/09521234543213". Path and Query are
	// percent-encoded, Query without its question mark.
	Path, Query string
	// Accept and Language are the headers Accept and Accept-Language, several
	// of one name joined by commas.
	Accept, Language string
}

// question is a request that was understood.
type question struct {
	Request
	dictionary *gs1.Dictionary

	link gs1.Message
	path int    // how many elements of the link stand in its path
	self string // the canonical address of what is asked for
	// unpacked says that the link was a compressed one.
	unpacked bool
	kind     string // of link, "" for none in particular
	linkset  bool   // the list of all links is asked for by linkType
	context  string
}

// root stands for the base while a link is parsed, because a Digital Link
// may have any.
const root = "https://id.gs1.org"

// Begins reports whether a path, percent-encoded, is one for a resolver: that
// of a plain Digital Link, right or wrong, or of one of a resolver's own files.
func Begins(path string) bool {
	if path == WellKnown || path == contextPath {
		return true
	}
	digits, _, more := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	ai, ok := gs1.LookupAI(digits)
	return more && ok && ai.Key()
}

// understand parses the request, and returns an answer where there is no more
// to be said.
func (q *question) understand() (done Answer, ok bool) {
	mark := ""
	if q.Query != "" {
		mark = "?"
	}
	link := root + strings.TrimSuffix(q.Path, "/") + mark + q.Query
	err := q.read(link)
	if err != nil {
		plain, none := gs1.Decompress(link)
		switch q.unpacked = none == nil && plain != link; {
		case q.unpacked:
			err = q.read(plain)
		case !Begins(q.Path):
			return refusal(http.StatusNotFound, "this is not the address of a product, a place or anything else that GS1 identifies; that looks like "+q.Base+"/01/09521234543213"), false
		}
	}
	if err != nil {
		why := strings.ReplaceAll(strings.TrimPrefix(err.Error(), "gs1: "), root, q.Base)
		return refusal(http.StatusBadRequest, "this is no valid GS1 Digital Link: "+why), false
	}
	q.self = q.anchor(nil)
	q.parameters()
	return Answer{}, true
}

// errPath is returned when a path begins with a key and goes on with what is
// none of its qualifiers.
var errPath = errors.New("behind the key its qualifiers may stand, each with its value, and nothing else")

// read parses a plain link whose whole path is one key and its qualifiers.
func (q *question) read(link string) error {
	m := &q.link
	if err := (gs1.Parser{Dictionary: q.dictionary, ShortGTIN: true}).Link(m, link); err != nil {
		if fault, ok := errors.AsType[*gs1.Error](err); ok && fault.Code == gs1.CodeLinkNoKey {
			return errPath
		}
		return err
	}
	path, query, _ := strings.Cut(link[len(root):], "?")
	n := 0
	for rest := path; rest != ""; n++ {
		digits, value, _ := strings.Cut(rest[1:], "/")
		if ai, ok := gs1.LookupAI(digits); !ok || n >= m.Len() || m.At(n).AI != ai {
			return errPath // there is another key, or a path in front
		}
		end := strings.IndexByte(value, '/')
		if end < 0 {
			end = len(value)
		}
		rest = value[end:]
	}
	q.path, q.Query = n, query
	return nil
}

// parameters reads linkType and context. The first of each counts.
func (q *question) parameters() {
	kinds, contexts := 0, 0
	for param := range strings.SplitSeq(q.Query, "&") {
		name, value, _ := strings.Cut(param, "=")
		if decoded, err := url.QueryUnescape(value); err == nil {
			value = decoded
		}
		switch name {
		case "linkType":
			if kinds++; kinds > 1 || value == "" {
				continue
			}
			if q.linkset = value == "linkset" || value == "all"; !q.linkset {
				if q.kind = Kind(value); q.kind == "" {
					q.kind = value // of which there is no link
				}
			}
		case "context":
			if contexts++; contexts == 1 {
				q.context = value
			}
		}
	}
}

// anchor writes the canonical address of what is asked for, or of what an
// entry tells of.
func (q *question) anchor(of *Entry) string {
	rank := ^uint(0)
	if of != nil {
		rank, _ = q.rank(of.Qualifiers)
	}
	var b strings.Builder
	b.Grow(len(q.Base) + len(q.Path) + 16)
	b.WriteString(q.Base)
	for i := range q.path {
		if i > 0 && rank&(1<<i) == 0 {
			continue
		}
		el := q.link.At(i)
		b.WriteByte('/')
		b.WriteString(el.AI.String())
		b.WriteByte('/')
		b.WriteString(encoded(el.Value, true))
	}
	return b.String()
}
