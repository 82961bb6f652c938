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
// Its deadlines and pings are its own. The client would not ping again before
// it has an answer, though a price book that comes at 1 KB/s may stand before
// that; so the broker would believe it dead, or it the broker. For the guard a
// broker lives as long as any byte comes or goes, and it pings always.
type guard struct {
	net.Conn
	fail func(error)
	in   *bufio.Reader
	rest []byte // of a packet that was found proper

	keepAlive time.Duration
	idle      time.Duration // without a sign of life that is too long

	began   bool // CONNACK has come
	filters int  // that were asked for; 0 after SUBACK

	writing chan struct{} // holds one while a packet leaves; a mutex would stop a bubble's clock
	blind   int           // bytes that left since the last sign of life

	mu     sync.Mutex
	dialed time.Time // by then the dial has to be over; zero once it is
	whole  time.Time // by then the packet that has begun must have come; zero between packets
}

func newGuard(c net.Conn, filters int, keepAlive time.Duration, until time.Time, fail func(error)) *guard {
	// What waits in the kernel is in nobody's sight, so it shall be little.
	if tcp, ok := c.(interface{ SetWriteBuffer(bytes int) error }); ok {
		_ = tcp.SetWriteBuffer(sendBuffer) // a larger one is no fault
	}
	g := &guard{
		Conn: c, fail: fail, keepAlive: keepAlive, idle: keepAlive + min(keepAlive/2, pingWait),
		filters: filters, dialed: until, writing: make(chan struct{}, 1),
	}
	g.in = bufio.NewReader(alive{g})
	return g
}

// alive reads for as long as there are signs of life.
type alive struct{ *guard }

func (a alive) Read(p []byte) (int, error) {
	if err := a.extend(a.idle); err != nil {
		return 0, err
	}
	return a.Conn.Read(p)
}

// extend gives the read that waits, or is next, d from now, less while a dial
// or a packet has to be over before.
func (g *guard) extend(d time.Duration) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	by := time.Now().Add(d)
	for _, sooner := range []time.Time{g.dialed, g.whole} {
		if !sooner.IsZero() && sooner.Before(by) {
			by = sooner
		}
	}
	return g.Conn.SetReadDeadline(by)
}

// settled ends the time in which the dial has to be over.
func (g *guard) settled() {
	g.mu.Lock()
	g.dialed = time.Time{}
	g.mu.Unlock()
	_ = g.extend(g.idle) // of the read that waits already
}

// ping asks the broker for a sign of life, every keep-alive until done.
func (g *guard) ping(done <-chan struct{}) {
	tick := time.NewTicker(g.keepAlive)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if _, err := g.Write([]byte{typePingreq << 4, 0}); err != nil {
				return // it has ended the connection
			}
		case <-done:
			return
		}
	}
}

// begun starts the time in which a packet has to be over, or ends it.
func (g *guard) begun(packet bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.whole = time.Time{}
	if packet {
		g.whole = time.Now().Add(packetWait)
	}
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

// Write sends p, or ends the connection when 10 s pass without any of it
// leaving.
func (g *guard) Write(p []byte) (n int, err error) {
	g.writing <- struct{}{}
	defer func() { <-g.writing }()
	if !g.began {
		p = withKeepAlive(p, g.keepAlive)
	}
	for n < len(p) && err == nil {
		if err = g.Conn.SetWriteDeadline(time.Now().Add(writeWait)); err != nil {
			break
		}
		var some int
		some, err = g.Conn.Write(p[n:min(len(p), n+slice)])
		n += some
		// More than the kernel holds has left, so somebody takes it.
		if g.blind += some; g.blind > proof {
			g.blind = 0
			_ = g.extend(g.idle)
		}
	}
	if err != nil {
		g.fail(g.verdict(fmt.Errorf("%w: write: %w", ErrLost, err)))
	}
	return n, err
}

// verdict returns why a write did not succeed. In TLS 1.3 a client writes
// before it is told that it is refused.
func (g *guard) verdict(why error) error {
	if _, secure := g.Conn.(*tls.Conn); secure && !g.began && g.extend(verdictWait) == nil {
		if _, told := g.in.Peek(1); refused(told) {
			return lost(told)
		}
	}
	return why
}

// SetDeadline does nothing: the guard's own deadlines hold.
func (g *guard) SetDeadline(time.Time) error { return nil }

// SetReadDeadline does nothing.
func (g *guard) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline does nothing.
func (g *guard) SetWriteDeadline(time.Time) error { return nil }

// packet reads one packet, whole, and returns it if it is proper. It sets
// aside no more than maxPacket bytes.
func (g *guard) packet() ([]byte, error) {
	if _, err := g.in.Peek(1); err != nil {
		return nil, lost(err)
	}
	g.begun(true)
	defer g.begun(false)
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
