package session_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"endcap/sync/outbox/outboxtest"
	"endcap/sync/session"
	"endcap/sync/wire"
)

var cart = wire.Address{Tenant: "acme", Store: "0042", Device: "cart-7"}

// store is a store in memory.
type store struct {
	*outboxtest.Log
	mu       sync.Mutex
	made     uint64
	sessions uint64
	staged   map[string][]byte
	book     wire.Manifest
}

func newStore() *store {
	return &store{Log: outboxtest.New(cart, "inc1"), staged: map[string][]byte{}}
}

func (s *store) add(n int) {
	s.Add(wire.Goods, outboxtest.Numbers(s.made+1, n)...)
	s.made += uint64(n)
}

func (s *store) NextSession(context.Context) (uint64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions++
	return s.sessions, nil
}

func (s *store) Sound() (wire.Manifest, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.book, s.book.Version > 0
}

func (s *store) Missing(m wire.Manifest) ([]wire.Chunk, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := m.Index
	for _, c := range m.Index {
		if raw, err := c.Open(s.staged[c.SHA256]); err == nil {
			part, err := wire.ReadIndex(raw)
			if err != nil {
				return nil, err
			}
			all = append(all, part...)
		}
	}
	var out []wire.Chunk
	for _, c := range all {
		if s.staged[c.SHA256] == nil {
			out = append(out, c)
		}
	}
	return out, nil
}

func (s *store) Stage(_ context.Context, sha256 string, b []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.staged[sha256] = b
	return nil
}

func (s *store) Switch(_ context.Context, m wire.Manifest) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.book = m
	return nil
}

func (s *store) version() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.book.Version
}

// hq is a headquarters in memory: a ledger that takes what is next, and the
// answers.
type hq struct {
	mu      sync.Mutex
	t       testing.TB
	ledger  []wire.Event
	base    uint64 // events before the ledger's first that it holds from elsewhere
	batches int
	hellos  []wire.Hello
	status  []wire.Status
	silent  bool
	twin    bool
	book    *wire.Signed
	chunks  map[string][]byte
}

func (h *hq) upto() uint64 { return h.base + uint64(len(h.ledger)) }

// do looks at headquarters, or changes it.
func (h *hq) do(f func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	f()
}

// hear answers one message of a device.
func (h *hq) hear(m wire.Message) []wire.Message {
	h.mu.Lock()
	defer h.mu.Unlock()
	a, kind, err := wire.ParseTopic(m.Topic)
	if err != nil || a != cart {
		h.t.Errorf("topic %s: %v", m.Topic, err)
	}
	switch kind {
	case wire.KindStatus:
		h.status = append(h.status, decode[wire.Status](h.t, m))
	case wire.KindHello:
		hello := decode[wire.Hello](h.t, m)
		h.hellos = append(h.hellos, hello)
		if !h.silent {
			var upto []wire.Mark
			for _, p := range hello.Streams {
				m := wire.Mark{Stream: p.Stream, Incarnation: p.Incarnation}
				if p.Stream == wire.Goods {
					m.Upto = h.upto()
				}
				upto = append(upto, m)
			}
			return []wire.Message{reply(wire.KindWelcome, wire.Welcome{
				Session: hello.Session, Nonce: hello.Nonce, Time: time.Now(), Upto: upto, Book: h.book, Twin: h.twin,
			})}
		}
	case wire.Goods.Kind():
		h.batches++
		b, err := wire.DecodeBatch(m.Payload)
		if err != nil {
			h.t.Error(err)
		}
		for _, e := range b.Events {
			if string(e.Data) != fmt.Sprint(e.Seq) {
				h.t.Errorf("event %d says %s", e.Seq, e.Data)
			}
			if e.Seq == h.upto()+1 {
				h.ledger = append(h.ledger, e)
			}
		}
		if !h.silent {
			return []wire.Message{reply(wire.KindAck, wire.Ack{Mark: wire.Mark{Stream: b.Stream, Incarnation: b.Incarnation, Upto: h.upto()}})}
		}
	case wire.KindGet:
		var out []wire.Message
		for _, name := range decode[wire.Get](h.t, m).Chunks {
			out = append(out, wire.Message{Topic: cart.Topic(wire.KindChunk), Payload: h.chunks[name]})
		}
		return out
	}
	return nil
}

func decode[T wire.Body](t testing.TB, m wire.Message) T {
	v, err := wire.Decode[T](m.Payload)
	if err != nil {
		t.Errorf("%s: %v", m.Topic, err)
	}
	return v
}

func reply[T wire.Body](kind string, v T) wire.Message {
	b, err := wire.Encode(v)
	if err != nil {
		panic(err)
	}
	return wire.Message{Topic: cart.Topic(kind), Payload: b}
}

// network joins a device and a headquarters, badly if asked to.
type network struct {
	hq     *hq
	mu     sync.Mutex
	rand   *rand.Rand
	lose   float64       // part of the messages, each way
	delay  time.Duration // each way
	jitter time.Duration // more for some, so that others overtake
	turn   time.Duration
	broken error    // no pipe can be had
	dials  []string // the brokers tried
	pipe   *pipe    // the newest
}

func (n *network) dial(_ context.Context, broker string, will wire.Message, filters []string) (session.Pipe, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.dials = append(n.dials, broker)
	if len(filters) != 2 || will.Topic != cart.Topic(wire.KindStatus) || !will.Retain {
		n.hq.t.Errorf("will %+v, filters %q", will, filters)
	}
	if n.broken != nil {
		return nil, n.broken
	}
	n.pipe = &pipe{net: n, will: will, in: make(chan wire.Message, 64), done: make(chan struct{})}
	return n.pipe, nil
}

// tries is how often a pipe was asked for.
func (n *network) tries() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return len(n.dials)
}

// cut breaks the pipe that is, if any, and lets no other be made for a why.
func (n *network) cut(why error) {
	n.mu.Lock()
	p := n.pipe
	n.broken, n.pipe = why, nil
	n.mu.Unlock()
	if p != nil && p.end(errors.New("wire cut")) {
		n.hq.hear(p.will)
	}
}

// carry brings a message over, later, or never.
func (n *network) carry(to func(wire.Message), m wire.Message) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if m.QoS == 0 && n.rand.Float64() < n.lose {
		return
	}
	n.turn++ // of two that leave together, the first arrives first
	time.AfterFunc(n.turn+n.delay+time.Duration(n.rand.Float64()*float64(n.jitter)), func() { to(m) })
}

type pipe struct {
	net  *network
	will wire.Message
	in   chan wire.Message
	mu   sync.Mutex
	done chan struct{}
	err  error
}

func (p *pipe) Send(_ context.Context, m wire.Message) error {
	if err := p.Err(); err != nil {
		return err
	}
	p.net.carry(func(m wire.Message) {
		for _, answer := range p.net.hq.hear(m) {
			p.net.carry(p.deliver, answer)
		}
	}, m)
	return nil
}

func (p *pipe) deliver(m wire.Message) {
	select {
	case p.in <- m:
	default:
		p.end(errors.New("read too slowly"))
	}
}

func (p *pipe) Messages() <-chan wire.Message { return p.in }
func (p *pipe) Done() <-chan struct{}         { return p.done }
func (p *pipe) Close()                        { p.end(errors.New("closed")) }

func (p *pipe) Err() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.err
}

func (p *pipe) end(why error) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err != nil {
		return false
	}
	p.err = why
	close(p.done)
	return true
}
