package shelf

import (
	"context"

	"endcap/device/intake"
	"endcap/offers/journal"
	"endcap/scanner/gs1"
)

// Store is what a shelf needs of the store of its device.
type Store interface {
	intake.Books
	// OnHand adds up the movements of a product at a place: pieces, or grams
	// for goods sold by weight.
	OnHand(place string, g gs1.GTIN) (int64, error)
	// Do returns when the step is durable. A step whose scan was done before
	// is refused with journal.ErrSeen.
	Do(context.Context, journal.Step) error
}
