package mqtt

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Types of packets (MQTT 3.1.1, 2.2.1).
const (
	typeConnect  = 1
	typeConnack  = 2
	typePublish  = 3
	typePuback   = 4
	typeSuback   = 9
	typePingreq  = 12
	typePingresp = 13
)

// header reads the first byte and the length (2.2).
func (g *guard) header() (head []byte, n int, err error) {
	for {
		b, err := g.in.ReadByte()
		if err != nil {
			return nil, 0, lost(err)
		}
		head = append(head, b)
		if len(head) == 1 {
			continue
		}
		n |= int(b&0x7f) << (7 * (len(head) - 2))
		if b < 0x80 {
			return head, n, nil
		}
		if len(head) == 5 {
			return nil, 0, fmt.Errorf("%w: a length of more than four bytes", ErrProtocol)
		}
	}
}

// turn looks at the first byte of a packet, before the rest is waited for.
func (g *guard) turn(first byte) error {
	kind, flags := first>>4, first&0x0f
	if g.began == (kind == typeConnack) {
		return fmt.Errorf("%w: packet %d out of turn", ErrProtocol, kind)
	}
	if flags != 0 && kind != typePublish {
		return fmt.Errorf("%w: packet %d with flags %04b", ErrProtocol, kind, flags)
	}
	return nil
}

// check looks at the rest of a packet.
func (g *guard) check(first byte, body []byte) error {
	kind, flags := first>>4, first&0x0f
	short := func(want int) error {
		if len(body) != want {
			return fmt.Errorf("%w: packet %d of %d bytes, it has %d", ErrProtocol, kind, len(body), want)
		}
		return nil
	}
	switch kind {
	case typeConnack:
		g.began = true
		if err := short(2); err != nil {
			return err
		}
		return connack(body[1])
	case typePublish:
		return publish(flags, body)
	case typePuback:
		return short(2)
	case typeSuback:
		// More codes than filters would end the process in the client.
		n := g.filters
		g.filters = 0
		if n == 0 {
			return fmt.Errorf("%w: a SUBACK that nobody asked for", ErrProtocol)
		}
		return short(2 + n)
	case typePingresp:
		return short(0)
	}
	return fmt.Errorf("%w: packet %d is not for us", ErrProtocol, kind)
}

// withKeepAlive returns a CONNECT with the keep-alive that we promise the
// broker (3.1.2.10), in the place of the client's, which is off. Any other
// packet is returned as it is.
func withKeepAlive(p []byte, d time.Duration) []byte {
	if p[0]>>4 != typeConnect {
		return p
	}
	body := 1
	for p[body] >= 0x80 { // the length
		body++
	}
	out := bytes.Clone(p)
	binary.BigEndian.PutUint16(out[body+1+len("00MQTT")+2:], uint16(d/time.Second))
	return out
}

// connack returns the reason of a refusal (3.2.2.3).
func connack(code byte) error {
	switch code {
	case 0:
		return nil
	case 1:
		return fmt.Errorf("%w: it does not speak MQTT 3.1.1", ErrRefused)
	case 2:
		return fmt.Errorf("%w: it does not take this client ID", ErrRefused)
	case 3:
		return fmt.Errorf("%w: it is not available now; wait, or start it again", ErrRefused)
	case 4:
		return fmt.Errorf("%w: it wants a user name and password, which devices do not have: let its configuration admit this device without", ErrRefused)
	case 5:
		return fmt.Errorf("%w: this device is not authorised: let the broker's configuration admit it", ErrRefused)
	}
	return fmt.Errorf("%w: it refuses with code %d, which does not exist", ErrProtocol, code)
}

// publish looks at a message (3.3). QoS 2 was never asked for.
func publish(flags byte, body []byte) error {
	qos := flags >> 1 & 3
	need := 2
	if len(body) >= 2 {
		need += int(binary.BigEndian.Uint16(body))
	}
	topic := body[min(2, len(body)):min(need, len(body))]
	if qos > 0 {
		need += 2
	}
	switch {
	case qos > 1:
		return fmt.Errorf("%w: a message with QoS %d", ErrProtocol, qos)
	case len(body) < need || len(topic) == 0:
		return fmt.Errorf("%w: a message cut short", ErrProtocol)
	case !utf8.Valid(topic) || strings.ContainsAny(string(topic), "+#\x00"):
		return fmt.Errorf("%w: a message on topic %q", ErrProtocol, topic)
	case qos == 1 && binary.BigEndian.Uint16(body[need-2:]) == 0:
		return fmt.Errorf("%w: a message with number 0", ErrProtocol)
	}
	return nil
}
