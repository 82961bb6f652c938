package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"endcap/offers"
	"endcap/offers/catalog"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

// Buckets of catalog.db. Append only: they stand in stores. There are two
// slots for a whole book: the one in force, and the one before or the next.
var (
	bucketStaged = []byte("staged") // SHA-256 in hex -> compressed chunk
	bucketSlots  = []byte("slots")  // 1 or 2 -> bucket of a book

	keyActive = []byte("active") // in bucketMeta: slot of the book in force
	keyTries  = []byte("tries")  // in bucketMeta: edition and how often it was tried

	keyManifest    = []byte("manifest") // in a book
	keyLoaded      = []byte("loaded")   // in a book not yet whole: how many of its chunks are in it
	bucketProducts = []byte("products") // in a book: GTIN -> line
	bucketOffers   = []byte("offers")   // in a book: 1, 2, 3, ... -> line
	bucketSheets   = []byte("sheets")   // in a book: GTIN -> line, for some products
	bucketBefore   = []byte("before")   // in a book: what turns it back into the one before its last delta
)

func fillCatalog(tx *bbolt.Tx) error {
	for _, name := range [][]byte{bucketMeta, bucketStaged, bucketSlots} {
		if _, err := tx.CreateBucket(name); err != nil {
			return err
		}
	}
	return nil
}

func activeSlot(tx *bbolt.Tx) uint64 { return readNumber(tx.Bucket(bucketMeta).Get(keyActive)) }

// spareSlot is the slot of the book that is not in force.
func spareSlot(tx *bbolt.Tx) uint64 {
	if activeSlot(tx) == 1 {
		return 2
	}
	return 1
}

func slot(tx *bbolt.Tx, n uint64) *bbolt.Bucket { return tx.Bucket(bucketSlots).Bucket(number(n)) }

// inForce is a manifest and its text as it is kept.
type inForce struct {
	text []byte
	wire.Manifest
}

// readBook returns the manifest in force, nil if there is none. What was read
// last is not decoded again.
func (s *Store) readBook(tx *bbolt.Tx) (*inForce, error) {
	if tx.Bucket(bucketMeta) == nil || tx.Bucket(bucketStaged) == nil || tx.Bucket(bucketSlots) == nil {
		return nil, fmt.Errorf("%w: a part of the catalogue is not there", errPages)
	}
	n := activeSlot(tx)
	if n == 0 {
		return nil, nil
	}
	b := slot(tx, n)
	if b == nil || b.Bucket(bucketProducts) == nil || b.Bucket(bucketOffers) == nil {
		return nil, fmt.Errorf("%w: a price book is in force and not there", errPages)
	}
	text := b.Get(keyManifest)
	if known := s.book.Load(); known != nil && bytes.Equal(text, known.text) {
		return known, nil
	}
	now := &inForce{text: slices.Clone(text)}
	if err := json.Unmarshal(text, &now.Manifest); err != nil {
		return nil, fmt.Errorf("%w: the manifest in force: %w", errPages, err)
	}
	return now, nil
}

// look reads catalog.db in one transaction. A page that cannot be read is
// remembered, so that the book is fetched anew; until then the others are of
// use.
func (s *Store) look(read func(*bbolt.Tx) error) error {
	for {
		db := s.catalog.Load()
		err := view(db, read)
		if errors.Is(err, bolterrors.ErrDatabaseNotOpen) && s.catalog.Load() != db {
			continue // it was made anew meanwhile
		}
		if errors.Is(err, errPages) {
			s.rot(err)
		}
		return err
	}
}

func (s *Store) rot(why error) {
	if !s.rotten.Swap(true) {
		s.log.Error("a part of the price book cannot be read; it is fetched anew when headquarters is there", slog.Any("error", why))
	}
}

// Book returns the manifest of the price book in force, false if there is
// none yet. What is read between two calls that return the same Edition is of
// that book. Its slices are not the caller's to change.
func (s *Store) Book() (wire.Manifest, bool) {
	var now *inForce
	err := s.look(func(tx *bbolt.Tx) (err error) {
		now, err = s.readBook(tx)
		return err
	})
	if err != nil {
		now = s.book.Load()
	}
	if now == nil {
		return wire.Manifest{}, false
	}
	return now.Manifest, true
}

// Sound is Book, but a book that was found damaged is none: it has to be
// fetched again.
func (s *Store) Sound() (wire.Manifest, bool) {
	m, ok := s.Book()
	if s.rotten.Load() {
		return wire.Manifest{}, false
	}
	return m, ok
}

// Product returns a product of the price book in force, false if it has none
// of this number.
func (s *Store) Product(g gs1.GTIN) (catalog.Product, bool, error) {
	var p catalog.Product
	found := false
	err := s.look(func(tx *bbolt.Tx) error {
		b := slot(tx, activeSlot(tx))
		if b == nil {
			return nil
		}
		text, err := readLine(b.Bucket(bucketProducts), number(uint64(g)))
		if text == nil || err != nil {
			return err
		}
		found = true
		return json.Unmarshal(text, &p)
	})
	if s.looked.Add(1)%lookups == 0 {
		release(s.catalog.Load())
	}
	if err != nil {
		return catalog.Product{}, false, fmt.Errorf("store: read product %s: %w", g, err)
	}
	return p, found, nil
}

// Products calls visit for each product of the price book in force, by number,
// until it returns an error. All are of one version, whatever comes meanwhile:
// they are read in one transaction. That keeps pages from being used again,
// which in this file matters to the next book only; visit is not to wait for
// one, nor to read the store.
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

// lines visits one part of the book in force.
func (s *Store) lines(part []byte, visit func(text []byte) error) error {
	defer release(s.catalog.Load())
	return s.look(func(tx *bbolt.Tx) error {
		b := slot(tx, activeSlot(tx))
		if b == nil {
			return nil
		}
		return eachLine(b.Bucket(part), func(_, text []byte) error { return visit(text) })
	})
}

// openCatalog opens catalog.db, a new one where the old cannot be read.
func (s *Store) openCatalog() error {
	f := catalogFile(s.dir)
	err := s.tryCatalog(f)
	if !errors.Is(err, ErrDamaged) {
		return err
	}
	to, renamed := f.setAside()
	if renamed != nil {
		return fmt.Errorf("store: %w", renamed)
	}
	s.log.Warn("the price books are damaged and were set aside; they are fetched again", slog.String("file", to), slog.Any("error", err))
	return s.tryCatalog(f)
}

// setAside renames a damaged catalogue and returns its new name.
func (f file) setAside() (string, error) {
	to, err := f.hand.aside(f.path, "damaged")
	if err == nil {
		err = f.hand.place(f.path, to, "")
	}
	if err != nil {
		return "", fmt.Errorf("set the damaged price books aside: %w", err)
	}
	return to, nil
}

func (s *Store) tryCatalog(f file) error {
	db, err := f.open()
	if err != nil {
		return err
	}
	err = view(db, func(tx *bbolt.Tx) error {
		now, err := s.readBook(tx)
		s.book.Store(now)
		return err
	})
	if err != nil {
		return errors.Join(fmt.Errorf("store: open %s: %w (%w)", f.path, ErrDamaged, err), db.Close())
	}
	s.catalog.Store(db)
	return nil
}
