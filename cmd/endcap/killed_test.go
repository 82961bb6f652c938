package main

import (
	"context"
	"fmt"
	"image"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"endcap/device/cart"
	"endcap/internal/hq"
	"endcap/internal/hq/ledger"
	"endcap/internal/hq/publish"
	"endcap/internal/stage"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/offers/stock"
	"endcap/scanner/gs1"
	"endcap/scanner/scene"
	"endcap/scanner/write"
	"endcap/sync/wire"
)

const tenant, shop = "demo", "harbour"

// TestTrip_KilledAtRandomMoments ends `endcap run` with SIGKILL again and
// again while a shopper scans, takes out and pays, cuts the network now and
// then, and finds every event in headquarters' ledger exactly once: each
// picture is one movement, the sale is there once, nothing is left behind.
// ENDCAP_STORIES says how many trips (make soak: 100).
func TestTrip_KilledAtRandomMoments(t *testing.T) {
	stories := 10
	if n, err := strconv.Atoi(os.Getenv("ENDCAP_STORIES")); err == nil {
		stories = n
	}
	h := headquarters(t)
	products := []catalog.Product{
		article(t, "9520001100376", "Whole Milk", "1.29 EUR"), article(t, "9520001100741", "Oat Drink", "2.19 EUR"),
		article(t, "9520001101113", "Yoghurt", "0.79 EUR"), article(t, "9520001101489", "Butter", "2.59 EUR"),
	}
	if _, err := h.Publish(t.Context(), shop, publish.Book{Products: products}); err != nil {
		t.Fatal(err)
	}
	for n := range stories {
		seed := uint64(time.Now().UnixNano())
		t.Run(fmt.Sprintf("story %d seed %d", n, seed), func(t *testing.T) {
			newTrip(t, h, products, n, rand.New(rand.NewPCG(seed, 0))).run(t)
		})
	}
}

// trip is one shopper's trip through a shop whose cart loses its power.
type trip struct {
	hq       *hq.HQ
	products []catalog.Product
	rnd      *rand.Rand
	device   string
	cart     *stage.Process
	net      *stage.Network
	folder   string
	shown    map[gs1.GTIN]int64 // pictures shown, by product
	kills    int
}

func newTrip(t *testing.T, h *hq.HQ, products []catalog.Product, n int, rnd *rand.Rand) *trip {
	t.Helper()
	dir := t.TempDir()
	net, err := stage.Lay(context.WithoutCancel(t.Context()), strings.TrimPrefix(h.Addresses().Broker, "mqtt://"))
	if err != nil {
		t.Fatal(err)
	}
	device := fmt.Sprintf("cart-%03d", n)
	config := fmt.Sprintf(`role: cart
tenant: %s
store: %s
device: %s
data: data
scanners: [{name: camera, folder: pictures, every: 5ms}]
screen: {listen: "127.0.0.1:0"}
diag: {listen: "127.0.0.1:0"}
sync: {brokers: ["mqtt://%s"], key: %q, retry: 200ms}
`, tenant, shop, device, net.Addr(), filepath.Join(h.Dir, "book.pub"))
	if err := os.WriteFile(filepath.Join(dir, "cart.yaml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	tr := &trip{
		hq: h, products: products, rnd: rnd, device: device, net: net, cart: stage.New("cart", built(t, "endcap"), dir),
		folder: filepath.Join(dir, "pictures"), shown: map[gs1.GTIN]int64{},
	}
	if err := os.Mkdir(tr.folder, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		tr.cart.Kill()
		net.Cut()
		if t.Failed() {
			if b, err := os.ReadFile(tr.cart.Log); err == nil {
				t.Logf("the cart said:\n%s", b[max(0, len(b)-6000):])
			}
		}
	})
	return tr
}

