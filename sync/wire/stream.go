package wire

import (
	"fmt"
	"slices"
)

// Stream is a class of events: each has its own numbers, its own place in the
// queue, and its own rule for when room is short. Append only.
type Stream string

// Streams. What is short of room goes in the order from the last up.
const (
	Control   Stream = "ctl" // what the device did: commands, price books, repairs, alarms. Never dropped.
	Money     Stream = "led" // sales, prices shown, refusals. Never dropped.
	Goods     Stream = "stk" // goods that moved. Summed up when room is short: detail goes, sums stay.
	Telemetry Stream = "tel" // how the device feels. Dropped when room is short, the oldest first.
)

// Streams lists every stream, the most urgent first.
var Streams = [...]Stream{Control, Money, Goods, Telemetry}

// Rank returns the stream's place in Streams, -1 for none of ours.
func (s Stream) Rank() int { return slices.Index(Streams[:], s) }

// Kind returns the kind of the messages that carry the stream's events.
func (s Stream) Kind() string { return kindEvents + string(s) }

func (s Stream) check() error {
	if s.Rank() < 0 {
		return fmt.Errorf("%w: stream %.20q: one of %v", ErrMalformed, string(s), Streams)
	}
	return nil
}

// Position is how far a device has come with one stream of one incarnation:
// it holds the events Safe+1 to Next-1.
type Position struct {
	Stream      Stream `json:"stream"`
	Incarnation string `json:"inc"`
	Next        uint64 `json:"next"` // the number the next event will have, from 1
	Safe        uint64 `json:"safe"` // the highest number ever acknowledged to it
}

func (p Position) check() error {
	switch {
	case p.Next == 0:
		return fmt.Errorf("%w: events are numbered from 1", ErrMalformed)
	case p.Safe >= p.Next:
		return fmt.Errorf("%w: event %d is safe, but %d is not made yet", ErrMalformed, p.Safe, p.Next)
	}
	if err := p.Stream.check(); err != nil {
		return err
	}
	return checkIncarnation(p.Incarnation)
}

// Mark is a watermark: the ledger holds every event of one stream of one
// incarnation up to and including Upto.
type Mark struct {
	Stream      Stream `json:"stream"`
	Incarnation string `json:"inc"`
	Upto        uint64 `json:"upto"`
}

func (m Mark) check() error {
	if err := m.Stream.check(); err != nil {
		return err
	}
	return checkIncarnation(m.Incarnation)
}
