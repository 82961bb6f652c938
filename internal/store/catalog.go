package store

import (
	"encoding/json"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"

	"endcap/offers"
	"endcap/offers/catalog"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

// Buckets of catalog.db. Append only: they stand in stores.
var (
	bucketStaged = []byte("staged") // SHA-256 in hex -> compressed chunk
	bucketBooks  = []byte("books")  // version -> bucket of a book

	keyActive = []byte("active") // in bucketMeta: version in force
	keyBefore = []byte("before") // in bucketMeta: version in force before

	keyManifest    = []byte("manifest") // in a book
	bucketProducts = []byte("products") // in a book: GTIN -> JSON
	bucketOffers   = []byte("offers")   // in a book: 1, 2, 3, ... -> JSON
)

var errGone = errors.New("store: the price book changed twice while it was read: read it again")

func fillCatalog(tx *bbolt.Tx) error {
	for _, name := range [][]byte{bucketMeta, bucketStaged, bucketBooks} {
		if _, err := tx.CreateBucket(name); err != nil {
			return err
		}
	}
	return nil
}

func activeVersion(tx *bbolt.Tx) uint64 { return readNumber(tx.Bucket(bucketMeta).Get(keyActive)) }

// bookBucket returns a part of a book, nil if there is none of this version.
func bookBucket(tx *bbolt.Tx, version uint64, part []byte) *bbolt.Bucket {
	b := tx.Bucket(bucketBooks).Bucket(number(version))
	if b == nil {
		return nil
	}
	return b.Bucket(part)
}

// readBook copies the manifest in force out of catalog.db.
func (s *Store) readBook(tx *bbolt.Tx) error {
	version := activeVersion(tx)
	if version == 0 {
		s.book.Store(nil)
		return nil
	}
	b := tx.Bucket(bucketBooks).Bucket(number(version))
	if b == nil || b.Bucket(bucketProducts) == nil || b.Bucket(bucketOffers) == nil {
		return fmt.Errorf("%w: price book %d is in force and not there", errPages, version)
	}
	var m wire.Manifest
	if err := json.Unmarshal(b.Get(keyManifest), &m); err != nil {
		return fmt.Errorf("%w: the manifest in force: %w", errPages, err)
	}
	s.book.Store(&m)
	return nil
}

// Book returns the manifest of the price book in force, false if there is
// none yet. Its chunks are not the caller's to change.
func (s *Store) Book() (wire.Manifest, bool) {
	m := s.book.Load()
	if m == nil {
		return wire.Manifest{}, false
	}
	return *m, true
}

// Product returns a product of the price book in force, false if it has none
// of this number.
func (s *Store) Product(g gs1.GTIN) (catalog.Product, bool, error) {
	var p catalog.Product
	found := false
	err := view(s.catalog, func(tx *bbolt.Tx) error {
		b := bookBucket(tx, activeVersion(tx), bucketProducts)
		if b == nil {
			return nil
		}
		text := b.Get(number(uint64(g)))
		if text == nil {
			return nil
		}
		found = true
		return json.Unmarshal(text, &p)
	})
	if s.looked.Add(1)%lookups == 0 {
		release(s.catalog)
	}
	if err != nil {
		return catalog.Product{}, false, fmt.Errorf("store: read product %s: %w", g, err)
	}
	return p, found, nil
}

// Products calls visit for each product of the price book in force, by number,
// until it returns an error. All are of one version.
func (s *Store) Products(visit func(catalog.Product) error) error {
	return s.lines(bucketProducts, func(text []byte) error {
		var p catalog.Product
		if err := json.Unmarshal(text, &p); err != nil {
			return fmt.Errorf("store: read the products: %w", err)
		}
		return visit(p)
	})
}

// Offers returns the offers of the price book in force in the order in which
// they were published.
func (s *Store) Offers() ([]offers.Offer, error) {
	var all []offers.Offer
	err := s.lines(bucketOffers, func(text []byte) error {
		var o offers.Offer
		if err := json.Unmarshal(text, &o); err != nil {
			return fmt.Errorf("store: read the offers: %w", err)
		}
		all = append(all, o)
		return nil
	})
	return all, err
}

// lines visits one part of the book in force. The version is taken once: the
// book before is kept, so that one switch meanwhile does not matter.
func (s *Store) lines(part []byte, visit func(text []byte) error) error {
	m := s.book.Load()
	if m == nil {
		return nil
	}
	defer release(s.catalog)
	return pages(s.catalog, func(tx *bbolt.Tx) (*bbolt.Bucket, error) {
		b := bookBucket(tx, m.Version, part)
		if b == nil {
			return nil, errGone
		}
		return b, nil
	}, func(_, v []byte) error { return visit(v) })
}
