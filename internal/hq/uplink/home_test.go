package uplink_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"testing"
	"time"

	"endcap/internal/store"
	"endcap/offers/journal"
	"endcap/offers/stock"
	"endcap/scanner/gs1"
	"endcap/sync/mqtt"
	"endcap/sync/session"
	"endcap/sync/wire"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// movements are such as a shop makes: two hundred products, lots, places,
// times that go on.
func movements(r *rand.Rand, n int) []stock.Movement {
	out := make([]stock.Movement, n)
	for i := range out {
		number := 950600000000 + r.Uint64N(200)
		out[i] = stock.Movement{
			GTIN: gs1.GTIN(number*10 + uint64(gs1.CheckDigit(number))), Lot: fmt.Sprintf("L%04d", r.IntN(300)), Place: "A3-" + fmt.Sprint(r.IntN(12)),
			Quantity: 1 + r.Int64N(3), Cause: stock.Picked, At: noon.Add(time.Duration(i)*1300*time.Millisecond + time.Duration(r.IntN(1000))*time.Millisecond),
		}
		if r.IntN(3) == 0 {
			out[i].Quantity, out[i].Cause = -out[i].Quantity, stock.PutBack
		}
	}
	return out
}

// openStore opens a store of so many bytes, until the test ends.
func openStore(t testing.TB, a wire.Address, size int64) *store.Store {
	t.Helper()
	s, err := store.Open(t.TempDir(), store.Options{Address: a, MaxSize: size})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// keep keeps a step, as soon as there is room for it.
func keep(t testing.TB, s *store.Store, step journal.Step) {
	t.Helper()
	for range 5000 {
		err := s.Do(t.Context(), step)
		if err == nil {
			return
		}
		if !errors.Is(err, store.ErrFull) {
			t.Fatal(err)
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatal("the store makes no room")
}

// idle waits until the store has packed, summed up and dropped what it will.
func idle(s *store.Store) {
	for was, quiet := s.Stats().Streams, 0; quiet < 20; quiet++ {
		time.Sleep(3 * time.Millisecond)
		if now := s.Stats().Streams; now != was {
			was, quiet = now, 0
		}
	}
}

// home is how a store's device reaches headquarters.
type home struct {
	broker string
	wait   time.Duration
	dial   func(ctx context.Context, network, address string) (net.Conn, error)
	around func(session.Pipe) session.Pipe // nil for the pipe as it is
}

// come opens a session of the store, until end is called.
func (h home) come(t testing.TB, a wire.Address, st *store.Store) (s *session.Session, end func()) {
	t.Helper()
	changed, quiet := st.Watch()
	s, err := session.New(session.Options{
		Address: a, Role: "cart", Version: "test", Brokers: []string{h.broker}, Store: st, Changed: changed, MaxWait: h.wait,
		Book: func() uint64 { return 0 },
		Dial: func(ctx context.Context, url string, will wire.Message, filters []string) (session.Pipe, error) {
			c, err := mqtt.Dial(ctx, mqtt.Options{Broker: url, ClientID: a.Tenant + "/" + a.Store + "/" + a.Device, Will: &will, Filters: filters, Dial: h.dial})
			if err != nil {
				return nil, err
			}
			if h.around != nil {
				return h.around(c), nil
			}
			return c, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	return s, func() {
		t.Helper()
		stop()
		quiet()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// until waits for something to be so.
func until(t testing.TB, within time.Duration, what string, so func() bool) {
	t.Helper()
	for began := time.Now(); !so(); time.Sleep(2 * time.Millisecond) {
		if time.Since(began) > within {
			t.Fatalf("after %s: %s", within, what)
		}
	}
}
