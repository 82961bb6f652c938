package publish

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"

	"endcap/internal/hq/ledger"
	"endcap/offers"
	"endcap/offers/catalog"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

// text is a book as it travels: each product, by number, with its sheet if it
// has one, then the offers.
type text struct {
	products []product
	offers   []json.RawMessage
}

type product struct {
	gtin        gs1.GTIN
	text, sheet json.RawMessage
}

func (b Book) text() (text, error) {
	t := text{products: make([]product, len(b.Products)), offers: make([]json.RawMessage, len(b.Offers))}
	var err error
	for i, p := range b.Products {
		if t.products[i].text, err = json.Marshal(p); err != nil {
			return text{}, err
		}
		t.products[i].gtin = p.GTIN
	}
	for i, o := range b.Offers {
		if t.offers[i], err = json.Marshal(o); err != nil {
			return text{}, err
		}
	}
	slices.SortStableFunc(t.products, func(a, b product) int { return cmp.Compare(a.gtin, b.gtin) })
	for _, s := range b.Sheets {
		i, ok := slices.BinarySearchFunc(t.products, s.GTIN, func(p product, g gs1.GTIN) int { return cmp.Compare(p.gtin, g) })
		if !ok {
			return text{}, fmt.Errorf("%w: the sheet of product %s, which is not in the book", ErrFile, s.GTIN)
		}
		if t.products[i].sheet, err = json.Marshal(s); err != nil {
			return text{}, err
		}
	}
	return t, nil
}

// book is the other way.
func (t text) book() (Book, error) {
	b := Book{Products: make([]catalog.Product, len(t.products)), Offers: make([]offers.Offer, len(t.offers))}
	for i, p := range t.products {
		if err := json.Unmarshal(p.text, &b.Products[i]); err != nil {
			return Book{}, err
		}
		if len(p.sheet) == 0 {
			continue
		}
		var s catalog.Sheet
		if err := json.Unmarshal(p.sheet, &s); err != nil {
			return Book{}, err
		}
		b.Sheets = append(b.Sheets, s)
	}
	for i, o := range t.offers {
		if err := json.Unmarshal(o, &b.Offers[i]); err != nil {
			return Book{}, err
		}
	}
	return b, nil
}

// all yields every line.
func (t text) all() iter.Seq2[wire.BookLine, error] {
	return func(yield func(wire.BookLine, error) bool) {
		for _, p := range t.products {
			if !yield(wire.BookLine{Product: p.text, Sheet: p.sheet}, nil) {
				return
			}
		}
		for _, o := range t.offers {
			if !yield(wire.BookLine{Offer: o}, nil) {
				return
			}
		}
	}
}

// readText reads a book that the ledger keeps.
func readText(ctx context.Context, l *ledger.Ledger, m wire.Manifest) (t text, err error) {
	var chunks []wire.Chunk
	for _, c := range m.Index {
		raw, err := open(ctx, l, m, c)
		if err != nil {
			return text{}, err
		}
		part, err := wire.ReadIndex(raw)
		if err != nil {
			return text{}, err
		}
		chunks = append(chunks, part...)
	}
	for _, c := range chunks {
		raw, err := open(ctx, l, m, c)
		if err != nil {
			return text{}, err
		}
		for line, err := range wire.ReadLines(raw) {
			if err == nil {
				err = t.add(line)
			}
			if err != nil {
				return text{}, err
			}
		}
	}
	return t, nil
}

func open(ctx context.Context, l *ledger.Ledger, m wire.Manifest, c wire.Chunk) ([]byte, error) {
	b, err := l.Chunk(ctx, m.Tenant, m.Store, c.SHA256)
	if err != nil {
		return nil, err
	}
	return c.Open(b)
}

func (t *text) add(line wire.BookLine) error {
	if len(line.Offer) > 0 {
		t.offers = append(t.offers, line.Offer)
		return nil
	}
	var p struct {
		GTIN gs1.GTIN `json:"gtin"`
	}
	err := json.Unmarshal(line.Product, &p)
	t.products = append(t.products, product{p.GTIN, line.Product, line.Sheet})
	return err
}
