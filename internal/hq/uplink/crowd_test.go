package uplink_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"endcap/device"
	"endcap/device/label"
	"endcap/internal/store"
	"endcap/offers/journal"
	"endcap/sync/broker"
	"endcap/sync/mqtttest"
	"endcap/sync/session"
	"endcap/sync/wire"
)

// TestUplink_ACrowdThatComesBackAtOnce cuts the network of many devices, lets
// each have something to tell, and mends it. None knocks again without need,
// what they tell arrives once, and of each device money before telemetry. That
// they do not all come at one moment is sync/session's to decide, and tested
// there. ENDCAP_DEVICES says how many there are, 100 if not.
func TestUplink_ACrowdThatComesBackAtOnce(t *testing.T) {
	t.Parallel()
	many, _ := strconv.Atoi(os.Getenv("ENDCAP_DEVICES"))
	if many == 0 {
		many = 100
	}
	b, err := broker.Start(broker.Options{Dir: t.TempDir(), Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	const wait = 2 * time.Second
	r, link := open(t, b.Addr()), &mqtttest.Link{}
	var dials atomic.Int64 // that found the line
	h := home{broker: r.broker, wait: wait, dial: func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := link.Dial(ctx, network, address)
		if err == nil {
			dials.Add(1)
		}
		return c, err
	}}
	stores, sessions := make([]*store.Store, many), make([]*session.Session, many)
	for i := range stores {
		a := wire.Address{Tenant: "demo", Store: "berlin-1", Device: fmt.Sprintf("cart-%04d", i)}
		stores[i] = openStore(t, a, 8<<20)
		s, end := h.come(t, a, stores[i])
		defer end()
		sessions[i] = s
	}
	for _, s := range sessions {
		until(t, time.Minute, "no line", func() bool { return s.State().Online })
	}
	link.Cut()
	for i, st := range stores {
		var step journal.Step
		for n := range 5 {
			step.Events = append(step.Events,
				wire.NewEvent(wire.HealthChanged, noon, device.Health{Part: "scanner", State: device.Poor, Text: fmt.Sprint(n)}),
				wire.NewEvent(wire.LabelShown, noon, label.Shown{Label: fmt.Sprint(i, "-", n)}))
		}
		keep(t, st, step)
	}
	time.Sleep(wait) // by now everybody waits as long as anybody ever does
	dials.Store(0)
	began := time.Now()
	link.Mend()
	within := time.Minute + time.Duration(many)*20*time.Millisecond // a batch that is lost goes again after 20 s
	for _, st := range stores {
		until(t, within-time.Since(began), "not everything came home", func() bool { return st.Stats().Waiting() == 0 })
	}
	t.Logf("%d devices came home in %s", many, time.Since(began).Round(time.Millisecond))

	// Whoever is too slow for a deadline dials again, but not before its wait.
	most := int64(many) * (2 + int64(time.Since(began)/wait))
	if n := dials.Load(); n < int64(many) || n > most {
		t.Errorf("%d devices dialled %d times, at most %d are well-behaved", many, n, most)
	}
	telemetry := map[wire.Address]bool{}
	for _, e := range entries(t, r.ledger, wire.Money, wire.Telemetry) {
		if e.Stream == wire.Telemetry {
			telemetry[e.From] = true
		} else if telemetry[e.From] {
			t.Errorf("%s told of money after telemetry", e.From.Device)
		}
	}
	if n, err := r.ledger.Total(t.Context()); err != nil || n != int64(10*many) {
		t.Errorf("%d events in the ledger, want %d; %v", n, 10*many, err)
	}
}
