package uplink_test

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"endcap/internal/hq/ledger"
	"endcap/internal/hq/ledger/ledgertest"
	"endcap/internal/hq/uplink"
	"endcap/offers/stock"
	"endcap/sync/broker"
	"endcap/sync/mqtt"
	"endcap/sync/wire"
)

// run runs an uplink until the test ends.
func run(t *testing.T, o uplink.Options) {
	t.Helper()
	o.Tenant, o.Log = "demo", slog.New(slog.DiscardHandler)
	u := uplink.New(o)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); u.Run(ctx) }()
	t.Cleanup(func() { stop(); <-ended })
	<-u.Heard()
}

// Several uplinks hear the same broker and write the same ledger: with parts
// each device is answered by one, without parts by all, and every event
// counts once in both cases.
func TestUplink_SeveralShareABrokerAndALedger(t *testing.T) {
	for _, c := range []struct {
		name     string
		parts    int
		postgres bool
	}{{"in parts", 2, false}, {"all of it", 0, false}, {"all of it, in PostgreSQL", 0, true}} {
		t.Run(c.name, func(t *testing.T) {
			where := ledger.Options{Dir: t.TempDir()}
			if c.postgres {
				where.Database = ledgertest.Start(t).Schema(t)
			}
			parts := c.parts
			b, err := broker.Start(broker.Options{Dir: t.TempDir(), Listen: "127.0.0.1:0"})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(b.Close)
			for part := range 2 {
				l, err := ledger.Open(t.Context(), where)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { l.Close() })
				run(t, uplink.Options{Broker: "mqtt://" + b.Addr(), Ledger: l, Part: part + 1, Parts: parts})
			}
			const devices, batches = 6, 10
			for i := range devices {
				a := wire.Address{Tenant: "demo", Store: "berlin-1", Device: fmt.Sprintf("cart-%d", i)}
				c, err := mqtt.Dial(t.Context(), mqtt.Options{Broker: "mqtt://" + b.Addr(), ClientID: a.Device, Filters: []string{a.Down()}})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(c.Close)
				var upto uint64
				for n := range uint64(batches) {
					if err := c.Send(t.Context(), wire.Message{Topic: a.Topic(wire.Goods.Kind()), Payload: moves(t, a, n*10+1, n*10+10), QoS: 1}); err != nil {
						t.Fatal(err)
					}
				}
				acks := 0
				for late := time.After(time.Minute); upto < batches*10; acks++ {
					select {
					case m := <-c.Messages():
						got := decode[wire.Ack](t, m)
						upto = max(upto, got.Upto)
					case <-late:
						t.Fatalf("%s: safe up to %d after %d acks", a.Device, upto, acks)
					}
				}
				if parts == 2 && acks > batches {
					t.Errorf("%s: got %d acks of %d batches: both parts answer", a.Device, acks, batches)
				}
			}
			l, err := ledger.Open(t.Context(), where)
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			if n, err := l.Total(t.Context()); err != nil || n != devices*batches*10 {
				t.Errorf("got %d events (%v), want %d", n, err, devices*batches*10)
			}
			if sum, err := l.Sum(t.Context(), "demo", "berlin-1", milk, "", "here", false); err != nil || sum != devices*batches*10 {
				t.Errorf("got a sum of %d (%v), want %d", sum, err, devices*batches*10)
			}
			if a, err := l.Aside(t.Context()); err != nil || a != (ledger.Aside{}) {
				t.Errorf("got %+v (%v), want nothing aside", a, err)
			}
		})
	}
}

// moves are one piece each.
func moves(t *testing.T, a wire.Address, from, to uint64) []byte {
	t.Helper()
	var list []wire.Event
	for seq := from; seq <= to; seq++ {
		e := wire.NewEvent(wire.StockMoved, time.Unix(1_800_000_000, 0).UTC(), stock.Movement{GTIN: milk, Place: "here", Quantity: 1, Cause: stock.Stocked})
		e.Seq = seq
		list = append(list, e)
	}
	b, err := wire.EncodeBatch(a, wire.Goods, inc, list)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
