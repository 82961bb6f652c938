package session_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"endcap/sync/command"
	"endcap/sync/outbox"
	"endcap/sync/session"
	"endcap/sync/wire"
)

var seeds = flag.Uint64("seeds", 8, "bad networks to try")

var private = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, 32))

// shop is a device with its session, and what it is joined to.
type shop struct {
	*session.Session
	store *store
	hq    *hq
	net   *network
	stop  func() error // ends the session and gives what Run returned
}

// open starts a session over a network that carries everything in 10 ms,
// until the test ends.
func open(t *testing.T, change func(o *session.Options, s *shop)) *shop {
	t.Helper()
	s := &shop{store: newStore(), hq: &hq{t: t}}
	s.net = &network{hq: s.hq, rand: rand.New(rand.NewPCG(1, 1)), delay: 10 * time.Millisecond}
	o := session.Options{
		Address: cart, Role: "cart", Version: "test", Brokers: []string{"one", "two"}, Store: s.store,
		Keys: []ed25519.PublicKey{private.Public().(ed25519.PublicKey)},
		Book: s.store.version, Changed: s.store.Changed(), Dial: s.net.dial,
	}
	if change != nil {
		change(&o, s)
	}
	var err error
	if s.Session, err = session.New(o); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	s.stop = func() error { cancel(); err := <-done; done <- err; return err }
	t.Cleanup(func() {
		if err := s.stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// settle waits a while for everything made to be in the ledger once, in
// order, and forgotten here.
func (s *shop) settle(t *testing.T, within time.Duration) {
	t.Helper()
	for range int(within / time.Second) {
		if time.Sleep(time.Second); s.State().Pending == 0 {
			break
		}
	}
	next, safe := s.store.Standing(wire.Goods)
	st := s.State()
	s.hq.mu.Lock()
	defer s.hq.mu.Unlock()
	if st.Pending != 0 || safe != next-1 || s.hq.upto() != next-1 {
		t.Fatalf("made %d, in the ledger %d, forgotten %d, state %+v", next-1, s.hq.upto(), safe, st)
	}
	for i, e := range s.hq.ledger {
		if e.Seq != s.hq.base+uint64(i)+1 {
			t.Fatalf("place %d of the ledger holds event %d", i+1, e.Seq)
		}
	}
}

func TestSession_EverythingOnceOverABadNetwork(t *testing.T) {
	for seed := range *seeds {
		synctest.Test(t, func(t *testing.T) {
			s := open(t, func(_ *session.Options, s *shop) {
				s.net.rand = rand.New(rand.NewPCG(seed, 2))
				s.net.lose, s.net.jitter = s.net.rand.Float64()/2, time.Duration(s.net.rand.IntN(5000))*time.Millisecond
			})
			r := rand.New(rand.NewPCG(seed, 3))
			for range 40 {
				time.Sleep(time.Duration(r.IntN(60)) * time.Second)
				switch r.IntN(3) {
				case 0:
					s.net.cut(nil)
				case 1:
					s.store.add(1 + r.IntN(3))
				case 2:
					s.store.add(r.IntN(400))
				}
			}
			s.net.mu.Lock()
			s.net.lose = 0
			s.net.mu.Unlock()
			s.settle(t, 20*time.Minute)
			if st := s.State(); st.Up != "" {
				t.Error(st.Up)
			}
		})
	}
}

func TestSession_BrokerAwayForADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, func(_ *session.Options, s *shop) { s.net.broken = errors.New("no route to host") })
		for range 24 {
			s.store.add(100)
			time.Sleep(time.Hour)
		}
		st := s.State()
		if st.Online || st.Pending != 2400 || st.Last != "no route to host" || time.Since(st.Since) != 24*time.Hour {
			t.Errorf("got %+v", st)
		}
		// Full jitter up to 30 s: about one attempt in 15 s, the brokers in turn.
		if n := len(s.net.dials); n < 24*3600/20 || n > 24*3600/12 || s.net.dials[0] != "one" || s.net.dials[1] != "two" {
			t.Errorf("got %d attempts, %q", n, s.net.dials[:2])
		}
		s.net.cut(nil)
		s.settle(t, time.Minute)
		if st := s.State(); !st.Online || st.Pending != 0 {
			t.Errorf("got %+v", st)
		}
	})
}

func TestSession_EndingIsNoFault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		s := open(t, func(o *session.Options, _ *shop) {
			o.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelWarn}))
		})
		time.Sleep(time.Second)
		if err := s.stop(); err != nil || s.State().Online || s.State().Last != "" || log.Len() > 0 {
			t.Errorf("got %v, state %+v, and the log says %q", err, s.State(), log.String())
		}
	})
}

func TestSession_LostAcksCostBytesNotTruth(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, nil)
		time.Sleep(time.Second)
		s.hq.do(func() { s.hq.silent = true })
		s.store.add(1000)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if st := s.State(); st.Pending != 1000 || s.hq.batches != outbox.Window {
			t.Errorf("got %d pending after %d batches, want 1000 after %d", st.Pending, s.hq.batches, outbox.Window)
		}
		s.hq.do(func() { s.hq.silent = false })
		s.settle(t, time.Minute)
	})
}

