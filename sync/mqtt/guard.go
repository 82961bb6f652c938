package mqtt

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

// guard is a network connection that hands on only whole and proper packets.
// Its deadlines are its own: those that the client sets are too few.
type guard struct {
	net.Conn
	fail func(error)
	in   *bufio.Reader
	rest []byte // of a packet that was found proper
	idle time.Duration

	began   bool // CONNACK has come
	filters int  // that were asked for; 0 after SUBACK

	mu     sync.Mutex
	dialed time.Time // by then the dial has to be over; zero once it is
}

func newGuard(c net.Conn, filters int, keepAlive time.Duration, until time.Time, fail func(error)) *guard {
	// The client looks at the clock every 5 s, or four times a keep-alive.
	idle := keepAlive + min(keepAlive, 5*time.Second) + min(pingWait, keepAlive)
	return &guard{Conn: c, fail: fail, in: bufio.NewReader(c), idle: idle, filters: filters, dialed: until}
}

// settled ends the time in which the dial has to be over.
func (g *guard) settled() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.dialed = time.Time{}
	_ = g.Conn.SetReadDeadline(time.Now().Add(g.idle)) // of the read that waits already
}

// Read hands on the next bytes of a proper packet.
func (g *guard) Read(p []byte) (int, error) {
	if len(g.rest) == 0 {
		packet, err := g.packet()
		if err != nil {
			g.fail(err)
			return 0, err
		}
		g.rest = packet
	}
	n := copy(p, g.rest)
	g.rest = g.rest[n:]
	return n, nil
}

// Write sends p within 10 s, or ends the connection.
func (g *guard) Write(p []byte) (int, error) {
	if err := g.Conn.SetWriteDeadline(time.Now().Add(writeWait)); err != nil {
		return 0, err
	}
	n, err := g.Conn.Write(p)
	if err != nil {
		why := fmt.Errorf("%w: write: %w", ErrLost, err)
		// In TLS 1.3 a client writes before it is told that it is refused.
		if _, secure := g.Conn.(*tls.Conn); secure && !g.began && g.wait(verdictWait) == nil {
			if _, told := g.in.Peek(1); refused(told) {
				why = lost(told)
			}
		}
		g.fail(why)
	}
	return n, err
}

// SetDeadline does nothing: the guard's own deadlines hold.
func (g *guard) SetDeadline(time.Time) error { return nil }

// SetReadDeadline does nothing.
func (g *guard) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline does nothing.
func (g *guard) SetWriteDeadline(time.Time) error { return nil }

// wait gives the next read d, less while the dial is not over.
func (g *guard) wait(d time.Duration) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	by := time.Now().Add(d)
	if !g.dialed.IsZero() && g.dialed.Before(by) {
		by = g.dialed
	}
	return g.Conn.SetReadDeadline(by)
}

// packet reads one packet, whole, and returns it if it is proper. It sets
// aside no more than maxPacket bytes.
func (g *guard) packet() ([]byte, error) {
	if err := g.wait(g.idle); err != nil {
		return nil, lost(err)
	}
	if _, err := g.in.Peek(1); err != nil {
		return nil, lost(err)
	}
	if err := g.wait(packetWait); err != nil {
		return nil, lost(err)
	}
	head, n, err := g.header()
	if err != nil {
		return nil, err
	}
	if err := g.turn(head[0]); err != nil {
		return nil, err
	}
	if n > maxPacket {
		return nil, fmt.Errorf("%w: a packet of %d bytes, at most %d are taken", ErrProtocol, n, maxPacket)
	}
	packet := append(make([]byte, 0, len(head)+n), head...)
	packet = packet[:len(head)+n]
	if _, err := io.ReadFull(g.in, packet[len(head):]); err != nil {
		return nil, lost(err)
	}
	if err := g.check(head[0], packet[len(head):]); err != nil {
		return nil, err
	}
	return packet, nil
}

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

// lost says that the broker is gone, and whether it went or fell silent.
func lost(err error) error {
	var timeout net.Error
	switch {
	case errors.As(err, &timeout) && timeout.Timeout():
		return fmt.Errorf("%w: the broker is silent", ErrLost)
	case errors.Is(err, net.ErrClosed): // by the client, which alone knows about pings
		return fmt.Errorf("%w: the broker does not answer", ErrLost)
	case refused(err):
		return distrust(err)
	}
	return fmt.Errorf("%w: %w", ErrLost, err)
}
