package cart

import (
	"endcap/device"
	"endcap/device/intake"
	"endcap/offers/basket"
	"endcap/offers/journal"
	"endcap/offers/money"
	"endcap/offers/quota"
	"endcap/offers/shopper"
)

// Event is something that happened to a cart: Scanned, RemoveAsked, PayAsked,
// WithdrawAsked, OverrideAsked, ReturnAsked, SignedIn, SignedOut, PublicAsked, BookChanged,
// Granted, Ticked, Thought or NotStored.
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
// what the screen showed as due.
type PayAsked struct {
	Basket string
	Total  money.Amount
}

// WithdrawAsked says that the shopper takes a coupon back.
type WithdrawAsked struct {
	Basket string
	Code   string
}

// OverrideAsked says that staff set the price of a line.
type OverrideAsked struct {
	Basket string
	Line   int
	basket.Override
}

// ReturnAsked says that staff take back pieces of a basket that was paid.
type ReturnAsked struct {
	Basket  string
	Pieces  []basket.Pieces
	By, Why string
}

// SignedIn says that the shopper showed a card, and what it tells, or why it
// is not taken.
type SignedIn struct {
	Token shopper.Token
	Fault error
}

// SignedOut says that the shopper shall be forgotten.
type SignedOut struct {
	Idle bool // nobody asked for it: nothing has happened for ShopperIdle
}

// PublicAsked says that the shopper wants to see the prices that everybody
// has, or no longer.
type PublicAsked struct{ Public bool }

// BookChanged brings what the price book in force says about everything in
// the basket. Prices that have risen hold for it only with Rises.
type BookChanged struct {
	intake.Book
	Rises bool
}

// Granted brings what the device may still give away, and the codes of the
// coupons in the basket that it may not take.
type Granted struct {
	Left []quota.Left
	Void []string
}

// Ticked says that time has passed: an offer may have begun or ended.
type Ticked struct{}

// NotStored says that the step of an event could not be made durable, so that
// it did not happen.
type NotStored struct {
	Of    Event
	Fault error
}

func (Scanned) event()       {}
func (RemoveAsked) event()   {}
func (PayAsked) event()      {}
func (WithdrawAsked) event() {}
func (OverrideAsked) event() {}
func (ReturnAsked) event()   {}
func (SignedIn) event()      {}
func (SignedOut) event()     {}
func (PublicAsked) event()   {}
func (BookChanged) event()   {}
func (Granted) event()       {}
func (Ticked) event()        {}
func (Thought) event()       {}
func (NotStored) event()     {}

// Effect is something to be done because of an event: Commit, Stale, Refuse or
// Signal.
type Effect interface{ effect() }

// Commit is a step that must be durable before the new state holds. If it
// cannot be, the state stays what it was and NotStored follows.
type Commit struct{ Step journal.Step }

// Stale says that a wish was made for what is so no longer and was not granted.
type Stale struct{}

// Refuse says why a wish that is not the shopper's was not granted.
type Refuse struct{ Why error }

// Signal is what the light shall say.
type Signal struct{ device.Signal }

func (Commit) effect() {}
func (Stale) effect()  {}
func (Refuse) effect() {}
func (Signal) effect() {}