func TestSession_SilentHeadquartersIsNotALine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, func(_ *session.Options, s *shop) { s.hq.silent = true })
		s.store.add(1)
		time.Sleep(20 * time.Second)
		synctest.Wait()
		if st := s.State(); st.Online || !strings.Contains(st.Last, "headquarters does not answer") {
			t.Errorf("got %+v", st)
		}
		if len(s.net.dials) != 2 || s.hq.batches != 0 {
			t.Errorf("got %d dials, %d batches, want 2 and none", len(s.net.dials), s.hq.batches)
		}
	})
}

// The broker is up before headquarters listens, and passes the first hello to
// nobody.
func TestSession_SaysHelloAgainUntilHeadquartersListens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, func(_ *session.Options, s *shop) { s.hq.silent = true })
		s.store.add(1)
		time.Sleep(3 * time.Second)
		s.hq.do(func() { s.hq.silent = false })
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if st := s.State(); !st.Online || st.Pending != 0 || len(s.net.dials) != 1 {
			t.Errorf("5 s later: %+v after %d dials; want to be online after one, and nothing left", st, len(s.net.dials))
		}
	})
}

func TestSession_HeadquartersComesBackWithANewerWatermark(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, func(_ *session.Options, s *shop) {
			s.store.add(300)
			s.hq.base = 200 // an earlier run of this program had sent them, and died before the ack
		})
		s.settle(t, time.Minute)
	})
}

func TestSession_HeadquartersComesBackWithAnOlderWatermark(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, nil)
		s.store.add(100)
		s.settle(t, time.Minute)
		s.hq.do(func() { s.hq.ledger = s.hq.ledger[:90] }) // an old backup
		s.net.cut(nil)
		s.store.add(5)
		time.Sleep(time.Minute)
		synctest.Wait()
		st := s.State()
		if !st.Online || st.Pending != 5 || st.Up != "headquarters has lost events 91 to 100, which it had acknowledged" {
			t.Errorf("got %+v", st)
		}
		if h := s.hq.hellos[len(s.hq.hellos)-1].Streams[wire.Goods.Rank()]; h.Safe != 100 || h.Next != 101 && h.Next != 106 {
			t.Errorf("the hello does not tell of the gap: %+v", h)
		}
		s.hq.do(func() { s.hq.base += 10 }) // headquarters declares the gap closed
		for range 600 {
			if time.Sleep(time.Second); s.State().Pending == 0 {
				break
			}
		}
		if st := s.State(); st.Pending != 0 || st.Up != "" {
			t.Errorf("got %+v", st)
		}
	})
}

func TestSession_OneOfTwoFromOneMemorySendsAndForgetsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, func(_ *session.Options, s *shop) {
			s.store.add(40)
			s.hq.base = 90
		})
		time.Sleep(time.Minute)
		s.store.add(100) // it has passed the other now
		s.net.cut(nil)
		time.Sleep(time.Minute)
		synctest.Wait()
		st := s.State()
		if !st.Online || st.Pending != 140 || s.hq.batches != 0 || !strings.Contains(st.Up, "two run from one memory") {
			t.Errorf("got %+v after %d batches", st, s.hq.batches)
		}
	})
}

func TestSession_PresenceCarriesTheNumberOfTheSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, nil)
		time.Sleep(time.Second)
		s.net.cut(nil)
		time.Sleep(time.Second)
		if err := s.stop(); err != nil {
			t.Error(err)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		status := func(online bool, n uint64) wire.Status {
			return wire.Status{Online: online, Session: n, Incarnation: "inc1"}
		}
		want := []wire.Status{status(true, 1), status(false, 1), status(true, 2), status(false, 2)}
		if got := fmt.Sprint(s.hq.status); got != fmt.Sprint(want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

// Two devices of one name end each other's connections. The one that
// headquarters takes for the copy brings what it has, and stays away.
func TestSession_ATwinBringsWhatItHasAndStaysAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, func(_ *session.Options, s *shop) { s.hq.twin = true })
		s.store.add(300)
		time.Sleep(10 * time.Second)
		if st := s.State(); !st.Online || !st.Twin || st.Pending != 0 {
			t.Errorf("after 10 s: %+v", st)
		}
		time.Sleep(2 * time.Minute)
		if st := s.State(); st.Online || s.net.tries() != 1 || st.Last != session.ErrTwin.Error() {
			t.Errorf("after two minutes: %+v, %d dials", st, s.net.tries())
		}
		s.hq.do(func() { s.hq.twin = false })
		time.Sleep(5 * time.Minute)
		if st := s.State(); !st.Online || st.Twin || s.net.tries() != 2 {
			t.Errorf("after seven minutes: %+v, %d dials", st, s.net.tries())
		}
	})
}

func TestSession_DrainsBeforeItGoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, func(_ *session.Options, s *shop) { s.net.delay = 500 * time.Millisecond })
		time.Sleep(5 * time.Second)
		s.store.add(700)
		began := time.Now()
		if err := s.stop(); err != nil {
			t.Error(err)
		}
		if st := s.State(); st.Pending != 0 || time.Since(began) > 2*time.Second {
			t.Errorf("got %+v after %s", st, time.Since(began))
		}
	})
}

