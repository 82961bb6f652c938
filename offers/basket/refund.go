package basket

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"endcap/offers"
	"endcap/offers/money"
	"endcap/scanner/gs1"
)

// Pieces are some pieces of a line, by its number.
type Pieces struct {
	Line     int   `json:"line"`
	Quantity int64 `json:"quantity"`
}

// Return is the payload of wire.BasketReturned: pieces of a basket that was
// paid came back. Fields are only ever added.
type Return struct {
	Basket string         `json:"basket"`
	At     time.Time      `json:"at"`
	Lines  []ReturnedLine `json:"lines"`
	Refund money.Amount   `json:"refund"`
	// Each says that every piece was worth what it had cost, because what is
	// kept could not be priced again; see Sale.Worth.
	Each bool   `json:"each,omitempty"`
	By   string `json:"by"`
	Why  string `json:"why"`
}

// ReturnedLine is what came back of one line.
type ReturnedLine struct {
	Number   int      `json:"number"`
	GTIN     gs1.GTIN `json:"gtin"`
	Lot      string   `json:"lot,omitempty"`
	Expiry   gs1.Date `json:"expiry,omitzero"`
	Serial   string   `json:"serial,omitempty"`
	Quantity int64    `json:"quantity"`
	Grams    int64    `json:"grams,omitempty"`
	Measured int64    `json:"measured,omitempty"` // millilitres or millimetres
}

// Refund returns what is paid back when these pieces of the basket come back,
// which was paid as told by sale, and the basket of what is kept. It is what
// was paid less what is kept would have cost under the same offers, in the
// same context and on the same day, so a void is as if the pieces had never
// been added: two of a "3 for 2" that stay cost what two cost. It is never
// less than nothing, and never more than the pieces cost at shelf prices with
// their deposits. For a second return the pieces are those of both, and what
// was paid back before is to be taken off. Points that were earned stay.
func (b Basket) Refund(sale Sale, set *offers.Set, ctx offers.Context, pieces []Pieces) (money.Amount, Basket, error) {
	kept, most, err := b, int64(0), error(nil)
	for _, p := range pieces {
		var out Line
		if kept, out, err = kept.Remove(p.Line, p.Quantity); err != nil {
			return money.Amount{}, b, err
		}
		most += (out.Each().Minor + out.Product.Deposit) * out.Quantity
	}
	c := b.Currency()
	back := sale.Total.Minor - kept.PriceFor(set, ctx).Total.Minor
	return money.New(min(max(back, 0), most), c), kept, nil
}

// Worth returns what these pieces cost, deposits and all, the dearest of each
// line first: what is paid back where what is kept cannot be priced again,
// because the offers are others by now or were a shopper's own.
func (s Sale) Worth(pieces []Pieces) (money.Amount, error) {
	taken, sum := map[int]int64{}, int64(0)
	for _, p := range pieces {
		l, ok := s.line(p.Line)
		if !ok || p.Quantity < 1 || p.Quantity > l.Quantity-taken[p.Line] {
			return money.Amount{}, fmt.Errorf("%w: %d of line %d were not paid", ErrAbsent, p.Quantity, p.Line)
		}
		sum += l.cost(taken[p.Line]+p.Quantity) - l.cost(taken[p.Line])
		taken[p.Line] += p.Quantity
	}
	return money.New(sum, s.Currency), nil
}

// cost is what the n dearest pieces of the line cost, with their deposits.
func (l SaleLine) cost(n int64) int64 {
	sum := l.Deposit.Minor / l.Quantity * n
	units := slices.Clone(l.Units)
	slices.SortStableFunc(units, func(a, b offers.Units) int { return cmp.Compare(b.Each.Minor, a.Each.Minor) })
	for _, u := range units {
		take := min(n, u.Quantity)
		sum, n = sum+take*u.Each.Minor, n-take
	}
	return sum
}

func (s Sale) line(number int) (SaleLine, bool) {
	for _, l := range s.Lines {
		if l.Number == number {
			return l, true
		}
	}
	return SaleLine{}, false
}

// Pick returns what of the sale the pieces are.
func (s Sale) Pick(pieces []Pieces) (list []ReturnedLine) {
	for _, p := range pieces {
		if l, ok := s.line(p.Line); ok {
			list = append(list, ReturnedLine{
				Number: l.Number, GTIN: l.GTIN, Lot: l.Lot, Expiry: l.Expiry, Serial: l.Serial, Quantity: p.Quantity,
				Grams: l.Grams, Measured: l.Measured,
			})
		}
	}
	return list
}
