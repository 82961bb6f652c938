package catalog

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// PriceLog is what one product has cost in one store, the oldest first: each
// price holds until the next. It is the record on which a prior price rests
// (Directive 98/6/EC Art. 6a).
type PriceLog []Price

// Price is what a product costs from a moment on.
type Price struct {
	Since time.Time
	Minor int64 // minor units of the store's currency; 0 where it is not sold
	Kind  PriceKind
}

// PriceKind says what a price is. Append only: they stand in ledgers.
type PriceKind string

// Kinds of prices.
const (
	Listed    PriceKind = "list"      // what everybody pays, and nothing said of it
	Announced PriceKind = "announced" // what everybody pays under an announced reduction
	NotSold   PriceKind = "gone"      // the store does not sell it
)

// PriorRule is how a member state has the prior price found: Directive 98/6/EC
// Art. 6a(2) and its options. The zero value is the directive without any.
type PriorRule struct {
	// Days are those of sale before the reduction that the lowest price is of,
	// at least MinPriorDays; 0 is MinPriorDays.
	Days int
	// NewDays are enough for goods that were not sold before (Art. 6a(4)); 0
	// is no such option.
	NewDays int
	// Perishable are categories and tags of goods that spoil or expire fast
	// (Art. 6a(3)): their prior price is the one just before the reduction.
	Perishable []string
	// Progressive keeps the prior price of a reduction while it grows without
	// a break (Art. 6a(5)).
	Progressive bool
}

// MinPriorDays is how many days the directive asks for at least.
const MinPriorDays = 30

// day is one of sale.
const day = 24 * time.Hour

// Check says what is wrong with the rule, or nil.
func (r PriorRule) Check() error {
	switch {
	case r.Days != 0 && (r.Days < MinPriorDays || r.Days > MaxPriorDays):
		return fmt.Errorf("catalog: a prior price is of %d days; the law asks for %d at least, and %d are kept", r.Days, MinPriorDays, MaxPriorDays)
	case r.NewDays < 0 || r.NewDays > r.days():
		return fmt.Errorf("catalog: the prior price of new goods is of %d days; it must be 0 to %d", r.NewDays, r.days())
	case slices.Contains(r.Perishable, ""):
		return errors.New("catalog: one of the words for goods that spoil is empty")
	}
	return nil
}

func (r PriorRule) days() int {
	if r.Days == 0 {
		return MinPriorDays
	}
	return r.Days
}

// Exempts reports whether the product is one that spoils or expires fast.
func (r PriorRule) Exempts(p Product) bool {
	words := append(p.Categories(), p.Tags...)
	return slices.ContainsFunc(r.Perishable, func(w string) bool { return slices.Contains(words, w) })
}

// At returns the place of the price that holds at t, -1 where the log does not
// reach back so far.
func (l PriceLog) At(t time.Time) int {
	i, found := slices.BinarySearchFunc(l, t, func(p Price, t time.Time) int { return p.Since.Compare(t) })
	if !found {
		i--
	}
	return i
}

// Lowest returns the lowest price of the days of sale before a moment that the
// rule asks for. Days on which the product was not sold do not count, so that
// a price of long ago is not forgotten by not selling. Where the log knows too
// few days, missing is how many are wanting, and there is no price.
func (l PriceLog) Lowest(before time.Time, r PriorRule) (minor int64, missing int) {
	need := time.Duration(r.days()) * day
	var sold time.Duration
	end, lowest := before, int64(-1)
	for i := len(l) - 1; i >= 0 && sold < need; i-- {
		if !l[i].Since.Before(end) {
			continue
		}
		if l[i].Kind != NotSold {
			sold += end.Sub(l[i].Since)
			if lowest < 0 || l[i].Minor < lowest {
				lowest = l[i].Minor
			}
		}
		end = l[i].Since
	}
	if r.NewDays > 0 && len(l) > 0 && l[0].Kind == NotSold {
		need = min(need, time.Duration(r.NewDays)*day)
	}
	if sold < need || lowest < 0 {
		return 0, max(1, int((need-sold+day-1)/day))
	}
	return lowest, 0
}

// Prior returns the prior price of the announced reduction that holds at t, or
// how many days of sale the log wants for it. Where it announces none, or the
// product is exempt and nothing is known of it before, both are 0.
func (l PriceLog) Prior(t time.Time, exempt bool, r PriorRule) (minor int64, missing int) {
	i := l.At(t)
	if i < 0 || l[i].Kind != Announced {
		return 0, 0
	}
	for r.Progressive && i > 0 && l[i-1].Kind == Announced && l[i-1].Minor > l[i].Minor {
		i--
	}
	if !exempt {
		return l.Lowest(l[i].Since, r)
	}
	if i == 0 || l[i-1].Kind == NotSold {
		return 0, 0
	}
	return l[i-1].Minor, 0
}

// Then returns the log with what is planned from a moment on in the place of
// all it said of later times; planned begins with the price at that moment.
// A price like the one before it is no change and is left out.
func (l PriceLog) Then(planned ...Price) PriceLog {
	out := l
	if len(planned) > 0 {
		i, _ := slices.BinarySearchFunc(l, planned[0].Since, func(p Price, t time.Time) int { return p.Since.Compare(t) })
		out = l[:i:i]
	}
	for _, p := range planned {
		if n := len(out); n == 0 || out[n-1].Minor != p.Minor || out[n-1].Kind != p.Kind {
			out = append(out, p)
		}
	}
	return out
}
