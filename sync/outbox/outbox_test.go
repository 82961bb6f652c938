package outbox_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"endcap/sync/outbox"
	"endcap/sync/outbox/outboxtest"
	"endcap/sync/wire"
)

var cart = wire.Address{Tenant: "acme", Store: "0042", Device: "cart-7"}

func TestLog_InMemory(t *testing.T) {
	outboxtest.TestLog(t, outboxtest.New(cart, "inc1"), func(l outboxtest.Filled, stream wire.Stream, n int) {
		l.(*outboxtest.Log).Add(stream, outboxtest.Numbers(1, n)...)
	}, func(l outboxtest.Filled) outboxtest.Filled {
		l.(*outboxtest.Log).Begin("again")
		return l
	})
}

// run runs an outbox over l until the test stops it, and returns what it
// sends.
func run(t *testing.T, l *outboxtest.Log, acks chan wire.Ack) (o *outbox.Outbox, batches chan wire.Batch) {
	o = outbox.New(l)
	batches = make(chan wire.Batch, 100)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		done <- o.Run(ctx, outbox.Session{
			Acks: acks, Changed: l.Changed(),
			Send: func(_ context.Context, _ wire.Stream, b []byte) error {
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
		l, acks := newLog(), make(chan wire.Ack)
		l.Add(wire.Goods, "1", "2")
		_, batches := run(t, l, acks)
		if b := <-batches; len(b.Events) != 2 || b.From != cart || b.Incarnation != "inc1" {
			t.Errorf("got %+v", b)
		}
		acks <- ack("of another", 2)
		synctest.Wait()
		if _, safe := l.Standing(wire.Goods); safe != 0 {
			t.Error("forgot by the watermark of another incarnation")
		}
		acks <- ack("inc1", 2)
		synctest.Wait()
		if _, safe := l.Standing(wire.Goods); safe != 2 {
			t.Errorf("got watermark %d, want 2", safe)
		}
		l.Add(wire.Goods, "3")
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

// slow counts how often it is told to forget.
type slow struct {
	*outboxtest.Log
	forgot []uint64
}

func (s *slow) Forget(ctx context.Context, stream wire.Stream, upto uint64) error {
	time.Sleep(time.Second)
	s.forgot = append(s.forgot, upto)
	return s.Log.Forget(ctx, stream, upto)
}

func TestOutbox_ForgetsOnceByWhatCameTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, acks := &slow{Log: newLog()}, make(chan wire.Ack, 10)
		l.Add(wire.Goods, "1", "2", "3", "4", "5", "6")
		l.Add(wire.Money, "1")
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		go func() {
			time.Sleep(time.Millisecond)
			for _, upto := range []uint64{1, 2, 3, 4} {
				acks <- ack("inc1", upto)
			}
			acks <- wire.Ack{Mark: wire.Mark{Stream: wire.Money, Incarnation: "inc1", Upto: 1}}
			acks <- ack("inc1", 5)
			acks <- ack("inc1", 6)
		}()
		_ = outbox.New(l).Run(ctx, outbox.Session{Acks: acks, Send: func(context.Context, wire.Stream, []byte) error { return nil }})
		if d := cmp.Diff(l.forgot, []uint64{4, 1, 6}); d != "" {
			t.Errorf("forgot up to (-got +want):\n%s", d)
		}
	})
}

func TestOutbox_StopsAtAnEventThatCannotTravel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLog()
		l.Add(wire.Goods, "not JSON")
		o, _ := run(t, l, nil)
		synctest.Wait()
		if f := o.Fault(); !strings.Contains(f, "event 1 cannot be sent") {
			t.Errorf("got %q", f)
		}
	})
}

func TestOutbox_DrainsAndReturns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, acks, drain := newLog(), make(chan wire.Ack), make(chan struct{})
		o := outbox.New(l)
		done := make(chan error)
		sent := make(chan struct{}, 10)
		go func() {
			done <- o.Run(t.Context(), outbox.Session{
				Acks: acks, Drain: drain,
				Send: func(context.Context, wire.Stream, []byte) error { sent <- struct{}{}; return nil },
			})
		}()
		synctest.Wait()
		l.Add(wire.Goods, "1") // nobody rang, but draining looks again
		close(drain)
		<-sent
		synctest.Wait()
		select {
		case err := <-done:
			t.Fatalf("returned %v before the watermark", err)
		default:
		}
		acks <- ack("inc1", 1)
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

