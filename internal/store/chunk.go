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
// that is gone, or an offer without a key. The sheet of a product is nil where
// it stays as it was, and empty where there is none any more.
type line struct {
	key, text, sheet []byte
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
	l := line{key: number(uint64(p.GTIN)), text: text.Product}
	switch {
	case string(text.Sheet) == wire.NoSheet:
		l.sheet = []byte{}
	case len(text.Sheet) > 0:
		l.sheet = text.Sheet
		return l, checkSheet(text.Sheet, p)
	}
	return l, nil
}

// checkOffers proves that offers can be read back and work together. Those of
// a newer program are kept: a device leaves them out until it is updated.
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
	if _, _, err := offers.CompileKnown(c, all); err != nil {
		return fmt.Errorf("%w: %w", ErrBook, err)
	}
	return nil
}

// extent is what the lines of a book add up to.
type extent struct {
	root                     wire.Root
	products, offers, sheets int
}

func extentOf(m wire.Manifest) extent {
	return extent{m.Whole(), m.Products, m.Offers, m.Sheets}
}

// sameBook reports whether an extent is that of m.
func sameBook(m wire.Manifest, is extent) error {
	if want := extentOf(m); is.products != want.products || is.offers != want.offers || is.sheets != want.sheets {
		return fmt.Errorf("%w: it has %d products, %d offers and %d sheets, its manifest says %d, %d and %d",
			ErrBook, is.products, is.offers, is.sheets, m.Products, m.Offers, m.Sheets)
	}
	if is.root != m.Whole() {
		return fmt.Errorf("%w: its lines are not those that its manifest was made of", ErrBook)
	}
	return nil
}
