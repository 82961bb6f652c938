package gs1

import (
	"math/bits"
	"slices"
	"strings"
)

// Decompress writes a compressed Digital Link as the plain one that it stands
// for (GS1 Digital Link URI: Compression 1.0). All of it may be compressed, or
// what follows a plain key. Domain, path in front, parameters and fragment
// stay as they are, and a plain link comes back unchanged. Every value fits
// its AI; ParseLink proves that they go together. The error is an *Error, with
// CodeLinkNoKey for a link that holds no key in any form.
func Decompress(uri string) (string, error) {
	var m Message
	m.reset(Parser{}, FormLink, uri)
	if len(uri) > MaxText {
		return "", m.tooLong(MaxText)
	}
	at, bad := m.split()
	if bad != nil {
		return "", bad
	}
	path := uri[at.slash:at.path]
	if BuiltIn().keyIn(path) >= 0 {
		return uri, nil
	}
	text := path[:1] + strings.TrimSuffix(path[1:], "/")
	slash := strings.LastIndexByte(text, '/')
	for _, d := range dialects {
		u := unpacking{dialect: d, packed: packed{text: text[slash+1:]}}
		if root, ok := u.front(text[:slash]); ok && u.read() {
			if link, ok := u.link(uri[:at.slash] + root); ok {
				return link + u.rest(uri[at.path:], strings.Contains(link, "?")), nil
			}
		}
	}
	return "", &Error{Code: CodeLinkNoKey, Pos: at.slash, Len: len(path), Value: uri, why: "is an ordinary web link, not a product code"}
}

// dialect is one of the ways in which compressed links are written. They
// differ in little, and which one it is shows in what fits.
type dialect struct {
	// old takes the formats of 8007 (at most 24 characters) and 235 (three
	// digits in front) from the tables of GS1's own tools.
	old bool
	// sorted has the AIs of an optimised sequence in rising order, as GS1's
	// first tool wrote them.
	sorted bool
}

var dialects = [...]dialect{{}, {old: true}, {old: true, sorted: true}}

// sequences are the pairs of hexadecimal digits that stand for several AIs
// (table Opt). Where one stands for a range, the last AI rises with it.
var sequences = [...]struct {
	first, last int
	ais         []AI
}{
	{0x0A, 0x0A, []AI{1_01, 1_22}},
	{0x0B, 0x0B, []AI{1_01, 1_10}},
	{0x0C, 0x0C, []AI{1_01, 1_21}},
	{0x0D, 0x0D, []AI{1_01, 1_17}},
	{0x0E, 0x0E, []AI{1_01, 1_7003}},
	{0x0F, 0x0F, []AI{1_01, 1_30}},
	{0x1A, 0x1A, []AI{1_01, 1_10, 1_21, 1_17}},
	{0x1B, 0x1B, []AI{1_01, 1_15}},
	{0x1C, 0x1C, []AI{1_01, 1_11}},
	{0x1D, 0x1D, []AI{1_01, 1_16}},
	{0x1E, 0x1E, []AI{1_01, 1_91}},
	{0x1F, 0x1F, []AI{1_01, 1_10, 1_15}},
	{0x2A, 0x2F, []AI{1_01, 1_3100}},
	{0x3A, 0x3F, []AI{1_01, 1_3200}},
	{0x9A, 0x9A, []AI{1_8010, 1_8011}},
	{0x9B, 0x9B, []AI{1_8017, 1_8019}},
	{0x9C, 0x9C, []AI{1_8018, 1_8019}},
	{0x9D, 0x9D, []AI{1_414, 1_254}},
	{0xA0, 0xA9, []AI{1_01, 1_3920}},
	{0xC0, 0xC9, []AI{1_255, 1_3900}},
	{0xCA, 0xCD, []AI{1_255, 1_3940}},
}

// unpacking is the state of reading one compressed link.
type unpacking struct {
	dialect
	packed
	all    []Element
	others []byte // parameters of others, as a query has them
}

// front takes the elements of a plain key in front of the compressed part, and
// returns what stands before them.
func (u *unpacking) front(path string) (root string, ok bool) {
	start := BuiltIn().keyIn(path)
	if start < 0 {
		return path, csetZ.check(u.text) == (fault{})
	}
	var m Message
	m.reset(Parser{}, FormLink, "https://a"+path)
	e := m.parts()
	u.all = slices.Collect(m.All())
	return path[:start], e == nil
}

// rest is what follows the elements: the parameters that were compressed, and
// then those that were not, with the fragment.
func (u *unpacking) rest(tail string, began bool) string {
	params, plain := strings.CutPrefix(tail, "?")
	if plain && len(params) > 0 && params[0] != '#' {
		u.others = append(u.others, '&')
	}
	all := []byte(string(u.others) + params)
	if len(all) > 0 && all[0] == '&' && !began {
		all[0] = '?'
	}
	return string(all)
}

