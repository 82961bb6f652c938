package offers

import (
	"slices"
	"time"

	"endcap/offers/money"
	"endcap/offers/play"
)

// Offer is one promotion in the terms of the offer file, endcap-offers/1. All
// money in it is in minor units of the file's currency. The text is checked
// by Compile, so an Offer may be built in code as well.
type Offer struct {
	ID   string `json:"id"`
	Name Text   `json:"name"`
	// Hint says what is missing, with {units} or {amount}.
	Hint  Text   `json:"hint,omitempty"`
	Valid Period `json:"valid"`
	// Layer orders offers before Priority does; empty is the natural layer of
	// each reward.
	Layer Layer `json:"layer,omitempty"`
	// Priority orders within a layer, the higher first; equals apply as listed.
	Priority int64 `json:"priority,omitempty"`
	// Exclusive is given with no other offer: of the baskets with one exclusive
	// offer alone, and the one without any, the cheapest is taken.
	Exclusive bool `json:"exclusive,omitempty"`
	// StackGroup names offers of which a unit gets one: the best for the basket.
	StackGroup string `json:"stack_group,omitempty"`
	// Stores are those the offer is for; none is all of them. A price book is
	// one store's, and has only its offers.
	Stores []string `json:"stores,omitempty"`
	// SkipMarkedDown keeps the offer off goods whose shelf price is reduced.
	SkipMarkedDown bool        `json:"skip_marked_down_items,omitempty"`
	Conditions     []Condition `json:"conditions,omitempty"` // all must hold
	Rewards        []Reward    `json:"rewards"`              // given in turn
	Limits         Limits      `json:"limits,omitzero"`
	// AnnounceReduction shows the price before beside the new one. Headquarters
	// refuses it where the prior price is not known (Directive 98/6/EC Art. 6a).
	AnnounceReduction bool `json:"announce_reduction,omitempty"`
	// Win makes the offer an instant win; Challenge counts towards
	// challenge_done of the offer's id, and the rewards come with its goal.
	Win       *play.Win  `json:"win,omitempty"`
	Challenge *Challenge `json:"challenge,omitempty"`
	// Funding says who pays: retailer, a supplier's GLN, a coupon.
	Funding  string    `json:"funding,omitempty"`
	Examples []Example `json:"examples,omitempty"`
	// Unread is what was not understood of an offer that a newer program wrote.
	// No price is made from it.
	Unread string `json:"-"`
}

// IsFor reports whether the offer is for a store.
func (o *Offer) IsFor(store string) bool {
	return len(o.Stores) == 0 || slices.Contains(o.Stores, store)
}

// Text is one text in several languages: "en", "de-AT".
type Text map[string]string

// In returns the text in a language, or in the language without its region,
// or in English, or in the first language there is.
func (t Text) In(language string) string {
	if s, ok := t[language]; ok {
		return s
	}
	if len(language) > 2 {
		if s, ok := t[language[:2]]; ok {
			return s
		}
	}
	if s, ok := t["en"]; ok {
		return s
	}
	first := ""
	for l := range t {
		if first == "" || l < first {
			first = l
		}
	}
	return t[first]
}

// Period is a span of time; To itself is outside it. A zero end is open.
type Period struct {
	From time.Time `json:"from,omitzero"`
	To   time.Time `json:"to,omitzero"`
}

// Holds reports whether t lies in the period.
func (p Period) Holds(t time.Time) bool {
	return (p.From.IsZero() || !t.Before(p.From)) && (p.To.IsZero() || t.Before(p.To))
}

// Layer is when in the pricing of a basket an offer has its turn.
type Layer string

// Layers in the order they apply.
const (
	LayerShelf    Layer = "shelf"
	LayerItem     Layer = "item"
	LayerMultibuy Layer = "multibuy"
	LayerBasket   Layer = "basket"
	LayerCoupon   Layer = "coupon"
	LayerLoyalty  Layer = "loyalty"
	LayerTender   Layer = "tender"
)

// order is the layer's place among the others, or -1 for a layer that does
// not exist.
func (l Layer) order() int {
	switch l {
	case LayerShelf:
		return 0
	case LayerItem, "":
		return 1
	case LayerMultibuy:
		return 2
	case LayerBasket:
		return 3
	case LayerCoupon:
		return 4
	case LayerLoyalty:
		return 5
	case LayerTender:
		return 6
	}
	return -1
}

// Limits bound how often an offer is given.
type Limits struct {
	// PerBasket is how many times a group or buy_get reward is given in one
	// basket; 0 is without end.
	PerBasket int64 `json:"per_basket,omitempty" least:"1"`
	// PerCustomer and PerCustomerPerDay count what the shopper's token tells
	// was used, and need a known customer.
	PerCustomer       *int64 `json:"per_customer,omitempty"`
	PerCustomerPerDay *int64 `json:"per_customer_per_day,omitempty"`
	// DeviceQuota is how often, Budget for how much money the offer is given
	// in all. A device gives what headquarters granted it (Context.Left), and
	// without a grant nothing.
	DeviceQuota *int64 `json:"device_quota,omitempty"`
	Budget      *int64 `json:"budget,omitempty"`
}

// Granted reports whether the offer is given only where a grant is left.
func (l Limits) Granted() bool { return l.DeviceQuota != nil || l.Budget != nil }

// perCustomer reports whether the limits ask who shops.
func (l Limits) perCustomer() bool { return l.PerCustomer != nil || l.PerCustomerPerDay != nil }

// Challenge is a goal over baskets and days, about goods.
type Challenge struct {
	Of     play.Of `json:"of"`
	Goal   int64   `json:"goal"`
	Select *Select `json:"select,omitempty"`
}

// Policy is what an offer file leaves to the shop. The zero value is the
// usual one.
type Policy struct {
	Combine   Combine
	Rounding  money.Rounding
	Remainder money.Remainder
	// RunningBase takes a percentage off a unit from its running price
	// instead of its shelf price.
	RunningBase bool
	// Budget is the work that one search for the best way to share pieces out
	// may cost, in the unit of solve.Problem; 0 is solve.DefaultBudget.
	Budget int
}

// Combine says how offers come together on a basket.
type Combine uint8

// Ways to combine.
const (
	BestPrice Combine = iota // the cheapest for the shopper, layer by layer
	InTurn                   // all, by layer, priority and place
	BestOf                   // only the one offer that saves most
)
