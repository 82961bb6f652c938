package offers

import (
	"math"
	"slices"
	"time"
)

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
	byLot
	bySegment // of a context
	byBrand
	byTag
	byCategory
	byNothing // every basket is touched
)

// selector is a Select with its words numbered by the set. The zero value
// means every line.
type selector struct {
	given    bool
	fields   []field
	min, max int64
	within   int64
	not      *selector
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

func (b *builder) selector(s *Select) selector {
	if s == nil {
		return selector{}
	}
	c := selector{given: true, min: s.MinUnitPrice, max: s.MaxUnitPrice, within: s.ExpiresWithin}
	if c.max == 0 {
		c.max = math.MaxInt64
	}
	for _, l := range s.lists() {
		if len(l.list) > 0 {
			words := b.words(l.kind, l.list)
			c.fields = append(c.fields, field{l.kind, words, maskOf(words)})
		}
	}
	if s.Not != nil {
		not := b.selector(s.Not)
		c.not = &not
	}
	return c
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
		{byLot, "lots", s.Lots},
		{byBrand, "brands", s.Brands},
		{byTag, "tags", s.Tags},
		{byCategory, "categories", s.Categories},
	}
}

// holds reports whether the selector means the line. Given at all, it never
// means goods that take no offers.
func (s *selector) holds(g *goods, now time.Time) bool {
	if !s.given {
		return true
	}
	return !g.NoOffers && s.matches(g, now)
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
	return s.not == nil || !s.not.matches(g, now)
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
	e := g.Expiry
	if e.Year == 0 {
		return false
	}
	end := time.Date(int(e.Year), e.Month, int(e.Day)+1, 0, 0, 0, 0, now.Location())
	return !end.After(now.Add(time.Duration(hours) * time.Hour))
}
