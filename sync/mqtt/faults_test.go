package mqtt_test

import (
	"bytes"
	"context"
	"errors"
	mathrand "math/rand/v2"
	"net"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"endcap/sync/mqtt"
	"endcap/sync/mqtttest"
	"endcap/sync/wire"
)

// within fails unless the connection ends within d.
func within(t *testing.T, c *mqtt.Conn, d time.Duration) {
	t.Helper()
	began := time.Now()
	select {
	case <-c.Done():
		t.Log(time.Since(began), c.Err())
	case <-time.After(d):
		t.Errorf("it did not notice within %s", d)
		c.Close()
	}
}

// Fault 19: what becomes of a message whose connection is reset is not known,
// and Send says so.
func TestConn_ResetInMidPublishEndsTheSend(t *testing.T) {
	for qos := range byte(2) {
		synctest.Test(t, func(t *testing.T) {
			b := mqtttest.New()
			l := b.Link()
			c, err := mqtt.Dial(t.Context(), linked(l, "cart-7", "a"))
			if err != nil {
				t.Fatal(err)
			}
			l.Set(mqtttest.Weather{Rate: 1000, Buffer: 8 << 10})
			time.AfterFunc(20*time.Second, l.Cut) // 20 of 48 KiB have gone
			if err := c.Send(t.Context(), mqtt.Message{Topic: "a", Payload: make([]byte, 48<<10), QoS: qos}); !errors.Is(err, mqtt.ErrLost) {
				t.Errorf("QoS %d: got %v", qos, err)
			}
			within(t, c, time.Second)
			b.Stop()
		})
	}
}

// Faults 20 and 21: a peer that stops reading, a line on which nothing passes.
func TestConn_APeerThatIsGoneIsNoticedInOneAndAHalfKeepAlives(t *testing.T) {
	const soon = mqtt.DefaultKeepAlive*3/2 + time.Second
	flood := func(c *mqtt.Conn) {
		for c.Send(context.Background(), mqtt.Message{Topic: "b", Payload: make([]byte, 4<<10)}) == nil {
		}
	}
	trickle := func(c *mqtt.Conn) {
		for c.Send(context.Background(), mqtt.Message{Topic: "b", Payload: make([]byte, 100)}) == nil {
			time.Sleep(5 * time.Second)
		}
	}
	still := func(*mqtt.Conn) {}
	for name, send := range map[string]func(*mqtt.Conn){"full": flood, "slowly": trickle, "not": still} {
		t.Run("stops reading, we send "+name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, err := mqtt.Dial(t.Context(), linked(mqtttest.Play(mqtttest.StopsReading), "cart-7", "a"))
				if err != nil {
					t.Fatal(err)
				}
				go send(c)
				within(t, c, soon)
				time.Sleep(24 * time.Hour) // that peer is stubborn
			})
		})
		t.Run("black hole, we send "+name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := mqtttest.New()
				l := b.Link()
				c, err := mqtt.Dial(t.Context(), linked(l, "cart-7", "a"))
				if err != nil {
					t.Fatal(err)
				}
				l.Set(mqtttest.Weather{Rate: 10_000, Buffer: 16 << 10})
				go send(c)
				time.Sleep(10 * time.Second)
				l.Hold()
				within(t, c, soon)
				l.Cut()
				time.Sleep(time.Minute) // until the sender has noticed too
				b.Stop()
			})
		})
	}
}

// Fault 22: 2 s each way and up to a second more is a bad day, not a loss.
func TestConn_LatencyIsNoLoss(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := mqtttest.New()
		l := b.Link()
		dice := mathrand.New(mathrand.NewPCG(1, 2))
		l.Set(mqtttest.Weather{Delay: func() time.Duration { return 2*time.Second + time.Duration(dice.Int64N(int64(time.Second))) }})
		began := time.Now()
		c, err := mqtt.Dial(t.Context(), linked(l, "cart-7", "a"))
		if err != nil {
			t.Fatal(err)
		}
		t.Log("dialled in", time.Since(began))
		const n = 360
		go func() {
			for i := range n {
				if err := c.Send(context.Background(), mqtt.Message{Topic: "a", Payload: []byte{byte(i)}}); err != nil {
					t.Error(err)
				}
				time.Sleep(10 * time.Second)
			}
		}()
		for i := range n {
			select {
			case m := <-c.Messages():
				if m.Payload[0] != byte(i) {
					t.Fatalf("got message %d, want %d", m.Payload[0], byte(i))
				}
			case <-c.Done():
				t.Fatal(c.Err())
			}
		}
		time.Sleep(time.Hour)
		if err := c.Err(); err != nil {
			t.Error(err)
		}
		c.Close()
		b.Stop()
	})
}

