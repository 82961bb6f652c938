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
	plain, e := m.decompress()
	if e != nil {
		alone := *e
		return "", &alone
	}
	return plain, nil
}

// decompress writes m.Text as a plain link.
func (m *Message) decompress() (plain string, e *Error) {
	uri, d := m.Text, m.Dictionary()
	if len(uri) > MaxText {
		return "", m.tooLong(MaxText)
	}
	at, e := m.split()
	if e != nil {
		return "", e
	}
	path := uri[at.slash:at.path]
	if d.keyIn(path) >= 0 {
		return uri, nil
	}
	text := path
	if len(path) > 1 {
		text = strings.TrimSuffix(path, "/")
	}
	slash := strings.LastIndexByte(text, '/')
	for _, how := range dialects {
		u := unpacking{dialect: how, dict: d, packed: packed{text: text[slash+1:]}}
		root, ok := u.front(text[:slash])
		if !ok || !u.read() {
			continue
		}
		whole := compose(d, u.all)
		if link, err := whole.Link(uri[:at.slash] + root); err == nil {
			return link + u.rest(uri[at.path:], strings.Contains(link, "?")), nil
		}
	}
	return "", m.fail(Error{Code: CodeLinkNoKey, Pos: at.slash, Len: len(path), Value: uri, why: "is an ordinary web link, not a product code"})
}

// compressedLink parses a link that carries no plain key but decompresses, and
// reports whether it is one.
func (m *Message) compressedLink(p Parser, uri string) bool {
	m.reset(p, FormLink, uri)
	plain, e := m.decompress()
	return e == nil && m.link(p, plain) == nil
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

// unpacking is the state of reading one compressed link.
type unpacking struct {
	dialect
	packed
	dict   *Dictionary
	all    []Element
	others []byte // parameters of others, as a query has them
}

// front takes the elements of a plain key in front of the compressed part, and
// returns what stands before them.
func (u *unpacking) front(path string) (root string, ok bool) {
	if len(u.text) < minPacked || csetZ.check(u.text) != (fault{}) {
		return "", false
	}
	start := u.dict.keyIn(path)
	if start < 0 {
		return path, true
	}
	var m Message
	m.reset(Parser{Dictionary: u.dict, ShortGTIN: true}, FormLink, "https://a"+path)
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

// ai reads what follows of an AI's digits after the first two.
func (u *unpacking) ai(code int) AI {
	digits := []byte{byte('0' + code>>4), byte('0' + code&0xF)}
	for len(digits) <= 4 && !u.short {
		if ai, ok := u.dict.Lookup(string(digits)); ok {
			return ai
		}
		digits = append(digits, byte('0'+u.bits(4)))
	}
	return 0
}

// element reads the value of an AI, field by field.
func (u *unpacking) element(ai AI) bool {
	var buf [128]byte // most values are no longer
	v := buf[:0]
	fields, last := u.fields(ai)
	for _, f := range fields[:last] {
		way, n := packedDigits, f.most
		if !f.numeric {
			way = u.bits(3)
		}
		if !f.fixed {
			n = u.bits(bits.Len(uint(f.most)))
		}
		v = u.chars(v, way, n)
	}
	var f fault
	if _, e := u.dict.find(ai); u.short || !e.proves(string(v), &f) {
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

// field is a run of components that are packed as one (table F): all letters
// together, digits of fixed and of free length apart.
type field struct {
	numeric, fixed bool
	most           int
}

func (u *unpacking) fields(ai AI) (fields [maxParts]field, n int) {
	switch {
	case u.old && ai == 1_8007:
		fields[0] = field{most: 24}
		return fields, 1
	case u.old && ai == 1_235:
		fields[0], fields[1] = field{numeric: true, fixed: true, most: 3}, field{most: 28}
		return fields, 2
	}
	_, e := u.dict.find(ai)
	for _, c := range e.parts {
		f := field{c.cset == csetN, c.min == c.max && !c.optional, int(c.max)}
		if last := &fields[max(n-1, 0)]; n > 0 && last.numeric == f.numeric && (!f.numeric || last.fixed == f.fixed) {
			last.fixed = last.fixed && f.fixed
			last.most += f.most
			continue
		}
		fields[n] = f
		n++
	}
	return fields, n
}

// other reads a parameter that is not of GS1: the length of its name in seven
// bits, the name, and a value of any kind.
func (u *unpacking) other() bool {
	name := u.chars(nil, packed64, u.bits(7))
	way := u.bits(3)
	value := u.chars(nil, way, u.bits(7))
	u.others = appendPercent(append(u.others, '&'), string(name))
	u.others = appendPercent(append(u.others, '='), string(value))
	return len(name) > 0
}
