package uplink_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"os/exec"
	"sync/atomic"
	"testing"
	"time"

	"endcap/offers/journal"
	"endcap/sync/mqtttest"
)

// kernel is what a real connection holds of what we send before the other side
// has confirmed it (see package mqtt): 16 KiB in a round trip.
const kernel = 8 << 10

// BenchmarkUplink_Backlog takes 100,000 movements out of a real store, packed,
// over Mosquitto into a ledger on disk, acknowledged and forgotten, at several
// distances between the device and the broker. Beside it mosquitto_pub sends
// such movements one by one over the same link to the same broker, QoS 1, with
// as many on their way as it allows itself; at a distance fewer of them, for
// ten seconds or so. To store them is not asked of it.
func BenchmarkUplink_Backlog(b *testing.B) {
	program, err := exec.LookPath("mosquitto_pub")
	if err != nil {
		b.Skip("no mosquitto_pub here: apt-get install mosquitto-clients to hold us against it")
	}
	for _, far := range []struct {
		trip time.Duration
		many int // messages of mosquitto_pub
	}{{0, 100_000}, {50 * time.Millisecond, 4000}, {200 * time.Millisecond, 1000}} {
		b.Run(fmt.Sprintf("trip=%s", far.trip), func(b *testing.B) {
			addr := mqtttest.NewMosquitto(b, "").Addr
			var ours, theirs float64
			for b.Loop() {
				b.StopTimer()
				ours = drain(b, addr, far.trip)
				theirs = onebyone(b, program, addr, far.trip, far.many)
				b.StartTimer()
			}
			b.ReportMetric(ours, "events/s")
			b.ReportMetric(theirs, "mosquitto_pub/s")
			b.ReportMetric(ours/theirs, "ratio")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// distant is a link of so long a round trip.
func distant(trip time.Duration, buffer int) *mqtttest.Link {
	l := &mqtttest.Link{}
	if trip > 0 {
		l.Set(mqtttest.Weather{Delay: func() time.Duration { return trip / 2 }, Buffer: buffer})
	}
	return l
}

// drain returns how many events a second leave a store for good.
func drain(b *testing.B, addr string, trip time.Duration) float64 {
	const made = 100_000
	r, st := open(b, addr), openStore(b, cart7, 1<<30)
	chance := rand.New(rand.NewPCG(1, 6))
	for range made / 500 {
		keep(b, st, journal.Step{Moves: movements(chance, 500)})
		idle(st)
	}
	link, sent := distant(trip, kernel), new(atomic.Int64)
	h := home{broker: r.broker, dial: func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := link.Dial(ctx, network, address)
		return counted{c, sent}, err
	}}
	began := time.Now()
	_, end := h.come(b, cart7, st)
	defer end()
	until(b, 10*time.Minute, "events still wait", func() bool { return st.Stats().Waiting() == 0 })
	took := time.Since(began)
	if n, err := r.ledger.Total(b.Context()); err != nil || n != made {
		b.Fatalf("%d events in the ledger, %v", n, err)
	}
	b.ReportMetric(float64(sent.Load())/made, "wire-B/event")
	return made / took.Seconds()
}

// counted counts what is written, with all that MQTT adds.
type counted struct {
	net.Conn
	sent *atomic.Int64
}

func (c counted) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.sent.Add(int64(n))
	return n, err
}

// onebyone returns how many messages a second mosquitto_pub brings to a broker.
func onebyone(b *testing.B, program, addr string, trip time.Duration, n int) float64 {
	var lines bytes.Buffer
	for _, m := range movements(rand.New(rand.NewPCG(1, 6)), n) {
		text, err := json.Marshal(m)
		if err != nil {
			b.Fatal(err)
		}
		lines.Write(append(text, '\n'))
	}
	if trip > 0 {
		addr = distant(trip, 0).Listen(b, addr)
	}
	host, port, _ := net.SplitHostPort(addr)
	cmd := exec.CommandContext(b.Context(), program, "-h", host, "-p", port, "-q", "1", "-l", "-t", "one/by/one")
	cmd.Stdin = &lines
	began := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("mosquitto_pub: %v: %s", err, out)
	}
	return float64(n) / time.Since(began).Seconds()
}
