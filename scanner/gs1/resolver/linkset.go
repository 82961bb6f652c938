package resolver

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"endcap/scanner/gs1"
)

// The link types that a resolver gives to links by itself.
const (
	defaultLink      = "gs1:defaultLink"
	defaultLinkMulti = "gs1:defaultLinkMulti"
)

// list answers with all links, those of each level in an object of its own
// (RFC 9264, 4.2).
func (q *question) list(levels []level, as string) Answer {
	first := slices.IndexFunc(levels, func(l level) bool { return len(q.defaults(levels, l)) > 0 })
	var b bytes.Buffer
	b.WriteString(`{"linkset":[`)
	for i, l := range slices.Backward(levels) { // the key first
		if i < len(levels)-1 {
			b.WriteByte(',')
		}
		q.open(&b, l)
		links := q.defaults(levels, l)
		if len(links) > 0 {
			q.relation(&b, defaultLink, links[:1], true)
		}
		if len(links) > 1 && i == first { // elsewhere they are defaults of nobody who asks for this
			q.relation(&b, defaultLinkMulti, links, false)
		}
		links = q.usable(l, func(*Link) bool { return true })
		slices.SortStableFunc(links, func(a, b *Link) int { return strings.Compare(Kind(a.Type), Kind(b.Type)) })
		for n := 0; len(links) > 0; links = links[n:] {
			this := Kind(links[0].Type)
			for n = 1; n < len(links) && Kind(links[n].Type) == this; n++ {
			}
			q.relation(&b, this, links[:n], false)
		}
		b.WriteByte('}')
	}
	b.WriteString("]}\n")
	return q.json(http.StatusOK, b.Bytes(), as)
}

// choice answers with the links of one type that suit the client equally.
func (q *question) choice(l level, links []*Link, as string) Answer {
	var b bytes.Buffer
	b.WriteString(`{"linkset":[`)
	q.open(&b, l)
	q.relation(&b, q.kind, links, false)
	b.WriteString("}]}\n")
	a := q.json(http.StatusMultipleChoices, b.Bytes(), as)
	a.Links = q.header(true)
	for _, l := range links {
		c := *l
		c.Href, _ = target(q.Base, l.Href)
		c.Title = title(l)
		a.Choices = append(a.Choices, c)
	}
	return a
}

// json is an answer with a list of links.
func (q *question) json(status int, body []byte, as string) Answer {
	if as == "" {
		as = mediaLinkset
	}
	return Answer{Status: status, Type: as, Body: body, Links: q.header(false)}
}

// open begins the object of one level.
func (q *question) open(b *bytes.Buffer, l level) {
	name := l.Name
	if strings.TrimSpace(name) == "" {
		name = q.anchor(l.Entry)
	}
	b.WriteString(`{"anchor":`)
	text(b, q.anchor(l.Entry))
	b.WriteString(`,"itemDescription":`)
	text(b, name)
}

// relation writes the links of one type. A default link is bare: whatever else
// is known of it stands with the type that says what it is.
func (q *question) relation(b *bytes.Buffer, kind string, links []*Link, bare bool) {
	if name, ours := strings.CutPrefix(kind, "gs1:"); ours {
		kind = gs1.Vocabulary + name
	}
	targets := make([]linkTarget, len(links))
	for i, l := range links {
		href, _ := target(q.Base, l.Href)
		if targets[i] = (linkTarget{Href: href, Title: title(l)}); !bare {
			targets[i].Lang, targets[i].Media, targets[i].Context = languages(l.Lang), media(l.Media), l.Context
		}
	}
	b.WriteByte(',')
	text(b, kind)
	b.WriteByte(':')
	text(b, targets)
}

// linkTarget is a link as GS1's schema of linksets has it.
type linkTarget struct {
	Href    string   `json:"href"`
	Title   string   `json:"title"`
	Lang    []string `json:"hreflang,omitempty"`
	Media   string   `json:"type,omitempty"`
	Context []string `json:"context,omitempty"`
}

// text writes a value as JSON. Texts and targets always can be.
func text(b *bytes.Buffer, v any) {
	if j, err := json.Marshal(v); err == nil {
		b.Write(j)
	}
}

// title returns the title of a link, or of its type.
func title(l *Link) string {
	if strings.TrimSpace(l.Title) != "" {
		return l.Title
	}
	name, _ := strings.CutPrefix(Kind(l.Type), "gs1:")
	if t, ok := gs1.LinkTypeTitle(name); ok {
		return t
	}
	return name
}

// languages returns those of several that GS1's schema can say: de, and de-AT,
// but of zh-Hant only zh.
func languages(all []string) []string {
	var some []string
	for _, l := range all {
		if len(l) != 5 || l[2] != '-' || strings.Trim(l[3:], letters+digits) != "" {
			l, _, _ = strings.Cut(l, "-")
		}
		if (len(l) == 2 || len(l) == 5 && l[2] == '-') && strings.Trim(l[:2], letters) == "" && !slices.Contains(some, l) {
			some = append(some, l)
		}
	}
	return some
}

const (
	letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	digits  = "0123456789"
)

// media returns a media type without its parameters, or "" for what is none.
func media(s string) string {
	s, _, _ = strings.Cut(s, ";")
	s = strings.TrimSpace(s)
	kind, sub, _ := strings.Cut(s, "/")
	for _, name := range [...]string{kind, sub} {
		if name == "" || strings.Trim(name, letters+digits+"_.+-") != "" {
			return ""
		}
	}
	return s
}