func TestOutbox_EndsTheSessionWhenTheLogOrTheLineBreaks(t *testing.T) {
	broken := errors.New("disk gone")
	l := newLog()
	l.Break(broken)
	if err := outbox.New(l).Run(t.Context(), outbox.Session{}); !errors.Is(err, broken) {
		t.Errorf("got %v, want %v", err, broken)
	}
	l = newLog()
	l.Add(wire.Goods, "1")
	lost := errors.New("line lost")
	err := outbox.New(l).Run(t.Context(), outbox.Session{
		Send: func(context.Context, wire.Stream, []byte) error { return lost },
	})
	if !errors.Is(err, lost) {
		t.Errorf("got %v, want %v", err, lost)
	}
}

func TestOutbox_TheMostUrgentGoesFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLog()
		for i := range wire.Streams {
			l.Add(wire.Streams[len(wire.Streams)-1-i], "1")
		}
		_, batches := run(t, l, nil)
		for _, want := range wire.Streams {
			if b := <-batches; b.Stream != want {
				t.Errorf("got %s, want %s", b.Stream, want)
			}
		}
	})
}

// A watermark of a later incarnation says nothing of the one before it.
func TestOutbox_AnIncarnationIsDoneBeforeTheNextBegins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, acks := newLog(), make(chan wire.Ack)
		l.Add(wire.Goods, "1", "2")
		l.Begin("inc2")
		l.Add(wire.Goods, "3")
		_, batches := run(t, l, acks)
		if b := <-batches; b.Incarnation != "inc1" || len(b.Events) != 2 {
			t.Errorf("got %+v", b)
		}
		acks <- ack("inc2", 1) // of a session before this one
		acks <- ack("inc1", 1)
		synctest.Wait()
		if _, safe := l.Standing(wire.Goods); safe != 1 || len(batches) != 0 {
			t.Errorf("watermark %d and %d batches, want 1 and none", safe, len(batches))
		}
		acks <- ack("inc1", 2)
		if b := <-batches; b.Incarnation != "inc2" || b.Events[0].Seq != 1 {
			t.Errorf("got %+v", b)
		}
		acks <- ack("inc2", 1)
		synctest.Wait()
		if _, safe := l.Standing(wire.Goods); safe != 3 {
			t.Errorf("watermark %d, want 3", safe)
		}
	})
}

func TestOutbox_BeginsWhereTheWelcomeSays(t *testing.T) {
	mark := func(inc string, upto uint64) wire.Mark {
		return wire.Mark{Stream: wire.Goods, Incarnation: inc, Upto: upto}
	}
	for name, c := range map[string]struct {
		upto []wire.Mark
		safe uint64
	}{
		"nothing is there":             {nil, 0},
		"part of the first":            {[]wire.Mark{mark("inc1", 1), mark("inc2", 0)}, 1},
		"part of both":                 {[]wire.Mark{mark("inc1", 1), mark("inc2", 1)}, 1},
		"the first, part of the next":  {[]wire.Mark{mark("inc1", 2), mark("inc2", 1)}, 3},
		"more than the first had here": {[]wire.Mark{mark("inc1", 9), mark("inc2", 0)}, 2},
		"in another order":             {[]wire.Mark{mark("inc2", 1), mark("inc1", 2)}, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			l := newLog()
			l.Add(wire.Goods, "1", "2")
			l.Begin("inc2")
			l.Add(wire.Goods, "3", "4")
			var told []wire.Position
			for _, p := range l.Positions() {
				if p.Stream == wire.Goods {
					told = append(told, p)
				}
			}
			ctx, stop := context.WithTimeout(t.Context(), time.Second)
			defer stop()
			_ = outbox.New(l).Run(ctx, outbox.Session{
				Told: told, Upto: c.upto, Send: func(context.Context, wire.Stream, []byte) error { return nil },
			})
			if _, safe := l.Standing(wire.Goods); safe != c.safe {
				t.Errorf("%s: forgot up to %d, want %d", name, safe, c.safe)
			}
		})
	}
}

func newLog() *outboxtest.Log { return outboxtest.New(cart, "inc1") }

func ack(inc string, upto uint64) wire.Ack {
	return wire.Ack{Mark: wire.Mark{Stream: wire.Goods, Incarnation: inc, Upto: upto}}
}
