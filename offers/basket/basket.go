// Package basket is a shopper's basket: what lies in it and in what state it is.
package basket

import (
	"time"

	"endcap/offers/catalog"
	"endcap/scanner/gs1"
)

// Basket is what one shopper has taken so far. It is a value: its verbs
// return a changed copy and leave the old one as it was.
type Basket struct {
	// ID is unique for the device and incarnation: "cart-07-000012".
	ID     string    `json:"id"`
	Opened time.Time `json:"opened,omitzero"`
	// Opening is the incarnation of the store that it was begun in.
	Opening string `json:"opening,omitempty"`
	Lines   []Line `json:"lines"`
	// Next is the number that the next line will have.
	Next int `json:"next"`
	// Coupons are what the shopper has presented, in that order.
	Coupons []Coupon `json:"coupons,omitempty"`
}

// Name is the ID with the incarnation in which the basket was begun: no other
// basket of the device has it, not even after an older store was put back.
// Points, draws and redemptions are told by it.
func (b Basket) Name() string {
	if b.Opening == "" {
		return b.ID
	}
	return b.ID + "." + b.Opening
}

// Line is one thing in the basket, or one weighed portion.
type Line struct {
	Number  int             `json:"number"`
	Product catalog.Product `json:"product"` // as it was priced last
	// Book is the version of the price book that Product is of.
	Book   uint64   `json:"book,omitempty"`
	Lot    string   `json:"lot,omitempty"`
	Expiry gs1.Date `json:"expiry,omitzero"`
	Serial string   `json:"serial,omitempty"`
	// Quantity is pieces; Grams the weight of goods sold by weight, whose
	// quantity is 1.
	Quantity int64 `json:"quantity"`
	Grams    int64 `json:"grams,omitempty"`
	// Measured is millilitres or millimetres of goods sold by volume or
	// length, whose quantity is 1.
	Measured int64 `json:"measured,omitempty"`
	// Printed is a price that the code itself carries, in minor units; it
	// wins over the price book.
	Printed int64 `json:"printed,omitempty"`
	// Override is a price that staff set; it wins over both.
	Override *Override `json:"override,omitempty"`
	// Added is when the newest piece of the line was scanned.
	Added time.Time `json:"added,omitzero"`
}
