package offers

import "endcap/offers/money"

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
}

// PricedLine is what one line costs and why.
type PricedLine struct {
	Number    int          `json:"number"`
	Quantity  int64        `json:"quantity"`
	Gross     money.Amount `json:"gross"`
	Net       money.Amount `json:"net"`
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
}
