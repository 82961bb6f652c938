package session_test

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"endcap/sync/broker"
	"endcap/sync/mqtt"
	"endcap/sync/session"
	"endcap/sync/wire"
)

// office joins a headquarters in memory to a real broker.
func office(t testing.TB, h *hq, addr string) *mqtt.Conn {
	t.Helper()
	c, err := mqtt.Dial(t.Context(), mqtt.Options{Broker: "mqtt://" + addr, ClientID: "hq", Filters: []string{wire.UpAll}, Queue: 1024})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	ctx := t.Context()
	go func() {
		for {
			select {
			case m := <-c.Messages():
				for _, answer := range h.hear(m) {
					if err := c.Send(ctx, answer); err != nil {
						return
					}
				}
			case <-c.Done():
				return
			}
		}
	}()
	return c
}

// dialMQTT is how a node joins session and mqtt.
func dialMQTT(ctx context.Context, url string, will wire.Message, filters []string) (session.Pipe, error) {
	c, err := mqtt.Dial(ctx, mqtt.Options{Broker: url, ClientID: "acme-0042-cart-7", Will: &will, Filters: filters})
	if err != nil {
		return nil, err // not c: a nil *Conn in an interface is not nil
	}
	return c, nil
}

func start(t testing.TB) *broker.Broker {
	t.Helper()
	b, err := broker.Start(broker.Options{Dir: t.TempDir(), Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

func until(t testing.TB, what string, true func() bool) {
	t.Helper()
	for began := time.Now(); !true(); {
		if time.Sleep(5 * time.Millisecond); time.Since(began) > time.Minute {
			t.Fatal(what)
		}
	}
}

func TestSession_OverARealBrokerThatIsReplaced(t *testing.T) {
	lines := func(yield func(wire.BookLine, error) bool) {
		for i := range 5000 {
			if !yield(wire.BookLine{Product: json.RawMessage(fmt.Sprintf(`{"gtin":"%014d","name":"%x"}`, i, uint64(i)*0x9e3779b97f4a7c15))}, nil) {
				return
			}
		}
	}
	cut, err := wire.CutBook(lines)
	if err != nil {
		t.Fatal(err)
	}
	head, err := wire.SignBook(wire.Manifest{Tenant: "acme", Store: "0042", Version: 1, Currency: "EUR", Made: time.Unix(1e9, 0)}.Of(cut), private)
	if err != nil {
		t.Fatal(err)
	}
	h := &hq{t: t, chunks: map[string][]byte{}}
	for _, p := range cut.Pieces {
		h.chunks[p.SHA256] = p.Bytes
	}
	st := newStore()
	st.add(2500)
	first, second := start(t), start(t)
	office(t, h, first.Addr())
	s, err := session.New(session.Options{
		Address: cart, Role: "cart", Version: "test", Brokers: []string{"mqtt://" + first.Addr(), "mqtt://" + second.Addr()},
		Keys: []ed25519.PublicKey{private.Public().(ed25519.PublicKey)}, Store: st, Book: st.version,
		Changed: st.Changed(), Dial: dialMQTT, MaxWait: time.Second,
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()

	until(t, "2,500 events do not arrive", func() bool { return s.State().Online && s.State().Pending == 0 })
	st.add(10)
	first.Close()
	until(t, "the loss is not noticed", func() bool { return !s.State().Online })
	st.add(490)
	h.do(func() { h.book = &head })
	office(t, h, second.Addr())
	until(t, "500 events more do not arrive over the second broker", func() bool { return s.State().Pending == 0 })
	until(t, "the price book does not arrive", func() bool { return st.version() == 1 })
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	until(t, "the goodbye does not arrive", func() (gone bool) {
		h.do(func() { gone = !h.status[len(h.status)-1].Online })
		return gone
	})
	h.do(func() {
		for i, e := range h.ledger {
			if e.Seq != uint64(i)+1 {
				t.Fatalf("place %d of the ledger holds event %d", i+1, e.Seq)
			}
		}
		if len(h.ledger) != 3000 {
			t.Errorf("got %d events, want 3000", len(h.ledger))
		}
	})
}

// BenchmarkSession_Events measures events from a store in memory to a ledger
// in memory and acknowledged, over the embedded broker.
func BenchmarkSession_Events(b *testing.B) {
	br := start(b)
	h := &hq{t: b}
	office(b, h, br.Addr())
	st := newStore()
	s, err := session.New(session.Options{
		Address: cart, Brokers: []string{"mqtt://" + br.Addr()}, Store: st, Book: st.version, Changed: st.Changed(), Dial: dialMQTT,
	})
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(b.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	until(b, "no line", func() bool { return s.State().Online })
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		const burst = 2000
		st.add(burst)
		n += burst
		until(b, "events do not arrive", func() bool { return s.State().Pending == 0 })
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "events/s")
	stop()
	<-done
}
