package mqtttest_test

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"endcap/sync/mqtttest"
)

// echo returns a link to somebody who says back what is said to him.
func echo(t *testing.T) (l *mqtttest.Link, addr string) {
	t.Helper()
	front, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { front.Close() })
	go func() {
		for {
			c, err := front.Accept()
			if err != nil {
				return
			}
			go func() { _, _ = io.Copy(c, c); c.Close() }()
		}
	}()
	l = &mqtttest.Link{}
	t.Cleanup(l.Cut)
	return l, front.Addr().String()
}

func TestLink_HoldsCutsAndMends(t *testing.T) {
	l, addr := echo(t)
	c, err := l.Dial(t.Context(), "tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	say := func(text string, within time.Duration) error {
		_ = c.SetDeadline(time.Now().Add(within))
		if _, err := io.WriteString(c, text); err != nil {
			return err
		}
		b := make([]byte, len(text))
		_, err := io.ReadFull(c, b)
		if err == nil && string(b) != text {
			t.Errorf("got %q, want %q", b, text)
		}
		return err
	}
	if err := say("one", time.Minute); err != nil {
		t.Error(err)
	}
	l.Hold()
	if err := say("two", 200*time.Millisecond); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("held: got %v", err)
	}
	l.Mend()
	b := make([]byte, 3)
	_ = c.SetDeadline(time.Now().Add(time.Minute))
	if _, err := io.ReadFull(c, b); err != nil || string(b) != "two" {
		t.Errorf("mended: got %q, %v", b, err)
	}
	l.Cut()
	if err := say("three", time.Minute); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("cut: got %v", err)
	}
	if _, err := l.Dial(t.Context(), "tcp", addr); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("cut: got %v", err)
	}
	l.Mend()
	if c, err = l.Dial(t.Context(), "tcp", addr); err != nil {
		t.Fatal(err)
	}
	if err := say("four", time.Minute); err != nil {
		t.Error(err)
	}
}

// Every demand on a broker is met over a network that delivers single bytes.
func TestBroker_ThroughALinkOfSingleBytes(t *testing.T) {
	var l mqtttest.Link
	l.Set(mqtttest.Weather{Slice: 1})
	addr := l.Listen(t, mqtttest.Start(t))
	mqtttest.TestBroker(t, func(*testing.T) string { return addr })
}

func hello(t *testing.T, c net.Conn) *bufio.Reader {
	t.Helper()
	if _, err := c.Write(append([]byte{0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 2}, 0, 1, 'x')); err != nil {
		t.Fatal(err)
	}
	in := bufio.NewReader(c)
	if p, err := mqtttest.ReadPacket(in); err != nil || p.Type != mqtttest.CONNACK {
		t.Fatalf("got %+v, %v", p, err)
	}
	return in
}

func TestLink_WeatherIsExactInABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := mqtttest.New()
		l := b.Link()
		l.Set(mqtttest.Weather{Delay: func() time.Duration { return 2 * time.Second }, Rate: 1})
		c, err := l.Dial(t.Context(), "", "")
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		hello(t, c) // 15 bytes there, 4 back
		if took := time.Since(began); took != 23*time.Second {
			t.Errorf("took %s, want 23s", took)
		}
		// The keep-alive is 2 s. Silent for half as long again since the
		// CONNECT came, it is cut off before the CONNACK is here.
		if _, err := c.Read(make([]byte, 1)); !errors.Is(err, io.EOF) || time.Since(began) != 23*time.Second {
			t.Errorf("got %v after %s", err, time.Since(began))
		}
		b.Stop()
	})
}

func TestBroker_StopsAndBeginsAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := mqtttest.New()
		for _, keep := range []bool{true, false} {
			c, err := b.Dial(t.Context(), "", "")
			if err != nil {
				t.Fatal(err)
			}
			in := hello(t, c)
			_, _ = c.Write([]byte{0x31, 4, 0, 1, 'a', 'x', 0xc0, 0}) // retained, and a ping
			if p, err := mqtttest.ReadPacket(in); err != nil || p.Type != mqtttest.PINGRESP {
				t.Fatalf("got %+v, %v", p, err)
			}
			b.Stop()
			if _, err := in.ReadByte(); err == nil {
				t.Error("the connection goes on")
			}
			if _, err := b.Dial(t.Context(), "", ""); !errors.Is(err, syscall.ECONNREFUSED) {
				t.Errorf("stopped: got %v", err)
			}
			b.Restart(keep)
			if c, err = b.Dial(t.Context(), "", ""); err != nil {
				t.Fatal(err)
			}
			in = hello(t, c)
			_, _ = c.Write([]byte{0x82, 6, 0, 1, 0, 1, 'a', 0, 0xc0, 0})
			var got []byte
			for range 2 {
				p, err := mqtttest.ReadPacket(in)
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, p.Type)
			}
			want := []byte{mqtttest.SUBACK, mqtttest.PINGRESP}
			if keep {
				want[1] = mqtttest.PUBLISH
			}
			if !bytes.Equal(got, want) {
				t.Errorf("kept %v: got packets %v, want %v", keep, got, want)
			}
			c.Close()
		}
		b.Stop()
	})
}
