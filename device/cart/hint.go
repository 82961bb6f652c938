package cart

import (
	"time"

	"endcap/offers"
)

// Thought is what was found out about a basket while nothing happened. It is
// an event: it holds if the basket is still that one.
type Thought struct {
	turn   int
	nearly []offers.Missing
	why    map[string]string // by the code of a coupon that is not taken

	suggested []ViewSuggestion
}

// Think looks for what some pieces more would save, for what the coupons that
// are not taken lack, and for what else the shopper might want, in the price
// book of a store. Each figure is proven by pricing the basket again, so it
// takes a while; another goroutine may do it.
func (s State) Think(from Store, now time.Time) Thought {
	b, ctx := s.basket.ToPrice(), s.basket.With(s.context(now))
	t := Thought{turn: s.turn, nearly: s.offers.Nearly(b, ctx, nil, MaxHints), why: map[string]string{}}
	t.suggested = s.suggest(from, now)
	for _, c := range s.basket.Coupons {
		ids, _ := s.offers.Calls(called(c))
		if c.Void {
			t.why[c.Code] = isVoid
			continue
		}
		if len(ids) == 0 || s.couponOffer(c) != "" {
			continue
		}
		for _, r := range s.offers.Explain(b, ctx, ids[0]) {
			t.why[c.Code] = r.Text
		}
	}
	return t
}

// hints are the thoughts that a shopper is shown.
func (s State) hints() (list []ViewHint) {
	for _, m := range s.thought.nearly {
		list = append(list, ViewHint{Offer: m.Offer, Name: m.Name, Units: m.Take.Quantity, Of: m.Take.Name, Saves: m.Saves})
	}
	return list
}
