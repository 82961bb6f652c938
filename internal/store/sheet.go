package store

import (
	"encoding/json"
	"fmt"

	"go.etcd.io/bbolt"

	"endcap/offers/catalog"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

// Sheets stand in a bucket of their own, so that looking up a product reads
// nothing of them. Programs of before there were sheets leave that bucket as
// it is and write manifests that count none: what such a manifest stands
// beside is of an earlier book, and is taken for nothing.

// Sheet returns what is told of a product beyond its price, false if the price
// book in force tells nothing of it.
func (s *Store) Sheet(g gs1.GTIN) (catalog.Sheet, bool, error) {
	var sheet catalog.Sheet
	found := false
	err := s.look(func(tx *bbolt.Tx) error {
		now, err := s.readBook(tx)
		if now == nil || now.Sheets == 0 || err != nil {
			return err
		}
		text, err := readSheet(slot(tx, activeSlot(tx)), number(uint64(g)))
		if text == nil || err != nil {
			return err
		}
		found = true
		return json.Unmarshal(text, &sheet)
	})
	if s.looked.Add(1)%lookups == 0 {
		release(s.catalog.Load())
	}
	if err != nil {
		return catalog.Sheet{}, false, fmt.Errorf("store: read the sheet of product %s: %w", g, err)
	}
	return sheet, found, nil
}

// readSheet returns the sheet of a product in a book, nil if there is none.
func readSheet(book *bbolt.Bucket, key []byte) ([]byte, error) {
	b := book.Bucket(bucketSheets)
	if b == nil { // the book was made by a program that knows no sheets
		return nil, nil
	}
	return readLine(b, key)
}

// checkSheet proves that a sheet can be read back and is the product's. No more:
// a newer headquarters may tell what this program does not know, and no word
// of a sheet keeps a price out.
func checkSheet(text []byte, p catalog.Product) error {
	var s catalog.Sheet
	if err := json.Unmarshal(text, &s); err != nil {
		return fmt.Errorf("the sheet of product %s: %w", p.GTIN, err)
	}
	if s.GTIN != p.GTIN {
		return fmt.Errorf("the sheet of product %s says that it is of %s", p.GTIN, s.GTIN)
	}
	return nil
}

// beginSheets returns the sheets of a book. Those of one whose manifest counts
// none were left by a program that knows no sheets: they are of a book before.
func beginSheets(b *bbolt.Bucket, was wire.Manifest) (*bbolt.Bucket, error) {
	if was.Sheets == 0 && b.Bucket(bucketSheets) != nil {
		if err := b.DeleteBucket(bucketSheets); err != nil {
			return nil, err
		}
	}
	return b.CreateBucketIfNotExists(bucketSheets)
}
