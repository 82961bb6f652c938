package mqtttest

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Link is the network in front of a broker, with whatever a network does to
// those who trust it. Its connections live in memory and have no goroutines,
// so a testing/synctest bubble can hold them. The zero value leads to the TCP
// address that is dialled; Broker.Link leads to that broker. Its methods may
// be called by several goroutines.
type Link struct {
	accept func(ctx context.Context, far net.Conn, network, address string) error

	mu    sync.Mutex
	state linkState
	now   Weather
	open  map[*half]struct{}
	wake  chan struct{} // closed by the next change of state, nil while nobody waits
}

type linkState int

const (
	linkUp   linkState = iota
	linkHeld           // a black hole: nothing passes, nobody is told
	linkCut            // connections are reset and refused
)

// Weather is how a link carries what is written from now on; the zero value
// is at once and whole.
type Weather struct {
	Delay func() time.Duration // each way, asked for every write; the order is kept
	Rate  int                  // bytes a second, 0 for no limit
	Slice int                  // bytes that arrive together, 0 for what was written
	// Buffer is how many bytes are under way each way before a write waits, 0
	// for 64 KiB.
	Buffer int
}

// Dial opens a connection, as mqtt.Options.Dial wants it.
func (l *Link) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	for {
		l.mu.Lock()
		if l.state != linkHeld {
			break
		}
		if l.wake == nil {
			l.wake = make(chan struct{})
		}
		wake := l.wake
		l.mu.Unlock()
		select {
		case <-wake:
		case <-ctx.Done():
			return nil, &net.OpError{Op: "dial", Net: network, Err: ctx.Err()}
		}
	}
	if l.state == linkCut {
		l.mu.Unlock()
		return nil, &net.OpError{Op: "dial", Net: network, Err: syscall.ECONNREFUSED}
	}
	up, down := newHalf(l), newHalf(l)
	if l.open == nil {
		l.open = map[*half]struct{}{}
	}
	l.open[up], l.open[down] = struct{}{}, struct{}{}
	l.mu.Unlock()
	accept := l.accept
	if accept == nil {
		accept = carryTCP
	}
	near, far := &conn{in: down, out: up}, &conn{in: up, out: down}
	if err := accept(ctx, far, network, address); err != nil {
		_, _ = near.Close(), far.Close()
		return nil, err
	}
	return near, nil
}

// Set changes the weather for what is written from now on.
func (l *Link) Set(w Weather) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.now = w
}

// Hold lets nothing pass, not even the news that a side has closed, and lets
// dials wait, until Mend.
func (l *Link) Hold() { l.become(linkHeld) }

// Cut resets every connection and refuses new ones until Mend.
func (l *Link) Cut() { l.become(linkCut) }

// Mend lets everything pass again: also what was held.
func (l *Link) Mend() { l.become(linkUp) }

func (l *Link) become(s linkState) {
	l.mu.Lock()
	l.state = s
	if l.wake != nil {
		close(l.wake)
		l.wake = nil
	}
	var open []*half
	for h := range l.open {
		open = append(open, h)
	}
	l.mu.Unlock()
	for _, h := range open { // without l.mu: a half asks its link
		h.change(func() { h.reset = h.reset || s == linkCut })
	}
}

func (l *Link) held() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.state == linkHeld
}

func (l *Link) weather() Weather {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.now
}

func (l *Link) forget(h *half) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.open, h)
}

// conn is one end of a connection.
type conn struct{ in, out *half }

func (c *conn) Read(p []byte) (int, error)  { return c.in.read(p) }
func (c *conn) Write(p []byte) (int, error) { return c.out.write(p) }

// Close tells the other side, when the link lets it.
func (c *conn) Close() error {
	for _, h := range []*half{c.in, c.out} {
		over := false
		h.change(func() {
			h.gone, h.hungUp = h.gone || h == c.in, h.hungUp || h == c.out
			over = h.gone && h.hungUp
		})
		if over {
			h.link.forget(h)
		}
	}
	return nil
}

func (c *conn) SetDeadline(t time.Time) error {
	return errors.Join(c.SetReadDeadline(t), c.SetWriteDeadline(t))
}

func (c *conn) SetReadDeadline(t time.Time) error {
	c.in.change(func() { c.in.reads = t })
	return nil
}

func (c *conn) SetWriteDeadline(t time.Time) error {
	c.out.change(func() { c.out.writes = t })
	return nil
}

func (c *conn) LocalAddr() net.Addr  { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }
func (c *conn) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

// carryTCP joins the far end to a TCP address.
func carryTCP(ctx context.Context, far net.Conn, network, address string) error {
	c, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return err
	}
	join(far, c)
	return nil
}

// join copies both ways until one side is over; a reset is passed on as one.
func join(a, b net.Conn) {
	for _, way := range [][2]net.Conn{{a, b}, {b, a}} {
		go func() {
			_, err := io.Copy(way[0], way[1])
			if tcp, ok := way[0].(*net.TCPConn); ok && errors.Is(err, syscall.ECONNRESET) {
				_ = tcp.SetLinger(0)
			}
			_, _ = way[0].Close(), way[1].Close()
		}()
	}
}

// Listen returns a host:port on this machine that leads over the link to
// address, for those who cannot be given a Dial. It ends with the test.
func (l *Link) Listen(t testing.TB, address string) string {
	t.Helper()
	front, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = front.Close(); l.Cut() })
	go func() {
		for {
			c, err := front.Accept()
			if err != nil {
				return
			}
			go func() {
				near, err := l.Dial(t.Context(), "tcp", address)
				if err != nil {
					_ = c.(*net.TCPConn).SetLinger(0)
					_ = c.Close()
					return
				}
				join(near, c)
			}()
		}
	}()
	return front.Addr().String()
}
