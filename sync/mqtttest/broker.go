package mqtttest

import (
	"context"
	"maps"
	"net"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Broker is one in memory that behaves: QoS 0 and 1, clean sessions, retained
// messages, wills, keep-alives. New is the only door. Its methods may be
// called by several goroutines.
type Broker struct {
	link *Link

	mu       sync.Mutex
	stopped  bool
	lose     func(topic string) bool
	sessions map[string]*session
	retained map[string]message
	open     map[net.Conn]*session // nil before its CONNECT
	all      sync.WaitGroup        // of them
}

// New returns a broker that is reached through Dial or a Link.
func New() *Broker {
	b := &Broker{sessions: map[string]*session{}, retained: map[string]message{}, open: map[net.Conn]*session{}}
	b.link = b.Link()
	return b
}

// Start returns the host:port of a broker that behaves. It ends with the test.
func Start(t testing.TB) string {
	t.Helper()
	return Serve(t, New().serve)
}

// Dial opens a connection, as mqtt.Options.Dial wants it, over a link that
// nothing ever happens to. The address is not looked at.
func (b *Broker) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	return b.link.Dial(ctx, network, address)
}

// Link returns a network of its own between some clients and the broker.
func (b *Broker) Link() *Link { return &Link{accept: b.accept} }

func (b *Broker) accept(_ context.Context, far net.Conn, network, _ string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.stopped {
		return &net.OpError{Op: "dial", Net: network, Err: syscall.ECONNREFUSED}
	}
	b.open[far] = nil
	b.all.Go(func() {
		b.serve(newWire(far))
		_ = far.Close()
		b.mu.Lock()
		delete(b.open, far) // if it never said who it is
		b.mu.Unlock()
	})
	return nil
}

// Stop ends the broker as a kill does: connections break without a will, and
// new ones are refused until Restart.
func (b *Broker) Stop() {
	b.mu.Lock()
	b.stopped = true
	for c, s := range b.open { // in the order of a kernel: any
		if s != nil {
			s.dead = true
		}
		_ = c.Close()
	}
	b.mu.Unlock()
	b.all.Wait()
}

// Restart lets a stopped broker begin again. Sessions are clean, so all that
// there is to keep are retained messages: it has them still, or it has no
// persistence and has not.
func (b *Broker) Restart(keep bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.stopped = false
	if !keep {
		clear(b.retained)
	}
}

// Lose makes the broker acknowledge messages and pass them to nobody, where f
// says so; nil loses none. Calls of f do not overlap.
func (b *Broker) Lose(f func(topic string) bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.lose = f
}

// session is one client, from its CONNECT to its end.
type session struct {
	wire    *Wire
	filters []string
	out     chan Packet
	dead    bool // the broker died beneath it
}

// send queues a packet. Who does not read while a thousand wait is cut off,
// as nats-server does it.
func (s *session) send(p Packet) {
	select {
	case s.out <- p:
	default:
		_ = s.wire.conn.Close()
	}
}

// serve holds one connection from CONNECT to its end.
func (b *Broker) serve(w *Wire) {
	first, err := w.Read()
	if err != nil {
		return
	}
	c, err := readConnect(first)
	if err != nil {
		return
	}
	s := &session{wire: w, out: make(chan Packet, 1000)}
	s.send(Packet{Type: CONNACK, Body: []byte{0, 0}})
	b.mu.Lock()
	if b.stopped {
		b.mu.Unlock()
		return
	}
	if old := b.sessions[c.client]; old != nil {
		_ = old.wire.conn.Close()
	}
	b.sessions[c.client], b.open[w.conn] = s, s
	b.mu.Unlock()

	var writer sync.WaitGroup
	over := make(chan struct{})
	writer.Go(func() {
		for {
			select {
			case p := <-s.out:
				w.Send(p)
			case <-over:
				return
			}
		}
	})
	farewell := b.talk(s, c.keepAlive)
	_ = w.conn.Close()
	close(over)
	writer.Wait()

	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.open, w.conn)
	if b.sessions[c.client] == s {
		delete(b.sessions, c.client)
	}
	if !farewell && !s.dead && c.will != nil {
		b.publish(*c.will)
	}
}

// talk answers packets until the client goes, and tells whether it said so.
// A client is gone that is silent for one and a half keep-alives (3.1.2.10).
func (b *Broker) talk(s *session, keepAlive time.Duration) (farewell bool) {
	for {
		if keepAlive > 0 {
			_ = s.wire.conn.SetReadDeadline(time.Now().Add(keepAlive * 3 / 2))
		}
		p, err := s.wire.Read()
		if err != nil {
			return false
		}
		if p.Type == DISCONNECT {
			return true
		}
		b.mu.Lock()
		err = b.answer(s, p)
		b.mu.Unlock()
		if err != nil {
			return false
		}
	}
}

func (b *Broker) answer(s *session, p Packet) error {
	switch p.Type {
	case PINGREQ:
		s.send(Packet{Type: PINGRESP})
	case PUBLISH:
		m, err := readMessage(p)
		if err != nil {
			return err
		}
		if b.lose == nil || !b.lose(m.topic) {
			b.publish(m)
		}
		if m.qos > 0 {
			s.send(Packet{Type: PUBACK, Body: []byte{byte(m.id >> 8), byte(m.id)}})
		}
	case SUBSCRIBE:
		r := reader{b: p.Body}
		r.number()
		var filters []string
		for len(r.b) > 0 {
			filters = append(filters, r.text())
			r.byte() // everything is granted with QoS 0
		}
		if r.bad || len(filters) == 0 {
			return errPacket
		}
		s.filters = append(s.filters, filters...)
		s.send(Packet{Type: SUBACK, Body: append(p.Body[:2:2], make([]byte, len(filters))...)})
		for _, topic := range slices.Sorted(maps.Keys(b.retained)) {
			if anyMatches(filters, topic) {
				s.send(b.retained[topic].packet())
			}
		}
	case PUBACK:
	default:
		return errPacket
	}
	return nil
}

// publish gives m to everyone who listens.
func (b *Broker) publish(m message) {
	m.qos = 0
	if m.retain {
		b.retained[m.topic] = m
		if len(m.payload) == 0 {
			delete(b.retained, m.topic)
		}
	}
	m.retain = false // only what was kept is marked as kept (3.3.1.3)
	for _, name := range slices.Sorted(maps.Keys(b.sessions)) {
		if s := b.sessions[name]; anyMatches(s.filters, m.topic) {
			s.send(m.packet())
		}
	}
}
