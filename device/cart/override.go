package cart

import (
	"fmt"
	"slices"
	"time"

	"endcap/device"
	"endcap/offers/basket"
	"endcap/offers/journal"
	"endcap/offers/money"
)

// overridden sets the price of a line for staff. They ask for it with a
// command that headquarters signs, not with a badge held to the scanner: a
// badge can be photographed, a command is done once, and tells who and why in
// the ledger whether or not the basket is ever paid.
func (s State) overridden(e OverrideAsked, now time.Time) (State, []Effect) {
	if e.Basket != s.basket.ID {
		return s, []Effect{Refuse{ErrStale}}
	}
	b, err := s.basket.Override(e.Line, e.Override)
	if err != nil {
		return s, []Effect{Refuse{err}}
	}
	i := slices.IndexFunc(b.Lines, func(l basket.Line) bool { return l.Number == e.Line })
	l := b.Lines[i]
	s.basket, s.bad = b, false
	s.notice = fmt.Sprintf("Our staff set the price of %s to %s: %s", l.Product.Name, money.New(e.Price, b.Currency()), e.Why)
	return s.reprice(now), []Effect{Commit{journal.Step{Basket: &b}}, Signal{device.Good}}
}
