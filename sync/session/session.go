// Package session holds the line to headquarters: one connection from hello
// to loss, and the next.
//
//	OFFLINE --dial, subscribe--> HELLO --welcome within 15 s--> ONLINE --ctx ends--> DRAIN
//	   ^                           |                              |                   | 3 s
//	   +----- wait, longer each time, any broker in turn ---------+               (Run returns)
//
// A session is numbered by the store, and its will carries the number: a will
// that comes late cannot mark a newer session as gone. Nothing depends on what
// a broker remembers; whatever was missed is asked for in the hello.
//
// While online, two goroutines work apart: the outbox carries events up, the
// inbox brings the price book down. The session sorts what comes in between
// them and never waits for either.
package session

import (
	"context"
	"crypto/ed25519"
	crand "crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"endcap/sync/command"
	"endcap/sync/inbox"
	"endcap/sync/outbox"
	"endcap/sync/wire"
)

// ErrSilent is returned when the broker is there and headquarters is not.
var ErrSilent = errors.New("headquarters does not answer")

// ErrTwin is returned when headquarters has met another device of this name.
var ErrTwin = errors.New("another device answers to the same name: a card was copied; give one of the two a name of its own")

// ErrRefused is wrapped by a Dial that was told to go away, so that trying
// again soon is of no use: somebody has to do something first.
var ErrRefused = errors.New("this device is not let in")

// Pipe is one connection to a broker. It is not trusted to deliver.
type Pipe interface {
	// Send returns when m has left. After an error the pipe is over.
	Send(ctx context.Context, m wire.Message) error
	Messages() <-chan wire.Message
	Done() <-chan struct{} // closed when the pipe is over
	Err() error            // why
	Close()                // without the will being published
}

// Dial returns a pipe that has subscribed to every filter. The broker
// publishes the will when the pipe breaks.
type Dial func(ctx context.Context, broker string, will wire.Message, filters []string) (Pipe, error)

// Store is what a session reads and writes.
type Store interface {
	outbox.Log
	inbox.Shelf
	// Incarnation is the name of this opening of the store.
	Incarnation() string
	// Positions returns where events wait, the oldest incarnation first, and
	// where new ones go; at most wire.MaxPositions.
	Positions() []wire.Position
	// NextSession returns a number higher than any before, durably.
	NextSession(ctx context.Context) (uint64, error)
}

// Options say who speaks to whom.
type Options struct {
	Address       wire.Address
	Role, Version string
	Brokers       []string            // tried in this order
	Keys          []ed25519.PublicKey // that may sign price books
	Store         Store
	Book          func() uint64   // version of the price book in force, 0 for none
	Changed       <-chan struct{} // holds one after the store changed
	// Clock is a look at the device's clock, for the hello.
	Clock func() wire.Reading
	// Room is how many bytes the store may still grow by, for the hello.
	Room func() int64
	// Orders takes commands as they come; nil takes none. What finds it full
	// is dropped with all that follows on this connection, and sent again after
	// the next hello.
	Orders chan<- command.Order
	// Commanded is the highest number of a command taken, for the hello; nil
	// is none.
	Commanded func() uint64
	// Quotas is the name of the device's book of grants, for the hello; nil is
	// none.
	Quotas func() string
	// Vocabulary is what the device knows of offers, for the hello.
	Vocabulary uint64
	// Met, if not nil, is told headquarters' time, and between which two
	// moments of the device's it was asked.
	Met     func(sent, received, hq time.Time)
	Dial    Dial
	MaxWait time.Duration // the longest wait between attempts, 0 is DefaultMaxWait
	Log     *slog.Logger  // nil is silent
}

// Session is the line to headquarters.
type Session struct {
	o   Options
	up  *outbox.Outbox
	in  *inbox.Inbox
	log *slog.Logger

	mu    sync.Mutex
	state State
}

