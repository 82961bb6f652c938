package broker_test

import (
	"context"
	"testing"
	"time"

	"endcap/sync/mqtttest"
)

// A broker that keeps nothing is killed, stands still, and is cut off both
// ways, while devices work: every event is in the ledger once.
func TestMosquitto_KilledHeldAndCutOffLosesNothing(t *testing.T) {
	t.Parallel()
	m := mqtttest.NewMosquitto(t, "")
	var wire mqtttest.Link
	through := "mqtt://" + wire.Listen(t, m.Addr)
	l := newLoad(t, 3, []string{through}, "mqtt://"+m.Addr)
	l.run(time.Minute, func(ctx context.Context) {
		for _, fault := range []struct{ begin, end func() }{
			{m.Kill, m.Start}, {m.Hold, m.Mend}, {wire.Hold, wire.Mend}, {wire.Cut, wire.Mend},
		} {
			more := sleep(ctx, 500*time.Millisecond)
			fault.begin()
			more = sleep(ctx, time.Second) && more
			fault.end()
			if !more {
				t.Error("there was no time for every fault")
			}
		}
		sleep(ctx, time.Second)
	})
	l.settle()
}

// Fault 25: a line that comes and goes every 0.7 s carries everything all the
// same. That little of it goes twice is sync/session's to prove.
func TestBroker_AFlappingLineCarriesEverything(t *testing.T) {
	t.Parallel()
	b := start(t, t.TempDir())
	var wire mqtttest.Link
	l := newLoad(t, 3, []string{"mqtt://" + wire.Listen(t, b.Addr())}, b.URL())
	cuts := 0
	l.run(6*time.Second, func(ctx context.Context) {
		for ; sleep(ctx, 700*time.Millisecond); cuts++ {
			wire.Cut()
			wire.Mend()
		}
	})
	l.settle()
	t.Logf("%d cuts", cuts)
}
