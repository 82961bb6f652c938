// Package publish makes a store's price book out of files: read, checked,
// cut into chunks, signed.
package publish

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"time"

	"endcap/internal/hq/ledger"
	"endcap/offers"
	"endcap/offers/catalog"
	"endcap/sync/wire"
)

// Book is what a store sells and what it takes off. The products come from
// ReadProducts or pass its checks.
type Book struct {
	Products []catalog.Product
	Offers   []offers.Offer
	// Link is the root of the Digital Links on labels, "https://id.example.com";
	// empty for the one that devices have by themselves.
	Link string
}

// Publish signs a book and keeps it as the next version of the store's price
// book. Equal books have equal chunks, whatever order their products come in.
func Publish(ctx context.Context, l *ledger.Ledger, key ed25519.PrivateKey, tenant, store string, b Book, now time.Time) (wire.Manifest, error) {
	if err := (wire.Address{Tenant: tenant, Store: store, Device: "any"}).Check(); err != nil {
		return wire.Manifest{}, err
	}
	if len(b.Products) == 0 {
		return wire.Manifest{}, fmt.Errorf("%w: there is no product in it", ErrFile)
	}
	chunks, bytes, err := wire.CutBook(b.lines())
	if err != nil {
		return wire.Manifest{}, fmt.Errorf("publish: store %s: %w", store, err)
	}
	return l.Publish(ctx, tenant, store, func(version uint64) (ledger.Book, error) {
		m := wire.Manifest{
			Tenant: tenant, Store: store, Version: version, Currency: b.Products[0].Price.Currency.String(), Made: now.UTC().Truncate(time.Second),
			Products: len(b.Products), Offers: len(b.Offers), Link: b.Link, Chunks: chunks,
		}
		signed, err := wire.SignBook(m, key)
		return ledger.Book{Manifest: m, Signed: signed, Chunks: bytes, Products: b.Products}, err
	})
}

// lines yields the products in the order of their numbers, then the offers.
func (b Book) lines() iter.Seq2[wire.BookLine, error] {
	products := slices.Clone(b.Products)
	slices.SortStableFunc(products, func(a, b catalog.Product) int { return cmp.Compare(a.GTIN, b.GTIN) })
	return func(yield func(wire.BookLine, error) bool) {
		for _, p := range products {
			text, err := json.Marshal(p)
			if !yield(wire.BookLine{Product: text}, err) {
				return
			}
		}
		for _, o := range b.Offers {
			text, err := json.Marshal(o)
			if !yield(wire.BookLine{Offer: text}, err) {
				return
			}
		}
	}
}
