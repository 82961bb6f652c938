package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"

	"endcap/sync/wire"
)

// load reads the staged chunks of m into the spare slot, each in one
// transaction that also forgets the chunk: the disk never holds both, and a
// power cut costs one chunk's work. Then it looks at what it has written, and
// puts it in force.
func (s *Store) load(ctx context.Context, m wire.Manifest, w way) error {
	if !w.listed {
		return fmt.Errorf("%w: its index", ErrStaging)
	}
	err := s.loadChunks(ctx, m, w)
	if err == nil {
		err = s.verify(m)
	}
	if errors.Is(err, ErrBook) {
		err = errors.Join(err, s.updateCatalog(dropSpare))
	}
	if err != nil {
		return err
	}
	return s.updateCatalog(func(tx *bbolt.Tx) error { return s.flip(tx, m, spareSlot(tx)) })
}

func (s *Store) loadChunks(ctx context.Context, m wire.Manifest, w way) error {
	if w.taken {
		if err := s.updateCatalog(dropSpare); err != nil {
			return err
		}
	}
	for i, c := range w.chunks {
		if err := ctx.Err(); err != nil {
			return err
		}
		lines, err := s.readChunk(c, m)
		if err != nil {
			return err
		}
		err = s.updateCatalog(func(tx *bbolt.Tx) error {
			b, err := beginSlot(tx, m)
			if err != nil {
				return err
			}
			if err := putLines(b, lines); err != nil {
				return err
			}
			if err := unstage(tx, c); err != nil {
				return err
			}
			return b.Put(keyLoaded, number(w.loaded+uint64(i)+1))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func dropSpare(tx *bbolt.Tx) error {
	n := spareSlot(tx)
	if slot(tx, n) == nil {
		return errSame
	}
	return tx.Bucket(bucketSlots).DeleteBucket(number(n))
}

// beginSlot returns the spare slot, made first if there is none.
func beginSlot(tx *bbolt.Tx, m wire.Manifest) (*bbolt.Bucket, error) {
	n := spareSlot(tx)
	if b := slot(tx, n); b != nil {
		_, err := b.CreateBucketIfNotExists(bucketSheets) // begun by a program that knows none
		return b, err
	}
	text, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	b, err := tx.Bucket(bucketSlots).CreateBucket(number(n))
	if err != nil {
		return nil, err
	}
	for _, part := range [][]byte{bucketProducts, bucketOffers, bucketSheets} {
		if _, err := b.CreateBucket(part); err != nil {
			return nil, err
		}
	}
	return b, b.Put(keyManifest, text)
}

// putLines adds lines to a book that is not in force.
func putLines(b *bbolt.Bucket, lines []line) error {
	products, others, sheets := b.Bucket(bucketProducts), b.Bucket(bucketOffers), b.Bucket(bucketSheets)
	products.FillPercent, others.FillPercent, sheets.FillPercent = 0.95, 0.95, 0.95
	for _, l := range lines {
		to := products
		switch {
		case l.text == nil || l.sheet != nil && len(l.sheet) == 0:
			return fmt.Errorf("%w: product %x or its sheet is gone, which only a delta may say", ErrBook, l.key)
		case l.key == nil:
			seq, err := others.NextSequence()
			if err != nil {
				return err
			}
			to, l.key = others, number(seq)
		case products.Get(l.key) != nil:
			return fmt.Errorf("%w: product %x is in it twice", ErrBook, l.key)
		}
		if err := to.Put(l.key, sealLine(l.key, l.text)); err != nil {
			return err
		}
		if l.sheet == nil {
			continue
		}
		if err := sheets.Put(l.key, sealLine(l.key, l.sheet)); err != nil {
			return err
		}
	}
	return nil
}

// verify proves that the spare slot holds the book of m, by reading it.
func (s *Store) verify(m wire.Manifest) error {
	var is extent
	var list [][]byte
	err := s.look(func(tx *bbolt.Tx) error {
		b := slot(tx, spareSlot(tx))
		if b == nil {
			return fmt.Errorf("%w: there is nothing in it", ErrBook)
		}
		err := eachLine(b.Bucket(bucketProducts), func(_, text []byte) error {
			is.products++
			is.root = is.root.Add(wire.ProductRoot(text))
			return nil
		})
		if sheets := b.Bucket(bucketSheets); err == nil && sheets != nil {
			err = eachLine(sheets, func(_, text []byte) error {
				is.sheets++
				is.root = is.root.Add(wire.SheetRoot(text))
				return nil
			})
		}
		if err == nil {
			list, err = copyLines(b.Bucket(bucketOffers))
		}
		return err
	})
	if err != nil {
		return err
	}
	for i, text := range list {
		is.offers++
		is.root = is.root.Add(wire.OfferRoot(uint64(i)+1, text))
	}
	if err := sameBook(m, is); err != nil {
		return err
	}
	return checkOffers(m, list)
}
