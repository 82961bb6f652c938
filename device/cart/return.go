package cart

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"endcap/device"
	"endcap/offers"
	"endcap/offers/basket"
	"endcap/offers/journal"
	"endcap/offers/money"
	"endcap/sync/wire"
)

// ErrNotSold is returned by Return for a basket that is not the one paid last.
var ErrNotSold = errors.New("this cart does not remember that basket; take its goods back at the till")

// sold is the basket that was paid last, in memory: what is known of its
// shopper is not kept, nor is it kept when the power goes. It never changes.
type sold struct {
	basket basket.Basket
	sale   basket.Sale
	offers *offers.Set // nil where what is kept cannot be priced again
	ctx    offers.Context
	pieces []basket.Pieces // that came back
	back   int64           // what was paid for them
}

// remember keeps what a return needs. A price that was made for this very
// shopper cannot be made again.
func (s State) remember(sale basket.Sale, now time.Time) *sold {
	out := &sold{basket: s.basket, sale: sale, offers: s.offers, ctx: s.context(now)}
	if out.ctx.Customer = nil; s.priced.Personal {
		out.offers = nil
	}
	return out
}

// later is the basket when other offers are in force. They are not kept for a
// return that hardly ever comes.
func (s *sold) later() *sold {
	if s == nil {
		return nil
	}
	next := *s
	next.offers = nil
	return &next
}

// returned pays back pieces for staff, who ask for it as for an override. The
// goods are booked where they are put: by the shelf that takes them, if any.
func (s State) returned(e ReturnAsked, now time.Time) (State, []Effect) {
	switch {
	case s.sold == nil || e.Basket != s.sold.sale.Basket:
		return s, []Effect{Refuse{ErrNotSold}}
	case len(e.Pieces) == 0 || len(e.Pieces) > basket.MaxLines || e.By == "" || e.Why == "" || len(e.By) > basket.MaxBy || len(e.Why) > basket.MaxWhy:
		return s, []Effect{Refuse{fmt.Errorf("say which pieces come back, of at most %d lines, in at most %d bytes who takes them and in %d why", basket.MaxLines, basket.MaxBy, basket.MaxWhy)}}
	}
	next := *s.sold
	next.pieces = append(slices.Clone(next.pieces), e.Pieces...)
	all, err := next.sale.Worth(next.pieces)
	if err == nil && next.offers != nil {
		all, _, err = next.basket.Refund(next.sale, next.offers, next.ctx, next.pieces)
	}
	if err != nil {
		return s, []Effect{Refuse{err}}
	}
	if due := next.sale.Due; due.Currency == all.Currency {
		all.Minor = min(all.Minor, due.Minor) // what points paid is no money
	}
	back := money.New(max(all.Minor-next.back, 0), all.Currency)
	next.back += back.Minor
	s.sold = &next
	s.notice, s.bad = fmt.Sprintf("Taken back by our staff: %s are paid back.", back), false
	told := basket.Return{
		Basket: e.Basket, At: now, Lines: next.sale.Pick(e.Pieces), Refund: back, Each: next.offers == nil, By: e.By, Why: e.Why,
	}
	return s, []Effect{Commit{journal.Step{Events: []wire.Event{wire.NewEvent(wire.BasketReturned, now, told)}}}, Signal{device.Good}}
}
