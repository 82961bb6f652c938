package session

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"endcap/sync/command"
	"endcap/sync/inbox"
	"endcap/sync/outbox"
	"endcap/sync/wire"
)

// call is one connection from hello to loss. Its fields belong to the
// goroutine of once; the channels lead to the two pumps.
type call struct {
	*Session
	pipe    Pipe
	number  uint64
	nonce   string
	told    []wire.Position // in the hello
	welcome wire.Welcome
	sent    time.Time // the first hello
	met     bool
	behind  bool // a command was dropped, so that none after it is taken

	acks   chan wire.Ack
	heads  chan wire.Signed
	chunks chan []byte
}

// hello says who we are and waits to be welcomed.
func (c *call) hello(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, welcomeWait) // for a broker that takes and never acknowledges
	defer cancel()
	c.acks, c.heads, c.chunks = make(chan wire.Ack, ackQueue), make(chan wire.Signed, 1), make(chan []byte, chunkQueue)
	c.told = c.o.Store.Positions()
	b, err := wire.Encode(wire.Hello{
		Incarnation: c.o.Store.Incarnation(), Session: c.number, Nonce: c.nonce, Streams: c.told,
		Book: c.o.Book(), Command: c.o.Commanded(), Role: c.o.Role, Version: c.o.Version, Room: c.o.Room(), Clock: c.o.Clock(), Quotas: c.o.Quotas(), Offers: c.o.Vocabulary,
	})
	if err != nil {
		return err
	}
	// QoS 0: a broker that cannot keep anything just now would not acknowledge,
	// and could pass on all the same.
	hello := wire.Message{Topic: c.o.Address.Topic(wire.KindHello), Payload: b}
	patience, again := time.NewTimer(welcomeWait), time.NewTicker(helloEvery)
	defer patience.Stop()
	defer again.Stop()
	c.sent = time.Now()
	if err := c.send(ctx, hello); err != nil {
		return err
	}
	for !c.met {
		select {
		case m := <-c.pipe.Messages():
			c.sort(m)
		case <-c.pipe.Done():
			return c.pipe.Err()
		case <-again.C:
			// A broker that has just begun takes a hello before headquarters
			// listens, and passes it to nobody.
			if err := c.send(ctx, hello); err != nil {
				return err
			}
		case <-patience.C:
			return fmt.Errorf("%w within %s", ErrSilent, welcomeWait)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	st, err := c.status(true, c.number)
	if err != nil {
		return err
	}
	return c.send(ctx, st)
}

// end is how one of the two pumps ended.
type end struct {
	up  bool
	err error
}

// carry lets outbox and inbox work until the line is lost, or ctx ends and
// what waits has gone.
func (c *call) carry(ctx context.Context) error {
	// The pumps outlive ctx by the time that draining takes.
	live, stop := context.WithCancel(context.WithoutCancel(ctx))
	var pumps sync.WaitGroup
	ends, drain := make(chan end, 2), make(chan struct{})
	pumps.Go(func() {
		ends <- end{true, c.up.Run(live, outbox.Session{
			Told: c.told, Upto: c.welcome.Upto,
			Acks: c.acks, Changed: c.o.Changed, Drain: drain, Send: c.sendEvents,
		})}
	})
	pumps.Go(func() {
		ends <- end{false, c.in.Run(live, inbox.Session{Heads: c.heads, Chunks: c.chunks, Send: c.sendGet})}
	})
	err := c.serve(ctx, ends, drain)
	stop()
	pumps.Wait()
	if ctx.Err() != nil {
		c.goodbye(ctx)
	}
	return err
}

// serve sorts what comes, until something ends.
func (c *call) serve(ctx context.Context, ends <-chan end, drain chan<- struct{}) error {
	over := ctx.Done()
	var enough <-chan time.Time
	for {
		select {
		case m := <-c.pipe.Messages():
			c.sort(m)
		case <-c.pipe.Done():
			return c.pipe.Err()
		case e := <-ends:
			if e.up && e.err == nil {
				return nil // drained
			}
			return e.err
		case <-over:
			over, enough = nil, time.After(drainWait)
			close(drain)
		case <-enough:
			return nil
		}
	}
}

// sort puts a message where it belongs. It never waits: what finds its queue
// full is asked for again by whoever misses it.
func (c *call) sort(m wire.Message) {
	var err error
	switch m.Topic {
	case c.o.Address.Topic(wire.KindWelcome):
		var w wire.Welcome
		if w, err = wire.Decode[wire.Welcome](m.Payload); err == nil && w.Session == c.number && w.Nonce == c.nonce && !c.met {
			c.met, c.welcome = true, w
			c.o.Met(c.sent, time.Now(), w.Time)
			if w.Book != nil {
				newest(c.heads, *w.Book)
			}
		}
	case c.o.Address.Topic(wire.KindAck):
		var a wire.Ack
		if a, err = wire.Decode[wire.Ack](m.Payload); err == nil {
			newest(c.acks, a)
		}
	case c.o.Address.Topic(wire.KindChunk):
		select {
		case c.chunks <- m.Payload:
		default:
		}
	case c.o.Address.Topic(wire.KindCommand):
		var o wire.Signed
		if o, err = wire.Decode[wire.Signed](m.Payload); err == nil {
			c.order(command.Order{Signed: o, Retained: m.Retain, Nonce: c.nonce})
		}
	case c.o.Address.BookHead():
		if len(m.Payload) == 0 {
			return // taken down; the book in force stays
		}
		var h wire.Signed
		if h, err = wire.Decode[wire.Signed](m.Payload); err == nil {
			newest(c.heads, h)
		}
	}
	if err != nil {
		c.log.Warn("message not understood", slog.String("topic", m.Topic), slog.String("error", err.Error()))
	}
}

// order passes a command on. Behind one that found no place none is taken on
// this connection: a device takes no command below one that it took.
func (c *call) order(o command.Order) {
	if c.behind || c.o.Orders == nil {
		return
	}
	select {
	case c.o.Orders <- o:
	default:
		c.behind = true
		c.log.Warn("more commands wait than can be kept; the rest come again with the next hello")
	}
}

// newest queues v, in the place of the oldest if the queue is full. Only one
// goroutine sends to q.
func newest[T any](q chan T, v T) {
	for {
		select {
		case q <- v:
			return
		default:
		}
		select {
		case <-q:
		default:
		}
	}
}

// send sends one message within 15 s.
func (c *call) send(ctx context.Context, m wire.Message) error {
	ctx, cancel := context.WithTimeout(ctx, sendWait)
	defer cancel()
	return c.pipe.Send(ctx, m)
}

// sendEvents sends a batch. QoS 0, because an acknowledgement by the broker
// would cost a round trip and prove nothing.
func (c *call) sendEvents(ctx context.Context, stream wire.Stream, b []byte) error {
	return c.send(ctx, wire.Message{Topic: c.o.Address.Topic(stream.Kind()), Payload: b})
}

func (c *call) sendGet(ctx context.Context, g wire.Get) error {
	b, err := wire.Encode(g)
	if err != nil {
		return err
	}
	return c.send(ctx, wire.Message{Topic: c.o.Address.Topic(wire.KindGet), Payload: b})
}

// goodbye tells that we go, because a broker publishes no will for whoever
// says that it leaves.
func (c *call) goodbye(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), byeWait)
	defer cancel()
	st, err := c.status(false, c.number)
	if err == nil {
		err = c.pipe.Send(ctx, st)
	}
	if err != nil {
		c.log.Debug("left without a goodbye", slog.String("error", err.Error()))
	}
}
