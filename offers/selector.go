package offers

import (
	"encoding/binary"
	"math"
	"slices"
	"time"

	"endcap/offers/ask"
)

// Select says which lines are meant. All fields given must hold; within a
// field any entry will do. It never means goods that take no offers.
type Select struct {
	GTINs      []string `json:"gtins,omitempty"`
	SKUs       []string `json:"skus,omitempty"`
	Categories []string `json:"categories,omitempty"`
	Brands     []string `json:"brands,omitempty"`
	Tags       []string `json:"tags,omitempty"`
	Lots       []string `json:"lots,omitempty"`
	PLUs       []string `json:"plus,omitempty"` // numbers of goods that are weighed
	// ExpiresWithin is hours from now to the end of the expiry day.
	ExpiresWithin int64   `json:"expires_within_hours,omitempty"`
	MinUnitPrice  int64   `json:"min_unit_price,omitempty"`
	MaxUnitPrice  int64   `json:"max_unit_price,omitempty"`
	Ask           string  `json:"expr,omitempty"` // a program of package ask about the line
	Not           *Select `json:"not,omitempty"`
}

// word is one thing that a line can be known by.
type word struct {
	kind kind
	text string
}

// kind orders words by how few lines they usually mean.
type kind uint8

const (
	byCoupon kind = iota // of a context, not of a line
	byGTIN
	bySKU
	byPLU
	byLot
	bySegment // of a context
	byBrand
	byTag
	byCategory
	byNothing // every basket is touched
)

// selector is a Select with its words numbered by the set; all that mean the
// same share their meaning. The zero value means every line.
type selector struct{ *meaning }

type meaning struct {
	number   int32 // in the set, from 0
	fields   []field
	min, max int64
	within   int64
	ask      *ask.Program
	not      selector
	marks    bool // it asks for markedDown, which an offer may change
}

// field is one field of a Select: any of its words, in rising order.
type field struct {
	kind  kind
	words []uint32
	mask  uint64
}

// maskOf has a bit for every word. Two lists whose masks have no bit in common
// have no word in common, which is soon seen; most offers that a basket leads
// to are about one of its lines.
func maskOf(words []uint32) uint64 {
	m := uint64(0)
	for _, w := range words {
		m |= 1 << (w & 63)
	}
	return m
}

// selector compiles a Select, or finds it compiled.
func (b *builder) selector(s *Select) selector {
	if s == nil {
		return selector{}
	}
	m := meaning{min: s.MinUnitPrice, max: s.MaxUnitPrice, within: s.ExpiresWithin, not: b.selector(s.Not)}
	if m.max == 0 {
		m.max = math.MaxInt64
	}
	key := b.key[:0]
	for _, n := range []int64{m.min, m.max, m.within, int64(m.not.index())} {
		key = binary.AppendVarint(key, n)
	}
	for _, l := range s.lists() {
		if len(l.list) == 0 {
			continue
		}
		words := b.words(l.kind, l.list)
		m.fields = append(m.fields, field{l.kind, words, maskOf(words)})
		key = binary.AppendUvarint(append(key, byte(l.kind)), uint64(len(words)))
		for _, w := range words {
			key = binary.AppendUvarint(key, uint64(w))
		}
	}
	key = append(append(key, byte(byNothing)), s.Ask...)
	b.key = key
	if known, ok := b.meanings[string(key)]; ok {
		return selector{known}
	}
	if s.Ask != "" {
		m.ask, _ = ask.Compile(s.Ask, SelectFields()) // it was checked
	}
	m.marks = m.ask != nil && slices.Contains(m.ask.Fields(), markedDown) || m.not.meaning != nil && m.not.marks
	b.marks = b.marks || m.marks
	m.number = int32(len(b.meanings))
	b.meanings[string(key)] = &m
	return selector{&m}
}

// index is the selector's number in the set, or none if it means every line.
func (s selector) index() int32 {
	if s.meaning == nil {
		return none
	}
	return s.number
}

// listed is one list of a Select.
type listed struct {
	kind kind
	name string // in JSON
	list []string
}

func (s *Select) lists() []listed {
	return []listed{
		{byGTIN, "gtins", s.GTINs},
		{bySKU, "skus", s.SKUs},
		{byPLU, "plus", s.PLUs},
		{byLot, "lots", s.Lots},
		{byBrand, "brands", s.Brands},
		{byTag, "tags", s.Tags},
		{byCategory, "categories", s.Categories},
	}
}

// holds reports whether the selector means the line. Given at all, it never
// means goods that take no offers.
func (s *selector) holds(g *goods, now time.Time) bool {
	if s.meaning == nil {
		return true
	}
	return !g.closed() && s.matches(g, now)
}

func (s *selector) matches(g *goods, now time.Time) bool {
	if g.Price < s.min || g.Price > s.max {
		return false
	}
	for i := range s.fields {
		if f := &s.fields[i]; f.mask&g.mask == 0 || !f.has(g.words) {
			return false
		}
	}
	if s.within > 0 && !g.expiresWithin(s.within, now) {
		return false
	}
	if s.ask != nil && !s.ask.Holds(func(name string) ask.Value { return g.ask(name, now) }) {
		return false
	}
	return s.not.meaning == nil || !s.not.matches(g, now)
}

func (f *field) has(words []uint32) bool {
	for _, w := range words {
		if len(f.words) <= 8 {
			if slices.Contains(f.words, w) {
				return true
			}
		} else if _, found := slices.BinarySearch(f.words, w); found {
			return true
		}
	}
	return false
}

// expiresWithin reports whether the expiry day ends within so many hours from
// now, or has ended.
func (g *goods) expiresWithin(hours int64, now time.Time) bool {
	end, ok := g.ends(now.Location())
	return ok && !end.After(now.Add(time.Duration(hours)*time.Hour))
}

// ends returns the end of the expiry day, false where there is none.
func (l *Line) ends(in *time.Location) (time.Time, bool) {
	e := l.Expiry
	return time.Date(int(e.Year), e.Month, int(e.Day)+1, 0, 0, 0, 0, in), e.Year != 0
}
