package uplink_test

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"endcap/internal/hq/ledger"
	"endcap/internal/hq/publish"
	"endcap/internal/hq/uplink"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/offers/stock"
	"endcap/scanner/gs1"
	"endcap/sync/broker"
	"endcap/sync/mqtt"
	"endcap/sync/wire"
)

const (
	inc  = "0123456789abcdef"
	milk = gs1.GTIN(9520001100376)
)

var cart7 = wire.Address{Tenant: "demo", Store: "berlin-1", Device: "cart-07"}

// rig is a headquarters without pages and a device that a test plays.
type rig struct {
	ledger *ledger.Ledger
	key    ed25519.PrivateKey
	broker string
	device *mqtt.Conn
}

func newRig(t *testing.T) *rig {
	t.Helper()
	b, err := broker.Start(broker.Options{Dir: t.TempDir(), Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	r := open(t, b.Addr())
	r.device = r.dial(t, cart7)
	return r
}

// open returns a headquarters on the broker at addr, host:port.
func open(t testing.TB, addr string) *rig {
	t.Helper()
	dir, err := t.TempDir(), error(nil)
	r := &rig{broker: "mqtt://" + addr}
	if r.ledger, err = ledger.Open(t.Context(), ledger.Options{Dir: dir}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.ledger.Close() })
	if r.key, err = publish.OpenKey(dir); err != nil {
		t.Fatal(err)
	}
	u := uplink.New(uplink.Options{
		Broker: r.broker, Tenant: "demo", Ledger: r.ledger, Log: slog.New(slog.DiscardHandler),
		Sign: func(c wire.Command) (wire.Signed, error) { return wire.SignCommand(c, r.key) },
	})
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); u.Run(ctx) }()
	t.Cleanup(func() { stop(); <-ended })
	for !u.State().Connected {
		time.Sleep(5 * time.Millisecond)
	}
	return r
}

