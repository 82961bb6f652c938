package intake

import (
	"endcap/offers"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

// Books is the part of a store that keeps the price book in force.
type Books interface {
	// Product returns the product in the price book in force.
	Product(gs1.GTIN) (catalog.Product, bool, error)
	// Offers returns all offers of that book.
	Offers() ([]offers.Offer, error)
	// Book returns the manifest of that book, false while there is none.
	Book() (wire.Manifest, bool)
}

// Book is what the price book in force says about some products. The zero
// Book is that there is none.
type Book struct {
	Version  uint64
	Link     string // root of the Digital Links
	Offers   *offers.Set
	Products map[gs1.GTIN]catalog.Product // those asked for that it knows
}

// ReadBook reads what the price book in force says about these products. An error
// is that of the store, or of a book that makes no sense.
func ReadBook(from Books, products []gs1.GTIN) (Book, error) {
	m, ok := from.Book()
	if !ok {
		return Book{}, nil
	}
	b := Book{Version: m.Version, Link: m.Link, Products: make(map[gs1.GTIN]catalog.Product, len(products))}
	cur, err := money.ParseCurrency(m.Currency)
	if err != nil {
		return b, err
	}
	list, err := from.Offers()
	if err != nil {
		return b, err
	}
	if b.Offers, err = offers.Compile(cur, list); err != nil {
		return b, err
	}
	for _, g := range products {
		p, known, err := from.Product(g)
		if err != nil {
			return b, err
		}
		if known {
			b.Products[g] = p
		}
	}
	return b, nil
}
