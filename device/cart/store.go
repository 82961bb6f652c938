package cart

import (
	"context"

	"endcap/device/intake"
	"endcap/offers/basket"
	"endcap/offers/journal"
)

// Store is what a cart needs of the store of its device.
type Store interface {
	intake.Books
	// Basket returns the basket as it was stored last.
	Basket() (basket.Basket, bool, error)
	// Do returns when the step is durable. A step whose scan was done before
	// is refused with journal.ErrSeen.
	Do(context.Context, journal.Step) error
}
