package mqtt

import (
	"bytes"
	"errors"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// canned is a network connection that says what it was given.
type canned struct {
	net.Conn
	io.Reader
}

func (c canned) Read(p []byte) (int, error)      { return c.Reader.Read(p) }
func (c canned) SetReadDeadline(time.Time) error { return nil }

// Whatever a broker sends, what is handed on is whole packets of its own
// bytes, none longer than the limit.
func FuzzGuard(f *testing.F) {
	f.Add([]byte{0x20, 2, 0, 0, 0x90, 3, 0, 1, 0, 0x30, 4, 0, 1, 'a', 'x', 0xd0, 0})
	f.Add([]byte{0x20, 2, 0, 5})
	f.Add([]byte{0x20, 2, 0, 0, 0x30, 0xff, 0xff, 0xff, 0x7f})
	f.Fuzz(func(t *testing.T, b []byte) {
		failed := false
		g := newGuard(canned{Reader: bytes.NewReader(b)}, 1, time.Second, time.Now().Add(time.Hour), func(error) { failed = true })
		got, err := io.ReadAll(g)
		if err == nil || !failed {
			t.Error("a broker that hung up was not noticed")
		}
		if !bytes.HasPrefix(b, got) {
			t.Errorf("got % x out of % x", got, b)
		}
		if cap(g.rest) > maxPacket+5 {
			t.Errorf("%d bytes were set aside", cap(g.rest))
		}
	})
}

func TestGuard_AWriteThatNobodyTakesEndsTheConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		defer far.Close()
		var why error
		g := newGuard(near, 0, DefaultKeepAlive, time.Now().Add(dialWait), func(err error) { why = err })
		began := time.Now()
		if _, err := g.Write([]byte{0xc0, 0}); err == nil || !errors.Is(why, ErrLost) || time.Since(began) != writeWait {
			t.Errorf("got %v, %v after %s", err, why, time.Since(began))
		}
	})
}

func TestGuard_ABrokerThatFallsSilentEndsTheConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, c := range []struct {
			says    []byte
			settled bool
			want    time.Duration
		}{
			{nil, false, dialWait},                          // never answers
			{nil, true, 40 * time.Second},                   // no answer to a ping
			{[]byte{0x20}, true, 40 * time.Second},          // in mid packet
			{[]byte{0x20, 2, 0}, false, dialWait},           // in mid packet, while dialing
			{[]byte{0x20, 2, 0, 0}, true, 40 * time.Second}, // after a good one
		} {
			near, far := net.Pipe()
			g := newGuard(near, 0, DefaultKeepAlive, time.Now().Add(dialWait), func(error) {})
			began := time.Now()
			go func() {
				if c.settled {
					time.Sleep(time.Millisecond) // while the read waits
					g.settled()
				}
				_, _ = far.Write(c.says)
			}()
			_, err := io.ReadAll(g)
			if took := time.Since(began).Round(time.Second); !errors.Is(err, ErrLost) || took != c.want {
				t.Errorf("% x, settled %v: got %v after %s, want %s", c.says, c.settled, err, took, c.want)
			}
			_ = far.Close()
		}
	})
}
