package cart

import (
	"time"

	"endcap/device"
	"endcap/offers/basket"
	"endcap/offers/journal"
)

// presented keeps a coupon that an offer of the book asks for, whether or not
// its offer can be had yet.
func (s State) presented(code, scan string, now time.Time) (State, []Effect) {
	b, err := s.basket.Present(basket.Coupon{Code: code, Added: now})
	if err != nil {
		s.notice, s.bad = "Coupon not taken: "+reason(err)+".", true
		return s, []Effect{Commit{journal.Step{Scan: scan}}, Signal{device.Bad}}
	}
	if b.Opened.IsZero() {
		b.Opened = now
	}
	s.basket, s.paid, s.bad = b, nil, false
	s = s.reprice(now)
	s.notice = "Coupon kept. It counts as soon as its offer does."
	if name := s.couponOffer(code); name != "" {
		s.notice = "Coupon taken: " + name
	}
	return s, []Effect{Commit{journal.Step{Scan: scan, Basket: &b}}, Signal{device.Good}}
}

// withdrawn takes a coupon back.
func (s State) withdrawn(e WithdrawAsked, now time.Time) (State, []Effect) {
	if e.Basket != s.basket.ID {
		return s.stale()
	}
	b, err := s.basket.Withdraw(e.Code)
	if err != nil {
		s.notice, s.bad = "Not taken back: "+reason(err)+".", true
		return s, []Effect{Signal{device.Bad}}
	}
	s.basket, s.notice, s.bad = b, "Coupon taken back.", false
	return s.reprice(now), []Effect{Commit{journal.Step{Basket: &b}}, Signal{device.Good}}
}

// couponOffer names the offer that a coupon is taken for now, or nothing.
func (s State) couponOffer(code string) string {
	ids, _ := s.offers.Calls(code)
	for _, a := range s.priced.Applied {
		for _, id := range ids {
			if a.Offer == id {
				return a.Name
			}
		}
	}
	return ""
}
