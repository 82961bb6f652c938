package session_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"endcap/sync/mqtt"
	"endcap/sync/mqtttest"
	"endcap/sync/session"
	"endcap/sync/wire"
)

// line is a session over real MQTT connections in a bubble.
type line struct {
	*session.Session
	t     *testing.T
	hq    *hq
	store *store
	links map[string]*mqtttest.Link // a broker's name leads over its link
	dials []string
	ended chan error
	stop  context.CancelFunc
}

// lay returns a session that tries brokers in this order, and headquarters on
// the broker b.
func lay(t *testing.T, b *mqtttest.Broker, links map[string]*mqtttest.Link, brokers ...string) *line {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	l := &line{t: t, hq: &hq{t: t, chunks: map[string][]byte{}}, store: newStore(), links: links, ended: make(chan error, 1), stop: stop}
	c, err := mqtt.Dial(ctx, mqtt.Options{Broker: "mqtt://hq", ClientID: "hq", Filters: []string{wire.UpAll}, Queue: 1024, Dial: b.Dial})
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		defer c.Close()
		for {
			select {
			case m := <-c.Messages():
				for _, answer := range l.hq.hear(m) {
					if err := c.Send(context.Background(), answer); err != nil {
						return
					}
				}
			case <-ctx.Done():
				return
			}
		}
	}()
	if l.Session, err = session.New(session.Options{
		Address: cart, Brokers: brokers, Store: l.store, Book: l.store.version, Changed: l.store.Changed(), Dial: l.dial,
	}); err != nil {
		t.Fatal(err)
	}
	go func() { l.ended <- l.Run(ctx) }()
	return l
}

func (l *line) dial(ctx context.Context, broker string, will wire.Message, filters []string) (session.Pipe, error) {
	l.dials = append(l.dials, broker)
	c, err := mqtt.Dial(ctx, mqtt.Options{Broker: "mqtt://" + broker, ClientID: "cart-7", Will: &will, Filters: filters, Dial: l.links[broker].Dial})
	if errors.Is(err, mqtt.ErrRefused) {
		return nil, fmt.Errorf("%w: %w", session.ErrRefused, err)
	}
	if err != nil {
		return nil, err
	}
	return c, nil
}

// until waits for something in the bubble's time.
func (l *line) until(within time.Duration, what string, true func() bool) time.Duration {
	l.t.Helper()
	began := time.Now()
	for !true() {
		if time.Sleep(50 * time.Millisecond); time.Since(began) > within {
			l.t.Fatalf("%s: not within %s; %+v", what, within, l.State())
		}
	}
	return time.Since(began)
}

func (l *line) all() bool { return l.State().Pending == 0 }

// end ends everything, or the bubble would not.
func (l *line) end(b *mqtttest.Broker) {
	l.t.Helper()
	for _, link := range l.links {
		link.Mend()
	}
	l.stop()
	if err := <-l.ended; err != nil {
		l.t.Error(err)
	}
	time.Sleep(time.Second)
	b.Stop()
}

func neverPubacks(w *mqtttest.Wire) {
	w.Accept()
	w.Grant(0, 0)
	w.Swallow()
}

// Several brokers: one is not there, one says nothing, one never acknowledges
// (fault 26), one is good.
func TestSession_GoesThroughItsBrokersUntilOneIsGood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, dead := mqtttest.New(), &mqtttest.Link{}
		dead.Cut()
		l := lay(t, b, map[string]*mqtttest.Link{
			"dead": dead, "mute": mqtttest.Play(mqtttest.Mute), "deaf": mqtttest.Play(neverPubacks), "good": b.Link(),
		}, "dead", "mute", "deaf", "good")
		l.store.add(500)
		took := l.until(3*time.Minute, "online", func() bool { return l.State().Online })
		t.Logf("online after %s and %q", took, l.dials)
		l.until(time.Minute, "all sent", l.all)
		if got := l.State().Broker; got != "good" {
			t.Errorf("got broker %q", got)
		}
		l.end(b)
		time.Sleep(25 * time.Hour) // the mute one is stubborn
	})
}

