package catalog

import (
	"math"

	"endcap/offers/money"
)

// UnitPrice returns the price for one kilogram, litre, metre, square metre or
// piece, rounded half up, and what it is for: "1 kg" (Directive 98/6/EC Art.
// 2(b)). It is not ok when the content is not known or the figure does not
// fit. A label may leave it out where it equals the price (Art. 3(1)).
func (p Product) UnitPrice() (price money.Amount, per string, ok bool) {
	if p.Sold.Measured() {
		return p.Price, "1 " + string(p.Sold), true
	}
	u, known := unitOf(p.Content.Unit)
	if !known || p.Content.N <= 0 || p.Content.Scale > MaxScale || p.Content.N > math.MaxInt64/u.factor {
		return money.Amount{}, "", false
	}
	per1 := u.per
	for range p.Content.Scale {
		per1 *= 10
	}
	minor, err := money.Ratio(p.Price.Minor, per1, p.Content.N*u.factor, money.HalfUp)
	if err != nil {
		return money.Amount{}, "", false
	}
	return money.New(minor, p.Price.Currency), u.text, true
}
