package hq_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"endcap/internal/hq"
	"endcap/internal/hq/ledger"
	"endcap/internal/hq/ledger/ledgertest"
	"endcap/internal/hq/publish"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/offers/stock"
	"endcap/scanner/gs1"
	"endcap/sync/broker"
	"endcap/sync/mqtt"
	"endcap/sync/mqtttest"
	"endcap/sync/wire"
)

const (
	inc  = "0123456789abcdef"
	milk = gs1.GTIN(9520001100376)
)

var cart7 = wire.Address{Tenant: "demo", Store: "berlin-1", Device: "cart-07"}

// TestMain is headquarters itself where a test asks for one that it can kill.
func TestMain(m *testing.M) {
	dir := os.Getenv("HQ_DIR")
	if dir == "" {
		os.Exit(m.Run())
	}
	h := hq.New(hq.Options{Dir: dir, Tenant: "demo", Broker: os.Getenv("HQ_BROKER"), Database: os.Getenv("HQ_LEDGER"), HTTP: "127.0.0.1:0", Log: slog.New(slog.DiscardHandler)})
	go func() { json.NewEncoder(os.Stdout).Encode(h.Addresses()) }()
	if err := h.Run(context.Background()); err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
}

func options(dir string) hq.Options {
	return hq.Options{Dir: dir, Tenant: "demo", Listen: "127.0.0.1:0", HTTP: "127.0.0.1:0", Log: slog.New(slog.DiscardHandler)}
}

// start runs a headquarters in this process until the test ends.
func start(t *testing.T, o hq.Options) *hq.HQ {
	t.Helper()
	h := hq.New(o)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- h.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	select {
	case <-h.Ready():
	case err := <-ended:
		ended <- err
		t.Fatal(err)
	}
	return h
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

func dial(t *testing.T, url string) *mqtt.Conn {
	t.Helper()
	c, err := mqtt.Dial(t.Context(), mqtt.Options{Broker: url, ClientID: "cart-07", Filters: []string{cart7.Down(), cart7.BookHead()}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func TestHQ_OneProcessTakesEventsAndSendsBooks(t *testing.T) {
	h := start(t, options(t.TempDir()))
	c := dial(t, h.Addresses().Broker)
	// Once is enough: a headquarters that is ready hears everything.
	if err := c.Send(t.Context(), wire.Message{Topic: cart7.Topic(wire.Goods.Kind()), Payload: batch(t, 1, 3), QoS: 1}); err != nil {
		t.Fatal(err)
	}
	select {
	case m := <-c.Messages():
		if a, err := wire.Decode[wire.Ack](m.Payload); err != nil || a.Upto != 3 {
			t.Errorf("got %+v (%v), want an acknowledgement up to 3", a, err)
		}
	case <-time.After(time.Minute):
		t.Fatal("nothing was acknowledged")
	}
	if sum, err := h.Ledger().Sum(t.Context(), "demo", "berlin-1", milk, "", "cart-07", false); err != nil || sum != 6 {
		t.Errorf("got a sum of %d (%v), want 6", sum, err)
	}
	book := publish.Book{Products: []catalog.Product{{GTIN: milk, Name: "Milk", Price: money.New(129, money.Currency{'E', 'U', 'R'})}}}
	if m, err := h.Publish(t.Context(), "berlin-1", book); err != nil || m.Version != 1 {
		t.Fatalf("got %+v, %v", m, err)
	}
	for late := time.After(time.Minute); ; {
		select {
		case m := <-c.Messages():
			if m.Topic != cart7.BookHead() {
				continue
			}
		case <-late:
			t.Fatal("no book came")
		}
		break
	}
	r, err := http.Get(h.Addresses().HTTP + "readyz")
	if err != nil || r.StatusCode != http.StatusOK {
		t.Errorf("got %v, %v", r, err)
	}
}

// With certificates the broker may be reached from anywhere; each device is
// who its certificate says.
func TestHQ_TakesEventsOverTLS(t *testing.T) {
	ca := mqtttest.NewCA(t)
	own, device := ca.Issue("hq.example.com", nil), ca.Issue("demo/berlin-1/cart-07", nil)
	o := options(t.TempDir())
	o.Listen, o.TLS = "0.0.0.0:0", &own
	h := start(t, o)
	url := strings.Replace(h.Addresses().Broker, "0.0.0.0", "localhost", 1)
	c, err := mqtt.Dial(t.Context(), mqtt.Options{Broker: url, ClientID: "demo/berlin-1/cart-07", Filters: []string{cart7.Down(), cart7.BookHead()}, TLS: device.Client})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Send(t.Context(), wire.Message{Topic: cart7.Topic(wire.Goods.Kind()), Payload: batch(t, 1, 3), QoS: 1}); err != nil {
		t.Fatal(err)
	}
	select {
	case m := <-c.Messages():
		if a, err := wire.Decode[wire.Ack](m.Payload); err != nil || a.Upto != 3 {
			t.Errorf("got %+v (%v), want an acknowledgement up to 3", a, err)
		}
	case <-time.After(time.Minute):
		t.Fatal("nothing was acknowledged")
	}
}

func TestHQ_SaysWhatKeepsItFromServing(t *testing.T) {
	dir := t.TempDir()
	h := start(t, options(dir))
	if err := hq.New(options(dir)).Run(t.Context()); !errors.Is(err, hq.ErrHeld) {
		t.Errorf("the folder is held: got %v", err)
	}
	taken := options(t.TempDir())
	taken.HTTP = strings.TrimSuffix(strings.TrimPrefix(h.Addresses().HTTP, "http://"), "/")
	if err := hq.New(taken).Run(t.Context()); err == nil || !strings.Contains(err.Error(), "in use") {
		t.Errorf("the port of the pages is taken: got %v", err)
	}
	taken = options(t.TempDir())
	taken.Listen = strings.TrimPrefix(h.Addresses().Broker, "mqtt://")
	if err := hq.New(taken).Run(t.Context()); !errors.Is(err, broker.ErrListen) {
		t.Errorf("the port of the broker is taken: got %v", err)
	}
	bad := options(t.TempDir())
	bad.Tenant = "Demo Shop"
	if err := hq.New(bad).Run(t.Context()); !errors.Is(err, wire.ErrTopic) {
		t.Errorf("a tenant that no broker could carry: got %v", err)
	}
}

func TestHQ_BrokerAwayIsNoReasonToEnd(t *testing.T) {
	o := options(t.TempDir())
	o.Broker = "mqtt://127.0.0.1:1"
	h := start(t, o)
	r, err := http.Get(h.Addresses().HTTP)
	if err != nil || r.StatusCode != http.StatusOK {
		t.Errorf("the pages are away too: %v, %v", r, err)
	}
}

// child is a headquarters in a process of its own.
func child(t *testing.T, where ledger.Options, url string) *exec.Cmd {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), "HQ_DIR="+where.Dir, "HQ_LEDGER="+where.Database, "HQ_BROKER="+url)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Process.Kill() })
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	return c
}

