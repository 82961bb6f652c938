package offers

import (
	"cmp"
	"slices"
	"strconv"

	"endcap/offers/money"
	"endcap/offers/strict"
)

// Set is offers made ready to price baskets: checked, in the order they
// apply, and indexed by what they are about, so that pricing costs what the
// basket touches and not what the file holds. A Set never changes; any number
// of goroutines may use it.
type Set struct {
	currency money.Currency
	policy   Policy
	rules    []rule
	ids      map[word]uint32
	posts    []int32 // rules by word: of word w, posts[starts[w]:starts[w+1]]
	starts   []uint32
	always   []int32 // rules that no word leads to
	goals    []challenge
	means    int  // how many different selectors there are
	marks    bool // one of them asks for markedDown
}

// Compile checks the offers, all faults at once (strict.Faults), and makes
// them ready. It keeps nothing of list.
func Compile(c money.Currency, list []Offer) (*Set, error) { return Policy{}.Compile(c, list) }

// Compile is Compile for a shop with this policy.
func (p Policy) Compile(c money.Currency, list []Offer) (*Set, error) {
	var faults strict.Faults
	check(c, list, func(path, text string) {
		faults = append(faults, strict.Fault{Path: path, Text: text})
	})
	if len(faults) > 0 {
		return nil, faults
	}
	return p.compile(c, list), nil
}

// Len returns how many offers the set has.
func (s *Set) Len() int { return len(s.rules) }

// Currency returns the currency of the set.
func (s *Set) Currency() money.Currency { return s.currency }

func (p Policy) compile(c money.Currency, list []Offer) *Set {
	order := make([]*Offer, len(list))
	for i := range list {
		order[i] = &list[i]
	}
	slices.SortStableFunc(order, func(a, b *Offer) int {
		layer := 0
		if p.Combine != BestPrice { // rules go whole, each in its layer
			layer = cmp.Compare(a.Layer.order(), b.Layer.order())
		}
		return cmp.Or(layer, cmp.Compare(b.Priority, a.Priority))
	})
	b := newBuilder(c, p, list)
	b.challenges(list)
	for _, o := range order {
		b.add(o)
	}
	return b.finish()
}

// of lists the rules of a word.
func (s *Set) of(w uint32) []int32 { return s.posts[s.starts[w]:s.starts[w+1]] }

// fullGTIN pads a GTIN of any length to the 14 digits lines are known by.
func fullGTIN(s string) string {
	return "00000000000000"[:max(0, 14-len(s))] + s
}

// minutes reads "17:30" as minutes of the day, -1 if it is not one.
func minutes(s string) int {
	if len(s) != 5 || s[2] != ':' {
		return -1
	}
	h, err1 := strconv.ParseUint(s[:2], 10, 8)
	m, err2 := strconv.ParseUint(s[3:], 10, 8)
	if err1 != nil || err2 != nil || h > 24 || m > 59 || h == 24 && m > 0 {
		return -1
	}
	return int(h*60 + m)
}