func (tr *trip) run(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	// A cart gets its first price book before a shopper gets the cart.
	tr.start(ctx, t)
	tr.until(ctx, t, "there is a price book", func(v cart.View) bool { return v.Book > 0 })

	const pictures = 12
	for n := range pictures {
		tr.show(t, n)
		switch tr.rnd.IntN(4) {
		case 0:
			tr.wait(tr.rnd.IntN(60))
		case 1:
			tr.cut(ctx, t)
		case 2, 3:
			tr.blackout(t)
		}
	}
	all := func(v cart.View) bool { return pieces(v) == pictures }
	tr.until(ctx, t, "every picture is a piece in the basket", all)
	tr.takeOut(ctx, t)
	tr.pay(ctx, t)
	tr.check(ctx, t, pictures)
}

// show renames a picture into the scanner's folder.
func (tr *trip) show(t *testing.T, n int) {
	t.Helper()
	p := tr.products[tr.rnd.IntN(len(tr.products))]
	var code image.Image
	var err error
	if tr.rnd.IntN(2) == 0 {
		code, err = write.EAN(p.GTIN)
	} else {
		code, err = write.QR(gs1.Link("https://id.example.com", gs1.Item{GTIN: p.GTIN, Lot: "L1"}))
	}
	if err != nil {
		t.Fatal(err)
	}
	img := scene.Picture(code, scene.Options{Width: 500, Height: 400, Module: 3, Noise: 3, Seed: uint64(n)})
	if err := stage.Drop(tr.folder, fmt.Sprintf("%03d.png", n), img); err != nil {
		t.Fatal(err)
	}
	tr.shown[p.GTIN]++
}

// blackout takes the power at a random moment and gives it back, maybe for a
// moment only.
func (tr *trip) blackout(t *testing.T) {
	t.Helper()
	for range 1 + tr.rnd.IntN(2) {
		tr.wait(tr.rnd.IntN(90))
		tr.cart.Kill()
		tr.kills++
		if err := tr.cart.Launch(); err != nil {
			t.Fatal(err)
		}
	}
}

func (tr *trip) cut(ctx context.Context, t *testing.T) {
	t.Helper()
	tr.net.Cut()
	tr.wait(tr.rnd.IntN(60))
	if err := tr.net.Up(ctx); err != nil {
		t.Fatal(err)
	}
}

func (tr *trip) wait(ms int) { time.Sleep(time.Duration(ms) * time.Millisecond) }

func (tr *trip) start(ctx context.Context, t *testing.T) {
	t.Helper()
	if err := tr.cart.Start(ctx); err != nil {
		t.Fatal(err)
	}
}

// until waits for a view, restarting the cart if it was left dead.
func (tr *trip) until(ctx context.Context, t *testing.T, what string, so func(cart.View) bool) cart.View {
	t.Helper()
	var v cart.View
	if tr.cart.Screen() == "" || tr.kills > 0 {
		tr.cart.Kill()
		tr.start(ctx, t)
	}
	if err := stage.Until(ctx, time.Minute, what, func() (bool, error) {
		v = cart.View{}
		err := tr.cart.View(ctx, &v)
		return so(v), err
	}); err != nil {
		t.Fatalf("%v; the cart shows %+v", err, v)
	}
	return v
}

// takeOut removes one piece, with a blackout close by. The answer may be lost
// with the power, so what counts is what the basket says afterwards.
func (tr *trip) takeOut(ctx context.Context, t *testing.T) {
	t.Helper()
	var v cart.View
	if err := tr.cart.View(ctx, &v); err != nil {
		t.Fatal(err)
	}
	before, l := pieces(v), v.Lines[0]
	killed := make(chan struct{})
	go func() { defer close(killed); tr.killSoon() }()
	err := tr.cart.Post(ctx, "remove", url.Values{"basket": {v.Basket}, "line": {strconv.Itoa(l.Number)}, "quantity": {"1"}})
	<-killed
	v = tr.until(ctx, t, "the cart is back", func(cart.View) bool { return true })
	switch after := pieces(v); {
	case after == before-1:
		tr.shown[l.GTIN]--
	case after != before || err == nil:
		t.Fatalf("taking one of %d pieces out left %d (answer: %v)", before, after, err)
	}
}

func (tr *trip) killSoon() {
	tr.wait(tr.rnd.IntN(20))
	tr.kills++
	tr.cart.Kill()
}