// Fault 23: at 1 KB/s a batch of events takes half a minute and a piece of a
// price book a whole one, and no ping or answer behind it is missed.
func TestConn_ASlowLinkIsNoLoss(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := mqtttest.New()
		l := b.Link()
		l.Set(mqtttest.Weather{Rate: 1000, Buffer: 16 << 10})
		c, err := mqtt.Dial(t.Context(), linked(l, "cart-7", "down"))
		if err != nil {
			t.Fatal(err)
		}
		hq, err := mqtt.Dial(t.Context(), linked(b.Link(), "hq", "up"))
		if err != nil {
			t.Fatal(err)
		}
		for _, way := range []struct {
			topic    string
			from, to *mqtt.Conn
			sizes    []int
		}{{"up", c, hq, []int{100, 2400, 32 << 10, 32 << 10}}, {"down", hq, c, []int{100, 48 << 10, wire.MaxMessage, wire.MaxMessage}}} {
			began := time.Now()
			for i, size := range way.sizes {
				if err := way.from.Send(t.Context(), mqtt.Message{Topic: way.topic, Payload: bytes.Repeat([]byte{byte(i)}, size)}); err != nil {
					t.Fatal(way.topic, size, err)
				}
			}
			for i, size := range way.sizes {
				select {
				case m := <-way.to.Messages():
					if len(m.Payload) != size || m.Payload[0] != byte(i) {
						t.Fatalf("got %d other bytes, want %d", len(m.Payload), size)
					}
				case <-c.Done():
					t.Fatal(way.topic, size, c.Err())
				}
				t.Log(way.topic, size, "bytes after", time.Since(began))
			}
		}
		c.Close()
		hq.Close()
		b.Stop()
	})
}

// Fault 24: the stream comes byte by byte.
func TestConn_ReadsSingleBytes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := mqtttest.New()
		l := b.Link()
		l.Set(mqtttest.Weather{Slice: 1})
		c, err := mqtt.Dial(t.Context(), linked(l, "cart-7", "a"))
		if err != nil {
			t.Fatal(err)
		}
		body := bytes.Repeat([]byte("endcap"), 8000)
		if err := c.Send(t.Context(), mqtt.Message{Topic: "a", Payload: body, QoS: 1}); err != nil {
			t.Fatal(err)
		}
		if m := <-c.Messages(); !bytes.Equal(m.Payload, body) {
			t.Errorf("got %d bytes, want %d", len(m.Payload), len(body))
		}
		c.Close()
		b.Stop()
	})
}

// Fault 33: five bytes that announce 256 MiB reserve nothing.
func TestConn_ALengthIsNotBelieved(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	synctest.Test(t, func(t *testing.T) {
		l := mqtttest.Play(mqtttest.Says(0x30, 0xff, 0xff, 0xff, 0x7f))
		for range 10 {
			c, err := mqtt.Dial(t.Context(), linked(l, "cart-7", "a"))
			if err == nil {
				<-c.Done()
				err = c.Err()
			}
			if !errors.Is(err, mqtt.ErrProtocol) {
				t.Errorf("got %v", err)
			}
		}
	})
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 10<<20 {
		t.Errorf("%d bytes were set aside, a connection takes about 100 KB", got)
	}
}

// Fault 34: a refusal is told once. Nobody knocks again with an older version.
func TestDial_ARefusalIsNotTriedAgainWithMQTT31(t *testing.T) {
	for code := byte(1); code <= 5; code++ {
		synctest.Test(t, func(t *testing.T) {
			l, calls := mqtttest.Play(mqtttest.Refuse(code)), 0
			o := linked(l, "cart-7", "a")
			o.Dial = func(ctx context.Context, network, addr string) (net.Conn, error) {
				calls++
				return l.Dial(ctx, network, addr)
			}
			if _, err := mqtt.Dial(t.Context(), o); !errors.Is(err, mqtt.ErrRefused) || calls != 1 {
				t.Errorf("code %d: got %v after %d calls", code, err, calls)
			}
			time.Sleep(time.Hour)
			if calls != 1 {
				t.Errorf("code %d: it was called %d times", code, calls)
			}
		})
	}
}

// Fault 56: a reader that is stuck holds nobody up, and is told.
func TestConn_AStuckReaderEndsTheConnectionNotThePings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := mqtttest.New()
		c, err := mqtt.Dial(t.Context(), linked(b.Link(), "cart-7", "a"))
		if err != nil {
			t.Fatal(err)
		}
		for range mqtt.DefaultQueue { // as many as wait
			if err := c.Send(t.Context(), mqtt.Message{Topic: "a"}); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(time.Hour) // the reader is stuck, the broker hears pings
		if err := c.Err(); err != nil {
			t.Fatal(err)
		}
		if err := c.Send(t.Context(), mqtt.Message{Topic: "a"}); err != nil {
			t.Fatal(err)
		}
		within(t, c, 10*time.Second)
		if !errors.Is(c.Err(), mqtt.ErrSlow) || len(c.Messages()) != mqtt.DefaultQueue {
			t.Errorf("got %v and %d messages", c.Err(), len(c.Messages()))
		}
		b.Stop()
	})
}
