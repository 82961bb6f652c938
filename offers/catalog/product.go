// Package catalog is what the shop sells: products with their price.
package catalog

import (
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
	// Price is for one piece, or for one kilogram where Sold is PerKilogram.
	Price money.Amount `json:"price"`
	Sold  Sold         `json:"sold,omitempty"`
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
)
