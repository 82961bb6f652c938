package ledger

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"endcap/sync/wire"
)

// fleet is devices whose batches many consumers take at once, each batch by
// each of them, as brokers may deliver.
type fleet struct {
	devices, batches int
}

func (f fleet) batch(device int, i uint64) wire.Batch {
	b := batch(moves(i*10+1, i*10+10)...)
	b.From.Device = fmt.Sprintf("cart-%02d", device)
	return b
}

// consume sends every batch of every device into a ledger, a few devices' at
// once, and checks that no watermark falls.
func (f fleet) consume(ctx context.Context, l *Ledger, seed uint64) error {
	r := rand.New(rand.NewPCG(seed, 1))
	next, upto := make([]uint64, f.devices), make([]uint64, f.devices)
	for left := f.devices * f.batches; left > 0; {
		var list []wire.Batch
		var who []int
		for range 1 + r.IntN(4) {
			d := r.IntN(f.devices)
			if next[d] < uint64(f.batches) {
				list, who = append(list, f.batch(d, next[d])), append(who, d)
				next[d]++
				left--
			}
		}
		if list == nil {
			continue
		}
		acks, err := l.AppendAll(ctx, list, noon)
		if err != nil {
			return err
		}
		for i, a := range acks {
			if a.Upto < upto[who[i]] || a.Upto < list[i].Events[9].Seq || a.Bad != nil {
				return fmt.Errorf("device %d: got %+v after %d", who[i], a, upto[who[i]])
			}
			upto[who[i]] = a.Upto
		}
	}
	return nil
}

func (f fleet) want(t *testing.T, l *Ledger) {
	t.Helper()
	last := uint64(f.batches * 10)
	l.wantSum(t, int64(f.devices)*total(1, last))
	if n, err := l.Total(t.Context()); err != nil || n != int64(f.devices)*int64(last) {
		t.Errorf("got %d events (%v), want %d", n, err, f.devices*int(last))
	}
	if a, err := l.Aside(t.Context()); err != nil || a != (Aside{}) {
		t.Errorf("got %+v (%v), want nothing aside", a, err)
	}
}

func TestLedger_ManyConsumersOfTheSameEventsCountThemOnce(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		f := fleet{devices: 6, batches: 12}
		var all sync.WaitGroup
		for i := range 3 {
			l := open(t)
			all.Go(func() {
				if err := f.consume(t.Context(), l, uint64(i)); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		f.want(t, open(t))
	})
}

// A reader that goes on from the last number it has seen misses nothing,
// although transactions end in another order than they begin.
func TestEvents_WhoGoesOnFromTheLastMissesNone(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		f := fleet{devices: 6, batches: 12}
		reader := open(t)
		ctx, stop := context.WithCancel(t.Context())
		var all sync.WaitGroup
		for i := range 2 {
			l := open(t)
			all.Go(func() {
				half := fleet{f.devices, f.batches}
				if err := half.consume(ctx, l, uint64(i)); err != nil {
					t.Error(err)
				}
			})
		}
		go func() { all.Wait(); stop() }()
		seen, after := 0, int64(0)
		for done := false; ; {
			list, err := reader.Events(t.Context(), after, 100)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range list {
				after, seen = e.N, seen+1
			}
			if done && len(list) == 0 {
				break
			}
			done = ctx.Err() != nil
		}
		if seen != f.devices*f.batches*10 {
			t.Errorf("got %d events, want %d", seen, f.devices*f.batches*10)
		}
	})
}

func TestCommand_ManyGiversGiveEachNumberOnce(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		first := open(t)
		first.says(t, hello(inc, 1), noon)
		var all sync.WaitGroup
		for range 3 {
			l := open(t)
			all.Go(func() {
				for range 5 {
					if _, err := l.Command(t.Context(), cart7, Order{Kind: "blink", For: time.Minute}, noon); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		list, err := first.Commands(t.Context(), cart7)
		if err != nil || len(list) != 15 || list[0].Number != 15 {
			t.Errorf("got %d, the last %+v (%v), want 15", len(list), list[0], err)
		}
	})
}

// The database is killed again and again in the middle of appends, as by a
// power cut, and recovers each time.
func TestPostgres_KilledAtAnyMomentLosesNothingAcknowledged(t *testing.T) {
	c := postgres(t)
	l := openWith(t, Options{Database: c.Schema(t)})
	r := rand.New(rand.NewPCG(9, 9))
	var upto, sent uint64
	away := 0
	for range 3 {
		killed := make(chan error, 1)
		go func() {
			time.Sleep(time.Duration(20+r.IntN(80)) * time.Millisecond)
			killed <- c.Kill()
		}()
		for live := true; live; {
			got, _, err := l.Append(t.Context(), batch(moves(upto+1, upto+20)...), noon)
			sent = max(sent, upto+20)
			switch {
			case errors.Is(err, ErrAway):
				away++
				live = false
			case err != nil:
				t.Fatalf("got %v, want ErrAway", err)
			case got < upto || got > sent:
				t.Fatalf("acknowledged %d after %d, having been sent %d", got, upto, sent)
			default:
				upto = got
			}
		}
		if err := <-killed; err != nil {
			t.Fatal(err)
		}
		if _, err := l.Devices(t.Context()); !errors.Is(err, ErrAway) {
			t.Errorf("a reader: got %v, want ErrAway", err)
		}
		if _, err := Open(t.Context(), Options{Database: c.Address("none")}); !errors.Is(err, ErrAway) {
			t.Errorf("an opener: got %v, want ErrAway", err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		safe, err := l.Upto(t.Context(), cart7, wire.Goods, inc)
		if err != nil || safe < upto || safe > sent {
			t.Fatalf("the ledger has %d (%v), but %d was acknowledged and %d sent", safe, err, upto, sent)
		}
		l.wantCount(t, safe)
		l.wantSum(t, total(1, safe))
	}
	t.Logf("%d events, %d calls failed", sent, away)
}
