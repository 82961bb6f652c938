package offers

import (
	"endcap/offers/money"
	"endcap/offers/quota"
)

// Result is a basket priced, with every reason. The same basket, offers and
// context give the same Result, byte for byte.
type Result struct {
	Subtotal money.Amount `json:"subtotal"` // at shelf prices
	Saved    money.Amount `json:"saved"`
	Total    money.Amount `json:"total"`
	Lines    []PricedLine `json:"lines"`
	Applied  []Applied    `json:"applied,omitempty"` // offers that saved something, in turn
	// Problem says why no offer was looked at: the basket breaks a limit, or
	// is in another currency than the offers.
	Problem string `json:"problem,omitempty"`
	// Gap is what a longer search might save at most; zero is a proof that
	// nothing is cheaper.
	Gap money.Amount `json:"gap,omitzero"`
	// Deposit is the sum of all deposits, in Total and Due but in no other figure.
	Deposit money.Amount `json:"deposit,omitzero"`
	// Due is what is left to pay of Total after points. They pay for goods, not
	// for deposits.
	Due      money.Amount `json:"due,omitzero"`
	Earned   int64        `json:"earned,omitempty"` // points
	Burned   int64        `json:"burned,omitempty"`
	Gifts    []GiftGiven  `json:"gifts,omitempty"` // to be fetched
	Vouchers []Worth      `json:"vouchers,omitempty"`
	// Uses are what limited offers took, for the quotas of the device.
	Uses []quota.Use `json:"uses,omitempty"`
	// Used are the offers limited for each customer that were given; Today is 0.
	Used []Used `json:"used,omitempty"`
	// Progress is how far the customer is now in the challenges that this
	// basket counts towards.
	Progress []Progress `json:"progress,omitempty"`
	// Posts are the points that offers gave or took, one for each offer.
	Posts []Post `json:"posts,omitempty"`
	// Personal is set where personal data made a price: Directive 2011/83/EU
	// Art. 6(1)(ea) wants the shopper told.
	Personal bool `json:"personal,omitempty"`
}

// GiftGiven is goods that an offer gives and that are not in the basket yet.
type GiftGiven struct {
	Offer    string   `json:"offer"`
	Quantity int64    `json:"quantity"`
	Of       []string `json:"of,omitempty"` // GTINs or SKUs
}

// Worth is a voucher that an offer gives for a later visit.
type Worth struct {
	Offer  string       `json:"offer"`
	Amount money.Amount `json:"amount"`
	Days   int64        `json:"days"`
}

// Post is points that an offer gives, or takes where they are negative.
type Post struct {
	Offer  string `json:"offer"`
	Points int64  `json:"points"`
}

// PricedLine is what one line costs and why.
type PricedLine struct {
	Number    int          `json:"number"`
	Quantity  int64        `json:"quantity"`
	Gross     money.Amount `json:"gross"`
	Net       money.Amount `json:"net"`
	Deposit   money.Amount `json:"deposit,omitzero"` // of all units, in neither Gross nor Net
	Discounts []Discount   `json:"discounts,omitempty"`
	// Units is what each unit costs, for a refund or a tax: runs of units at
	// one price, which add up to Net.
	Units []Units `json:"units,omitempty"`
}

// Units are so many units at one price.
type Units struct {
	Quantity int64        `json:"quantity"`
	Each     money.Amount `json:"each"`
}

// Discount is what one offer takes off one line.
type Discount struct {
	Offer string       `json:"offer"`
	Name  string       `json:"name"`
	Text  string       `json:"text"` // the rule: "3 for 4.00 EUR"
	Saved money.Amount `json:"saved"`
}

// Applied is what one offer takes off the basket.
type Applied struct {
	Offer string       `json:"offer"`
	Name  string       `json:"name"`
	Text  string       `json:"text"`
	Saved money.Amount `json:"saved"`
	Layer Layer        `json:"layer,omitempty"`
	Times int64        `json:"times,omitempty"` // of a group or buy_get
	Units []UnitsOf    `json:"units,omitempty"` // those that took part, whether or not they got cheaper
	// Personal is set where a segment, membership, visit, challenge or limit of
	// the shopper decided.
	Personal bool `json:"personal,omitempty"`
}

// UnitsOf are so many units of a line, by its number.
type UnitsOf struct {
	Line     int   `json:"line"`
	Quantity int64 `json:"quantity"`
}
