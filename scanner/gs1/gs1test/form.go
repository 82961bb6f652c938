package gs1test

import (
	"fmt"
	"slices"
	"strings"
)

const gs = "\x1d"

// elementString writes elements as printed in a symbol.
func elementString(all []element) string {
	var b strings.Builder
	for i, el := range all {
		b.WriteString(el.entry.AI + el.value)
		if !el.entry.Predefined && i < len(all)-1 {
			b.WriteString(gs)
		}
	}
	return b.String()
}

// bracketed writes elements for people.
func bracketed(all []element) string {
	var b strings.Builder
	for _, el := range all {
		b.WriteString("(" + el.entry.AI + ")" + strings.ReplaceAll(el.value, "(", `\(`))
	}
	return b.String()
}

// scan writes elements as a scanner sends them, sometimes as an EAN-13 with
// the rest in a composite component.
func (r source) scan(all []element) string {
	if all[0].entry.AI == "01" && strings.HasPrefix(all[0].value, "0") && r.one(3) {
		text := "]E0" + all[0].value[1:]
		if len(all) > 1 {
			text += "|]e0" + elementString(all[1:])
		}
		return text
	}
	return r.pick("]d2", "]C1", "]e0", "]Q3", "]J1") + elementString(all)
}

// composite writes elements, now and then as the two parts of a composite
// symbol.
func (r source) composite(all []element, write func([]element) string, between string) string {
	if at := r.IntN(len(all)); at > 0 && r.one(16) {
		return write(all[:at]) + between + write(all[at:])
	}
	return write(all)
}

// link writes elements as a Digital Link behind the first that is a key. whole
// tells that none of them had to be left out, since it has no place there.
func (r source) link(all []element) (uri string, whole bool) {
	at := max(0, slices.IndexFunc(all, func(el element) bool { return el.entry.Key }))
	key, rest := all[at], slices.Delete(slices.Clone(all), at, at+1)
	var b strings.Builder
	b.WriteString(r.stem() + "/" + key.entry.AI + "/" + r.escape(key.value, false))
	order := orderOf(key.entry, rest)
	for _, ai := range order {
		for _, el := range rest {
			if el.entry.AI == ai {
				b.WriteString("/" + ai + "/" + r.escape(el.value, false))
			}
		}
	}
	separator, whole := "?", key.entry.Key
	for _, el := range rest {
		if slices.Contains(order, el.entry.AI) {
			continue
		}
		whole = whole && el.entry.Attribute
		if el.entry.Attribute || r.one(8) {
			b.WriteString(separator + el.entry.AI + "=" + r.escape(el.value, true))
			separator = "&"
		}
	}
	if r.one(8) {
		b.WriteString(separator + r.pick("linkType=gs1:pip", "a=b", "x", "lang=en", "x1=2"))
	}
	if r.one(8) {
		b.WriteString(r.pick("#", "#top", "#/01/1", "#?10=A"))
	}
	return b.String(), whole
}

// orderOf is that order of qualifiers behind a key which takes the most of
// what there is.
func orderOf(key *Entry, rest []element) []string {
	var best []string
	for _, order := range key.Orders {
		var taken []string
		for _, ai := range order {
			if holds(rest, ai, "") {
				taken = append(taken, ai)
			}
		}
		if len(taken) > len(best) {
			best = taken
		}
	}
	return best
}

// stem is what stands before the key.
func (r source) stem() string {
	scheme := r.pick("https://", "https://", "https://", "http://", "HTTPS://", "HTTP://")
	host := r.pick("id.gs1.org", "example.com", "a", "Example.ORG:8080", "[::1]", "127.0.0.1", "xn--bcher-kva.example", "-")
	return scheme + host + r.pick("", "", "", "/x", "/x/y", "/01", "/a/b/c", "/99/x", "//", "/01/12312312312333", "/%41", "/x/10")
}

// escape writes what may not stand in a URI as %xx, and now and then what may.
func (r source) escape(v string, query bool) string {
	var b strings.Builder
	for _, c := range []byte(v) {
		switch {
		case query && c == ' ' && r.one(2):
			b.WriteByte('+')
		case strings.IndexByte(set64+".~", c) < 0 || r.one(40):
			hex := fmt.Sprintf("%%%02X", c)
			if r.one(4) {
				hex = strings.ToLower(hex)
			}
			b.WriteString(hex)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func splitGroup(group string) []string { return strings.Split(group, "+") }
