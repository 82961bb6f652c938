package store

import (
	"bytes"
	"encoding/json"
	"fmt"

	"go.etcd.io/bbolt"

	"endcap/offers"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/sync/wire"
)

// line is one line of a book: a product under its GTIN, a GTIN without text
// that is gone, or an offer without a key.
type line struct {
	key, text []byte
}

// readChunk returns the lines of a staged chunk, each product checked.
func (s *Store) readChunk(c wire.Chunk, m wire.Manifest) ([]line, error) {
	var b []byte
	err := s.look(func(tx *bbolt.Tx) error {
		b = bytes.Clone(tx.Bucket(bucketStaged).Get([]byte(c.SHA256)))
		return nil
	})
	if err != nil {
		return nil, err
	}
	if wire.ChunkName(b) != c.SHA256 { // or it rotted on the card
		return nil, fmt.Errorf("%w: %.80s", ErrStaging, c.SHA256)
	}
	raw, err := c.Open(b)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBook, err)
	}
	var lines []line
	for text, err := range wire.ReadLines(raw) {
		var l line
		if err == nil {
			l, err = checkLine(text, m)
		}
		if err != nil {
			return nil, fmt.Errorf("%w: chunk %s: %w", ErrBook, c.SHA256, err)
		}
		lines = append(lines, l)
	}
	return lines, nil
}

// checkLine proves that a product can be read back before it is believed.
func checkLine(text wire.BookLine, m wire.Manifest) (line, error) {
	switch {
	case text.Gone != 0:
		return line{key: number(uint64(text.Gone))}, nil
	case len(text.Offer) > 0:
		return line{text: text.Offer}, nil
	}
	var p catalog.Product
	if err := json.Unmarshal(text.Product, &p); err != nil {
		return line{}, err
	}
	if err := p.Check(); err != nil {
		return line{}, err
	}
	if p.Price.Currency.String() != m.Currency {
		return line{}, fmt.Errorf("product %s is priced %s, the book is in %s", p.GTIN, p.Price, m.Currency)
	}
	return line{number(uint64(p.GTIN)), text.Product}, nil
}

// checkOffers proves that offers can be read back and work together.
func checkOffers(m wire.Manifest, list [][]byte) error {
	c, err := money.ParseCurrency(m.Currency)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrBook, err)
	}
	all := make([]offers.Offer, len(list))
	for i, text := range list {
		if err := json.Unmarshal(text, &all[i]); err != nil {
			return fmt.Errorf("%w: offer %d: %w", ErrBook, i+1, err)
		}
	}
	if _, err := offers.Compile(c, all); err != nil {
		return fmt.Errorf("%w: %w", ErrBook, err)
	}
	return nil
}

// sameBook reports whether these are the lines of m.
func sameBook(m wire.Manifest, root wire.Root, products, others int) error {
	if products != m.Products || others != m.Offers {
		return fmt.Errorf("%w: it has %d products and %d offers, its manifest says %d and %d", ErrBook, products, others, m.Products, m.Offers)
	}
	if root != m.Root {
		return fmt.Errorf("%w: its lines are not those that its manifest was made of", ErrBook)
	}
	return nil
}
