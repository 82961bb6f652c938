package basket

import (
	"time"

	"endcap/offers"
	"endcap/offers/catalog"
	"endcap/offers/money"
)

// Each returns the shelf price of one piece of the line, or of the whole
// weighed portion, half up. A price printed in the code wins.
func (l Line) Each() money.Amount {
	c := l.Product.Price.Currency
	switch {
	case l.Printed > 0:
		return money.New(l.Printed, c)
	case l.Product.Sold == catalog.PerKilogram:
		// Within the limits this fits: MaxPrice * MaxGrams / 1000 < MaxAmount.
		minor, _ := money.Ratio(l.Product.Price.Minor, l.Grams, 1000, money.HalfUp)
		return money.New(minor, c)
	default:
		return l.Product.Price
	}
}

// Price prices the basket for a shopper of whom nothing is known. A nil set
// has no offers.
func (b Basket) Price(set *offers.Set, now time.Time) offers.Result {
	return b.PriceFor(set, offers.Context{Now: now})
}

// PriceFor prices the basket with all that is known.
func (b Basket) PriceFor(set *offers.Set, ctx offers.Context) offers.Result {
	in := offers.Basket{Currency: b.Currency(), Lines: make([]offers.Line, len(b.Lines))}
	for i, l := range b.Lines {
		o := offers.LineOf(l.Product)
		o.Number, o.Lot, o.Expiry = l.Number, l.Lot, l.Expiry
		o.Quantity, o.Price, o.Grams = l.Quantity, l.Each().Minor, 0
		if l.Product.Sold == catalog.PerKilogram {
			o.Grams = l.Grams
		}
		in.Lines[i] = o
	}
	return set.Price(in, ctx)
}