func (r *rig) dial(t *testing.T, a wire.Address) *mqtt.Conn {
	t.Helper()
	c, err := mqtt.Dial(t.Context(), mqtt.Options{Broker: r.broker, ClientID: a.Device, Filters: []string{a.Down(), a.BookHead()}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func (r *rig) send(t *testing.T, kind string, payload []byte) {
	t.Helper()
	if err := r.device.Send(t.Context(), wire.Message{Topic: cart7.Topic(kind), Payload: payload, QoS: 1}); err != nil {
		t.Fatal(err)
	}
}

// next returns the next message of a topic, passing over others.
func next(t *testing.T, c *mqtt.Conn, topic string) wire.Message {
	t.Helper()
	late := time.After(time.Minute)
	for {
		select {
		case m := <-c.Messages():
			if m.Topic == topic {
				return m
			}
		case <-late:
			t.Fatalf("nothing came on %s", topic)
		}
	}
}

func (r *rig) quiet(t *testing.T) {
	t.Helper()
	select {
	case m := <-r.device.Messages():
		t.Fatalf("got %s %s, want silence", m.Topic, m.Payload)
	case <-time.After(150 * time.Millisecond):
	}
}

func encode[T wire.Body](t *testing.T, v T) []byte {
	t.Helper()
	b, err := wire.Encode(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func decode[T wire.Body](t *testing.T, m wire.Message) T {
	t.Helper()
	v, err := wire.Decode[T](m.Payload)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func batch(t *testing.T, from, to uint64) []byte {
	t.Helper()
	var list []wire.Event
	for seq := from; seq <= to; seq++ {
		e := wire.NewEvent(wire.StockMoved, time.Unix(1_800_000_000, 0).UTC(), stock.Movement{GTIN: milk, Place: "cart-07", Quantity: int64(seq), Cause: stock.Picked})
		e.Seq = seq
		list = append(list, e)
	}
	b, err := wire.EncodeBatch(cart7, wire.Goods, inc, list)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (r *rig) ack(t *testing.T) wire.Ack {
	t.Helper()
	return decode[wire.Ack](t, next(t, r.device, cart7.Topic(wire.KindAck)))
}

func mark(upto uint64) wire.Mark { return wire.Mark{Stream: wire.Goods, Incarnation: inc, Upto: upto} }

// hello is that of a device with one stream.
func hello(session, next, safe uint64) wire.Hello {
	return wire.Hello{
		Incarnation: inc, Session: session, Nonce: "0011223344556677", Role: "cart",
		Streams: []wire.Position{{Stream: wire.Goods, Incarnation: inc, Next: next, Safe: safe}},
	}
}

func TestUplink_AcknowledgesWhatTheLedgerHolds(t *testing.T) {
	r := newRig(t)
	for _, c := range []struct {
		name           string
		from, to, upto uint64
	}{
		{"the first", 1, 3, 3}, {"again", 1, 3, 3}, {"beyond a gap", 6, 9, 3}, {"back over it", 3, 7, 7}, {"late", 2, 4, 7},
	} {
		r.send(t, wire.Goods.Kind(), batch(t, c.from, c.to))
		if diff := cmp.Diff(r.ack(t), wire.Ack{Mark: mark(c.upto)}); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
		if n, err := r.ledger.Count(t.Context(), cart7, wire.Goods, inc); err != nil || n != c.upto {
			t.Errorf("%s: got %d events in the ledger (%v), want %d", c.name, n, err, c.upto)
		}
	}
	if sum, err := r.ledger.Sum(t.Context(), "demo", "berlin-1", milk, "", "cart-07", false); err != nil || sum != 28 {
		t.Errorf("got a sum of %d (%v), want 28", sum, err)
	}
}

func TestUplink_NamesDeadLettersAndGoesOn(t *testing.T) {
	r := newRig(t)
	dead := wire.Event{Seq: 1, Type: wire.StockMoved, At: time.Now(), Data: json.RawMessage(`{"gtin":"no"}`)}
	b, err := wire.EncodeBatch(cart7, wire.Goods, inc, []wire.Event{dead})
	if err != nil {
		t.Fatal(err)
	}
	r.send(t, wire.Goods.Kind(), b)
	if diff := cmp.Diff(r.ack(t), wire.Ack{Mark: mark(1), Bad: []uint64{1}}); diff != "" {
		t.Error(diff)
	}
}

func TestUplink_KeepsAsideWhatItCannotReadAndSaysNothing(t *testing.T) {
	r := newRig(t)
	r.send(t, wire.Goods.Kind(), []byte("no batch"))
	r.send(t, wire.KindHello, []byte(`{"inc":""}`))
	r.send(t, wire.KindGet, []byte(`{"chunks":[]}`))
	r.send(t, wire.KindStatus, []byte(`[]`))
	r.send(t, "u/of-tomorrow", []byte(`?`))
	other := cart7
	other.Device = "cart-08"
	if err := r.device.Send(t.Context(), wire.Message{Topic: other.Topic(wire.Goods.Kind()), Payload: batch(t, 1, 1), QoS: 1}); err != nil {
		t.Fatal(err)
	}
	until(t, time.Minute, "not five are kept aside", func() bool {
		a, err := r.ledger.Aside(t.Context())
		return err == nil && a.Unreadable == 5
	})
	r.quiet(t)
	r.send(t, wire.Goods.Kind(), batch(t, 1, 1))
	if a := r.ack(t); a.Upto != 1 {
		t.Errorf("got %+v, want the stream to go on", a)
	}
}

func TestUplink_WelcomesWithTheWatermarkAndTheBook(t *testing.T) {
	r := newRig(t)
	r.send(t, wire.Goods.Kind(), batch(t, 1, 4))
	r.ack(t)
	m, err := publish.Publish(t.Context(), r.ledger, r.key, "demo", "berlin-1", book(3000), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	public := r.key.Public().(ed25519.PublicKey)
	head, err := wire.OpenBook(decode[wire.Signed](t, next(t, r.device, cart7.BookHead())), public)
	if err != nil || head.Version != 1 {
		t.Fatalf("got book %d (%v) while connected, want 1", head.Version, err)
	}
	r.send(t, wire.KindHello, encode(t, hello(9, 6, 4)))
	w := decode[wire.Welcome](t, next(t, r.device, cart7.Topic(wire.KindWelcome)))
	if w.Session != 9 || w.Nonce != hello(9, 6, 4).Nonce || !slices.Equal(w.Upto, []wire.Mark{mark(4)}) || w.Book == nil || time.Since(w.Time) > time.Minute {
		t.Fatalf("got %+v", w)
	}
	if head, err = wire.OpenBook(*w.Book, public); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(head, m); diff != "" {
		t.Error(diff)
	}
	wanted := map[string]wire.Chunk{}
	var names []string
	want := func(all []wire.Chunk) {
		for _, c := range all {
			wanted[c.SHA256] = c
			names = append(names, c.SHA256)
		}
	}
	index, err := r.ledger.Chunk(t.Context(), "demo", "berlin-1", m.Index[0].SHA256)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := m.Index[0].Open(index)
	if err != nil {
		t.Fatal(err)
	}
	chunks, err := wire.ReadIndex(raw)
	if err != nil {
		t.Fatal(err)
	}
	want(m.Index)
	want(chunks)
	if len(names) < 2 {
		t.Fatalf("got %d chunks, want a book of several", len(names))
	}
	names = append(names, wire.ChunkName([]byte("of no book")))
	r.send(t, wire.KindGet, encode(t, wire.Get{Chunks: names}))
	for range len(wanted) {
		b := next(t, r.device, cart7.Topic(wire.KindChunk)).Payload
		c := wanted[wire.ChunkName(b)]
		if _, err := c.Open(b); err != nil {
			t.Fatal(err)
		}
		delete(wanted, c.SHA256)
	}
	r.quiet(t)
	// Who comes later finds the book waiting.
	late := r.dial(t, wire.Address{Tenant: "demo", Store: "berlin-1", Device: "cart-09"})
	if m := next(t, late, cart7.BookHead()); !m.Retain {
		t.Error("the manifest is not retained")
	}
}

func TestUplink_KnowsWhoIsOnline(t *testing.T) {
	r := newRig(t)
	online := func(want bool) {
		t.Helper()
		for range 100 {
			d, err := r.ledger.Devices(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if len(d) == 1 && d[0].Online == want {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
		t.Errorf("want online %v", want)
	}
	r.send(t, wire.KindHello, encode(t, hello(2, 1, 0)))
	online(true)
	r.send(t, wire.KindStatus, encode(t, wire.Status{Session: 1, Incarnation: inc}))
	r.send(t, wire.Goods.Kind(), batch(t, 1, 1))
	r.ack(t) // the old will was taken before this
	online(true)
	r.send(t, wire.KindStatus, encode(t, wire.Status{Session: 2, Incarnation: inc}))
	online(false)
}

func TestUplink_WaitsForABrokerThatIsAway(t *testing.T) {
	l, err := ledger.Open(t.Context(), ledger.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	dir := t.TempDir()
	b, err := broker.Start(broker.Options{Dir: dir, Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	addr := b.Addr()
	b.Close()
	u := uplink.New(uplink.Options{Broker: "mqtt://" + addr, Tenant: "demo", Ledger: l, Log: slog.New(slog.DiscardHandler)})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- u.Run(ctx) }()
	until := func(connected bool) {
		t.Helper()
		for range 500 {
			if s := u.State(); s.Connected == connected && (connected || s.Text != "connecting to the broker") {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
		t.Fatalf("got %+v, want connected %v", u.State(), connected)
	}
	until(false)
	if b, err = broker.Start(broker.Options{Dir: dir, Listen: addr}); err != nil {
		t.Fatal(err)
	}
	until(true)
	b.Close()
	until(false)
	stop()
	if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// book is of n products that no two chunks can hold alike.
func book(n int) publish.Book {
	var b publish.Book
	for i := range uint64(n) {
		body := 952_000_000_000 + i
		b.Products = append(b.Products, catalog.Product{
			GTIN: gs1.GTIN(body*10 + uint64(gs1.CheckDigit(body))), Name: wire.ChunkName([]byte{byte(i), byte(i >> 8)}),
			Price: money.New(int64(i), money.Currency{'E', 'U', 'R'}),
		})
	}
	return b
}
