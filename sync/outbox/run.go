package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"endcap/sync/wire"
)

// run is one session of an outbox.
type run struct {
	*Outbox
	Session
	todo [streams]Effect // what each state wants sent
}

// welcomed returns the number up to which headquarters holds a stream without
// a gap, by what it answered to the hello.
func (r *run) welcomed(stream wire.Stream, safe uint64) uint64 {
	upto := safe
	for i, p := range r.Told {
		if p.Stream != stream || i >= len(r.Upto) {
			continue
		}
		m := r.Upto[i]
		_, n, ok := r.log.Locate(m)
		if !ok || m.Stream != stream || m.Incarnation != p.Incarnation {
			break
		}
		if upto = n; m.Upto+1 < p.Next {
			break
		}
	}
	return upto
}

// urgent returns the most urgent stream that wants to send, -1 for none.
func (r *run) urgent() int {
	for i, do := range r.todo {
		if do.Send {
			return i
		}
	}
	return -1
}

func (r *run) idle() bool {
	for i := range r.states {
		if st := &r.states[i]; !st.Idle() && !st.Stopped() {
			return false
		}
	}
	return true
}

// due returns when the first state wants a Tick, zero for never.
func (r *run) due() (first time.Time) {
	for i := range r.states {
		if due := r.states[i].Due(); !due.IsZero() && (first.IsZero() || due.Before(first)) {
			first = due
		}
	}
	return first
}

// listen takes one thing that happened, and tells whether there was one.
func (r *run) listen(ctx context.Context, tick <-chan time.Time, hurry bool) (bool, error) {
	var now chan struct{}
	if hurry {
		now = make(chan struct{})
		close(now)
		select { // what happened comes before what may be sent
		case <-ctx.Done():
			return false, ctx.Err()
		case a := <-r.Acks:
			return true, r.heard(ctx, a)
		default:
		}
	}
	select {
	case <-ctx.Done():
		return false, ctx.Err()
	case a := <-r.Acks:
		return true, r.heard(ctx, a)
	case <-r.Changed:
		return true, r.filled(ctx)
	case <-r.Drain:
		r.Drain = nil
		return true, r.filled(ctx)
	case <-tick:
		return true, r.all(ctx, Tick{})
	case <-now:
		return false, nil
	}
}

// heard takes an acknowledgement and those that came while an earlier one was
// being forgotten by. One that says more of the same stream speaks for those
// before it, so that a slow disk writes once for many.
func (r *run) heard(ctx context.Context, a wire.Ack) error {
	for {
		select {
		case b := <-r.Acks:
			if b.Stream != a.Stream || b.Incarnation != a.Incarnation || b.Upto <= a.Upto {
				if err := r.acked(ctx, a); err != nil {
					return err
				}
			}
			a = b
		default:
			return r.acked(ctx, a)
		}
	}
}

func (r *run) acked(ctx context.Context, a wire.Ack) error {
	base, upto, ok := r.log.Locate(a.Mark)
	if !ok {
		return nil // of an incarnation that is done with
	}
	return r.on(ctx, a.Stream.Rank(), Acked{base, upto})
}

// filled tells the states whose stream has grown.
func (r *run) filled(ctx context.Context) error {
	for i, stream := range wire.Streams {
		if next, _ := r.log.Standing(stream); next > r.states[i].sent+1 {
			if err := r.on(ctx, i, Filled{}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *run) all(ctx context.Context, e Event) error {
	for i := range r.states {
		if err := r.on(ctx, i, e); err != nil {
			return err
		}
	}
	return nil
}

// on tells one stream's state of an event. What it wants forgotten is
// forgotten at once, what it wants sent is noted.
func (r *run) on(ctx context.Context, i int, e Event) error {
	r.states[i], r.todo[i] = r.states[i].On(e, time.Now())
	r.tell()
	if r.todo[i].Hello {
		return ErrBehind
	}
	if upto := r.todo[i].Forget; upto > 0 {
		if err := r.log.Forget(ctx, wire.Streams[i], upto); err != nil {
			return fmt.Errorf("outbox: forget the events up to %d: %w", upto, err)
		}
	}
	return nil
}

// tell copies what is wrong for those who ask.
func (r *run) tell() {
	fault := ""
	for i := range r.states {
		if fault = r.states[i].Fault(); fault != "" {
			break
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fault = fault
}

// send sends the next batch of a stream.
func (r *run) send(ctx context.Context, i int) error {
	stream, after := wire.Streams[i], r.todo[i].After
	p, err := r.log.Batch(stream, after)
	switch {
	case errors.Is(err, wire.ErrMalformed) || errors.Is(err, wire.ErrTooLarge):
		return r.on(ctx, i, Jam{err})
	case err != nil:
		return fmt.Errorf("outbox: read the %s events after %d: %w", stream, after, err)
	case p.Last > 0 && p.Base > r.states[i].upto && !r.states[i].Clear():
		return r.on(ctx, i, Held{})
	case p.Last > 0:
		if err := r.Send(ctx, stream, p.Payload); err != nil {
			return fmt.Errorf("outbox: send %s events %d to %d: %w", stream, after+1, p.Last, err)
		}
	}
	return r.on(ctx, i, Sent{p.Last})
}
