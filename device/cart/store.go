package cart

import (
	"context"
	"time"

	"endcap/device/intake"
	"endcap/offers/basket"
	"endcap/offers/journal"
	"endcap/offers/quota"
)

// Store is what a cart needs of the store of its device.
type Store interface {
	intake.Books
	// Basket returns the basket as it was stored last.
	Basket() (basket.Basket, bool, error)
	// Left returns what may be given away now of what the device was granted.
	Left(now time.Time) []quota.Left
	// Coupon tells whether the coupon of an offer with this serial number may be
	// taken now.
	Coupon(now time.Time, offer string, serial int64) error
	// Do returns when the step is durable. A step whose scan was done before
	// is refused with journal.ErrSeen, one that uses more than is left with
	// journal.ErrSpent.
	Do(context.Context, journal.Step) error
}
