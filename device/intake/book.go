package intake

import (
	"errors"
	"log/slog"

	"endcap/offers"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/offers/play"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

const bookTries = 5 // times that another book may come while one is read

// Books is the part of a store that keeps the price book in force.
type Books interface {
	// Product returns the product in the price book in force.
	Product(gs1.GTIN) (catalog.Product, bool, error)
	// Offers returns all offers of that book.
	Offers() ([]offers.Offer, error)
	// Book returns the manifest of that book, false while there is none. What
	// is read between two calls that return the same edition is of that book.
	Book() (wire.Manifest, bool)
}

// Book is what the price book in force says about some products. The zero
// Book is that there is none.
type Book struct {
	Epoch   uint64
	Version uint64
	Link    string // root of the Digital Links
	Offers  *offers.Set
	// Reductions are those of them that announce a reduction, nil where none does.
	Reductions *offers.Set
	// Unknown are offers that are left out, because a newer program wrote them.
	Unknown  []offers.Unknown
	Wins     []Win                        // the offers that are instant wins
	Products map[gs1.GTIN]catalog.Product // those asked for that it knows
}

// Win is an offer that is an instant win.
type Win struct {
	Offer string
	play.Win
}

// Edition returns which book it is.
func (b Book) Edition() wire.Edition { return wire.Edition{Epoch: b.Epoch, Version: b.Version} }

// ErrBusy is returned when another price book came into force whenever one was
// read.
var ErrBusy = errors.New("the price book changes faster than it can be read")

// ReadBook reads what the price book in force says about these products, all
// of it of one book. An error is that of the store, or of a book that makes no
// sense.
func ReadBook(from Books, products []gs1.GTIN) (Book, error) {
	for range bookTries {
		b, err := readBook(from, products)
		if now, _ := from.Book(); now.Edition() == b.Edition() {
			return b, err
		}
	}
	return Book{}, ErrBusy
}

func readBook(from Books, products []gs1.GTIN) (Book, error) {
	m, ok := from.Book()
	if !ok {
		return Book{}, nil
	}
	b := Book{Epoch: m.Epoch, Version: m.Version, Link: m.Link, Products: make(map[gs1.GTIN]catalog.Product, len(products))}
	cur, err := money.ParseCurrency(m.Currency)
	if err != nil {
		return b, err
	}
	list, err := from.Offers()
	if err != nil {
		return b, err
	}
	list, b.Unknown = offers.Known(list)
	if b.Offers, err = offers.Compile(cur, list); err != nil {
		return b, err
	}
	for _, o := range list {
		if o.Win != nil {
			b.Wins = append(b.Wins, Win{o.ID, *o.Win})
		}
	}
	if told := offers.Reductions(list); len(told) > 0 {
		if b.Reductions, err = offers.Compile(cur, told); err != nil {
			return b, err
		}
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

// LogUnknown says once which offers are left out.
func (b Book) LogUnknown(log *slog.Logger) {
	if n := len(b.Unknown); n > 0 {
		log.Warn("offers of a newer program are left out; update this one", slog.Int("offers", n), slog.String("first", b.Unknown[0].Offer), slog.Any("error", b.Unknown[0].Err))
	}
}
