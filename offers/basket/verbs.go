package basket

import (
	"errors"
	"fmt"
	"slices"

	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/scanner/gs1"
)

// Errors of the verbs. The text around them says what to do.
var (
	// ErrFull is returned when a basket has all the lines or pieces it may have.
	ErrFull = errors.New("basket: full")
	// ErrLine is returned when a line cannot be what it says it is.
	ErrLine = errors.New("basket: not a line")
	// ErrTwice is returned when a piece with this very serial number is in
	// the basket already.
	ErrTwice = errors.New("basket: in it already")
	// ErrAbsent is returned when what is to be removed is not in the basket.
	ErrAbsent = errors.New("basket: not in it")
)

// Add returns the basket with one more line. Pieces that nothing tells apart
// (same product, lot, expiry and printed price, no serial number, no price set
// by staff) go onto the line they are equal to, which then is priced as the
// newest of them; one that costs more by now lies on a line of its own, so that
// what lay there before it does not become dearer. The number of l does not
// matter.
func (b Basket) Add(l Line) (Basket, error) {
	if err := b.admit(l); err != nil {
		return b, err
	}
	b.Lines = slices.Clone(b.Lines)
	b.Next = max(b.Next, 1)
	if i := slices.IndexFunc(b.Lines, l.equal); i >= 0 {
		at := &b.Lines[i]
		at.Quantity += l.Quantity
		at.Product, at.Book, at.Added = l.Product, l.Book, l.Added
		return b, nil
	}
	if len(b.Lines) >= MaxLines {
		return b, fmt.Errorf("%w: it has %d lines; pay, and begin another", ErrFull, MaxLines)
	}
	l.Number = b.Next
	b.Next++
	b.Lines = append(b.Lines, l)
	return b, nil
}

// admit says why a line may not come in.
func (b Basket) admit(l Line) error {
	name := l.Product.Name
	switch {
	case l.Product.GTIN == 0:
		return fmt.Errorf("%w: %q has no product number", ErrLine, name)
	case l.Quantity < 1 || l.Quantity > MaxPieces:
		return fmt.Errorf("%w: %d of %s; a line has 1 to %d pieces", ErrLine, l.Quantity, name, MaxPieces)
	case l.Product.Price.Minor < 0 || l.Product.Price.Minor > catalog.MaxPrice || l.Printed < 0 || l.Printed > catalog.MaxPrice:
		return fmt.Errorf("%w: the price of %s is out of range", ErrLine, name)
	case l.Product.Sold.Measured() && l.Quantity != 1:
		return fmt.Errorf("%w: %s is sold by measure; add each portion by itself", ErrLine, name)
	case l.Grams < 0 || l.Grams > MaxGrams:
		return fmt.Errorf("%w: %d g of %s; a portion has at most %d g", ErrLine, l.Grams, name, MaxGrams)
	case l.Measured < 0 || l.Measured > MaxGrams:
		return fmt.Errorf("%w: %d ml or mm of %s; a portion has at most %d", ErrLine, l.Measured, name, MaxGrams)
	case l.Product.Sold.Measured() && l.Product.Sold != catalog.PerKilogram && l.Measured == 0 && l.Printed == 0:
		return fmt.Errorf("%w: %s is sold by the %s; measure it and scan the label", ErrLine, name, l.Product.Sold)
	case l.Product.Sold == catalog.PerKilogram && l.Grams == 0 && l.Printed == 0:
		return fmt.Errorf("%w: %s is sold by weight; weigh it and scan the label", ErrLine, name)
	case l.Serial != "" && l.Quantity != 1:
		return fmt.Errorf("%w: %d pieces of %s share the serial number %s", ErrLine, l.Quantity, name, l.Serial)
	case b.Pieces()+l.Quantity > MaxPieces:
		return fmt.Errorf("%w: it holds %d pieces, at most %d; pay, and begin another", ErrFull, b.Pieces(), MaxPieces)
	case len(b.Lines) > 0 && b.Currency() != l.Product.Price.Currency:
		return fmt.Errorf("%w: %s is priced in %s, the basket in %s", ErrLine, name, l.Product.Price.Currency, b.Currency())
	}
	for _, o := range b.Lines {
		if l.Serial != "" && o.Serial == l.Serial && o.Product.GTIN == l.Product.GTIN {
			return fmt.Errorf("%w: %s with the serial number %s", ErrTwice, name, l.Serial)
		}
	}
	return nil
}

// equal reports whether nothing tells a piece of l from those of o, which lie
// in the basket, and it is none that costs more.
func (l Line) equal(o Line) bool {
	return l.Product.GTIN == o.Product.GTIN && l.Lot == o.Lot && l.Expiry == o.Expiry && l.Printed == o.Printed &&
		l.Serial == "" && o.Serial == "" && l.Product.Sold == catalog.PerPiece && o.Product.Sold == catalog.PerPiece &&
		l.Grams == o.Grams && l.Override == nil && o.Override == nil &&
		l.Product.Price.Minor <= o.Product.Price.Minor && l.Product.Deposit <= o.Product.Deposit
}

// Remove returns the basket without so many pieces of a line, and the line
// that was removed, with their quantity.
func (b Basket) Remove(number int, quantity int64) (Basket, Line, error) {
	i := slices.IndexFunc(b.Lines, func(l Line) bool { return l.Number == number })
	if i < 0 {
		return b, Line{}, fmt.Errorf("%w: it has no line %d", ErrAbsent, number)
	}
	out := b.Lines[i]
	if quantity < 1 || quantity > out.Quantity {
		return b, Line{}, fmt.Errorf("%w: %d of line %d, which holds %d of %s", ErrAbsent, quantity, number, out.Quantity, out.Product.Name)
	}
	out.Quantity = quantity
	b.Lines = slices.Clone(b.Lines)
	if b.Lines[i].Quantity -= quantity; b.Lines[i].Quantity == 0 {
		b.Lines = slices.Delete(b.Lines, i, i+1)
	}
	return b, out, nil
}

// Reprice returns the basket at the prices of another book, by its version. A
// product that the book does not know, or knows in another currency or sold in
// another way, stays as it was. So does one whose price or deposit has
// risen, unless rises is set: the shopper took it for what it cost then.
func (b Basket) Reprice(book uint64, rises bool, product func(gs1.GTIN) (catalog.Product, bool)) Basket {
	b.Lines = slices.Clone(b.Lines)
	for i := range b.Lines {
		l := &b.Lines[i]
		p, ok := product(l.Product.GTIN)
		if !ok || p.Price.Currency != l.Product.Price.Currency || p.Sold != l.Product.Sold {
			continue
		}
		if rises || p.Price.Minor <= l.Product.Price.Minor && p.Deposit <= l.Product.Deposit {
			l.Product, l.Book = p, book
		}
	}
	return b
}

// Pieces counts what is in the basket; a weighed portion is one piece.
func (b Basket) Pieces() int64 {
	n := int64(0)
	for _, l := range b.Lines {
		n += l.Quantity
	}
	return n
}

// Currency is that of every line; no currency while the basket is empty.
func (b Basket) Currency() money.Currency {
	if len(b.Lines) == 0 {
		return money.Currency{}
	}
	return b.Lines[0].Product.Price.Currency
}
