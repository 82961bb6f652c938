package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"

	"endcap/sync/wire"
)

// delta is what changes in a book.
type delta struct {
	lines  []line   // products, perhaps with sheets, and GTINs that are gone
	list   bool     // whether the offers change too
	offers [][]byte // all of them, then
}

// turn changes the book in force into that of m in one transaction, and keeps
// in it what turns it back.
func (s *Store) turn(m wire.Manifest, read func() (delta, error)) error {
	d, err := read()
	if err != nil {
		return err
	}
	if d.list {
		if err := checkOffers(m, d.offers); err != nil {
			return err
		}
	}
	return s.updateCatalog(func(tx *bbolt.Tx) error {
		if err := s.change(slot(tx, activeSlot(tx)), m, d); err != nil {
			return err
		}
		return s.flip(tx, m, activeSlot(tx))
	})
}

// readDelta reads the chunks of a delta.
func (s *Store) readDelta(ctx context.Context, m wire.Manifest, of wire.Delta) (d delta, err error) {
	d.list = of.Offers
	for _, c := range of.Chunks {
		if err := ctx.Err(); err != nil {
			return delta{}, err
		}
		lines, err := s.readChunk(c, m)
		if err != nil {
			return delta{}, err
		}
		for _, l := range lines {
			switch {
			case l.key != nil:
				d.lines = append(d.lines, l)
			case !d.list:
				return delta{}, fmt.Errorf("%w: an offer in a delta that changes none", ErrBook)
			default:
				d.offers = append(d.offers, l.text)
			}
		}
	}
	return d, nil
}

// readUndo reads what the last delta replaced.
func (s *Store) readUndo() (d delta, err error) {
	err = s.look(func(tx *bbolt.Tx) error {
		before := slot(tx, activeSlot(tx)).Bucket(bucketBefore)
		err := eachLine(before.Bucket(bucketProducts), func(key, text []byte) error {
			l := line{key: slices.Clone(key)}
			if len(text) > 0 {
				l.text = slices.Clone(text)
			}
			sheet, err := readSheet(before, key)
			l.sheet = slices.Clone(sheet)
			d.lines = append(d.lines, l)
			return err
		})
		if b := before.Bucket(bucketOffers); err == nil && b != nil {
			d.list = true
			d.offers, err = copyLines(b)
		}
		return err
	})
	return d, err
}

// part is the products or the sheets of a book that is changed: what it has,
// what is kept of what it had, and what the two add up to.
type part struct {
	has, kept *bbolt.Bucket
	of        func(text []byte) wire.Root
	root      *wire.Root
	count     *int
}

// put puts a line in the place of another, either of which may be none.
func (p part) put(key, text []byte) error {
	old, err := readLine(p.has, key)
	switch {
	case err != nil:
		return err
	case p.kept.Get(key) != nil:
		return fmt.Errorf("%w: product %x is in the delta twice", ErrBook, key)
	case old == nil && len(text) == 0:
		return fmt.Errorf("%w: product %x or its sheet is to go and was not there", ErrBook, key)
	}
	if old != nil {
		*p.root, *p.count = p.root.Sub(p.of(old)), *p.count-1
	}
	if err := p.kept.Put(key, sealLine(key, old)); err != nil {
		return err
	}
	if len(text) == 0 {
		return p.has.Delete(key)
	}
	*p.root, *p.count = p.root.Add(p.of(text)), *p.count+1
	return p.has.Put(key, sealLine(key, text))
}

// change changes a book. What it replaces goes to bucketBefore: the manifest;
// each product and each sheet, without text where there was none; the offers,
// if they change.
func (s *Store) change(b *bbolt.Bucket, m wire.Manifest, d delta) error {
	was, err := readManifest(b)
	if err != nil {
		return err
	}
	before, err := beginBefore(b)
	if err != nil {
		return err
	}
	told, err := beginSheets(b, was)
	if err != nil {
		return err
	}
	is := extentOf(was)
	products := part{b.Bucket(bucketProducts), before.Bucket(bucketProducts), wire.ProductRoot, &is.root, &is.products}
	sheets := part{told, before.Bucket(bucketSheets), wire.SheetRoot, &is.root, &is.sheets}
	for _, l := range d.lines {
		if err := products.put(l.key, l.text); err != nil {
			return err
		}
		if l.text == nil && told.Get(l.key) != nil {
			l.sheet = []byte{} // goes with its product
		}
		if l.sheet == nil {
			continue
		}
		if err := sheets.put(l.key, l.sheet); err != nil {
			return err
		}
	}
	if d.list {
		if is.root, err = relist(b, before, is.root, d.offers); err != nil {
			return err
		}
		is.offers = len(d.offers)
	}
	return sameBook(m, is)
}

func beginBefore(b *bbolt.Bucket) (*bbolt.Bucket, error) {
	if b.Bucket(bucketBefore) != nil {
		if err := b.DeleteBucket(bucketBefore); err != nil {
			return nil, err
		}
	}
	before, err := b.CreateBucket(bucketBefore)
	if err != nil {
		return nil, err
	}
	if err := before.Put(keyManifest, slices.Clone(b.Get(keyManifest))); err != nil {
		return nil, err
	}
	for _, part := range [][]byte{bucketProducts, bucketSheets} {
		if _, err := before.CreateBucket(part); err != nil {
			return nil, err
		}
	}
	return before, nil
}

// relist puts other offers into a book and those that it had into before.
func relist(b, before *bbolt.Bucket, root wire.Root, list [][]byte) (wire.Root, error) {
	old, err := copyLines(b.Bucket(bucketOffers))
	if err != nil {
		return root, err
	}
	if err := b.DeleteBucket(bucketOffers); err != nil {
		return root, err
	}
	for i, text := range old {
		root = root.Sub(wire.OfferRoot(uint64(i)+1, text))
	}
	for i, text := range list {
		root = root.Add(wire.OfferRoot(uint64(i)+1, text))
	}
	for _, part := range [...]struct {
		of   *bbolt.Bucket
		list [][]byte
	}{{b, list}, {before, old}} {
		to, err := part.of.CreateBucket(bucketOffers)
		if err != nil {
			return root, err
		}
		for i, text := range part.list {
			key := number(uint64(i) + 1)
			if err := to.Put(key, sealLine(key, text)); err != nil {
				return root, err
			}
		}
	}
	return root, nil
}

// flip ends every way: m is in force, as the book in slot n.
func (s *Store) flip(tx *bbolt.Tx, m wire.Manifest, n uint64) error {
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	b, meta := slot(tx, n), tx.Bucket(bucketMeta)
	if err := b.Put(keyManifest, text); err != nil {
		return err
	}
	if err := b.Delete(keyLoaded); err != nil {
		return err
	}
	if err := meta.Put(keyActive, number(n)); err != nil {
		return err
	}
	if err := meta.Delete(keyTries); err != nil {
		return err
	}
	if _, err := emptied(tx, bucketStaged); err != nil {
		return err
	}
	tx.OnCommit(func() { s.book.Store(&inForce{text, m}) })
	return nil
}
