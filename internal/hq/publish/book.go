// Package publish makes a store's price book out of files: read, checked,
// cut into chunks, signed.
package publish

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"slices"
	"time"

	"endcap/internal/hq/ledger"
	"endcap/offers"
	"endcap/offers/catalog"
	"endcap/sync/wire"
)

// Book is what a store sells, what it takes off and what it tells of some
// products. The products and the sheets come from ReadProducts and ReadSheets
// or pass their checks.
type Book struct {
	Products []catalog.Product
	Offers   []offers.Offer
	Sheets   []catalog.Sheet
	// Link is the root of the Digital Links on labels, "https://id.example.com";
	// empty for the one that devices have by themselves.
	Link string
	// Anew begins a new epoch: devices follow whatever version they have. It
	// is for a headquarters that was restored from a backup.
	Anew bool
	// Prior is how prior prices are found.
	Prior catalog.PriorRule
	// Hours are when no price rises: a book in which one does comes into force
	// when the store closes. Nil lets prices rise at once.
	Hours *Hours
}

const tries = 3 // of publishing while others do

// errRaced is returned when another published between looking and publishing.
var errRaced = errors.New("publish: other books were published meanwhile; publish again")

// ErrNoBook is returned when no earlier book is kept that differs.
var ErrNoBook = errors.New("publish: there is no earlier book to return to")

// Publish signs a book and keeps it as the next edition of the store's price
// book, with what has changed since those that are kept. Equal books have
// equal chunks, whatever order their products come in. Offers for other stores,
// and those that LeftOut tells stay out of it. Products get the prior price of what is announced of them;
// where the log of prices is too short for one it returns Unproven.
func Publish(ctx context.Context, l *ledger.Ledger, key ed25519.PrivateKey, tenant, store string, b Book, now time.Time) (wire.Manifest, error) {
	if err := (wire.Address{Tenant: tenant, Store: store, Device: "any"}).Check(); err != nil {
		return wire.Manifest{}, err
	}
	if len(b.Products) == 0 {
		return wire.Manifest{}, fmt.Errorf("%w: there is no product in it", ErrFile)
	}
	if err := b.Prior.Check(); err != nil {
		return wire.Manifest{}, fmt.Errorf("publish: store %s: %w", store, err)
	}
	for range tries {
		m, err := publish(ctx, l, key, tenant, store, b, now)
		if !errors.Is(err, errRaced) {
			return m, err
		}
	}
	return wire.Manifest{}, fmt.Errorf("publish: store %s: %w", store, errRaced)
}

func publish(ctx context.Context, l *ledger.Ledger, key ed25519.PrivateKey, tenant, store string, b Book, now time.Time) (wire.Manifest, error) {
	log, err := l.Prices(ctx, tenant, store)
	if err != nil {
		return wire.Manifest{}, err
	}
	if now = now.UTC().Truncate(time.Second); now.Before(log.Made) {
		now = log.Made // the clock was put back; the log never is
	}
	old, err := l.Oldest(ctx, tenant, store, now.Add(-remembered))
	if err == nil {
		err = b.understood(old)
	}
	if err != nil {
		return wire.Manifest{}, fmt.Errorf("publish: store %s: %w", store, err)
	}
	here := func(o *offers.Offer) bool { return o.IsFor(store) && knows(old, o) }
	from := now
	notBefore, err := b.notBefore(log, here, now)
	if err == nil && !notBefore.IsZero() {
		from, err = notBefore, b.recallsWait(ctx, l, tenant, store, notBefore)
	}
	if err != nil {
		return wire.Manifest{}, fmt.Errorf("publish: store %s: %w", store, err)
	}
	changes, err := b.reckon(log, here, from)
	if err != nil {
		return wire.Manifest{}, err
	}
	b.Offers = slices.DeleteFunc(slices.Clone(b.Offers), func(o offers.Offer) bool { return !here(&o) })
	text, err := b.text()
	if err != nil {
		return wire.Manifest{}, fmt.Errorf("publish: store %s: %w", store, err)
	}
	cut, err := wire.CutBook(text.all())
	if err != nil {
		return wire.Manifest{}, fmt.Errorf("publish: store %s: %w", store, err)
	}
	m := wire.Manifest{
		Tenant: tenant, Store: store, Currency: b.Products[0].Price.Currency.String(), Made: now, NotBefore: notBefore, Link: b.Link,
	}.Of(cut)
	pieces := cut.Pieces
	if m.Deltas, pieces, err = deltas(ctx, l, m, text, pieces); err != nil {
		return wire.Manifest{}, fmt.Errorf("publish: store %s: what has changed: %w", store, err)
	}
	return l.Publish(ctx, tenant, store, b.Anew, func(e wire.Edition) (ledger.Book, error) {
		if e.Version != log.At.Version+1 {
			return ledger.Book{}, errRaced
		}
		m.Epoch, m.Version = e.Epoch, e.Version
		signed, err := wire.SignBook(m, key)
		return ledger.Book{Manifest: m, Signed: signed, Pieces: pieces, Products: b.Products, From: from, Prices: changes}, err
	})
}

// Before returns the content of the store's newest kept book that has other
// lines than the newest: published again, it takes the last change back.
func Before(ctx context.Context, l *ledger.Ledger, tenant, store string) (Book, error) {
	kept, err := l.Books(ctx, tenant, store, wire.MaxDeltas)
	if err != nil {
		return Book{}, err
	}
	i := slices.IndexFunc(kept, func(m wire.Manifest) bool { return m.Whole() != kept[0].Whole() })
	if i < 0 {
		return Book{}, fmt.Errorf("%w: store %s", ErrNoBook, store)
	}
	t, err := readText(ctx, l, kept[i])
	var b Book
	if err == nil {
		b, err = t.book()
	}
	if err != nil {
		return Book{}, fmt.Errorf("publish: read book %s of store %s: %w", kept[i].Edition(), store, err)
	}
	b.Link = kept[i].Link
	return b, nil
}