// Fault 23, with everything there is above the connection.
func TestSession_ASlowLineCarriesABacklogOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := mqtttest.New()
		slow := b.Link()
		slow.Set(mqtttest.Weather{Rate: 1000, Buffer: 16 << 10})
		l := lay(t, b, map[string]*mqtttest.Link{"slow": slow}, "slow")
		const n = 50_000
		l.store.add(n)
		took := l.until(2*time.Hour, "all sent", l.all)
		l.hq.do(func() {
			t.Logf("%d events in %s, %d batches, %d connections", n, took, l.hq.batches, len(l.dials))
			if most := n/wire.MaxBatch*11/10 + 1; l.hq.batches > most {
				t.Errorf("%d batches, want at most %d", l.hq.batches, most)
			}
		})
		if len(l.dials) != 1 {
			t.Errorf("%d connections: it was given up though it went on", len(l.dials))
		}
		l.end(b)
	})
}

// Fault 21, from the shop's side: the line is known to be down, what happens
// is kept, and goes up when the line is back.
func TestSession_ABlackHoleIsNoticedAndOutlived(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := mqtttest.New()
		wires := b.Link()
		l := lay(t, b, map[string]*mqtttest.Link{"hole": wires}, "hole")
		l.until(time.Minute, "online", func() bool { return l.State().Online })
		wires.Hold()
		l.store.add(100)
		t.Log("noticed after", l.until(mqtt.DefaultKeepAlive*3/2, "offline", func() bool { return !l.State().Online }))
		time.Sleep(time.Hour)
		l.store.add(100)
		wires.Mend()
		t.Log("back after", l.until(time.Minute, "all sent", l.all))
		l.hq.do(func() {
			if l.hq.upto() != 200 {
				t.Errorf("got %d events", l.hq.upto())
			}
		})
		l.end(b)
	})
}

// Fault 25: a line that comes and goes every 0.7 s for ten minutes.
func TestSession_AFlappingLineSendsLittleTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := mqtttest.New()
		wires := b.Link()
		wires.Set(mqtttest.Weather{Delay: func() time.Duration { return 30 * time.Millisecond }})
		l := lay(t, b, map[string]*mqtttest.Link{"flaps": wires}, "flaps")
		for range 860 {
			l.store.add(10)
			time.Sleep(700 * time.Millisecond)
			wires.Cut()
			wires.Mend()
		}
		l.until(time.Minute, "all sent", l.all)
		l.hq.do(func() {
			t.Logf("%d events, %d batches, %d connections", l.hq.upto(), l.hq.batches, len(l.dials))
			if l.hq.upto() != 8600 || l.hq.batches > 2*860 {
				t.Errorf("got %d events in %d batches", l.hq.upto(), l.hq.batches)
			}
		})
		l.end(b)
	})
}

// Fault 34 and 35: who is refused by every broker knocks seldom, works on, and
// is let in when something was done about it.
func TestSession_WhoIsRefusedKnocksSeldom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := mqtttest.New()
		links := map[string]*mqtttest.Link{"one": mqtttest.Play(mqtttest.Refuse(5)), "two": mqtttest.Play(mqtttest.Refuse(4))}
		l := lay(t, b, links, "one", "two")
		time.Sleep(time.Hour)
		l.store.add(100)
		if n := len(l.dials); n < 10 || n > 60 {
			t.Errorf("it knocked %d times in an hour, want every one to five minutes at both", n)
		}
		if got := l.State().Last; got == "" {
			t.Error("nobody is told why")
		} else {
			t.Log(len(l.dials), "times;", got)
		}
		links["two"] = b.Link()
		t.Log("let in after", l.until(11*time.Minute, "all sent", l.all))
		l.end(b)
	})
}
