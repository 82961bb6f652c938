package offers

import (
	"math"
	"math/big"

	"endcap/offers/money"
)

// TaxRate is the tax on one kind of goods.
type TaxRate struct {
	Percent  money.Percent
	Included bool // in the shelf price
	// Deposit is the tax on the line's deposits, which countries tax or not
	// (Directive 2006/112/EC Art. 92); it is in them if Included.
	Deposit money.Percent
}

// TaxLevel says where a tax is rounded, half up, to minor units.
type TaxLevel uint8

// Levels.
const (
	TaxPerLine    TaxLevel = iota
	TaxPerUnit             // every unit by itself
	TaxPerReceipt          // once, on the exact sum
)

// Tax returns the tax in what is paid, and how much of it comes on top of
// Total because prices are without it. rate gives the rate of a line by its
// number; a line without one bears no tax.
func (r Result) Tax(rate func(line int) (TaxRate, bool), level TaxLevel) (tax, added money.Amount) {
	all, onTop := new(big.Rat), new(big.Rat)
	for _, l := range r.Lines {
		t, ok := rate(l.Number)
		if !ok {
			continue
		}
		sum := new(big.Rat)
		switch level {
		case TaxPerLine:
			sum = whole(t.of(l.Net.Minor))
		case TaxPerUnit:
			for _, u := range l.Units {
				one := whole(t.of(u.Each.Minor))
				sum.Add(sum, one.Mul(one, new(big.Rat).SetInt64(u.Quantity)))
			}
		case TaxPerReceipt:
			sum = t.of(l.Net.Minor)
		}
		sum.Add(sum, t.onDeposit(l, level))
		all.Add(all, sum)
		if !t.Included {
			onTop.Add(onTop, sum)
		}
	}
	c := r.Total.Currency
	return money.New(minor(all), c), money.New(minor(onTop), c)
}

// onDeposit is the tax on a line's deposits. Each unit has the same.
func (t TaxRate) onDeposit(l PricedLine, level TaxLevel) *big.Rat {
	t.Percent = t.Deposit
	switch level {
	case TaxPerUnit:
		one := whole(t.of(l.Deposit.Minor / max(l.Quantity, 1)))
		return one.Mul(one, new(big.Rat).SetInt64(l.Quantity))
	case TaxPerLine:
		return whole(t.of(l.Deposit.Minor))
	case TaxPerReceipt:
	}
	return t.of(l.Deposit.Minor)
}

// of is the exact tax in, or on, an amount.
func (t TaxRate) of(minor int64) *big.Rat {
	den := int64(money.Whole)
	if t.Included {
		den += int64(t.Percent)
	}
	x := big.NewRat(int64(t.Percent), den)
	return x.Mul(x, new(big.Rat).SetInt64(minor))
}

// minor rounds half up to minor units, at most those that fit.
func minor(x *big.Rat) int64 {
	if n := whole(x).Num(); n.IsInt64() {
		return n.Int64()
	}
	return math.MaxInt64
}

// whole rounds half up to a whole figure; x is not negative.
func whole(x *big.Rat) *big.Rat {
	n := new(big.Int).Lsh(x.Num(), 1)
	n.Add(n, x.Denom())
	n.Quo(n, new(big.Int).Lsh(x.Denom(), 1))
	return new(big.Rat).SetInt(n)
}
