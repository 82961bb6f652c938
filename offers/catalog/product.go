// Package catalog is what the shop sells: products with their price.
package catalog

import (
	"time"

	"endcap/offers/money"
	"endcap/scanner/gs1"
)

// Product is one article of the price book.
type Product struct {
	GTIN     gs1.GTIN `json:"gtin"`
	Name     string   `json:"name"`
	Brand    string   `json:"brand,omitempty"`
	Category []string `json:"category,omitempty"` // from the general to the particular
	Tags     []string `json:"tags,omitempty"`
	// Price is for one piece, or for the kilogram, litre or metre that Sold says.
	Price money.Amount `json:"price"`
	Sold  Sold         `json:"sold,omitempty"`
	// Prior is the prior price of an announced reduction, for what Price is
	// for, in minor units of its currency, until PriorUntil (zero is without
	// end). Headquarters computes it (PriceLog.Prior); 0 is none, and then no
	// price before may be shown (Directive 98/6/EC Art. 6a).
	Prior      int64     `json:"prior,omitempty"`
	PriorUntil time.Time `json:"prior_until,omitzero"`
	// Floor is the price below which no offer goes, for what Price is for.
	Floor int64 `json:"floor,omitempty"`
	// Deposit is paid on top of Price for each piece or measured portion, and
	// given back with the empties. No offer touches it.
	Deposit int64 `json:"deposit,omitempty"`
	// Content is what one piece holds; the unit price follows from it.
	Content Measure `json:"content,omitzero"`
	Origin  string  `json:"origin,omitempty"`
	// Recalled lists the lots that may not be sold; "*" is every lot.
	Recalled []string `json:"recalled,omitempty"`
}

// Categories names the product's category and all above it, each by its path:
// "fresh", "fresh/dairy", "fresh/dairy/milk".
func (p Product) Categories() []string {
	paths := make([]string, len(p.Category))
	for i, name := range p.Category {
		paths[i] = name
		if i > 0 {
			paths[i] = paths[i-1] + "/" + name
		}
	}
	return paths
}

// Sold says what the price is for. The zero value is one piece.
type Sold string

// Ways to sell. Append only: they stand in price books.
const (
	PerPiece    Sold = ""
	PerKilogram Sold = "kg"
	PerLitre    Sold = "l"
	PerMetre    Sold = "m"
)

// Measured reports whether the price is for a measure, so that each portion
// has its own.
func (s Sold) Measured() bool { return s != PerPiece }

// Was returns the price that may be shown as the one before price, which is
// the product's reduced one at a time: false where no prior price is known for
// then, or where it is not above price.
func (p Product) Was(price money.Amount, at time.Time) (money.Amount, bool) {
	was := money.New(p.Prior, p.Price.Currency)
	known := p.Prior > 0 && (p.PriorUntil.IsZero() || at.Before(p.PriorUntil))
	return was, known && price.Currency == was.Currency && was.Minor > price.Minor
}
