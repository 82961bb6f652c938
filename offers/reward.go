package offers

import "endcap/offers/money"

// Reward is what an offer gives. Which fields it uses depends on its type.
type Reward struct {
	Type   RewardType `json:"type"`
	Scope  Scope      `json:"scope,omitempty"` // percent_off, amount_off
	Select *Select    `json:"select,omitempty"`

	Percent money.Percent `json:"percent,omitzero"`
	Amount  int64         `json:"amount,omitempty"`
	Price   int64         `json:"price,omitempty"` // unit_price, group
	Per     Per           `json:"per,omitempty"`   // unit_price

	// MaxUnits narrows percent_off and amount_off to so many units, chosen by
	// Choose: if it is empty, those that save most under best price, else the
	// cheapest. For per_line_first_additional it counts units of a line.
	MaxUnits        int64  `json:"max_units,omitempty" least:"1"`
	MaxUnitsPerLine int64  `json:"max_units_per_line,omitempty" least:"1"` // scope unit
	Choose          Choose `json:"choose,omitempty"`
	Cap             int64  `json:"cap,omitempty"` // percent_off, amount_off: at most so much

	// Groups are goods sold together, with exactly one of Price, Percent,
	// Amount, AmountPerUnit, FreeCheapest, or CheapestUnits with Percent.
	Groups        []Group `json:"groups,omitempty"`
	AmountPerUnit int64   `json:"amount_per_unit,omitempty"`
	FreeCheapest  int64   `json:"free_cheapest,omitempty"`
	CheapestUnits int64   `json:"cheapest_units,omitempty"`
	MaxTimes      int64   `json:"max_times,omitempty" least:"1"` // group, buy_get

	Buy        *Group `json:"buy,omitempty"` // buy_get
	Get        *Get   `json:"get,omitempty"`
	ChooseBuy  Choose `json:"choose_buy,omitempty"`  // dearest if empty
	ChooseGet  Choose `json:"choose_get,omitempty"`  // cheapest if empty
	PartialGet bool   `json:"partial_get,omitempty"` // fewer than Get.Quantity will do

	Basis   Basis   `json:"basis,omitempty"` // tiered: spend or quantity
	Tiers   []Tier  `json:"tiers,omitempty"`
	ApplyTo *Select `json:"apply_to,omitempty"` // tiered; Select if empty

	Steps []Step `json:"steps,omitempty"` // near_expiry, from many hours to few

	Points         int64         `json:"points,omitempty"`           // points_earn: so many for each For, or once where For is 0
	For            int64         `json:"for,omitempty"`              // points_earn: spend, in minor units
	Factor         money.Percent `json:"factor,omitzero"`            // points_multiply: "200" doubles what the offers before earned
	Step           int64         `json:"step,omitempty"`             // points_burn: points are burned in whole steps
	AmountPerPoint int64         `json:"amount_per_point,omitempty"` // points_burn
	Gift           *Group        `json:"gift,omitempty"`             // gift: units of the basket that cost nothing, those that save most if Choose is empty, or are to be fetched
	Days           int64         `json:"days,omitempty"`             // voucher: how long it is good for

	// FromCoupon takes the figure from the GS1 coupons that call for the offer,
	// each once: the sum of their amounts (amount_off, where Amount is the most
	// that counts of each) or points (points_earn), the largest of their
	// percentages (percent_off).
	FromCoupon bool `json:"from_coupon,omitempty"`
	// Funder is the company prefix whose North American coupons (GS1 AI 8110) a
	// manufacturer_coupon takes.
	Funder string `json:"funder,omitempty"`
	// Families are the goods that the family codes of its coupons mean.
	Families []Family `json:"families,omitempty"`
	// Retailer is our own number, for coupons that only one retailer takes.
	Retailer string `json:"retailer,omitempty"`

	First      int64 `json:"first,omitempty"` // per_line_first_additional
	Additional int64 `json:"additional,omitempty"`
}

// RewardType names a reward.
type RewardType string

// Rewards.
const (
	PercentOff      RewardType = "percent_off"
	AmountOff       RewardType = "amount_off"
	UnitPrice       RewardType = "unit_price"
	GroupDeal       RewardType = "group"
	BuyGet          RewardType = "buy_get"
	Tiered          RewardType = "tiered"
	FirstAdditional RewardType = "per_line_first_additional"

	NearExpiry     RewardType = "near_expiry" // a ladder by the hours that are left
	Gift           RewardType = "gift"
	PointsEarn     RewardType = "points_earn"
	PointsMultiply RewardType = "points_multiply"
	PointsBurn     RewardType = "points_burn"
	Voucher        RewardType = "voucher" // worth Amount at a later visit

	ManufacturerCoupon RewardType = "manufacturer_coupon" // what a GS1 AI 8110 itself says
)

// Scope is what a percentage or an amount is taken from and rounded on.
type Scope string

// Scopes.
const (
	PerUnit   Scope = "unit"   // each unit, on its shelf price
	PerLine   Scope = "line"   // each line, on its running total
	PerBasket Scope = "basket" // all units together, on their running total
)

// Choose says which units are taken where there is a choice; equals are taken
// in the order of the basket.
type Choose string

// Choices.
const (
	Dearest  Choose = "dearest"
	Cheapest Choose = "cheapest"
	Any      Choose = "any" // choose_get under best price: what is got may be dearer than what was bought
)

// Per is what a unit price is for.
type Per string

// Units of a unit price.
const (
	PerEach     Per = "each" // the default
	PerKilogram Per = "kg"   // goods sold by weight only
	PerLitre    Per = "l"    // goods sold by volume only
	PerMetre    Per = "m"    // goods sold by length only
)

// Group is so many units of some goods.
type Group struct {
	Quantity int64   `json:"quantity"`
	Select   *Select `json:"select,omitempty"`
}

// Get is so many units at a percentage or an amount off each; neither is 100 %.
type Get struct {
	Quantity int64         `json:"quantity"`
	Select   *Select       `json:"select,omitempty"`
	Percent  money.Percent `json:"percent,omitzero"`
	Amount   int64         `json:"amount,omitempty"`
}

// Step of near_expiry: from so many hours before the end of the expiry day,
// Percent or Amount off each unit. The step with the fewest hours holds.
type Step struct {
	Hours   int64         `json:"hours"`
	Percent money.Percent `json:"percent,omitzero"`
	Amount  int64         `json:"amount,omitempty"`
}

// Tier is what is given from a spend or a quantity upwards. Percent is taken
// off line by line, Amount off all goods together.
type Tier struct {
	From    int64         `json:"from"`
	Percent money.Percent `json:"percent,omitzero"`
	Amount  int64         `json:"amount,omitempty"`
}
