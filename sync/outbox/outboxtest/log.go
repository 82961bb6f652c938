// Package outboxtest keeps a log of events in memory, and the test that it and
// the real one pass.
package outboxtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"endcap/sync/outbox"
	"endcap/sync/wire"
)

const streams = len(wire.Streams)

// Log is a log in memory. Its methods may be called from any goroutine.
type Log struct {
	from    wire.Address
	changed chan struct{}

	mu     sync.Mutex
	events [streams][]json.RawMessage // all there ever were
	at     [streams][]time.Time
	safe   [streams]uint64
	lives  []life
	broken error
}

type life struct {
	inc  string
	base [streams]uint64
}

// New returns an empty log of a device, in its first incarnation.
func New(from wire.Address, incarnation string) *Log {
	return &Log{from: from, changed: make(chan struct{}, 1), lives: []life{{inc: incarnation}}}
}

// Changed holds one after events were added.
func (l *Log) Changed() <-chan struct{} { return l.changed }

// Add adds events with this data and rings.
func (l *Log) Add(stream wire.Stream, data ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	rank := stream.Rank()
	for _, d := range data {
		l.events[rank] = append(l.events[rank], json.RawMessage(d))
		l.at[rank] = append(l.at[rank], time.Now())
	}
	select {
	case l.changed <- struct{}{}:
	default:
	}
}

// Begin begins another incarnation, as opening a store does.
func (l *Log) Begin(incarnation string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	next := life{inc: incarnation}
	for i := range next.base {
		next.base[i] = uint64(len(l.events[i]))
	}
	l.lives = append(l.lives, next)
}

// Break makes every reading fail.
func (l *Log) Break(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.broken = err
}

// Incarnation is the name of the newest incarnation.
func (l *Log) Incarnation() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lives[len(l.lives)-1].inc
}

// Standing returns the number of the next event, and the highest forgotten.
func (l *Log) Standing(stream wire.Stream) (next, safe uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	rank := stream.Rank()
	return uint64(len(l.events[rank])) + 1, l.safe[rank]
}

func (l *Log) end(rank, i int) uint64 {
	if i+1 < len(l.lives) {
		return l.lives[i+1].base[rank]
	}
	return uint64(len(l.events[rank]))
}

// Positions returns where events wait and where new ones go.
func (l *Log) Positions() (out []wire.Position) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, v := range l.lives {
		for rank, stream := range wire.Streams {
			end := l.end(rank, i)
			safe := min(max(l.safe[rank], v.base[rank]), end)
			if end > safe || i == len(l.lives)-1 {
				out = append(out, wire.Position{Stream: stream, Incarnation: v.inc, Next: end - v.base[rank] + 1, Safe: safe - v.base[rank]})
			}
		}
	}
	return out
}

// Locate returns the number that a watermark means here.
func (l *Log) Locate(m wire.Mark) (base, upto uint64, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	rank := m.Stream.Rank()
	for i, v := range l.lives {
		if v.inc == m.Incarnation && rank >= 0 {
			base, upto = v.base[rank], v.base[rank]+m.Upto
			if i+1 < len(l.lives) {
				upto = min(upto, l.end(rank, i))
			}
			return base, upto, true
		}
	}
	return 0, 0, false
}

// Batch returns the events that follow a number, as they travel.
func (l *Log) Batch(stream wire.Stream, after uint64) (outbox.Parcel, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	rank := stream.Rank()
	if after = max(after, l.safe[rank]); l.broken != nil || after >= uint64(len(l.events[rank])) {
		return outbox.Parcel{}, l.broken
	}
	i := len(l.lives) - 1
	for l.lives[i].base[rank] > after {
		i--
	}
	base, end := l.lives[i].base[rank], min(l.end(rank, i), after+wire.MaxBatch)
	var events []wire.Event
	for n := after + 1; n <= end; n++ {
		events = append(events, wire.Event{Seq: n - base, Type: "test", At: l.at[rank][n-1], Data: l.events[rank][n-1]})
	}
	b, err := wire.EncodeBatch(l.from, stream, l.lives[i].inc, events)
	return outbox.Parcel{Payload: b, Base: base, Last: end}, err
}

// Forget deletes events. They stay in memory; they are not given out again.
func (l *Log) Forget(_ context.Context, stream wire.Stream, upto uint64) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	rank := stream.Rank()
	if upto > uint64(len(l.events[rank])) {
		return errors.New("asked to forget what was never made")
	}
	l.safe[rank] = max(l.safe[rank], upto)
	return nil
}

// Numbers returns the data of n events that say their number, after those
// that there are.
func Numbers(first uint64, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprint(first + uint64(i))
	}
	return out
}
