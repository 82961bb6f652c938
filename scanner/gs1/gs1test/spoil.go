package gs1test

import (
	"slices"
	"strings"
)

// foreign are characters that some readers trip over.
var foreign = []string{
	" ", "^", "|", "~", "`", "{", "}", "[", "]", "@", "#", "$", "\\", "(", ")", "%", "/", "+", "=", "&", "?", "-", "_", "\x1d", "\x1e", "\x04", "\t", "\n", "\r", "\x7f",
	"\x01", "é", "ß", "漢", "\u202e", "\u00a0", "\U0001f600", "0", "9", "A", "z", "(01)", "%00", "%zz", "%", "%2", "%41", "<GS>", "{GS}", "\ufffd",
}

// spoil breaks elements and tells how.
func (m *Maker) spoil(r source, all []element) ([]element, string) {
	all = slices.Clone(all)
	at := r.IntN(len(all))
	el := &all[at]
	v := el.value
	switch r.IntN(14) {
	case 0:
		el.value = v[:len(v)-1] + r.among(digits, 1)
		return all, "last digit"
	case 1:
		i := r.IntN(len(v))
		el.value = v[:i] + r.among(digits+capital, 1) + v[i+1:]
		return all, "one character"
	case 2:
		i := r.IntN(len(v))
		el.value = v[:i] + foreign[r.IntN(len(foreign))] + v[i+r.IntN(2):]
		return all, "foreign character"
	case 3:
		el.value = v[:r.IntN(len(v))]
		return all, "cut value"
	case 4:
		el.value = v + r.plain(el.entry.Parts[0].Set, 1+r.IntN(3))
		return all, "longer value"
	case 5:
		el.value = v + strings.Repeat("0", 90)
		return all, "far too long"
	case 6:
		el.value = r.loose(el.entry)
		return all, "any digits"
	case 7:
		return slices.Delete(all, at, at+1), "left out"
	case 8:
		e := &m.entries[r.IntN(len(m.entries))]
		return append(all, element{e, r.value(e)}), "one more"
	case 9:
		return append(all, *el), "twice"
	case 10:
		return append(all, element{el.entry, r.value(el.entry)}), "twice, different"
	case 11:
		e := *el.entry
		e.AI = r.among(digits, 2+r.IntN(3))
		el.entry = &e
		return all, "another AI"
	case 12:
		if len(el.entry.Excludes) > 0 {
			if e := m.matching(r, el.entry.Excludes[r.IntN(len(el.entry.Excludes))]); e != nil {
				return append(all, element{e, r.value(e)}), "excluded"
			}
		}
		return all[at : at+1], "alone"
	}
	for range 60 + r.IntN(8) { // about the limit of 64
		all = append(all, element{m.own[r.IntN(len(m.own))], "A"})
	}
	return all, "many"
}

// loose draws a value of the right length and characters that follows no
// other rule.
func (r source) loose(e *Entry) string {
	var b strings.Builder
	for _, p := range e.Parts {
		set := sets[p.Set]
		if r.one(2) {
			set = digits
		}
		b.WriteString(r.among(set, r.length(p.Min, p.Max)))
	}
	return b.String()
}

// garble breaks a text whatever its form, and tells how.
func (r source) garble(text string) (string, string) {
	i, j := r.IntN(len(text)+1), r.IntN(len(text)+1)
	i, j = min(i, j), max(i, j)
	switch r.IntN(11) {
	case 0:
		return text[:i] + foreign[r.IntN(len(foreign))] + text[i:], "inserted"
	case 1:
		return text[:i] + text[min(i+1, len(text)):], "dropped"
	case 2:
		return text[:i] + foreign[r.IntN(len(foreign))] + text[min(i+1, len(text)):], "replaced"
	case 3:
		return text[:i], "cut"
	case 4:
		return text[:i] + text[j:], "hole"
	case 5:
		return text[:j] + text[i:], "stutter"
	case 6:
		return strings.Replace(text, gs, "", 1), "separator lost"
	case 7:
		return strings.Replace(text, gs, gs+gs, 1), "separator twice"
	case 8:
		return text + r.pick(gs, "\r\n", "\r", "\n", " ", gs+gs, "/", "?", "&", "%", "#", "(", ")", "|", "|]e0", "00000000"), "tail"
	case 9:
		return r.pick(gs, " ", "]", "]d2", "\ufeff", "(", "^", "http://", "0") + text, "head"
	}
	if n := min(3, len(text)); text != "" && text[0] == ']' {
		return r.pick("]d1", "]Q1", "]J0", "]E0", "]E4", "]E1", "]E2", "]E3", "]C0", "]I0", "]d3", "]Q0", "]Q2", "]e1", "]D2", "]", "]]e0", "d2") + text[n:], "identifier"
	}
	return strings.ToLower(text), "small letters"
}

