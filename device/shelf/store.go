package shelf

import (
	"context"

	"endcap/offers"
	"endcap/offers/catalog"
	"endcap/offers/journal"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

// Store is what a shelf needs of the store of its device.
type Store interface {
	// Product returns the product in the price book in force.
	Product(gs1.GTIN) (catalog.Product, bool, error)
	// Offers returns all offers of that book.
	Offers() ([]offers.Offer, error)
	// Book returns the manifest of that book, false while there is none.
	Book() (wire.Manifest, bool)
	// OnHand adds up the movements of a product at a place: pieces, or grams
	// for goods sold by weight.
	OnHand(place string, g gs1.GTIN) (int64, error)
	// Do returns when the step is durable. A step whose scan was done before
	// is refused with journal.ErrSeen.
	Do(context.Context, journal.Step) error
}
