package shopper

import (
	"cmp"
	"slices"
	"time"

	"endcap/scanner/gs1"
)

// Why says why a product is suggested.
type Why string

// Reasons for a suggestion.
const (
	IsDue       Why = "due"         // the shopper usually buys it about now
	Recommended Why = "recommended" // friends recommend it
	Favourite   Why = "favourite"   // and there is an offer on it
	Together    Why = "together"    // often bought with something in the basket
)

// Suggestion is a product that is not in the basket and might be.
type Suggestion struct {
	GTIN gs1.GTIN
	Why  Why
	With gs1.GTIN // Together: that in the basket
}

// Here is what a suggestion depends on besides the shopper. Each function may
// be nil: nothing is known of it then, but everything is sold.
type Here struct {
	Now      time.Time
	Basket   []gs1.GTIN // what is in it, the newest first
	Sold     func(gs1.GTIN) bool
	Offered  func(gs1.GTIN) bool       // there is an offer on it now
	Together func(gs1.GTIN) []gs1.GTIN // what is often bought with it, the most often first
}

// Suggest returns at most so many products: first what is due, the longest
// overdue first, then what friends recommend, then favourites that there is an
// offer on, then what goes with the basket. A nil token is that of nobody. It
// says the same of the same.
func Suggest(t *Token, h Here, most int) []Suggestion {
	var all []Suggestion
	seen := slices.Clone(h.Basket)
	add := func(s Suggestion) {
		if len(all) < most && !slices.Contains(seen, s.GTIN) && (h.Sold == nil || h.Sold(s.GTIN)) {
			seen, all = append(seen, s.GTIN), append(all, s)
		}
	}
	if t != nil {
		for _, d := range t.due(h.Now) {
			add(Suggestion{GTIN: d.GTIN, Why: IsDue})
		}
		for _, g := range t.Recommended {
			add(Suggestion{GTIN: g, Why: Recommended})
		}
		for _, g := range t.Favourites {
			if h.Offered != nil && h.Offered(g) {
				add(Suggestion{GTIN: g, Why: Favourite})
			}
		}
	}
	if h.Together != nil {
		for _, with := range h.Basket {
			if len(all) == most {
				break // each costs a look into the price book
			}
			for _, g := range h.Together(with) {
				add(Suggestion{GTIN: g, Why: Together, With: with})
			}
		}
	}
	return all
}

// due returns what is bought again about now: 0.8 to 1.5 times its days after
// the last time. Who has not bought it for longer may not want it any more.
func (t *Token) due(now time.Time) []Due {
	today := day(gs1.DateOf(now))
	var list []Due
	for _, d := range t.Due {
		if past := 10 * (today - day(d.Last)); past >= 8*d.Days && past <= 15*d.Days {
			list = append(list, d)
		}
	}
	slices.SortStableFunc(list, func(a, b Due) int {
		return cmp.Or(cmp.Compare((today-day(b.Last))*a.Days, (today-day(a.Last))*b.Days), cmp.Compare(a.GTIN, b.GTIN))
	})
	return list
}

// day counts the days of the calendar.
func day(d gs1.Date) int64 {
	return time.Date(int(d.Year), d.Month, int(d.Day), 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60)
}
