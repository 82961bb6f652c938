package store

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"go.etcd.io/bbolt"

	"endcap/offers"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/sync/wire"
)

// loader reads the lines of a book and writes them, some at a time.
type loader struct {
	s        *Store
	m        wire.Manifest
	currency money.Currency
	lines    []line
	products int
	offers   []offers.Offer
}

// line is one record: a product under its GTIN, or an offer without a key.
type line struct {
	key, text []byte
}

// load puts the staged chunks of m into a book that is not in force.
func (s *Store) load(ctx context.Context, m wire.Manifest) error {
	c, err := money.ParseCurrency(m.Currency)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrBook, err)
	}
	l := &loader{s: s, m: m, currency: c, lines: make([]line, 0, loadStep)}
	if err := s.updateCatalog(l.begin); err != nil {
		return err
	}
	for _, c := range m.Chunks {
		if err := l.chunk(ctx, c); err != nil {
			return err
		}
	}
	if err := l.write(ctx); err != nil {
		return err
	}
	if l.products != m.Products || len(l.offers) != m.Offers {
		return fmt.Errorf("%w: it has %d products and %d offers, its manifest says %d and %d",
			ErrBook, l.products, len(l.offers), m.Products, m.Offers)
	}
	if _, err := offers.Compile(c, l.offers); err != nil {
		return fmt.Errorf("%w: %w", ErrBook, err)
	}
	return nil
}

func (l *loader) begin(tx *bbolt.Tx) error {
	b, err := tx.Bucket(bucketBooks).CreateBucket(number(l.m.Version))
	if err != nil {
		return err
	}
	if _, err := b.CreateBucket(bucketProducts); err != nil {
		return err
	}
	_, err = b.CreateBucket(bucketOffers)
	return err
}

// chunk reads one chunk. One that rotted on the card is dropped, so that it is
// missing and fetched again.
func (l *loader) chunk(ctx context.Context, c wire.Chunk) error {
	var b []byte
	err := view(l.s.catalog, func(tx *bbolt.Tx) error {
		b = bytes.Clone(tx.Bucket(bucketStaged).Get([]byte(c.SHA256)))
		return nil
	})
	if err != nil {
		return err
	}
	if b != nil && wire.ChunkName(b) != c.SHA256 {
		if err := l.s.updateCatalog(func(tx *bbolt.Tx) error {
			return tx.Bucket(bucketStaged).Delete([]byte(c.SHA256))
		}); err != nil {
			return err
		}
		b = nil
	}
	if b == nil {
		return fmt.Errorf("%w: %.80s", ErrStaging, c.SHA256)
	}
	raw, err := c.Open(b)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrBook, err)
	}
	for text, err := range wire.ReadLines(raw) {
		var add line
		if err == nil {
			add, err = l.check(text)
		}
		if err != nil {
			return fmt.Errorf("%w: chunk %s: %w", ErrBook, c.SHA256, err)
		}
		if l.lines = append(l.lines, add); len(l.lines) == loadStep {
			if err := l.write(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// check proves that a line can be read back before it is believed.
func (l *loader) check(text wire.BookLine) (line, error) {
	if len(text.Product) == 0 {
		var o offers.Offer
		err := json.Unmarshal(text.Offer, &o)
		l.offers = append(l.offers, o)
		return line{nil, text.Offer}, err
	}
	var p catalog.Product
	if err := json.Unmarshal(text.Product, &p); err != nil {
		return line{}, err
	}
	if err := p.Check(); err != nil {
		return line{}, err
	}
	if p.Price.Currency != l.currency {
		return line{}, fmt.Errorf("product %s is priced %s, the book is in %s", p.GTIN, p.Price, l.currency)
	}
	l.products++
	return line{number(uint64(p.GTIN)), text.Product}, nil
}

// write commits the lines gathered so far.
func (l *loader) write(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	defer func() { l.lines = l.lines[:0] }()
	return l.s.updateCatalog(func(tx *bbolt.Tx) error {
		products, others := bookBucket(tx, l.m.Version, bucketProducts), bookBucket(tx, l.m.Version, bucketOffers)
		products.FillPercent, others.FillPercent = 0.95, 0.95
		for _, n := range l.lines {
			b := products
			if n.key == nil {
				seq, err := others.NextSequence()
				if err != nil {
					return err
				}
				b, n.key = others, number(seq)
			} else if b.Get(n.key) != nil {
				return fmt.Errorf("%w: product %x is in it twice", ErrBook, n.key)
			}
			if err := b.Put(n.key, n.text); err != nil {
				return err
			}
		}
		return nil
	})
}
