package basket

import (
	"time"

	"endcap/offers"
	"endcap/offers/catalog"
	"endcap/offers/money"
)

// Each returns the shelf price of one piece of the line, or of the whole
// measured portion, half up. A price printed in the code wins, and one that
// staff set wins over that.
func (l Line) Each() money.Amount {
	c := l.Product.Price.Currency
	switch {
	case l.Override != nil:
		return money.New(l.Override.Price, c)
	case l.Printed > 0:
		return money.New(l.Printed, c)
	}
	return money.New(l.portion(l.Product.Price.Minor), c)
}

// portion returns what one piece or the whole portion comes to at so much for
// what the product's price is for. Within the limits it fits: MaxPrice *
// MaxGrams / 1000 < MaxAmount.
func (l Line) portion(minor int64) int64 {
	switch l.Product.Sold {
	case catalog.PerPiece:
	case catalog.PerKilogram:
		minor, _ = money.Ratio(minor, l.Grams, 1000, money.HalfUp)
	case catalog.PerLitre, catalog.PerMetre:
		minor, _ = money.Ratio(minor, l.Measured, 1000, money.HalfUp)
	}
	return minor
}

// Price prices the basket for a shopper of whom nothing is known. A nil set
// has no offers.
func (b Basket) Price(set *offers.Set, now time.Time) offers.Result {
	return b.PriceFor(set, offers.Context{Now: now})
}

// PriceFor prices the basket with its coupons and all that is known.
func (b Basket) PriceFor(set *offers.Set, ctx offers.Context) offers.Result {
	return b.PriceBy(offers.NewPricer(set), ctx)
}

// PriceBy is PriceFor with a pricer that is used again.
func (b Basket) PriceBy(p *offers.Pricer, ctx offers.Context) offers.Result {
	return p.Price(b.ToPrice(), b.With(ctx))
}

// ToPrice returns the basket as offers see it.
func (b Basket) ToPrice() offers.Basket {
	in := offers.Basket{Currency: b.Currency(), Lines: make([]offers.Line, len(b.Lines))}
	for i, l := range b.Lines {
		o := offers.LineOf(l.Product)
		o.Number, o.Lot, o.Expiry = l.Number, l.Lot, l.Expiry
		o.Quantity, o.Price, o.Floor = l.Quantity, l.Each().Minor, l.portion(l.Product.Floor)
		switch {
		case o.Grams > 0:
			o.Grams = l.Grams
		case o.Measured > 0:
			o.Measured = l.Measured
		}
		if l.Override != nil {
			o.Override, o.NoOffers, o.Floor = true, true, 0
		}
		in.Lines[i] = o
	}
	return in
}
