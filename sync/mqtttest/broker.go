package mqtttest

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
)

// Start returns the host:port of a broker that behaves: QoS 0 and 1, clean
// sessions, retained messages, wills. It ends with the test.
func Start(t testing.TB) string {
	t.Helper()
	b := &hub{sessions: map[string]*session{}, retained: map[string]message{}}
	return Serve(t, b.serve)
}

// hub is what the connections of one broker share.
type hub struct {
	mu       sync.Mutex
	sessions map[string]*session
	retained map[string]message
}

type session struct {
	wire    *Wire
	filters []string
}

// serve holds one connection from CONNECT to its end.
func (h *hub) serve(w *Wire) {
	first, err := w.Read()
	if err != nil {
		return
	}
	c, err := readConnect(first)
	if err != nil {
		return
	}
	s := &session{wire: w}
	h.mu.Lock()
	if old := h.sessions[c.client]; old != nil {
		_ = old.wire.conn.Close()
	}
	h.sessions[c.client] = s
	w.Send(Packet{Type: CONNACK, Body: []byte{0, 0}})
	h.mu.Unlock()

	farewell := h.talk(s)

	h.mu.Lock()
	defer h.mu.Unlock()
	if h.sessions[c.client] == s {
		delete(h.sessions, c.client)
	}
	if !farewell && c.will != nil {
		h.publish(*c.will)
	}
}

// talk answers packets until the client goes, and tells whether it said so.
func (h *hub) talk(s *session) (farewell bool) {
	for {
		p, err := s.wire.Read()
		if err != nil {
			return false
		}
		if p.Type == DISCONNECT {
			return true
		}
		h.mu.Lock()
		err = h.answer(s, p)
		h.mu.Unlock()
		if err != nil {
			return false
		}
	}
}

func (h *hub) answer(s *session, p Packet) error {
	switch p.Type {
	case PINGREQ:
		s.wire.Send(Packet{Type: PINGRESP})
	case PUBLISH:
		m, err := readMessage(p)
		if err != nil {
			return err
		}
		h.publish(m)
		if m.qos > 0 {
			s.wire.Send(Packet{Type: PUBACK, Body: []byte{byte(m.id >> 8), byte(m.id)}})
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
		s.wire.Send(Packet{Type: SUBACK, Body: append(p.Body[:2:2], make([]byte, len(filters))...)})
		for _, topic := range slices.Sorted(maps.Keys(h.retained)) {
			if anyMatches(filters, topic) {
				s.wire.Send(h.retained[topic].packet())
			}
		}
	case PUBACK:
	default:
		return errPacket
	}
	return nil
}

// publish gives m to everyone who listens.
func (h *hub) publish(m message) {
	m.qos = 0
	if m.retain {
		h.retained[m.topic] = m
		if len(m.payload) == 0 {
			delete(h.retained, m.topic)
		}
	}
	m.retain = false // only what was kept is marked as kept (3.3.1.3)
	for _, name := range slices.Sorted(maps.Keys(h.sessions)) {
		if s := h.sessions[name]; anyMatches(s.filters, m.topic) {
			s.wire.Send(m.packet())
		}
	}
}

func anyMatches(filters []string, topic string) bool {
	return slices.ContainsFunc(filters, func(f string) bool { return matches(f, topic) })
}

// matches tells whether a filter covers a topic (4.7).
func matches(filter, topic string) bool {
	f, t := strings.Split(filter, "/"), strings.Split(topic, "/")
	for i, level := range f {
		if level == "#" {
			return true
		}
		if i >= len(t) || (level != "+" && level != t[i]) {
			return false
		}
	}
	return len(f) == len(t)
}
