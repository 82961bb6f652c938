package node

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"endcap/device/cart"
	"endcap/internal/screen"
	"endcap/internal/store"
	"endcap/offers"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/offers/shopper"
	"endcap/scanner"
	"endcap/scanner/gs1"
)

// TestNode_NothingOfAShoppersCardIsLeftAnywhere scans a card between two
// products, pays, and looks for every word of it in all files of the device,
// in its log at the finest, and on its page.
func TestNode_NothingOfAShoppersCardIsLeftAnywhere(t *testing.T) {
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, ed25519.SeedSize))
	trusted := []ed25519.PublicKey{private.Public().(ed25519.PublicKey)}
	const milk = gs1.GTIN(9520001100376)
	const due = gs1.GTIN(9520001101489)
	now := time.Now()
	text, err := shopper.Write(shopper.Token{
		Tenant: "demo", ID: "pseud0nym", Issued: now, Until: now.Add(time.Hour), Member: true, Segments: []string{"s3gment"}, Points: 9007199254,
		Used: []offers.Used{{Offer: "0nce", Times: 1}}, Due: []shopper.Due{{GTIN: due, Days: 6, Last: gs1.DateOf(now.AddDate(0, 0, -6))}},
	}, private)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	st, err := store.Open(dir, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	stockBook(t, st, catalog.Product{GTIN: milk, Name: "Whole Milk", Price: money.New(129, money.Currency{'E', 'U', 'R'})})
	var log bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	ctl := cart.New(cart.Options{Place: "cart-07", Store: st, Card: card("demo", trusted), Log: logger})
	pages := screen.Cart(ctl, screen.Options{Name: "cart-07", Goods: st, Now: time.Now, Log: logger})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- ctl.Run(ctx) }()

	g := &gate{device: ctl, now: time.Now, repeat: &scanner.Repeat{}, log: logger}
	for i, text := range []string{milk.EAN(), text, milk.EAN(), text + "A", "]Q1" + text} {
		g.pass(ctx, func(error) {}, scanner.Symbol{
			Format: "QR_CODE", Text: text, At: time.Now(), ID: string(rune('a' + i)), Passed: []scanner.Passed{{Text: text, Why: "too far"}},
		})
	}
	v := ctl.View()
	if !v.Member || v.Total.Minor != 258 {
		t.Fatalf("with a card: %+v", v)
	}
	if err := ctl.Pay(ctx, v.Basket, v.Total); err != nil {
		t.Fatal(err)
	}
	if v = ctl.View(); v.Member {
		t.Errorf("after paying: %+v", v)
	}
	page := httptest.NewRecorder()
	pages.ServeHTTP(page, httptest.NewRequestWithContext(ctx, http.MethodGet, "/", nil))
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}

	places := map[string][]byte{"the log": log.Bytes(), "the page": page.Body.Bytes()}
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			places[path], err = os.ReadFile(path)
		}
		return err
	})
	if err != nil || len(places) < 4 {
		t.Fatalf("%d places, %v", len(places), err)
	}
	for where, content := range places {
		for _, word := range []string{text, text[5:60], "pseud0nym", "s3gment", "9007199254", "0nce", due.String(), due.EAN()} {
			if bytes.Contains(content, []byte(word)) {
				t.Errorf("%q is left in %s", word, where)
			}
		}
	}
}
