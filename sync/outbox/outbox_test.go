package outbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"endcap/sync/outbox"
	"endcap/sync/wire"
)

var cart = wire.Address{Tenant: "acme", Store: "0042", Device: "cart-7"}

// log is a store's log in memory.
type log struct {
	mu     sync.Mutex
	events []wire.Event // without a gap
	safe   uint64
	broken error
}

func (l *log) add(data ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, d := range data {
		seq := l.safe + uint64(len(l.events)) + 1
		l.events = append(l.events, wire.Event{Seq: seq, Type: "test", At: time.Now(), Data: json.RawMessage(d)})
	}
}

func (l *log) Pending(after uint64, limit int) ([]wire.Event, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	from := min(after-min(after, l.safe), uint64(len(l.events)))
	return l.events[from:min(from+uint64(limit), uint64(len(l.events)))], l.broken
}

func (l *log) Forget(_ context.Context, upto uint64) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if upto > l.safe {
		l.events, l.safe = l.events[upto-l.safe:], upto
	}
	return nil
}

// run runs an outbox over l until the test stops it, and returns what it
// sends.
func run(t *testing.T, l *log, acks chan wire.Ack, changed chan struct{}) (o *outbox.Outbox, batches chan wire.Batch) {
	o = outbox.New(l, cart, "inc1")
	batches = make(chan wire.Batch, 100)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		done <- o.Run(ctx, outbox.Session{
			Opened: outbox.Opened{Next: uint64(len(l.events)) + 1}, Acks: acks, Changed: changed,
			Send: func(_ context.Context, b []byte) error {
				batch, err := wire.DecodeBatch(b)
				batches <- batch
				return err
			},
		})
	}()
	t.Cleanup(func() {
		stop()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
	return o, batches
}

func TestOutbox_SendsForgetsAndSendsOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, acks, changed := &log{}, make(chan wire.Ack), make(chan struct{})
		l.add("1", "2")
		_, batches := run(t, l, acks, changed)
		if b := <-batches; len(b.Events) != 2 || b.From != cart || b.Incarnation != "inc1" {
			t.Errorf("got %+v", b)
		}
		acks <- wire.Ack{Incarnation: "of another", Upto: 2}
		synctest.Wait()
		if l.safe != 0 {
			t.Error("forgot by the watermark of another incarnation")
		}
		acks <- wire.Ack{Incarnation: "inc1", Upto: 2}
		synctest.Wait()
		if l.safe != 2 {
			t.Errorf("got watermark %d, want 2", l.safe)
		}
		l.add("3")
		changed <- struct{}{}
		if b := <-batches; b.Events[0].Seq != 3 {
			t.Errorf("got event %d, want 3", b.Events[0].Seq)
		}
		// The batch is lost; after 20 s it goes again.
		began := time.Now()
		if b := <-batches; b.Events[0].Seq != 3 || time.Since(began) != 20*time.Second {
			t.Errorf("got event %d after %s, want 3 after 20s", b.Events[0].Seq, time.Since(began))
		}
	})
}

func TestOutbox_CutsABatchThatIsTooLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &log{}
		x := uint64(1)
		for range 20 { // 20 events of 4 KiB that do not compress
			var b strings.Builder
			for range 4096 {
				x = x*6364136223846793005 + 1442695040888963407
				b.WriteByte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[x>>58])
			}
			l.add(`"` + b.String() + `"`)
		}
		_, batches := run(t, l, nil, nil)
		synctest.Wait()
		next, n := uint64(1), len(batches)
		for range n {
			for _, e := range (<-batches).Events {
				if e.Seq != next {
					t.Fatalf("got event %d, want %d", e.Seq, next)
				}
				next++
			}
		}
		if next != 21 || n < 2 {
			t.Errorf("got %d events in %d batches", next-1, n)
		}
	})
}

func TestOutbox_StopsAtAnEventThatCannotTravel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &log{}
		l.add("not JSON")
		o, _ := run(t, l, nil, nil)
		synctest.Wait()
		if f := o.Fault(); !strings.Contains(f, "event 1 cannot be sent") {
			t.Errorf("got %q", f)
		}
	})
}

func TestOutbox_DrainsAndReturns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, acks, drain := &log{}, make(chan wire.Ack), make(chan struct{})
		o := outbox.New(l, cart, "inc1")
		done := make(chan error)
		sent := make(chan struct{}, 10)
		go func() {
			done <- o.Run(t.Context(), outbox.Session{
				Opened: outbox.Opened{Next: 1}, Acks: acks, Drain: drain,
				Send: func(context.Context, []byte) error { sent <- struct{}{}; return nil },
			})
		}()
		synctest.Wait()
		l.add("1") // nobody rang, but draining looks again
		close(drain)
		<-sent
		synctest.Wait()
		select {
		case err := <-done:
			t.Fatalf("returned %v before the watermark", err)
		default:
		}
		acks <- wire.Ack{Incarnation: "inc1", Upto: 1}
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

func TestOutbox_EndsTheSessionWhenTheLogOrTheLineBreaks(t *testing.T) {
	broken := errors.New("disk gone")
	l := &log{broken: broken}
	o := outbox.New(l, cart, "inc1")
	if err := o.Run(t.Context(), outbox.Session{Opened: outbox.Opened{Next: 1}}); !errors.Is(err, broken) {
		t.Errorf("got %v, want %v", err, broken)
	}
	l = &log{}
	l.add("1")
	o = outbox.New(l, cart, "inc1")
	lost := errors.New("line lost")
	err := o.Run(t.Context(), outbox.Session{
		Opened: outbox.Opened{Next: 2},
		Send:   func(context.Context, []byte) error { return lost },
	})
	if !errors.Is(err, lost) {
		t.Errorf("got %v, want %v", err, lost)
	}
}
