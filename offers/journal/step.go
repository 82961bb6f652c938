// Package journal is one durable step of a cart or a shelf: what changed, and
// what headquarters is told of it. A step is stored whole or not at all.
package journal

import (
	"errors"

	"endcap/offers/basket"
	"endcap/offers/stock"
	"endcap/sync/wire"
)

// ErrSeen is returned by a store when the scan of a step was done before, so
// that the step changed nothing.
var ErrSeen = errors.New("journal: this scan was done before")

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
	// Events are told of besides. The store numbers them in this order,
	// after those of Moves.
	Events []wire.Event
}