// pay presses the button until the basket is paid, with blackouts close by.
func (tr *trip) pay(ctx context.Context, t *testing.T) {
	t.Helper()
	for range 3 {
		var v cart.View
		if err := tr.cart.View(ctx, &v); err != nil {
			t.Fatal(err)
		}
		if len(v.Lines) == 0 {
			return
		}
		killed := make(chan struct{})
		go func() { defer close(killed); tr.killSoon() }()
		_ = tr.cart.Post(ctx, "pay", url.Values{"basket": {v.Basket}, "total": {v.Total.String()}}) // the basket tells
		<-killed
		tr.until(ctx, t, "the cart is back", func(cart.View) bool { return true })
	}
	var v cart.View
	if err := tr.cart.View(ctx, &v); err != nil {
		t.Fatal(err)
	}
	if len(v.Lines) == 0 {
		return
	}
	if err := tr.cart.Post(ctx, "pay", url.Values{"basket": {v.Basket}, "total": {v.Total.String()}}); err != nil {
		t.Fatal(err)
	}
}

// check compares what the cart did with what the ledger holds.
func (tr *trip) check(ctx context.Context, t *testing.T, pictures int64) {
	t.Helper()
	if err := stage.Until(ctx, time.Minute, "the outbox is empty", func() (bool, error) {
		n, err := tr.cart.Waiting(ctx)
		return n == 0, err
	}); err != nil {
		t.Fatal(err)
	}
	wrote, err := tr.cart.Written(ctx)
	if err != nil {
		t.Fatal(err)
	}
	entries := tr.ledger(ctx, t)
	if uint64(len(entries)) != wrote {
		t.Errorf("the cart wrote %d events, the ledger holds %d", wrote, len(entries))
	}
	type number struct {
		inc    string
		stream wire.Stream
		seq    uint64
	}
	seen := map[number]bool{}
	sold, picked, left := 0, int64(0), map[gs1.GTIN]int64{}
	for _, e := range entries {
		at := number{e.Incarnation, e.Stream, e.Seq}
		if seen[at] || e.Seq == 0 || e.Fault != "" || e.Seq > 1 && !seen[number{at.inc, at.stream, at.seq - 1}] {
			t.Errorf("event %d is double, strange or faulty: %+v", e.Seq, e)
		}
		seen[at] = true
		if e.Type == wire.BasketClosed {
			sold++
		}
		if e.Type != wire.StockMoved {
			continue
		}
		m := movement(t, e)
		left[m.GTIN] += m.Quantity
		if m.Cause == stock.Picked {
			picked += m.Quantity
		}
		if m.Cause == stock.Sold {
			tr.shown[m.GTIN] += m.Quantity
		}
	}
	if sold != 1 || picked != pictures {
		t.Errorf("%d baskets were sold, want 1; %d pieces were picked, want %d", sold, picked, pictures)
	}
	for _, p := range tr.products {
		if tr.shown[p.GTIN] != 0 || left[p.GTIN] != 0 {
			t.Errorf("%s: %d more shown than sold, %d left in the cart", p.Name, tr.shown[p.GTIN], left[p.GTIN])
		}
	}
	t.Logf("%d events, each once, through %d blackouts", wrote, tr.kills)
}

// ledger returns what headquarters holds of this cart.
func (tr *trip) ledger(ctx context.Context, t *testing.T) (mine []ledger.Entry) {
	t.Helper()
	all, err := stage.Entries(ctx, tr.hq.Ledger())
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		if e.From.Device == tr.device {
			mine = append(mine, e)
		}
	}
	return mine
}

func pieces(v cart.View) (n int64) {
	for _, l := range v.Lines {
		n += l.Quantity
	}
	return n
}

func article(t *testing.T, gtin, name, price string) catalog.Product {
	t.Helper()
	g, err := gs1.ParseGTIN(gtin)
	if err != nil {
		t.Fatal(err)
	}
	p, err := money.Parse(price)
	if err != nil {
		t.Fatal(err)
	}
	return catalog.Product{GTIN: g, Name: name, Price: p}
}
