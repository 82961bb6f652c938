// Package stock is movements of goods and what they add up to.
package stock

import (
	"time"

	"endcap/scanner/gs1"
)

// Movement says that some of a product came to a place or left it. Movements
// are only ever added; a correction is another movement. It is known by the ID
// of the event that tells of it.
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
	// Provisional says that it is believed, not known: a later one Confirms it.
	Provisional bool `json:"provisional,omitempty"`
	// Confidence is how far it is believed, 1 to 99 percent; 0 is not said.
	Confidence int `json:"confidence,omitempty"`
	// Confirms names the provisional movement that is certain with this one.
	// The two together are what happened: the quantity of this one is what the
	// other lacked or had too much, 0 if it was right. So sums need not know
	// which was which.
	Confirms *ID `json:"confirms,omitempty"`
}

// ID names a movement for ever: the event that tells of it, among those of its
// device's stream of goods.
type ID struct {
	Incarnation string `json:"inc"`
	Seq         uint64 `json:"seq"`
}

// Cause says why goods moved.
type Cause string

// Causes. Append only: they stand in stores and on the wire.
const (
	Picked  Cause = "picked"   // a shopper put it into a cart: + in the cart
	PutBack Cause = "put_back" // a shopper took it out again: - in the cart
	Sold    Cause = "sold"     // paid for: - in the cart
	Stocked Cause = "stocked"  // staff put it on a shelf: + on the shelf

	Counted   Cause = "counted"   // what a count found to be there more or less
	Corrected Cause = "corrected" // what somebody said wrongly before
	Moved     Cause = "moved"     // from another place of the shop or to it
	Wasted    Cause = "wasted"    // broken or spoilt: -
	Expired   Cause = "expired"   // taken away at its date: -
)
