// Package outbox brings events up to headquarters: everything once, in order,
// forgotten only when headquarters says that its ledger holds it.
//
// # Why a broker's acknowledgement counts for nothing
//
// A broker acknowledges what it has taken over, which is neither stored nor
// delivered: it may drop what the next hop may not have, write to disk later,
// or die. So a device sends its events again until headquarters tells a
// watermark (wire.Ack), which it does after its own commit. Headquarters
// passes over what it has already; sending twice costs bytes, never truth.
//
// # How much is on its way
//
// Up to eight batches wait for the watermark. If it does not move for 20 s
// (and twice as long each time after, up to 5 min), or headquarters says twice
// that nothing new arrived, everything above the watermark is sent again. A
// new session begins with headquarters' watermark, so nothing depends on what
// the connection before has carried.
//
// # What cannot be
//
// A watermark beyond what was ever made means that this store was restored
// from an old copy, or cloned. Sending would then mix two histories, so the
// outbox stops and says so.
package outbox

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"endcap/sync/wire"
)

// Log is where events wait. The store is one.
type Log interface {
	// Pending returns up to max events numbered above after, in order.
	Pending(after uint64, max int) ([]wire.Event, error)
	// Forget deletes the events up to and including upto, durably.
	Forget(ctx context.Context, upto uint64) error
}

// Outbox carries one store's events. What it knows outlives a session.
type Outbox struct {
	log         Log
	from        wire.Address
	incarnation string
	state       State // of the goroutine in Run

	mu    sync.Mutex
	fault string
}

// New returns the outbox of a store's log.
func New(log Log, from wire.Address, incarnation string) *Outbox {
	return &Outbox{log: log, from: from, incarnation: incarnation}
}

// Session is what one connection to headquarters gives an outbox.
type Session struct {
	Opened  Opened
	Acks    <-chan wire.Ack
	Changed <-chan struct{}                           // the log may have more
	Drain   <-chan struct{}                           // closed: return when nothing waits any more
	Send    func(ctx context.Context, b []byte) error // one batch; nil means that it left
}

// Run sends until ctx ends, or until nothing waits after Drain was closed:
// then it returns nil. It is called for one session at a time.
func (o *Outbox) Run(ctx context.Context, s Session) error {
	if err := o.step(ctx, s, s.Opened); err != nil {
		return err
	}
	tick := time.NewTimer(0)
	defer tick.Stop()
	drain := s.Drain
	for {
		tick.Stop()
		if due := o.state.Due(); !due.IsZero() {
			tick.Reset(time.Until(due))
		}
		var e Event
		select {
		case <-ctx.Done():
			return ctx.Err()
		case a := <-s.Acks:
			if a.Incarnation != o.incarnation {
				continue
			}
			e = Acked{a.Upto}
		case <-s.Changed:
			e = Filled{}
		case <-tick.C:
			e = Tick{}
		case <-drain:
			drain, e = nil, Filled{}
		}
		if err := o.step(ctx, s, e); err != nil {
			return err
		}
		if drain == nil && s.Drain != nil && (o.state.Idle() || o.Fault() != "") {
			return nil
		}
	}
}

// Fault returns what is wrong between the store and headquarters as a
// sentence, "" for nothing. Any goroutine may ask.
func (o *Outbox) Fault() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.fault
}

// step tells the state of an event, and does what it says until it says
// nothing.
func (o *Outbox) step(ctx context.Context, s Session, e Event) error {
	for e != nil {
		var do Effect
		o.state, do = o.state.On(e, time.Now())
		o.mu.Lock()
		o.fault = o.state.Fault()
		o.mu.Unlock()
		if do.Forget > 0 {
			if err := o.log.Forget(ctx, do.Forget); err != nil {
				return fmt.Errorf("outbox: forget the events up to %d: %w", do.Forget, err)
			}
		}
		e = nil
		if do.Send {
			var err error
			if e, err = o.send(ctx, s, do.After); err != nil {
				return err
			}
		}
	}
	return nil
}

// send sends the events above after, as many as fit.
func (o *Outbox) send(ctx context.Context, s Session, after uint64) (Event, error) {
	events, err := o.log.Pending(after, wire.MaxBatch)
	if err != nil {
		return nil, fmt.Errorf("outbox: read the events after %d: %w", after, err)
	}
	if len(events) == 0 {
		return Sent{}, nil
	}
	b, err := wire.EncodeBatch(o.from, o.incarnation, events)
	for errors.Is(err, wire.ErrTooLarge) && len(events) > 1 {
		events = events[:len(events)/2]
		b, err = wire.EncodeBatch(o.from, o.incarnation, events)
	}
	if err != nil {
		return Jam{err}, nil //nolint:nilerr // the state is told, and stops
	}
	last := events[len(events)-1].Seq
	if err := s.Send(ctx, b); err != nil {
		return nil, fmt.Errorf("outbox: send events %d to %d: %w", after+1, last, err)
	}
	return Sent{last}, nil
}
