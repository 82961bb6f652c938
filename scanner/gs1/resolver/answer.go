package resolver

import (
	"net/http"
	"strings"

	"endcap/scanner/gs1"
)

// Answer is what to tell a client. Every answer goes to pages of other sites
// too (CORS) and depends on the headers Accept and Accept-Language.
type Answer struct {
	// Status is 200, 204, 300, 307, 400, 404, 405, 414 or 500.
	Status int
	// Location is where a redirection leads.
	Location string
	// Links is the header Link, "" for none.
	Links string
	// Type is the media type of Body.
	Type string
	Body []byte
	// Reason says what is wrong in a sentence for people, where Status is 400
	// or more. It repeats parts of the request.
	Reason string
	// Choices are the links of which a client has to choose, where Status is
	// 300. Their Href is complete.
	Choices []Link
}

// refusal is the answer to what cannot be answered.
func refusal(status int, reason string) Answer {
	return Answer{Status: status, Reason: reason, Type: "text/plain; charset=utf-8", Body: []byte(reason + "\n")}
}

// Resolver answers for the things of one source. It is a value without state,
// safe for concurrent use.
type Resolver struct {
	// Name is what people call the resolver.
	Name string
	// Keys are those of which the source knows something; none are all.
	Keys   []gs1.AI
	Source Source
	// Dictionary is the release that links are parsed by; nil is the built-in one.
	Dictionary *gs1.Dictionary
}

// Answer answers one request. A fault of the source is status 500, and is
// returned besides.
func (r Resolver) Answer(asked Request) (Answer, error) {
	switch {
	case asked.Method == http.MethodOptions:
		return r.options(asked), nil
	case asked.Method != http.MethodGet && asked.Method != http.MethodHead:
		return refusal(http.StatusMethodNotAllowed, "a Digital Link can only be read: use GET, HEAD or OPTIONS"), nil
	case asked.Path == WellKnown:
		return r.describe(asked.Base), nil
	case asked.Path == contextPath:
		return Answer{Status: http.StatusOK, Type: mediaContext, Body: []byte(jsonContext)}, nil
	case len(asked.Path)+len(asked.Query) > MaxURI:
		return refusal(http.StatusRequestURITooLong, "this is longer than any Digital Link"), nil
	}
	q := question{Request: asked, dictionary: r.Dictionary}
	if done, ok := q.understand(); !ok {
		return done, nil
	}
	entries, err := r.Source.Entries(&q.link)
	if err != nil {
		return refusal(http.StatusInternalServerError, "the links cannot be read now: ask again later"), err
	}
	var room [maxLevels]level
	return q.answer(q.levels(entries, room[:0])), nil
}

// options says what may be asked, and where the linkset is.
func (r Resolver) options(asked Request) Answer {
	a := Answer{Status: http.StatusNoContent}
	q := question{Request: asked, dictionary: r.Dictionary}
	if len(asked.Path)+len(asked.Query) <= MaxURI && asked.Path != WellKnown && asked.Path != contextPath {
		if _, ok := q.understand(); ok {
			a.Links = q.header(true)
		}
	}
	return a
}

// answer decides what is the answer to a question of which these entries tell.
func (q *question) answer(levels []level) Answer {
	if len(levels) == 0 {
		return refusal(http.StatusNotFound, "nothing is known here of "+q.self)
	}
	var w wishes
	q.wishes(&w)
	as := w.asks()
	switch {
	case q.linkset || as == mediaLinkset || as != "" && q.kind == "":
		return q.list(levels, as)
	case q.kind == "" || q.kind == defaultLink || q.kind == defaultLinkMulti:
		if l := q.usual(levels, &w); l != nil {
			return q.redirect(l)
		}
		return refusal(http.StatusNotFound, "no link is known here of "+q.self)
	}
	for _, l := range levels {
		links := w.choose(q.usable(l, func(l *Link) bool { return Kind(l.Type) == q.kind }))
		if len(links) == 1 {
			return q.redirect(links[0])
		}
		if len(links) > 1 {
			return q.choice(l, links, as)
		}
	}
	return refusal(http.StatusNotFound, "no link of the type "+cut(q.kind)+" is known here of "+q.self+"; ?linkType=linkset lists those that are")
}

// cut shortens a foreign text that an answer repeats.
func cut(s string) string {
	if len(s) > maxShown {
		return strings.ToValidUTF8(s[:maxShown], "") + "..."
	}
	return s
}

// usable returns the links of an entry that may be shown and followed, and
// that are wanted.
func (q *question) usable(l level, wanted func(*Link) bool) []*Link {
	var links []*Link
	for i := range l.Links[:min(len(l.Links), MaxLinks)] {
		link := &l.Links[i]
		switch Kind(link.Type) {
		case "", defaultLink, defaultLinkMulti:
			continue
		}
		if !wanted(link) {
			continue
		}
		if to, ok := target(q.Base, link.Href); ok && to != q.self { // which would lead here again
			links = append(links, link)
		}
	}
	return links
}

// defaults returns the default links of a level, the one for everybody first.
// The last level, which is the key, has one as soon as it has any link.
func (q *question) defaults(levels []level, l level) []*Link {
	links := q.usable(l, func(l *Link) bool { return l.Default })
	if len(links) == 0 && l == levels[len(levels)-1] {
		links = q.usable(l, func(*Link) bool { return true })
		links = links[:min(len(links), 1)]
	}
	return links
}

// usual finds the default link, the most particular one there is: that of
// everybody unless the request says something by which another suits better.
func (q *question) usual(levels []level, w *wishes) *Link {
	for _, l := range levels {
		links := q.defaults(levels, l)
		if len(links) > 1 && w.says() {
			links = w.choose(links)
		}
		if len(links) > 0 {
			return links[0]
		}
	}
	return nil
}

// redirect leads to a link and passes on the query.
func (q *question) redirect(l *Link) Answer {
	to, _ := target(q.Base, l.Href)
	if q.Query != "" {
		front, fragment, cut := strings.Cut(to, "#")
		mark := "?"
		if strings.Contains(front, "?") {
			mark = "&"
		}
		to = front + mark + q.Query
		if cut {
			to += "#" + fragment
		}
	}
	return Answer{Status: http.StatusTemporaryRedirect, Location: to, Links: q.header(true)}
}

// header writes the header Link of an answer: where the list of all links is,
// or how the one that it goes with reads as JSON-LD, and what a compressed
// link stands for.
func (q *question) header(elsewhere bool) string {
	same := ""
	if q.unpacked {
		same = ", <" + q.self + `>; rel="owl:sameAs"`
	}
	if elsewhere {
		return "<" + q.self + `?linkType=linkset>; rel="linkset"; type="` + mediaLinkset + `"` + same
	}
	return "<" + q.Base + contextPath + `>; rel="http://www.w3.org/ns/json-ld#context"; type="` + mediaContext + `"` + same
}
