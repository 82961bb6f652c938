// Package inbox brings the price book down: a signed manifest, its chunks in
// any order over any number of connections, and one switch. Which chunks those
// are, of what has changed or of the whole book, the shelf says.
//
// A book may have a time before which it is not in force; it is fetched at
// once, and put in force then by the device's clock, with headquarters or
// without.
//
// A chunk is known by what it contains, so one that was staged before the
// power went, or for an older book, is not fetched again. A book that cannot
// be trusted or put together is left alone with a sentence, and the one in
// force stays in force. A full disk may pass: the book is tried, ever more
// seldom, until there is room. What fails for another reason is tried three
// times, over restarts too, and then waits for a newer one. A book that was
// found damaged is fetched again.
package inbox

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"sync"
	"time"

	"endcap/sync/wire"
)

var (
	// ErrStore is returned when a manifest is for another store.
	ErrStore = errors.New("it is for another store")
	// ErrNoRoom is returned by a Shelf that has no room for a book now.
	ErrNoRoom = errors.New("there is no room for it: make room on the disk")
	errAway   = errors.New("headquarters is away")
	// ErrAlone is returned by a Shelf on which a book failed Strikes times.
	ErrAlone = errors.New("it has failed too often")
)

// Shelf is where a book is put together. The store is one. Where an error is
// ErrNoRoom, the same may succeed when there is room again.
type Shelf interface {
	// Sound returns the book in force, false while there is none that can be
	// read.
	Sound() (wire.Manifest, bool)
	// Missing returns the chunks that m needs here and that are not staged
	// yet, in order. It is asked again when they are: the chunks may name
	// others.
	Missing(m wire.Manifest) ([]wire.Chunk, error)
	// Stage keeps one chunk's compressed bytes, durably.
	Stage(ctx context.Context, sha256 string, b []byte) error
	// Switch puts the book of m in force in one transaction when nothing is
	// missing. It is refused whole when a line cannot be read or the lines are
	// not those of m; the old book stays. It counts its tries, and returns
	// ErrAlone after Strikes.
	Switch(ctx context.Context, m wire.Manifest) error
}

// Inbox fetches one store's price books. What it knows outlives a session.
type Inbox struct {
	shelf Shelf
	of    wire.Address
	keys  []ed25519.PublicKey
	clock func() time.Time
	state State // of the goroutine in Run

	mu    sync.Mutex
	fault string
}

// New returns the inbox of a device that trusts keys. By clock, the device's
// own, it knows when the time of a book has come.
func New(shelf Shelf, of wire.Address, keys []ed25519.PublicKey, clock func() time.Time) *Inbox {
	now, _ := shelf.Sound()
	return &Inbox{shelf: shelf, of: of, keys: keys, clock: clock, state: State{book: now, wait: firstWait}}
}

// Session is what one connection to headquarters gives an inbox.
type Session struct {
	Heads  <-chan wire.Signed // manifests, the newest is enough
	Chunks <-chan []byte
	Send   func(ctx context.Context, g wire.Get) error
}

// Run fetches until ctx ends. It is called for one session at a time.
func (i *Inbox) Run(ctx context.Context, s Session) error {
	if m := i.state.want; i.state.Broken() {
		if err := i.do(ctx, s, Effect{Look: &m}); err != nil {
			return err
		}
	}
	tick, look := time.NewTimer(0), time.NewTicker(again)
	defer tick.Stop()
	defer look.Stop()
	for {
		tick.Stop()
		if due := i.state.Due(); !due.IsZero() {
			tick.Reset(time.Until(due))
		}
		var e Event
		select {
		case <-ctx.Done():
			return ctx.Err()
		case h := <-s.Heads:
			e = i.open(h)
		case b := <-s.Chunks:
			if e = i.stage(ctx, b); e == nil {
				continue
			}
		case <-tick.C:
			e = i.tick()
		case <-look.C:
			e = i.tick()
		}
		if err := i.do(ctx, s, i.on(e)); err != nil {
			return err
		}
	}
}

// Wait puts a book in force that is whole here and waits for its time, without
// headquarters, until ctx ends. It runs between two calls of Run.
func (i *Inbox) Wait(ctx context.Context) {
	away := Session{Send: func(context.Context, wire.Get) error { return errAway }}
	for i.state.Held() {
		due := time.NewTimer(time.Until(i.state.Due()))
		select {
		case <-ctx.Done():
			due.Stop()
			return
		case <-due.C:
		}
		if err := i.do(ctx, away, i.on(i.tick())); err != nil {
			break // what it lacks all of a sudden is asked for when headquarters is there
		}
	}
	<-ctx.Done()
}

// Fault returns why the newest book is not in force as a sentence, "" when it
// is. Any goroutine may ask.
func (i *Inbox) Fault() string {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.fault
}

func (i *Inbox) on(e Event) Effect {
	var do Effect
	i.state, do = i.state.On(e, time.Now())
	i.mu.Lock()
	defer i.mu.Unlock()
	i.fault = i.state.Fault()
	return do
}

// open says what a signed manifest is.
func (i *Inbox) open(h wire.Signed) Event {
	m, err := wire.OpenBook(h, i.keys...)
	if err == nil && (m.Tenant != i.of.Tenant || m.Store != i.of.Store) {
		err = fmt.Errorf("%w: %s of %s", ErrStore, m.Store, m.Tenant)
	}
	if err != nil {
		return Refused{err}
	}
	now, _ := i.shelf.Sound()
	return Head{m, now}
}

func (i *Inbox) tick() Event {
	now, _ := i.shelf.Sound()
	return Tick{now}
}

// stage keeps a chunk that was asked for. Anything else is nobody's.
func (i *Inbox) stage(ctx context.Context, b []byte) Event {
	name := wire.ChunkName(b)
	if !i.state.Wants(name, len(b)) {
		return nil
	}
	if err := i.shelf.Stage(ctx, name, b); ctx.Err() != nil {
		return nil // the session is over, which is not the book's fault
	} else if err != nil {
		return Failed{fmt.Errorf("keep chunk %s: %w", name, err)}
	}
	return Came{name, len(b)}
}

// do does what the state says until it says nothing. Only a failure to send
// is an error; what the shelf refuses is told to the state.
func (i *Inbox) do(ctx context.Context, s Session, do Effect) error {
	for {
		var e Event
		switch {
		case do.Look != nil:
			chunks, err := i.shelf.Missing(*do.Look)
			if e = (Lacks{chunks, i.clock()}); err != nil {
				e = Failed{err}
			}
		case do.Ask != nil:
			if err := s.Send(ctx, wire.Get{Chunks: do.Ask}); err != nil {
				return fmt.Errorf("inbox: ask for %d chunks: %w", len(do.Ask), err)
			}
			return nil
		case do.Switch != nil:
			// It needs no connection, and takes longer than some last.
			e = Switched{}
			if err := i.shelf.Switch(context.WithoutCancel(ctx), *do.Switch); err != nil {
				e = Failed{err}
			}
		default:
			return nil
		}
		do = i.on(e)
	}
}
