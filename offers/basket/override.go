package basket

import (
	"fmt"
	"slices"

	"endcap/offers/catalog"
)

// Override is a price that staff set for a line, who did and why: a dented
// tin, a label that promised less. No offer touches it, and no price book.
type Override struct {
	Price int64  `json:"price"` // of one piece or of the whole portion, in minor units
	By    string `json:"by"`
	Why   string `json:"why"`
}

// Override returns the basket with a price set for all that lies on a line.
// What is scanned later goes onto a line of its own.
func (b Basket) Override(number int, o Override) (Basket, error) {
	i := slices.IndexFunc(b.Lines, func(l Line) bool { return l.Number == number })
	switch {
	case i < 0:
		return b, fmt.Errorf("%w: it has no line %d", ErrAbsent, number)
	case o.Price < 0 || o.Price > catalog.MaxPrice:
		return b, fmt.Errorf("%w: a price of %d is out of range", ErrLine, o.Price)
	case o.By == "" || len(o.By) > MaxBy:
		return b, fmt.Errorf("%w: say in at most %d bytes who sets the price", ErrLine, MaxBy)
	case o.Why == "" || len(o.Why) > MaxWhy:
		return b, fmt.Errorf("%w: say in at most %d bytes why the price is set", ErrLine, MaxWhy)
	}
	b.Lines = slices.Clone(b.Lines)
	b.Lines[i].Override = &o
	return b, nil
}
