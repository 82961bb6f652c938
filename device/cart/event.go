package cart

import (
	"endcap/device"
	"endcap/device/intake"
	"endcap/offers/journal"
	"endcap/offers/money"
)

// Event is something that happened to a cart: Scanned, RemoveAsked, PayAsked,
// BookChanged, Ticked or NotStored.
type Event interface{ event() }

// Scanned says that a source read a symbol, and what was found out about it.
type Scanned struct{ intake.Thing }

// RemoveAsked says that the shopper took some of a line of this basket out
// again. Every basket numbers its lines from 1.
type RemoveAsked struct {
	Basket   string
	Line     int
	Quantity int64
}

// PayAsked says that the shopper pays this basket for this total, which is
// what the screen showed.
type PayAsked struct {
	Basket string
	Total  money.Amount
}

// BookChanged brings what the price book in force says about everything in
// the basket.
type BookChanged struct{ intake.Book }

// Ticked says that time has passed: an offer may have begun or ended.
type Ticked struct{}

// NotStored says that the step of an event could not be made durable, so that
// it did not happen.
type NotStored struct {
	Of    Event
	Fault error
}

func (Scanned) event()     {}
func (RemoveAsked) event() {}
func (PayAsked) event()    {}
func (BookChanged) event() {}
func (Ticked) event()      {}
func (NotStored) event()   {}

// Effect is something to be done because of an event: Commit, Stale or
// Signal.
type Effect interface{ effect() }

// Commit is a step that must be durable before the new state holds. If it
// cannot be, the state stays what it was and NotStored follows.
type Commit struct{ Step journal.Step }

// Stale says that a wish was made for what is so no longer and was not granted.
type Stale struct{}

// Signal is what the light shall say.
type Signal struct{ device.Signal }

func (Commit) effect() {}
func (Stale) effect()  {}
func (Signal) effect() {}