// noise draws text out of the pieces that GS1 data is made of.
func (r source) noise() string {
	pieces := append([]string{"01", "09521234543213", "10", "17", "261231", "(01)", "(10)", "/01/", "/10/", "?17=", "https://", "a", "]d2", "]E0", "9521234543213", "|]e0", "&"}, foreign...)
	var b strings.Builder
	for range r.IntN(30) {
		b.WriteString(r.pick(pieces...))
	}
	return b.String()
}

// tangle breaks a link as those break who write links, and tells how.
func (r source) tangle(uri string) (string, string) {
	stem, query, asked := strings.Cut(uri, "?")
	parts := strings.Split(stem, "/")
	i, j := r.IntN(len(parts)), r.IntN(len(parts))
	separator := "?"
	if asked {
		separator = "&"
	}
	switch r.IntN(14) {
	case 0:
		parts[i], parts[j] = parts[j], parts[i]
	case 1:
		if n := len(parts); n > 4 { // the last two pairs change places
			parts = slices.Concat(parts[:n-4], parts[n-2:], parts[n-4:n-2])
		}
	case 2: // what belongs into the path is asked
		if n := len(parts); n > 4 {
			return strings.Join(parts[:n-2], "/") + "?" + parts[n-2] + "=" + parts[n-1] + "&" + query, "qualifier in the query"
		}
	case 3:
		return strings.ReplaceAll(strings.ReplaceAll(uri, "&", "/"), "=", "/"), "attributes in the path"
	case 4:
		return uri + separator + r.among(digits, 1+r.IntN(5)) + "=" + r.among(digits, 1+r.IntN(14)), "any number asked"
	case 5:
		return uri + separator + r.pick("10=", "=", "=A", "99", "99=", "99=A&99=A", "99=A&99=B", "98=A+B", "98=%", "98=%0", "98=%00", "98=%zz", "98=A%41", "&&&", "98=A;97=B", "x=%zz", "é=1", "x=^"), "odd parameter"
	case 6:
		return uri + separator + strings.Repeat("a=b&", 55+r.IntN(12)), "many parameters"
	case 7:
		return uri + separator + strings.Repeat("&", r.IntN(3)) + "99=A" + strings.Repeat("&", r.IntN(3)), "empty parameters"
	case 8:
		return strings.Replace(uri, "://", "://"+r.pick("user@", "u:p@", "%41", "é", "", "/", "//", "?", "#", "_", "~", "a b"), 1), "domain"
	case 9:
		_, rest, _ := strings.Cut(uri, "://")
		return r.pick("hTTps://", "Https://", "ftp://", "http:/", "//", "", "urn:", "HTTPS:///", "http//") + rest, "scheme"
	case 10:
		return strings.Replace(uri, "/01/", r.pick("/gtin/", "/1/", "/001/", "/0/", "//01/", "/01//", "/01/01/", "/%30%31/"), 1), "key"
	case 11:
		return strings.ReplaceAll(uri, "/01/0", r.pick("/01/", "/01/", "/01/00")), "short number"
	case 12:
		return strings.Join(parts, "/") + "/" + separator + query, "slash"
	case 13:
		return strings.Join(slices.Delete(parts, i, i+1), "/") + separator + query, "step left out"
	}
	return strings.Join(parts, "/") + separator + query, "path"
}