// link writes the elements as a plain link below root: the first key that the
// others can follow, its qualifiers, and the rest as query.
func (u *unpacking) link(root string) (string, bool) {
	for _, key := range u.all {
		_, e := BuiltIn().find(key.AI)
		if e.flags&linkKey == 0 {
			continue
		}
		for _, order := range append(slices.Clip(e.paths), nil) {
			var m Message
			m.reset(Parser{ShortGTIN: true}, FormLink, u.write(root, key, order))
			if m.parts() == nil {
				return m.Text, true
			}
		}
	}
	return "", false
}

// write puts the qualifiers of one order behind the key.
func (u *unpacking) write(root string, key Element, order []AI) string {
	path, query := root+"/"+key.AI.String()+"/"+percent(key.Value), ""
	for _, ai := range order {
		if v, ok := u.value(ai); ok {
			path += "/" + ai.String() + "/" + percent(v)
		}
	}
	for _, el := range u.all {
		if el.AI != key.AI && !slices.Contains(order, el.AI) {
			query += "&" + el.AI.String() + "=" + percent(el.Value)
		}
	}
	if query != "" {
		query = "?" + query[1:]
	}
	return path + query
}

// read reads every element, and reports whether they fill the text but for the
// zeros that fill its last characters.
func (u *unpacking) read() bool {
	for u.left() > 8 {
		ok := false
		switch code := u.bits(8); {
		case code>>4 == 0xF:
			u.at -= 4
			ok = u.other()
		case code>>4 > 9 || code&0xF > 9:
			ok = u.sequence(code)
		default:
			ok = u.element(u.ai(code))
		}
		if !ok || u.short {
			return false
		}
	}
	return u.bits(u.left()) == 0
}

func (u *unpacking) sequence(code int) bool {
	for _, s := range sequences {
		if code < s.first || s.last < code {
			continue
		}
		ais := slices.Clone(s.ais)
		ais[len(ais)-1] += AI(code - s.first)
		if u.sorted {
			slices.Sort(ais)
		}
		for _, ai := range ais {
			if !u.element(ai) {
				return false
			}
		}
		return true
	}
	return false
}

// ai reads what follows of an AI's digits after the first two.
func (u *unpacking) ai(code int) AI {
	digits := []byte{byte('0' + code>>4), byte('0' + code&0xF)}
	for len(digits) <= 4 && !u.short {
		if ai, ok := LookupAI(string(digits)); ok {
			return ai
		}
		digits = append(digits, byte('0'+u.bits(4)))
	}
	return 0
}

// element reads the value of an AI, field by field.
func (u *unpacking) element(ai AI) bool {
	var v []byte
	for _, f := range u.fields(ai) {
		way, n := packedDigits, f.most
		if !f.numeric {
			way = u.bits(3)
		}
		if !f.fixed {
			n = u.bits(bits.Len(uint(f.most)))
		}
		v = u.chars(v, way, n)
	}
	if _, e := BuiltIn().find(ai); u.short || e.proves(string(v)).code != "" {
		return false
	}
	if have, twice := u.value(ai); twice {
		return have == string(v)
	}
	u.all = append(u.all, Element{ai, string(v)})
	return len(u.all) <= MaxElements
}

// value returns the value of an AI that was read.
func (u *unpacking) value(ai AI) (string, bool) {
	for _, el := range u.all {
		if el.AI == ai {
			return el.Value, true
		}
	}
	return "", false
}

func percent(s string) string { return string(appendPercent(nil, s)) }

// field is a run of components that are packed as one (table F): all letters
// together, digits of fixed and of free length apart.
type field struct {
	numeric, fixed bool
	most           int
}

func (u *unpacking) fields(ai AI) (fields []field) {
	switch {
	case u.old && ai == 1_8007:
		return []field{{most: 24}}
	case u.old && ai == 1_235:
		return []field{{numeric: true, fixed: true, most: 3}, {most: 28}}
	}
	_, e := BuiltIn().find(ai)
	for _, c := range e.parts {
		f := field{c.cset == csetN, c.min == c.max && !c.optional, int(c.max)}
		if n := len(fields) - 1; n >= 0 && fields[n].numeric == f.numeric && (!f.numeric || fields[n].fixed == f.fixed) {
			fields[n] = field{f.numeric, fields[n].fixed && f.fixed, fields[n].most + f.most}
			continue
		}
		fields = append(fields, f)
	}
	return fields
}

// other reads a parameter that is not of GS1: the length of its name in seven
// bits, the name, and a value of any kind.
func (u *unpacking) other() bool {
	name := u.chars(nil, packed64, u.bits(7))
	way := u.bits(3)
	value := u.chars(nil, way, u.bits(7))
	u.others = append(append(u.others, '&'), percent(string(name))...)
	u.others = append(append(u.others, '='), percent(string(value))...)
	return len(name) > 0
}
