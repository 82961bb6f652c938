package broker_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"endcap/internal/hq/ledger"
	"endcap/internal/hq/uplink"
	"endcap/internal/store"
	"endcap/offers/journal"
	"endcap/offers/stock"
	"endcap/scanner/gs1"
	"endcap/sync/mqtt"
	"endcap/sync/session"
	"endcap/sync/wire"
)

const (
	milk  = gs1.GTIN(9520001100376)
	pause = 10 * time.Millisecond // between two steps of one device
)

// load is devices and a headquarters, each whole, on brokers that suffer.
type load struct {
	t       testing.TB
	ledger  *ledger.Ledger
	office  *uplink.Uplink
	devices []*device
	away    time.Duration // the longest time that headquarters was not on a broker
	all     sync.WaitGroup
	stop    context.CancelFunc
}

// device keeps steps in a store and sends them.
type device struct {
	address wire.Address
	store   *store.Store
	session *session.Session
	steps   uint64       // kept so far, and their sum; of the goroutine of work
	sum     int64        //
	sent    atomic.Int64 // events, each as often as it left
	silence atomic.Int64 // the longest time without progress, ns
}

func newLoad(t testing.TB, devices int, brokers []string, office string) *load {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	l := &load{t: t, stop: stop}
	led, err := ledger.Open(ctx, ledger.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	l.ledger = led
	t.Cleanup(func() { l.end(); _ = led.Close() })
	l.office = uplink.New(uplink.Options{Broker: office, Tenant: "demo", Ledger: led, Log: slog.New(slog.DiscardHandler)})
	l.all.Go(func() { _ = l.office.Run(ctx) })
	for i := range devices {
		d := &device{address: wire.Address{Tenant: "demo", Store: "berlin-1", Device: fmt.Sprintf("cart-%02d", i+1)}}
		if d.store, err = store.Open(t.TempDir(), store.Options{Address: d.address}); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { l.end(); _ = d.store.Close() })
		changed, unwatch := d.store.Watch()
		// Each prefers another broker.
		own := append(append([]string(nil), brokers[i%len(brokers):]...), brokers[:i%len(brokers)]...)
		if d.session, err = session.New(session.Options{
			Address: d.address, Role: "cart", Version: "test", Brokers: own, Store: d.store, Changed: changed,
			Book: func() uint64 { return 0 }, Dial: d.dial, MaxWait: 2 * time.Second,
		}); err != nil {
			t.Fatal(err)
		}
		l.devices = append(l.devices, d)
		l.all.Go(func() { _ = d.session.Run(ctx); unwatch() })
	}
	return l
}

// end ends the sessions and headquarters, once.
func (l *load) end() { l.stop(); l.all.Wait() }

// dial counts the events that leave.
func (d *device) dial(ctx context.Context, url string, will wire.Message, filters []string) (session.Pipe, error) {
	a := d.address
	c, err := mqtt.Dial(ctx, mqtt.Options{
		Broker: url, ClientID: a.Tenant + "/" + a.Store + "/" + a.Device, Will: &will, Filters: filters, KeepAlive: 2 * time.Second,
	})
	if err != nil {
		return nil, err
	}
	return counting{c, d}, nil
}

type counting struct {
	*mqtt.Conn
	d *device
}

func (c counting) Send(ctx context.Context, m wire.Message) error {
	if b, err := wire.DecodeBatch(m.Payload); err == nil {
		c.d.sent.Add(int64(len(b.Events)))
	}
	return c.Conn.Send(ctx, m)
}

// work keeps steps until ctx ends, and looks for how long none is taken.
func (d *device) work(ctx context.Context, t testing.TB) {
	tick := time.NewTicker(pause)
	defer tick.Stop()
	least, since := uint64(0), time.Now()
	for n := int64(1); ; n++ {
		q := n%7 + 1
		if err := d.store.Do(context.Background(), journal.Step{Moves: []stock.Movement{{GTIN: milk, Place: d.address.Device, Quantity: q, Cause: stock.Picked, At: time.Now()}}}); err != nil {
			t.Error(err)
			return
		}
		d.steps, d.sum = d.steps+1, d.sum+q
		if taken := d.steps - d.session.State().Pending; taken > least {
			least, since = taken, time.Now()
		}
		d.silence.Store(max(d.silence.Load(), int64(time.Since(since))))
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// run lets every device work while suffer does what it does, for d at most.
func (l *load) run(d time.Duration, suffer func(ctx context.Context)) {
	l.t.Helper()
	ctx, cancel := context.WithTimeout(l.t.Context(), d)
	defer cancel()
	var working sync.WaitGroup
	for _, dev := range l.devices {
		working.Go(func() { dev.work(ctx, l.t) })
	}
	working.Go(func() { l.watch(ctx) })
	suffer(ctx)
	cancel()
	working.Wait()
}

// watch looks for how long headquarters is away.
func (l *load) watch(ctx context.Context) {
	for since := time.Now(); sleep(ctx, pause); {
		if l.office.State().Connected {
			since = time.Now()
		}
		l.away = max(l.away, time.Since(since))
	}
}

func (l *load) pending() (n uint64) {
	for _, d := range l.devices {
		n += d.session.State().Pending
	}
	return n
}

// settle waits until nothing is pending, and holds the ledger against the
// stores: every event once, and the sums.
func (l *load) settle() {
	l.t.Helper()
	began := time.Now()
	for l.pending() > 0 {
		if time.Since(began) > 2*time.Minute {
			for _, d := range l.devices {
				l.t.Logf("%s: %+v", d.address.Device, d.session.State())
			}
			l.t.Fatalf("%d events still wait two minutes after the last fault", l.pending())
		}
		time.Sleep(20 * time.Millisecond)
	}
	drained := time.Since(began)
	type key struct {
		device, inc, stream string
		seq                 uint64
	}
	seen, count, sum := map[key]bool{}, map[string]uint64{}, map[string]int64{}
	for after := int64(0); ; {
		page, err := l.ledger.Events(context.Background(), after, 1000)
		if err != nil {
			l.t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		for _, e := range page {
			var m stock.Movement
			if err := json.Unmarshal(e.Data, &m); err != nil || m.GTIN != milk {
				continue // what a store tells of itself
			}
			k := key{e.From.Device, e.Incarnation, string(e.Stream), e.Seq}
			if seen[k] {
				l.t.Errorf("%+v stands twice in the ledger", k)
			}
			seen[k] = true
			count[k.device]++
			sum[k.device] += m.Quantity
			after = e.N
		}
		after = max(after, page[len(page)-1].N)
	}
	var steps uint64
	var sent int64
	var silence time.Duration
	for _, d := range l.devices {
		if count[d.address.Device] != d.steps || sum[d.address.Device] != d.sum {
			l.t.Errorf("%s: the ledger holds %d events with a sum of %d, want %d with %d", d.address.Device, count[d.address.Device], sum[d.address.Device], d.steps, d.sum)
		}
		steps, sent, silence = steps+d.steps, sent+d.sent.Load(), max(silence, time.Duration(d.silence.Load()))
	}
	l.t.Logf("%d events of %d devices, %d sent again, longest time without an acknowledgement %s, headquarters away for %s, drained %s after the last; none lost, none twice",
		steps, len(l.devices), sent-int64(steps), silence.Round(time.Millisecond), l.away.Round(time.Millisecond), drained.Round(time.Millisecond))
}
