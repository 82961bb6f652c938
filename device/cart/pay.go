package cart

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"endcap/device"
	"endcap/offers/basket"
	"endcap/offers/journal"
	"endcap/offers/points"
	"endcap/offers/quota"
	"endcap/offers/stock"
	"endcap/sync/wire"
)

// payed closes the basket at the prices the shopper has seen last, which
// Ticked keeps young, and never at others. A button pressed twice pays once.
func (s State) payed(e PayAsked, now time.Time) (State, []Effect) {
	switch {
	case s.paid != nil && e == PayAsked{s.paid.Basket, s.paid.Total}:
		return s, nil
	case e != PayAsked{s.basket.ID, s.priced.Due}:
		return s.stale()
	case len(s.basket.Lines) == 0:
		s.notice, s.bad = "The basket is empty; there is nothing to pay.", true
		return s, []Effect{Signal{device.Bad}}
	}
	sale := s.basket.Close(s.priced, now)
	next := basket.Basket{ID: nextBasket(s.place, s.basket.ID), Opening: s.opening}
	first, rest := sale.Split(wire.MaxEventData)
	step := journal.Step{
		Basket: &next, Events: []wire.Event{wire.NewEvent(wire.BasketClosed, now, first)},
		Uses: s.priced.Uses, At: now, Points: s.posts(now),
	}
	for _, r := range rest {
		step.Events = append(step.Events, wire.NewEvent(wire.BasketContinued, now, r))
	}
	step.Events = append(step.Events, s.redemptions(now)...)
	step.Events = append(step.Events, s.draws(now)...)
	paid := Paid{Basket: s.basket.ID, Total: s.priced.Due, Saved: s.priced.Saved}
	for _, l := range s.basket.Lines {
		step.Moves = append(step.Moves, s.moved(l, stock.Sold, -1, now))
		paid.Pieces += l.Quantity
	}
	s.sold = s.remember(sale, now)
	s.basket, s.paid, s.notice, s.bad = next, &paid, "", false
	s.shopper, s.public = nil, false
	return s.reprice(now), []Effect{Commit{step}, Signal{device.Good}}
}

// redemptions tell what limited offers gave. Of an offer that is limited for
// each customer they tell whom, by his pseudonym.
func (s State) redemptions(now time.Time) (told []wire.Event) {
	uses := slices.Clone(s.priced.Uses)
	for _, of := range s.priced.Used {
		i := slices.IndexFunc(uses, func(u quota.Use) bool { return u.Offer == of.Offer && u.Points == 0 })
		if i < 0 {
			i = len(uses)
			uses = append(uses, quota.Use{Offer: of.Offer, Times: of.Times})
		}
		if s.shopper != nil && s.shopper.ID != "" {
			uses[i].Account = points.Member(s.shopper.ID)
		}
	}
	for _, u := range uses {
		told = append(told, wire.NewEvent(wire.OfferRedeemed, now, wire.Redemption{Basket: s.basket.Name(), Use: u}))
	}
	return told
}

// posts are the points that offers give the shopper, or take.
func (s State) posts(now time.Time) (list []points.Entry) {
	if s.shopper == nil || s.shopper.ID == "" {
		return nil
	}
	for _, p := range s.priced.Posts { // one for each offer
		switch {
		case p.Points > 0:
			list = append(list, points.Earned(s.basket.Name(), p.Offer, s.shopper.ID, 0, p.Points, now))
		case p.Points < 0:
			list = append(list, points.Burned(s.basket.Name(), p.Offer, s.shopper.ID, 0, -p.Points, now))
		}
	}
	return list
}

// nextBasket counts on from the number at the end of a basket's ID.
func nextBasket(place, last string) string {
	n, err := strconv.Atoi(last[strings.LastIndexByte(last, '-')+1:])
	if err != nil {
		n = 0
	}
	return fmt.Sprintf("%s-%06d", place, n+1)
}