// A device sends without pause while headquarters is killed again and again,
// at any moment: before, within and after a commit, before and after an
// acknowledgement. Every third time the device has heard an acknowledgement
// and forgets it, as if the kill had come between commit and acknowledgement.
func TestHQ_KilledAtAnyMomentTakesEveryEventOnce(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { kill(t, ledger.Options{Dir: t.TempDir()}, 8) })
	t.Run("postgres", func(t *testing.T) {
		kill(t, ledger.Options{Dir: t.TempDir(), Database: ledgertest.Start(t).Schema(t)}, 3)
	})
}

func kill(t *testing.T, where ledger.Options, kills int) {
	const size = 20
	b, err := broker.Start(broker.Options{Dir: t.TempDir(), Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	url := "mqtt://" + b.Addr()
	device := dial(t, url)
	r := rand.New(rand.NewPCG(7, 7))
	var upto, sent uint64
	for round := range kills + 1 {
		victim := child(t, where, url)
		begun, killed := upto, false
		var kill <-chan time.Time // the clock starts with the first acknowledgement
		for !killed {
			sent = max(sent, upto+size)
			if err := device.Send(t.Context(), wire.Message{Topic: cart7.Topic(wire.Goods.Kind()), Payload: batch(t, upto+1, upto+size)}); err != nil {
				t.Fatal(err)
			}
			select {
			case m := <-device.Messages():
				a, err := wire.Decode[wire.Ack](m.Payload)
				if err != nil {
					t.Fatal(err)
				}
				if a.Upto < begun || a.Upto > sent {
					t.Fatalf("acknowledged %d, having acknowledged %d and been sent %d", a.Upto, begun, sent)
				}
				if round%3 != 2 || round == kills {
					upto = max(upto, a.Upto)
				}
				if kill == nil && round < kills {
					kill = time.After(time.Duration(r.IntN(60_000)) * time.Microsecond)
				}
			case <-time.After(50 * time.Millisecond):
			case <-kill:
				killed = true
			}
			if killed = killed || round == kills && upto > begun+5*size; killed {
				victim.Process.Kill()
				victim.Wait()
			}
		}
	}
	l, err := ledger.Open(t.Context(), where)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	safe, err := l.Upto(t.Context(), cart7, wire.Goods, inc)
	if err != nil || safe < upto {
		t.Errorf("the ledger is safe up to %d (%v), but %d was acknowledged", safe, err, upto)
	}
	if n, err := l.Count(t.Context(), cart7, wire.Goods, inc); err != nil || n != safe {
		t.Errorf("got %d events (%v), want %d", n, err, safe)
	}
	if sum, err := l.Sum(t.Context(), "demo", "berlin-1", milk, "", "cart-07", false); err != nil || uint64(sum) != safe*(safe+1)/2 {
		t.Errorf("got a sum of %d (%v), want %d: something was counted twice or not at all", sum, err, safe*(safe+1)/2)
	}
	if a, err := l.Aside(t.Context()); err != nil || a != (ledger.Aside{}) {
		t.Errorf("got %+v (%v), want nothing kept aside", a, err)
	}
	t.Logf("%d kills, %d events", kills, safe)
}
