package gs1

import (
	"iter"
	"strings"
	"sync"
)

//go:generate go run gentable.go gs1-syntax-dictionary.txt

// Dictionary is a release of the GS1 Barcode Syntax Dictionary: every AI with
// the components of its value, the checks they must pass, the AIs that it
// needs or excludes, and its place in a Digital Link. It is immutable and safe
// for concurrent use.
type Dictionary struct {
	release  string
	rows     []row
	entries  []entry // one for every AI in the order of their digits, behind an empty one
	prefixes [100]prefix
	slots    []uint16 // places in entries
	gtin     uint16   // that of AI 01
}

// row is a line of the dictionary, as it is written.
type row struct {
	first, last AI // a range differs in the last digit
	flags       string
	format      string
	attributes  string
	title       string
}

// prefix is what the first two digits of an AI tell: how many digits it has,
// and where its row in slots begins, which has one place for every number that
// the other digits can make.
type prefix struct {
	digits uint8
	first  uint16
}

// entry is what the dictionary says of one AI.
type entry struct {
	ai          AI
	row         uint16
	flags       flags
	least, most uint8 // bounds of the length of a value
	parts       []part
	is, bars    set // the patterns that the AI is one of, and those it excludes
	needs       []need
	paths       [][]AI // the orders in which qualifiers may follow it in a Digital Link
}

type flags uint8

const (
	predefined    flags = 1 << iota // its length is fixed for ever: no separator follows
	linkKey                         // it may begin the path of a Digital Link
	linkAttribute                   // it may stand in the query of a Digital Link
	signature                       // a digital signature (8030)
	serialised                      // a key whose value may end in a serial number (253, 255, 8003)
	alone                           // it excludes the other AIs of its range
)

// part is one component of a value.
type part struct {
	cset     cset
	min, max uint8
	optional bool
	lints    []lint
}

// builtIn is read when it is first asked for: that takes about a millisecond.
var builtIn struct {
	once sync.Once
	dict *Dictionary
}

// BuiltIn is the dictionary of the package, [Release].
func BuiltIn() *Dictionary {
	builtIn.once.Do(readBuiltIn)
	return builtIn.dict
}

func readBuiltIn() {
	d, err := ReadDictionary(strings.NewReader(table))
	if err != nil {
		panic("gs1: table_gen.go is not what gentable.go wrote: " + err.Error())
	}
	builtIn.dict = d
}

// Release is the day of the release, like "2026-01-27", or "" where the text
// that was read does not tell.
func (d *Dictionary) Release() string { return d.release }

// AIs yields every AI in the order of its digits.
func (d *Dictionary) AIs() iter.Seq[AI] {
	return func(yield func(AI) bool) {
		for i := range d.entries[1:] {
			if !yield(d.entries[1+i].ai) {
				return
			}
		}
	}
}

// AIs yields every AI of the built-in dictionary in the order of its digits.
func AIs() iter.Seq[AI] { return BuiltIn().AIs() }

// Lookup returns the AI with exactly these digits, if the dictionary has it.
func (d *Dictionary) Lookup(digits string) (AI, bool) {
	i, e := d.match(digits)
	return e.ai, i != 0 && len(digits) == e.ai.digits()
}

// Title is the data title of an AI; "" where it has none or the AI is not in
// the dictionary.
func (d *Dictionary) Title(ai AI) string {
	if i, e := d.find(ai); i != 0 {
		return d.rows[e.row].title
	}
	return ""
}

// Predefined reports whether the length of the AI's value is fixed for ever,
// so that no separator need follow it (GenSpecs 7.8.5).
func (d *Dictionary) Predefined(ai AI) bool {
	_, e := d.find(ai)
	return e.flags&predefined != 0
}

// Format is how the value of an AI is made up, in the notation of the
// dictionary, such as "N13,csum,gcppos1 [X..17]"; "" for an unknown AI.
func (d *Dictionary) Format(ai AI) string {
	if i, e := d.find(ai); i != 0 {
		return d.rows[e.row].format
	}
	return ""
}

// find returns the AI's place in entries and its entry; 0 and the empty entry
// where it is not known.
func (d *Dictionary) find(ai AI) (int, *entry) {
	rank := ai.rank()
	if ai < 1_00 || rank < 0 || rank > 9999 {
		return 0, &d.entries[0]
	}
	p := &d.prefixes[rank/100]
	if int(p.digits) != ai.digits() {
		return 0, &d.entries[0]
	}
	rest := rank % 100
	if p.digits == 3 {
		rest /= 10
	}
	i := int(d.slots[int(p.first)+rest])
	return i, &d.entries[i]
}

// match finds the AI with which s begins, and its place in entries; the empty
// entry and 0 where there is none.
func (d *Dictionary) match(s string) (int, *entry) {
	if len(s) < 2 {
		return 0, &d.entries[0]
	}
	tens, ones := s[0]-'0', s[1]-'0'
	if tens > 9 || ones > 9 {
		return 0, &d.entries[0]
	}
	p := &d.prefixes[tens*10+ones]
	at := int(p.first)
	if p.digits > 2 {
		if len(s) < int(p.digits) {
			return 0, &d.entries[0]
		}
		third := s[2] - '0'
		if third > 9 {
			return 0, &d.entries[0]
		}
		if p.digits == 3 {
			at += int(third)
		} else {
			fourth := s[3] - '0'
			if fourth > 9 {
				return 0, &d.entries[0]
			}
			at += int(third)*10 + int(fourth)
		}
	}
	i := int(d.slots[at])
	return i, &d.entries[i]
}
