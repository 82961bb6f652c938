// Package journal is one durable step of a cart or a shelf: what changed, and
// what headquarters is told of it. A step is stored whole or not at all.
package journal

import (
	"errors"
	"time"

	"endcap/offers/basket"
	"endcap/offers/points"
	"endcap/offers/quota"
	"endcap/offers/stock"
	"endcap/sync/wire"
)

// ErrSeen is returned by a store when the scan of a step was done before, so
// that the step changed nothing.
var ErrSeen = errors.New("journal: this scan was done before")

// ErrSpent is returned by a store when the device was granted less than the
// step uses. Nothing of the step was written: price anew by what is left.
var ErrSpent = errors.New("an offer in the basket is used up; look at the new price")

// Step is written in one transaction. Its zero value changes nothing.
type Step struct {
	// Scan is the ID of the symbol that caused the step, if its source gave
	// one. A step whose scan was seen before is refused whole with ErrSeen.
	Scan string
	// Basket replaces the open basket when it is not nil.
	Basket *basket.Basket
	// Moves change the stock; each is told of by its own event
	// (wire.StockMoved), which the store makes.
	Moves []stock.Movement
	// Uses are taken off what the device was granted, all or none: if less is
	// left At that time, the step is refused whole with ErrSpent. At must be
	// set if there are any.
	Uses []quota.Use
	At   time.Time
	// Points are posted; each entry is told of by its own event
	// (wire.PointsPosted), which the store makes.
	Points []points.Entry
	// Events are told of besides. The store numbers them in this order,
	// after those of Moves and Points.
	Events []wire.Event
}
