// Package wire is what endcap and headquarters say to each other: topics,
// messages, limits.
package wire

import (
	"encoding/json"
	"fmt"
	"time"

	"endcap/offers/stock"
)

// Type names what an event tells of. Append only.
type Type string

// Types of events. The payload of each is documented with the type named.
const (
	StockMoved    Type = "endcap.stock.moved.v1"    // stock.Movement
	StockCounted  Type = "endcap.stock.counted.v1"  // stock.Settled
	BasketClosed  Type = "endcap.basket.closed.v1"  // basket.Sale
	LabelShown    Type = "endcap.label.shown.v1"    // label.Shown
	ItemRefused   Type = "endcap.item.refused.v1"   // intake.Refusal: expired, recalled, unknown
	BookSwitched  Type = "endcap.book.switched.v1"  // BookSwitch
	CommandDone   Type = "endcap.command.done.v1"   // CommandResult
	StoreRepaired Type = "endcap.store.repaired.v1" // StoreRepair
	HealthChanged Type = "endcap.health.changed.v1" // device.Health
	EventsDropped Type = "endcap.events.dropped.v1" // Dropped; in the stream of what it stands for
	PointsPosted  Type = "endcap.points.posted.v1"  // points.Entry
	OfferRedeemed Type = "endcap.offer.redeemed.v1" // Redemption
	DrawMade      Type = "endcap.draw.made.v1"      // Draw
	// BasketReturned tells of pieces of a basket that was paid.
	BasketReturned Type = "endcap.basket.returned.v1" // basket.Return
	// BasketContinued tells of lines that did not fit BasketClosed.
	BasketContinued Type = "endcap.basket.continued.v1" // basket.Rest
)

// Stream returns where events of a type go. One that is not known goes where
// nothing is ever dropped.
func (t Type) Stream() Stream {
	switch t {
	case BasketClosed, LabelShown, ItemRefused, PointsPosted, OfferRedeemed, DrawMade, BasketReturned, BasketContinued:
		return Money
	case StockMoved, StockCounted:
		return Goods
	case HealthChanged:
		return Telemetry
	case BookSwitched, CommandDone, StoreRepaired, EventsDropped: // the last stands in any stream
	}
	return Control
}

// Event is one fact that headquarters must have exactly once. It is known by
// (device, incarnation, stream, Seq).
type Event struct {
	// Seq is 0 until the store has given the event its number: 1, 2, 3, ...
	// without a gap within a stream of an incarnation.
	Seq uint64 `json:"seq"`
	// First is 0, or the first of the numbers up to Seq that a marker
	// (EventsDropped) stands for.
	First uint64    `json:"first,omitempty"`
	Type  Type      `json:"type"`
	At    time.Time `json:"at"`
	Clock Clock     `json:"clock,omitempty"` // of At
	// Mono is when it happened in milliseconds since the incarnation began,
	// told while nobody knows what At is worth.
	Mono int64           `json:"mono,omitempty"`
	Data json.RawMessage `json:"data"`
}

// FirstSeq returns the first number that the event stands for, its own but for a
// marker.
func (e Event) FirstSeq() uint64 {
	if e.First > 0 {
		return e.First
	}
	return e.Seq
}

// NewEvent returns an event not yet numbered. It panics if data cannot be
// JSON, which is a fault of the program.
func NewEvent(t Type, at time.Time, data any) Event {
	b, err := json.Marshal(data)
	if err != nil {
		panic(fmt.Sprintf("wire: payload of %s is not JSON: %v", t, err))
	}
	return Event{Type: t, At: at, Data: b}
}

// Check reports why an event could not travel: no type, a time that RFC 3339
// cannot write, Data that is not JSON or longer than MaxEventData. A store
// asks before it takes an event, because one that cannot travel would hold up
// all that come after it.
func (e Event) Check() error {
	switch y := e.At.UTC().Year(); {
	case e.Type == "" || len(e.Type) > maxName:
		return fmt.Errorf("%w: event %d: type %.80q: use 1 to %d bytes", ErrMalformed, e.Seq, e.Type, maxName)
	case y < 1970 || y > 9999:
		return fmt.Errorf("%w: event %d: the year is %d: set the clock", ErrMalformed, e.Seq, y)
	case len(e.Data) > MaxEventData:
		return fmt.Errorf("%w: event %d: %d bytes of data, at most %d are taken", ErrTooLarge, e.Seq, len(e.Data), MaxEventData)
	case e.First > e.Seq || e.Mono < 0:
		return fmt.Errorf("%w: event %d stands for %d onwards, at %d ms", ErrMalformed, e.Seq, e.First, e.Mono)
	case (e.First > 0) != (e.Type == EventsDropped) && e.Seq > 0:
		return fmt.Errorf("%w: event %d of type %.80q stands for %d onwards", ErrMalformed, e.Seq, e.Type, e.First)
	case !json.Valid(e.Data):
		return fmt.Errorf("%w: event %d: its data is not JSON", ErrMalformed, e.Seq)
	}
	return e.Clock.check()
}

// BookSwitch is the payload of BookSwitched: the device now sells by this
// version of the price book.
type BookSwitch struct {
	Epoch    uint64 `json:"epoch,omitempty"`
	Version  uint64 `json:"version"`
	Was      uint64 `json:"was,omitempty"`
	Products int    `json:"products"`
	Offers   int    `json:"offers"`
}

// Dropped is the payload of EventsDropped: what the numbers First to Seq of
// the event stood for.
type Dropped struct {
	Reason string    `json:"reason"`
	From   time.Time `json:"from"` // when the first happened
	To     time.Time `json:"to"`   // when the last happened
	// Types counts the events by type, in the order of their names.
	Types []Tally `json:"types"`
	// Levels are the sums of the movements among them: what Goods keeps when
	// its detail goes.
	Levels []stock.Level `json:"levels,omitempty"`
}

// Tally counts events of a type.
type Tally struct {
	Type  Type   `json:"type"`
	Count uint64 `json:"count"`
}

// StoreRepair is the payload of StoreRepaired: a device found its ledger
// damaged and goes on with what could be read. Each field is a sentence for a
// technician.
type StoreRepair struct {
	Step     string `json:"step"`               // older-meta, salvage or new
	Found    string `json:"found"`              // the damage
	Kept     string `json:"kept"`               // what the device goes on with
	Lost     string `json:"lost"`               // what may be missing in the ledger
	Evidence string `json:"evidence,omitempty"` // name of the damaged file, kept in the store's folder
}