func TestSession_GoesThoughNobodyAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, nil)
		time.Sleep(time.Second)
		s.hq.do(func() { s.hq.silent = true })
		s.store.add(1)
		began := time.Now()
		if err := s.stop(); err != nil {
			t.Error(err)
		}
		if took := time.Since(began); took != 3*time.Second {
			t.Errorf("took %s, want 3s", took)
		}
	})
}

func TestSession_BringsThePriceBookDownOverABadNetwork(t *testing.T) {
	lines := func(yield func(wire.BookLine, error) bool) {
		for i := range 30000 {
			if !yield(wire.BookLine{Product: json.RawMessage(fmt.Sprintf(`{"gtin":"%014d","name":"%x"}`, i, uint64(i)*0x9e3779b97f4a7c15))}, nil) {
				return
			}
		}
	}
	cut, err := wire.CutBook(lines)
	if err != nil {
		t.Fatal(err)
	}
	head, err := wire.SignBook(wire.Manifest{Tenant: "acme", Store: "0042", Version: 7, Currency: "EUR", Made: time.Unix(1e9, 0)}.Of(cut), private)
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		s := open(t, func(_ *session.Options, s *shop) {
			s.net.lose = 0.3
			s.hq.book, s.hq.chunks = &head, map[string][]byte{}
			for _, p := range cut.Pieces {
				s.hq.chunks[p.SHA256] = p.Bytes
			}
		})
		for i := range 600 {
			if time.Sleep(time.Second); i%37 == 0 {
				s.net.cut(nil)
			}
		}
		if v := s.store.version(); v != 7 {
			t.Errorf("got book %d of %d chunks, %+v", v, len(cut.Pieces), s.State())
		}
		// The same head, kept by the broker, changes nothing.
		b, _ := wire.Encode(head)
		s.net.mu.Lock()
		p := s.net.pipe
		s.net.mu.Unlock()
		p.deliver(wire.Message{Topic: cart.BookHead(), Payload: b, Retain: true})
		p.deliver(wire.Message{Topic: cart.BookHead(), Retain: true})
		p.deliver(wire.Message{Topic: cart.Topic(wire.KindAck), Payload: []byte("nonsense")})
		time.Sleep(time.Second)
		if st := s.State(); st.Down != "" || !st.Online {
			t.Errorf("got %+v", st)
		}
	})
}

func TestNew_RefusesWhatCannotWork(t *testing.T) {
	for name, o := range map[string]session.Options{
		"an address no broker carries": {Address: wire.Address{Tenant: "A B"}, Brokers: []string{"x"}},
		"no broker":                    {Address: cart},
	} {
		if _, err := session.New(o); err == nil {
			t.Errorf("%s: not refused", name)
		} else {
			t.Log(err)
		}
	}
}

// TestSession_CommandsComeInOrderAndNoneBehindOneThatWasDropped overflows the
// queue, and looks at what the hello tells.
func TestSession_CommandsComeInOrderAndNoneBehindOneThatWasDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		orders, taken := make(chan command.Order, 2), uint64(0)
		s := open(t, func(o *session.Options, _ *shop) {
			o.Orders, o.Commanded = orders, func() uint64 { return taken }
		})
		time.Sleep(time.Second)
		send := func(numbers ...int) {
			for _, n := range numbers {
				m := reply(wire.KindCommand, wire.Signed{Body: []byte(fmt.Sprint(n)), Key: "k"})
				m.Retain = n == 1
				s.net.pipe.deliver(m)
				synctest.Wait()
			}
		}
		take := func(number int) {
			t.Helper()
			o := <-orders
			s.hq.do(func() {
				if h := s.hq.hellos[len(s.hq.hellos)-1]; string(o.Signed.Body) != fmt.Sprint(number) || o.Nonce != h.Nonce || o.Retained != (number == 1) {
					t.Errorf("got %+v, want number %d under nonce %s", o, number, h.Nonce)
				}
			})
		}
		send(1, 2, 3)
		take(1)
		send(4)
		take(2)
		send(5)
		if len(orders) != 0 {
			t.Error("one behind the one that was dropped is taken")
		}
		taken = 2
		s.net.cut(nil)
		time.Sleep(time.Minute)
		s.hq.do(func() {
			if h := s.hq.hellos[len(s.hq.hellos)-1]; h.Command != 2 {
				t.Errorf("the hello tells %d, want 2", h.Command)
			}
		})
		send(3)
		take(3)
	})
}

func TestSession_TellsTheTimeOfHeadquarters(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began, met := time.Now(), 0
		open(t, func(o *session.Options, _ *shop) {
			o.Met = func(sent, received, hq time.Time) {
				met++
				if !sent.Equal(began) || received.Sub(sent) < 20*time.Millisecond || hq.Before(sent) || hq.After(received) {
					t.Errorf("between %s and %s it was %s", sent, received, hq)
				}
			}
		})
		time.Sleep(time.Minute)
		synctest.Wait()
		if met != 1 {
			t.Errorf("told %d times, want once", met)
		}
	})
}