// New returns a session that Run opens. It refuses an address that no broker
// could carry, and a list of no brokers.
func New(o Options) (*Session, error) {
	if err := o.Address.Check(); err != nil {
		return nil, fmt.Errorf("session: %w", err)
	}
	if len(o.Brokers) == 0 {
		return nil, errors.New("session: no broker is named: give the address of at least one")
	}
	if o.MaxWait <= 0 {
		o.MaxWait = DefaultMaxWait
	}
	if o.Clock == nil {
		began := time.Now()
		o.Clock = func() wire.Reading { return wire.Reading{Wall: time.Now(), Mono: time.Since(began).Milliseconds()} }
	}
	if o.Room == nil {
		o.Room = func() int64 { return 0 }
	}
	if o.Quotas == nil {
		o.Quotas = func() string { return "" }
	}
	if o.Commanded == nil {
		o.Commanded = func() uint64 { return 0 }
	}
	if o.Met == nil {
		o.Met = func(_, _, _ time.Time) {}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Session{
		o: o, log: o.Log,
		up:    outbox.New(o.Store),
		in:    inbox.New(o.Store, o.Address, o.Keys, func() time.Time { return o.Clock().Wall }),
		state: State{Since: time.Now()},
	}, nil
}

// Run keeps the line open until ctx ends; then it gives what waits 3 s to be
// acknowledged, says goodbye and returns nil.
func (s *Session) Run(ctx context.Context) error {
	tries := 0   // since the line last held
	refused := 0 // one after another
	for broker := 0; ; {
		began := time.Now()
		met, err := s.once(ctx, s.o.Brokers[broker%len(s.o.Brokers)])
		if ctx.Err() != nil {
			s.left()
			return nil //nolint:nilerr // ending is what was asked for
		}
		s.offline(err)
		broker++
		if met {
			broker = 0
		}
		if tries++; met && time.Since(began) > s.o.MaxWait {
			tries = 1
		}
		if refused++; !errors.Is(err, ErrRefused) {
			refused = 0
		}
		wait := s.pause(tries)
		if refused >= len(s.o.Brokers) { // by each of them
			most := refusedTimes * s.o.MaxWait
			wait = most/5 + rand.N(most*4/5)
		}
		pause, end := context.WithTimeout(ctx, wait)
		s.in.Wait(pause)
		end()
	}
}

// pause draws how long to wait before the next attempt. All devices of a
// store lose their broker at the same moment and must not come back at one.
func (s *Session) pause(tries int) time.Duration {
	if s.State().Twin {
		return twinWait/2 + rand.N(twinWait/2)
	}
	most := min(firstWait<<min(tries, 20), s.o.MaxWait)
	if most <= firstWait {
		return most
	}
	return firstWait + rand.N(most-firstWait)
}

// once holds one connection to its end, and tells whether headquarters
// welcomed it.
func (s *Session) once(ctx context.Context, broker string) (met bool, err error) {
	n, err := s.o.Store.NextSession(ctx)
	if err != nil {
		return false, err
	}
	will, err := s.status(false, n)
	if err != nil {
		return false, err
	}
	will.QoS = 1
	dial, cancel := context.WithTimeout(ctx, dialWait)
	defer cancel()
	pipe, err := s.o.Dial(dial, broker, will, []string{s.o.Address.Down(), s.o.Address.BookHead()})
	if err != nil {
		return false, err
	}
	defer pipe.Close()
	c := &call{Session: s, pipe: pipe, number: n, nonce: nonce()}
	if err := c.hello(ctx); err != nil {
		return false, err
	}
	s.online(n, broker, c.welcome.Twin)
	if c.welcome.Twin {
		// Each connection of one of two ends the other's: bring what waits,
		// and leave.
		stay, cancel := context.WithTimeout(ctx, twinStay)
		defer cancel()
		if err := c.carry(stay); err != nil {
			return true, err
		}
		return true, ErrTwin
	}
	return true, c.carry(ctx)
}

// nonce returns a word that was never said before.
func nonce() string {
	var b [16]byte
	_, _ = crand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

func (s *Session) status(online bool, n uint64) (wire.Message, error) {
	b, err := wire.Encode(wire.Status{Online: online, Session: n, Incarnation: s.o.Store.Incarnation()})
	return wire.Message{Topic: s.o.Address.Topic(wire.KindStatus), Payload: b, Retain: true}, err
}
