package shelf

import (
	"time"

	"endcap/device"
	"endcap/device/intake"
	"endcap/device/label"
	"endcap/offers/journal"
)

// Event is something that happened to a shelf: Scanned, BookChanged, Ticked,
// Recounted, RedrawAsked, Drawn, NotDrawn or NotStored.
type Event interface{ event() }

// Scanned says that staff scanned one piece that they put on the shelf.
type Scanned struct{ intake.Thing }

// BookChanged brings what the price book in force says about the product of
// every label.
type BookChanged struct{ intake.Book }

// Ticked says that time has passed: an offer may have begun or ended.
type Ticked struct{}

// Recounted brings what lies at each place.
type Recounted struct{ OnHand []int64 }

// RedrawAsked says that somebody wants every label drawn anew.
type RedrawAsked struct{}

// Drawn says that the panel of a label shows these facts.
type Drawn struct {
	Facts label.Facts
	At    time.Time
}

// NotDrawn says that the panel of a label does not show these facts yet.
type NotDrawn struct {
	Facts label.Facts
	Fault error
}

// NotStored says that the step of an event could not be made durable, so that
// it did not happen.
type NotStored struct {
	Of    Event
	Fault error
}

func (Scanned) event()     {}
func (BookChanged) event() {}
func (Ticked) event()      {}
func (RedrawAsked) event() {}
func (Recounted) event()   {}
func (Drawn) event()       {}
func (NotDrawn) event()    {}
func (NotStored) event()   {}

// Effect is something to be done because of an event: Commit, Draw or Signal.
type Effect interface{ effect() }

// Commit is a step that must be durable before the new state holds. If it
// cannot be, the state stays what it was and NotStored follows.
type Commit struct{ Step journal.Step }

// Draw asks the panel of the label Facts.ID to show Facts. Turn rises when it
// shall do so though it shows them.
type Draw struct {
	Facts label.Facts
	Turn  int
}

// Signal is what the light of the shelf shall say, and of one of its labels
// if Label names one.
type Signal struct {
	device.Signal
	Label string
}

func (Commit) effect() {}
func (Draw) effect()   {}
func (Signal) effect() {}
