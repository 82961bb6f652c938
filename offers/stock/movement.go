// Package stock is movements of goods and what they add up to.
package stock

import (
	"time"

	"endcap/scanner/gs1"
)

// Movement says that some of a product came to a place or left it. Movements
// are only ever added; a correction is another movement.
type Movement struct {
	GTIN   gs1.GTIN `json:"gtin"`
	Lot    string   `json:"lot,omitempty"`
	Expiry gs1.Date `json:"expiry,omitzero"`
	// Place is where the goods are counted: a cart ("cart-07") or a shelf
	// place ("A3-1").
	Place string `json:"place"`
	// Quantity is signed: pieces, or grams for goods sold by weight (Grams true).
	Quantity int64     `json:"quantity"`
	Grams    bool      `json:"grams,omitempty"`
	Cause    Cause     `json:"cause"`
	At       time.Time `json:"at"`
}

// Cause says why goods moved.
type Cause string

// Causes. Append only: they stand in stores and on the wire.
const (
	Picked  Cause = "picked"   // a shopper put it into a cart: + in the cart
	PutBack Cause = "put_back" // a shopper took it out again: - in the cart
	Sold    Cause = "sold"     // paid for: - in the cart
	Stocked Cause = "stocked"  // staff put it on a shelf: + on the shelf
)
