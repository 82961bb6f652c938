package node

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"image/png"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"endcap/configs"
	"endcap/device"
	"endcap/device/clock"
	"endcap/device/intake"
	"endcap/internal/store"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/scanner/gs1"
	"endcap/scanner/scene"
	"endcap/scanner/write"
	"endcap/sync/wire"
)

// TestNode_WithoutAClockAndANetworkRefusesWhatIsExpired starts a cart whose
// board believes that it is 1970: it goes by the time that it kept, and by its
// price book.
func TestNode_WithoutAClockAndANetworkRefusesWhatIsExpired(t *testing.T) {
	dir := t.TempDir()
	c := configs.Config{
		Tenant: "demo", Store: "harbour", Device: "cart-07", Role: configs.Cart, Board: configs.Sim, Data: configs.Folder(dir),
		Screen: configs.Page{Listen: "127.0.0.1:0"}, Diag: configs.Page{Listen: "127.0.0.1:0"},
		Scanners: []configs.Scanner{{Name: "front", Folder: configs.Folder(filepath.Join(dir, "in")), Every: configs.Duration(10 * time.Millisecond)}},
	}
	st, err := store.Open(dir, store.Options{Address: address(c)})
	if err != nil {
		t.Fatal(err)
	}
	milk := gs1.GTIN(9520001100376)
	stockBook(t, st, catalog.Product{GTIN: milk, Name: "Whole Milk", Price: money.New(129, money.Currency{'E', 'U', 'R'})})
	kept := time.Now().Add(40 * 24 * time.Hour)
	if err := st.KeepTime(t.Context(), kept); err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}

	// It is good today, and by 1970, but not any more by what was known.
	text := gs1.Link("https://id.example.com", gs1.Item{GTIN: milk, Lot: "L1", Expiry: gs1.DateOf(kept.AddDate(0, 0, -5))})
	code, err := write.QR(text)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(string(c.Scanners[0].Folder), 0o700); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(filepath.Join(string(c.Scanners[0].Folder), "milk.png"))
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, scene.Picture(code, scene.Options{Module: 4})); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}

	started := time.Now()
	ctx, stop := context.WithCancel(t.Context())
	ended, read := make(chan error, 1), make(readings, 1)
	go func() {
		ended <- Run(ctx, c, Options{Version: "test", Log: slog.New(slog.NewTextHandler(read, &slog.HandlerOptions{Level: slog.LevelDebug})), System: func() clock.Look {
			return clock.Look{Wall: time.Unix(0, 0).Add(time.Since(started)), Mono: time.Since(started)}
		}})
	}()
	select {
	case <-read:
	case <-time.After(time.Minute):
		t.Error("nothing was read")
	}
	time.Sleep(2 * time.Second)
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}

	if st, err = store.Open(dir, store.Options{Address: address(c)}); err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	var refused intake.Refusal
	p, err := st.Batch(wire.Money, 0)
	if err != nil || p.Last != 1 {
		t.Fatalf("%d events, want one refusal (%v)", p.Last, err)
	}
	b, err := wire.DecodeBatch(p.Payload)
	if err != nil {
		t.Fatal(err)
	}
	e := b.Events[0]
	if err := json.Unmarshal(e.Data, &refused); err != nil || e.Type != wire.ItemRefused || refused.Cause != intake.Expired {
		t.Errorf("told %s: %s", e.Type, e.Data)
	}
	if e.Clock != wire.ClockNone || e.Mono == 0 || e.At.Before(kept.Truncate(time.Second)) || e.At.After(kept.Add(time.Minute)) {
		t.Errorf("at %s by %s, %d ms after the start, want about %s by none", e.At, e.Clock, e.Mono, kept)
	}
	if last, err := st.LastTime(); err != nil || last.Before(kept.Add(time.Second)) {
		t.Errorf("the time kept at the end is %s (%v), want more than a second after %s", last, err, kept)
	}
}

// readings is a log that tells when something was read.
type readings chan struct{}

func (r readings) Write(line []byte) (int, error) {
	if bytes.Contains(line, []byte("msg=read ")) {
		select {
		case r <- struct{}{}:
		default:
		}
	}
	return len(line), nil
}

func TestWatch_SaysThatTheDateIsNotCertain(t *testing.T) {
	w := newWatch(time.Now(), func() clock.Look { return clock.Look{} })
	if h := w.health(); h.State != device.Poor || !strings.Contains(h.Text, "the date is not certain") {
		t.Errorf("got %+v", h)
	}
	now := time.Now()
	w.met(now, now, now)
	if h, r := w.health(), w.reading(); h.State != device.Well || r.Clock != wire.ClockHQ {
		t.Errorf("got %+v, %+v", h, r)
	}
}

// TestWatch_JudgesCertificatesByWhatItKnows lets a board that wakes in 1970
// meet a headquarters whose certificate begins later.
func TestWatch_JudgesCertificatesByWhatItKnows(t *testing.T) {
	w := newWatch(time.Now(), func() clock.Look { return clock.Look{Wall: time.Unix(0, 0)} })
	st, err := store.Open(t.TempDir(), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	kept := time.Now()
	if err := st.KeepTime(t.Context(), kept); err != nil {
		t.Fatal(err)
	}
	if err := w.remember(st); err != nil {
		t.Fatal(err)
	}
	c, err := w.secure(func() (*tls.Config, error) { return &tls.Config{MinVersion: tls.VersionTLS13}, nil })()
	if err != nil || c.Time().Before(kept.Add(-time.Second)) {
		t.Errorf("judged by %v (%v), want %s", c.Time(), err, kept)
	}
}
