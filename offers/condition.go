package offers

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
	Ask      string   `json:"expr,omitempty"`     // expr: a program of package ask about ConditionFields
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
