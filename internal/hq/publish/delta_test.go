package publish

import (
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"endcap/internal/hq/ledger"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func goods(n int, cents int64) []catalog.Product {
	eur, _ := money.ParseCurrency("EUR")
	all := make([]catalog.Product, n)
	for i := range all {
		body := uint64(952000000000 + i)
		all[i] = catalog.Product{
			GTIN: gs1.GTIN(body*10 + uint64(gs1.CheckDigit(body))), Name: fmt.Sprintf("Article %x", uint64(i)*0x9e3779b97f4a7c15), Price: money.New(cents, eur),
		}
	}
	return all
}

// office is a headquarters that publishes for one store.
func office(t testing.TB) (l *ledger.Ledger, publish func(Book) wire.Manifest) {
	t.Helper()
	dir := t.TempDir()
	key, err := OpenKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	if l, err = ledger.Open(t.Context(), ledger.Options{Dir: dir}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l, func(b Book) wire.Manifest {
		t.Helper()
		m, err := Publish(t.Context(), l, key, "demo", "berlin-1", b, noon)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
}

func TestPublish_DeltasLeadFromEachKeptBookAndCostWhatChanged(t *testing.T) {
	l, publish := office(t)
	all := goods(4_000, 100)
	first := publish(Book{Products: all})
	if len(first.Deltas) != 0 {
		t.Errorf("the first book has %d deltas", len(first.Deltas))
	}
	roots := []wire.Root{first.Root}
	for version := range 10 {
		for i := version; i < len(all); i += 40 { // spread over the whole book
			all[i].Price.Minor += 7
		}
		m := publish(Book{Products: all})
		if want := min(version+1, wire.MaxDeltas); len(m.Deltas) != want {
			t.Fatalf("version %d has %d deltas, want %d", m.Version, len(m.Deltas), want)
		}
		for i, d := range m.Deltas {
			if d.Base != roots[len(roots)-1-i] {
				t.Errorf("delta %d of version %d leads from another book", i, m.Version)
			}
			lines := 0
			for _, c := range d.Chunks {
				raw, err := open(t.Context(), l, m, c)
				if err != nil {
					t.Fatal(err)
				}
				for _, err := range wire.ReadLines(raw) {
					if err != nil {
						t.Fatal(err)
					}
					lines++
				}
			}
			if lines != 100*(i+1) {
				t.Errorf("delta %d of version %d has %d lines, want %d", i, m.Version, lines, 100*(i+1))
			}
		}
		roots = append(roots, m.Root)
	}
	kept, err := l.Books(t.Context(), "demo", "berlin-1", 100)
	if err != nil || len(kept) != wire.MaxDeltas {
		t.Errorf("%d books are kept (%v), want %d", len(kept), err, wire.MaxDeltas)
	}
	for _, m := range kept { // whole, whatever was dropped with older ones
		read, err := readText(t.Context(), l, m)
		if err != nil || len(read.products) != len(all) {
			t.Errorf("book %d: %d products, %v", m.Version, len(read.products), err)
		}
	}
}

func TestPublish_ADeltaTellsWhatIsGoneAndAllOffersWhenOneChanged(t *testing.T) {
	l, publish := office(t)
	all := goods(500, 100)
	publish(Book{Products: all})
	m := publish(Book{Products: all[1:]})
	raw, err := open(t.Context(), l, m, m.Deltas[0].Chunks[0])
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("{\"g\":%q}\n", all[0].GTIN); string(raw) != want || m.Deltas[0].Offers {
		t.Errorf("got %s, want %s", raw, want)
	}
	list, err := ReadOffers("o.json", []byte(`{"format":"endcap-offers/1","currency":"EUR","minor_digits":2,"offers":[
		{"id":"a","name":{"en":"A"},"valid":{"from":"2026-03-01T00:00:00Z","to":"2027-03-08T00:00:00Z"},"rewards":[{"type":"amount_off","scope":"basket","amount":50}]}]}`), all)
	if err != nil {
		t.Fatal(err)
	}
	m = publish(Book{Products: all[1:], Offers: list})
	if d := m.Deltas[0]; !d.Offers || len(d.Chunks) != 1 || m.Offers != 1 {
		t.Errorf("got %+v", d)
	}
	if m = publish(Book{Products: all[1:]}); !m.Deltas[0].Offers || len(m.Deltas[0].Chunks) != 0 {
		t.Errorf("the last offer ended: got %+v", m.Deltas[0])
	}
	if m = publish(Book{Products: goods(500, 777)}); len(m.Deltas) != 0 {
		t.Errorf("everything changed: got %d deltas, want none", len(m.Deltas))
	}
}

func TestBefore_TakesTheLastChangeBack(t *testing.T) {
	l, publish := office(t)
	if _, err := Before(t.Context(), l, "demo", "berlin-1"); !errors.Is(err, ErrNoBook) {
		t.Errorf("without a book: got %v, want ErrNoBook", err)
	}
	first := publish(Book{Products: goods(50, 100), Link: "https://id.example.com"})
	publish(Book{Products: goods(50, 200)})
	publish(Book{Products: goods(50, 200)})
	b, err := Before(t.Context(), l, "demo", "berlin-1")
	if err != nil {
		t.Fatal(err)
	}
	if want := (Book{Products: goods(50, 100), Offers: b.Offers, Link: first.Link}); !reflect.DeepEqual(b, want) {
		t.Errorf("got %+v", b)
	}
	if m := publish(b); m.Version != 4 || m.Root != first.Root {
		t.Errorf("got version %d, another root: %v", m.Version, m.Root != first.Root)
	}
}

func TestPublish_AnEpochBeginsWhenAskedAndWhenADeviceIsAhead(t *testing.T) {
	l, publish := office(t)
	b := Book{Products: goods(3, 100)}
	if m := publish(b); m.Edition() != (wire.Edition{Version: 1}) {
		t.Errorf("got %s", m.Edition())
	}
	b.Anew = true
	if m := publish(b); m.Edition() != (wire.Edition{Epoch: 1, Version: 2}) {
		t.Errorf("asked for: got %s", m.Edition())
	}
	b.Anew = false
	if m := publish(b); m.Edition() != (wire.Edition{Epoch: 1, Version: 3}) {
		t.Errorf("after it: got %s", m.Edition())
	}
	// A cart sells by book 9: this ledger comes from a backup.
	cart := wire.Address{Tenant: "demo", Store: "berlin-1", Device: "cart-07"}
	hello := wire.Hello{Incarnation: "0123456789abcdef", Session: 1, Nonce: "0123456789abcdef", Book: 9, Role: "cart"}
	if _, _, err := l.Hello(t.Context(), cart, hello, noon); err != nil {
		t.Fatal(err)
	}
	if m := publish(b); m.Edition() != (wire.Edition{Epoch: 2, Version: 4}) {
		t.Errorf("a device is ahead: got %s", m.Edition())
	}
}

// BenchmarkPublish publishes 100 new prices in a book of 50,000, of which 8
// are kept already.
func BenchmarkPublish(b *testing.B) {
	_, publish := office(b)
	all := goods(50_000, 100)
	change := func() {
		for i := 0; i < len(all); i += 500 {
			all[i].Price.Minor++
		}
		publish(Book{Products: all})
	}
	for range wire.MaxDeltas {
		change()
	}
	b.ReportAllocs()
	for b.Loop() {
		change()
	}
}
