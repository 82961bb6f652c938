package node

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"endcap/device/cart"
	"endcap/device/intake"
	"endcap/internal/store"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/scanner"
	"endcap/scanner/decode"
	"endcap/scanner/gs1"
	"endcap/scanner/scene"
	"endcap/scanner/write"
	"endcap/sync/wire"
)

// BenchmarkScanToPricedLine takes a picture in memory to a line with its price
// on the shopper's view, its event durable on the disk, and beside it one
// write with fdatasync on the same disk: what no program can be faster than.
// The basket is paid every 20 scans, as a shopper would.
func BenchmarkScanToPricedLine(b *testing.B) {
	dir := b.TempDir()
	g, err := gs1.ParseGTIN("9520001100376")
	if err != nil {
		b.Fatal(err)
	}
	st, err := store.Open(dir, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer st.Close()
	stockBook(b, st, catalog.Product{GTIN: g, Name: "Whole Milk", Price: money.New(129, money.Currency{'E', 'U', 'R'})})
	c := cart.New(cart.Options{Place: "cart-07", Store: st})
	ctx, cancel := context.WithCancel(b.Context())
	ended := make(chan error, 1)
	go func() { ended <- c.Run(ctx) }()
	defer func() { cancel(); <-ended }()

	for _, carrier := range []struct {
		name string
		text string
	}{{"EAN-13", ""}, {"QR with lot", gs1.Link("https://id.example.com", gs1.Item{GTIN: g, Lot: "L1"})}} {
		code, err := write.EAN(g)
		if carrier.text != "" {
			code, err = write.QR(carrier.text)
		}
		if err != nil {
			b.Fatal(err)
		}
		img := scene.Picture(code, scene.Options{Module: 3, Noise: 3, Blur: 0.5})
		b.Run(carrier.name, func(b *testing.B) {
			reader := decode.NewReader()
			disk := openDisk(b, dir)
			var whole, floor []time.Duration
			n := 0
			for b.Loop() {
				start := time.Now()
				found := reader.Read(img)
				if len(found) != 1 {
					b.Fatalf("read %v", found)
				}
				sym := found[0]
				sym.At, sym.ID = start, fmt.Sprint(carrier.name, start.UnixNano(), n)
				add(ctx, b, c, sym)
				whole = append(whole, time.Since(start))
				floor = append(floor, disk.write(b))
				if n++; n%20 == 0 {
					v := c.View()
					if err := c.Pay(ctx, v.Basket, v.Total); err != nil {
						b.Fatal(err)
					}
				}
			}
			report(b, "scan", whole)
			report(b, "fdatasync", floor)
		})
	}
}

// add scans and proves that the line is there with its price.
func add(ctx context.Context, b *testing.B, c *cart.Controller, sym scanner.Symbol) {
	b.Helper()
	if err := c.Scan(ctx, intake.Read(sym, gs1.Shop{}, time.Now())); err != nil {
		b.Fatal(err)
	}
	if v := c.View(); v.Bad || v.Total.Minor == 0 {
		b.Fatalf("not added: %s", v.Notice)
	}
}

func report(b *testing.B, what string, took []time.Duration) {
	slices.Sort(took)
	at := func(q float64) float64 { return float64(took[int(float64(len(took)-1)*q)].Microseconds()) }
	b.ReportMetric(at(0.5), what+"-p50-µs")
	b.ReportMetric(at(0.99), what+"-p99-µs")
}

// disk is one file that is written and synced as bbolt does it.
type disk struct{ f *os.File }

func openDisk(b *testing.B, dir string) disk {
	b.Helper()
	f, err := os.OpenFile(filepath.Join(dir, "floor"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { f.Close() })
	return disk{f}
}

func (d disk) write(b *testing.B) time.Duration {
	b.Helper()
	start := time.Now()
	if _, err := d.f.WriteAt(make([]byte, 4096), 0); err != nil {
		b.Fatal(err)
	}
	if err := d.f.Sync(); err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}

// stockBook puts a price book in force as headquarters' would be.
func stockBook(t testing.TB, st *store.Store, products ...catalog.Product) {
	t.Helper()
	var lines []wire.BookLine
	for _, p := range products {
		b, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, wire.BookLine{Product: b})
	}
	cut, err := wire.CutBook(func(yield func(wire.BookLine, error) bool) {
		for _, l := range lines {
			if !yield(l, nil) {
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	m := wire.Manifest{
		Tenant: "demo", Store: "harbour", Version: 1, Currency: products[0].Price.Currency.String(), Made: time.Now(),
	}.Of(cut)
	for _, p := range cut.Pieces {
		if err := st.Stage(t.Context(), p.SHA256, p.Bytes); err != nil {
			t.Fatal(err)
		}
	}
	if err := st.Switch(t.Context(), m); err != nil {
		t.Fatal(err)
	}
}
