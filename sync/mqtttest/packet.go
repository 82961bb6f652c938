// Package mqtttest brings a broker into the test's process: one that behaves,
// one that misbehaves on order, the network in front of either with all that
// networks do, and the test that any broker for us must pass.
//
// It speaks MQTT 3.1.1 byte by byte and shares nothing with package mqtt, so
// that a fault in one is not hidden by the same fault in the other.
package mqtttest

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"time"
)

// Types of packets (MQTT 3.1.1, 2.2.1).
const (
	CONNECT    = 1
	CONNACK    = 2
	PUBLISH    = 3
	PUBACK     = 4
	SUBSCRIBE  = 8
	SUBACK     = 9
	PINGREQ    = 12
	PINGRESP   = 13
	DISCONNECT = 14
)

// Packet is one control packet.
type Packet struct {
	Type, Flags byte
	Body        []byte
}

// errPacket is returned when bytes are no packet.
var errPacket = errors.New("mqtttest: not a packet")

// ReadPacket reads one packet of at most 1 MiB.
func ReadPacket(r *bufio.Reader) (Packet, error) {
	first, err := r.ReadByte()
	if err != nil {
		return Packet{}, err
	}
	n, err := binary.ReadUvarint(r) // MQTT's length is the same code, cut at four bytes
	if err != nil {
		return Packet{}, err
	}
	if n > 1<<20 {
		return Packet{}, errPacket
	}
	p := Packet{Type: first >> 4, Flags: first & 15, Body: make([]byte, n)}
	_, err = io.ReadFull(r, p.Body)
	return p, err
}

// Bytes returns the packet as it travels.
func (p Packet) Bytes() []byte {
	b := binary.AppendUvarint([]byte{p.Type<<4 | p.Flags}, uint64(len(p.Body)))
	return append(b, p.Body...)
}

// ID returns the packet's number, the first two bytes of most bodies.
func (p Packet) ID() uint16 {
	if len(p.Body) < 2 {
		return 0
	}
	return binary.BigEndian.Uint16(p.Body)
}

// text is a string with its length before it.
func text(b []byte, s string) []byte {
	return append(binary.BigEndian.AppendUint16(b, uint16(len(s))), s...)
}

// reader takes a body apart; after the first thing missing everything is empty.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) take(n int) []byte {
	if r.bad = r.bad || n > len(r.b); r.bad {
		return make([]byte, 2)[:min(n, 2)]
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

func (r *reader) number() uint16 { return binary.BigEndian.Uint16(r.take(2)) }
func (r *reader) text() string   { return string(r.take(int(r.number()))) }
func (r *reader) byte() byte     { return r.take(1)[0] }

// message is what a PUBLISH carries.
type message struct {
	topic   string
	payload []byte
	qos     byte
	retain  bool
	id      uint16
}

func (m message) packet() Packet {
	p := Packet{Type: PUBLISH, Flags: m.qos << 1, Body: text(nil, m.topic)}
	if m.retain {
		p.Flags |= 1
	}
	if m.qos > 0 {
		p.Body = binary.BigEndian.AppendUint16(p.Body, m.id)
	}
	p.Body = append(p.Body, m.payload...)
	return p
}

func readMessage(p Packet) (message, error) {
	r := reader{b: p.Body}
	m := message{topic: r.text(), qos: p.Flags >> 1 & 3, retain: p.Flags&1 != 0}
	if m.qos > 0 {
		m.id = r.number()
	}
	m.payload = r.b
	if r.bad || m.qos > 1 {
		return m, errPacket
	}
	return m, nil
}

// connect is what a CONNECT carries.
type connect struct {
	client    string
	keepAlive time.Duration
	will      *message
}

func (c connect) packet() Packet {
	flags := byte(2) // clean session
	if c.will != nil {
		flags |= 4 | c.will.qos<<3
		if c.will.retain {
			flags |= 1 << 5
		}
	}
	b := append(text(nil, "MQTT"), 4, flags, 0, 60)
	b = text(b, c.client)
	if c.will != nil {
		b = text(text(b, c.will.topic), string(c.will.payload))
	}
	return Packet{Type: CONNECT, Body: b}
}

func readConnect(p Packet) (connect, error) {
	r := reader{b: p.Body}
	name, level, flags := r.text(), r.byte(), r.byte()
	keepAlive := time.Duration(r.number()) * time.Second
	c := connect{keepAlive: keepAlive, client: r.text()}
	if flags&4 != 0 {
		c.will = &message{topic: r.text(), payload: []byte(r.text()), qos: flags >> 3 & 3, retain: flags>>5&1 != 0}
	}
	if r.bad || p.Type != CONNECT || name != "MQTT" || level != 4 || flags&2 == 0 {
		return c, errPacket
	}
	return c, nil
}
