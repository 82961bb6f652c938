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
// Each stream has its own watermark. Up to eight of its batches wait for it.
// If it does not move for 20 s (and twice as long each time after, up to
// 5 min), or headquarters says twice that nothing new arrived, everything
// above it is sent again. A new session begins with headquarters' watermarks,
// so nothing depends on what the connection before has carried.
//
// # What goes first
//
// One batch is sent at a time, of the most urgent stream that has one: over a
// slow line money is not kept waiting by how a device feels.
//
// # Incarnations
//
// A watermark is of one incarnation. Those before it may have events waiting
// still, so a later one is not begun before the last of the one before is
// acknowledged, and its watermark is believed only then.
package outbox

import (
	"context"
	"errors"
	"sync"
	"time"

	"endcap/sync/wire"
)

// ErrBehind is returned when headquarters acknowledges less than it did before
// and nothing moves: it has to be asked anew where it stands.
var ErrBehind = errors.New("headquarters acknowledges less than before: it is asked anew")

// Log is where events wait, in streams of their own, with numbers that run on
// from one incarnation to the next. The store is one.
type Log interface {
	// Standing returns the number that the next event of a stream will have,
	// and the highest that was forgotten.
	Standing(stream wire.Stream) (next, safe uint64)
	// Locate returns the number that a watermark means here, and the one
	// before the first of its incarnation; false for an incarnation of which
	// nothing waits. A watermark beyond the end of an earlier incarnation
	// means its end: this store is a copy of one that went on.
	Locate(m wire.Mark) (base, upto uint64, ok bool)
	// Batch returns the events that follow a number, as they travel.
	Batch(stream wire.Stream, after uint64) (Parcel, error)
	// Forget deletes the events of a stream up to and including upto, durably.
	Forget(ctx context.Context, stream wire.Stream, upto uint64) error
}

// Parcel is a batch of events of one incarnation as it travels.
type Parcel struct {
	Payload []byte
	Base    uint64 // the number before the first of its incarnation
	Last    uint64 // the number of its last event, 0 when there are none
}

// Outbox carries one store's events. What it knows outlives a session.
type Outbox struct {
	log    Log
	states [streams]State // of the goroutine in Run

	mu    sync.Mutex
	fault string
}

// New returns the outbox of a store's log.
func New(log Log) *Outbox { return &Outbox{log: log} }

// Session is what one connection to headquarters gives an outbox.
type Session struct {
	Told    []wire.Position // what the hello said
	Upto    []wire.Mark     // what the welcome answered to it, in its order
	Acks    <-chan wire.Ack
	Changed <-chan struct{} // the log may have more
	Drain   <-chan struct{} // closed: return when nothing waits any more
	// Send sends one batch; nil means that it left.
	Send func(ctx context.Context, stream wire.Stream, b []byte) error
}

// Run sends until ctx ends, or until nothing waits after Drain was closed:
// then it returns nil. After ErrBehind a new session is to begin at once. It is called for one session at a time.
func (o *Outbox) Run(ctx context.Context, s Session) error {
	r := &run{Outbox: o, Session: s}
	for i, stream := range wire.Streams {
		next, safe := o.log.Standing(stream)
		if err := r.on(ctx, i, Opened{Upto: r.welcomed(stream, safe), Next: next, Safe: safe}); err != nil {
			return err
		}
	}
	tick := time.NewTimer(0)
	defer tick.Stop()
	for {
		if r.Drain == nil && s.Drain != nil && r.idle() {
			return nil
		}
		if urgent := r.urgent(); urgent >= 0 {
			if more, err := r.listen(ctx, nil, true); err != nil || more {
				if err != nil {
					return err
				}
				continue
			}
			if err := r.send(ctx, urgent); err != nil {
				return err
			}
			continue
		}
		tick.Stop()
		if due := r.due(); !due.IsZero() {
			tick.Reset(time.Until(due))
		}
		if _, err := r.listen(ctx, tick.C, false); err != nil {
			return err
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
