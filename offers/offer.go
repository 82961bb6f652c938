package offers

import (
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
	// Layer orders offers before Priority does; empty is item.
	Layer Layer `json:"layer,omitempty"`
	// Priority orders within a layer, the higher first; equals apply as listed.
	Priority int64 `json:"priority,omitempty"`
	// Exclusive is given with no other offer: of the baskets with one exclusive
	// offer alone, and the one without any, the cheapest is taken.
	Exclusive bool `json:"exclusive,omitempty"`
	// StackGroup names offers of which a unit gets one: the best for the basket.
	StackGroup string `json:"stack_group,omitempty"`
	// Stores are those the offer is for; none is all of them.
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
	PerBasket int64 `json:"per_basket,omitempty"`
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

// Challenge is a goal over baskets and days, about goods.
type Challenge struct {
	Of     play.Of `json:"of"`
	Goal   int64   `json:"goal"`
	Select *Select `json:"select,omitempty"`
}

// Example is a basket and what the offer, alone, must save on it. Examples
// are run when the file is read.
type Example struct {
	Basket   []Line    `json:"basket"`
	Now      time.Time `json:"now,omitzero"` // the start of the offer if not given
	Coupons  []string  `json:"coupons,omitempty"`
	Zone     string    `json:"zone,omitempty"`
	Customer *Customer `json:"customer,omitempty"`
	Expect   Expect    `json:"expect"`
}

// Expect is the outcome of an example, in minor units.
type Expect struct {
	Saved int64 `json:"saved"`
}

// Condition must hold for an offer to apply. Which fields it uses depends on
// its type; all others must be empty.
type Condition struct {
	Type ConditionType `json:"type"`
	// Select narrows min_spend, min_quantity, min_products and contains to
	// some goods. Without it the whole basket counts.
	Select   *Select  `json:"select,omitempty"`
	Amount   int64    `json:"amount,omitempty"`   // min_spend
	Basis    Basis    `json:"basis,omitempty"`    // min_spend
	Quantity int64    `json:"quantity,omitempty"` // min_quantity, min_products
	AnyOf    []string `json:"any_of,omitempty"`   // segment, zone, weekday (mon ... sun), holiday ("2026-12-25"), challenge_done (ids of offers)
	Grams    int64    `json:"grams,omitempty"`    // min_weight
	Points   int64    `json:"points,omitempty"`   // min_points
	Members  int64    `json:"members,omitempty"`  // min_members
	Ask      string   `json:"expr,omitempty"`     // expr: a program of package ask
	Codes    []string `json:"codes,omitempty"`    // coupon: any of them
	Valid    Period   `json:"valid,omitzero"`     // coupon
	N        int64    `json:"n,omitempty"`        // nth_visit: the visit now being made
	From     string   `json:"from,omitempty"`     // time_of_day, "17:00"
	To       string   `json:"to,omitempty"`       // time_of_day, "19:00"; may be after midnight
}

// ConditionType names a condition.
type ConditionType string

// Conditions.
const (
	MinSpend    ConditionType = "min_spend"
	MinQuantity ConditionType = "min_quantity"
	MinProducts ConditionType = "min_products" // that many different ones
	Contains    ConditionType = "contains"
	Segment     ConditionType = "segment"
	Member      ConditionType = "member"
	NthVisit    ConditionType = "nth_visit"
	Zone        ConditionType = "zone"
	Weekday     ConditionType = "weekday"
	TimeOfDay   ConditionType = "time_of_day"
	Coupon      ConditionType = "coupon"

	MinWeight     ConditionType = "min_weight"
	MinPoints     ConditionType = "min_points"
	MinMembers    ConditionType = "min_members" // friends with a piece in the basket
	ChallengeDone ConditionType = "challenge_done"
	FirstPurchase ConditionType = "first_purchase"
	Holiday       ConditionType = "holiday"
	AskIf         ConditionType = "expr"
)

// Basis says which prices a threshold looks at.
type Basis string

// Bases of min_spend and of tiers.
const (
	Running    Basis = "running"  // what is left after the offers before; the default
	List       Basis = "list"     // shelf prices
	BySpend    Basis = "spend"    // tiers: running prices
	ByQuantity Basis = "quantity" // tiers: pieces
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
