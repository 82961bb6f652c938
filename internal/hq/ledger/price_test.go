package ledger

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"endcap/offers/catalog"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

func TestPrices_KeepThePastAndReplaceWhatWasPlanned(t *testing.T) {
	each(t, func(t *testing.T, open opener) {
		const tea gs1.GTIN = 96385074
		l := open(t)
		at := func(day int) time.Time { return noon.AddDate(0, 0, day) }
		keep := func(from time.Time, changes ...PriceChange) {
			t.Helper()
			_, err := l.Publish(t.Context(), "demo", "berlin-1", false, func(e wire.Edition) (Book, error) {
				m := wire.Manifest{Tenant: "demo", Store: "berlin-1", Version: e.Version, Currency: "EUR", Made: from}
				return Book{Manifest: m, Signed: wire.Signed{Body: fmt.Appendf(nil, `{"version":%d,"currency":"EUR"}`, e.Version), Sig: []byte{}}, From: from, Prices: changes}, nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		price := func(day int, minor int64, k catalog.PriceKind) PriceChange {
			return PriceChange{tea, catalog.Price{Since: at(day), Minor: minor, Kind: k}}
		}
		begin := PriceChange{Price: catalog.Price{Since: at(0), Kind: catalog.NotSold}}
		keep(at(0), begin, price(0, 249, catalog.Listed), price(10, 199, catalog.Announced), price(20, 249, catalog.Listed))
		keep(at(12), price(15, 259, catalog.Listed))
		before := []PriceChange{price(-5, 239, catalog.Listed), price(0, 1, catalog.Listed)}
		if err := l.AddPrices(t.Context(), "demo", "berlin-1", before); err != nil {
			t.Fatal(err)
		}
		p, err := l.Prices(t.Context(), "demo", "berlin-1")
		if err != nil || !p.Began.Equal(at(0)) || p.Currency != "EUR" {
			t.Fatalf("%+v, %v", p, err)
		}
		want := catalog.PriceLog{
			before[0].Price, price(0, 249, catalog.Listed).Price, price(10, 199, catalog.Announced).Price, price(15, 259, catalog.Listed).Price,
		}
		if diff := cmp.Diff(p.Of(tea), want); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(p.Of(tea+1), catalog.PriceLog{{Since: at(0), Kind: catalog.NotSold}}); diff != "" {
			t.Error(diff)
		}
		if p, err := l.Prices(t.Context(), "demo", "berlin-2"); err != nil || len(p.Products()) != 0 || !p.Began.IsZero() {
			t.Errorf("another store has %+v, %v", p, err)
		}
		keep(at(15).Add(keptPrices+time.Hour), price(1000, 1, catalog.Listed))
		if p, err = l.Prices(t.Context(), "demo", "berlin-1"); err != nil || len(p.Of(tea)) != 2 || p.Began.IsZero() {
			t.Errorf("two years later: %v, %v", p.Of(tea), err)
		}
	})
}

func TestOpen_AddsWhatIsNewToALedgerOfBefore(t *testing.T) {
	const to3 = "ALTER TABLE devices DROP COLUMN quotas; ALTER TABLE devices DROP COLUMN offers; DROP TABLE budgets; DROP TABLE grants; DROP TABLE redeemed; DROP TABLE points; DROP TABLE wins; PRAGMA user_version = 3"
	for _, back := range []string{to3, to3 + "; DROP TABLE prices; PRAGMA user_version = 2"} {
		dir := t.TempDir()
		l := openDir(t, dir)
		if _, err := l.write.Exec(back); err != nil {
			t.Fatal(err)
		}
		l.Close()
		l = openDir(t, dir)
		if _, err := l.Prices(t.Context(), "demo", "berlin-1"); err != nil {
			t.Error(err)
		}
		if _, err := l.Usage(t.Context(), "demo", "soup"); err != nil {
			t.Error(err)
		}
	}
}
