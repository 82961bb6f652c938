package cart

import (
	"cmp"
	"slices"
	"time"

	"endcap/device"
	"endcap/offers"
	"endcap/offers/basket"
	"endcap/offers/journal"
)

// coupon returns the coupon that a thing is, if an offer of the book asks for
// it.
func (s State) coupon(e Scanned, now time.Time) (basket.Coupon, bool) {
	c := basket.Coupon{Code: e.Code(), Added: now}
	if e.Voucher != nil && s.offers != nil {
		if k, ok, err := offers.ReadCoupon(e.Voucher, s.offers.Currency(), now); ok && err == nil {
			c.Code, c.GS1 = k.Code, &k
		}
	}
	_, known := s.offers.Calls(called(c))
	return c, known && c.Code != ""
}

// granted takes over what may be given away, and says so if that makes a
// coupon void.
func (s State) granted(e Granted, now time.Time) State {
	for _, c := range s.basket.Coupons {
		if !c.Void && slices.Contains(e.Void, c.Code) {
			s.notice, s.bad = "Coupon "+c.Code+" not taken: "+isVoid+".", true
		}
	}
	s.left, s.basket = e.Left, s.basket.Void(e.Void)
	return s.reprice(now)
}

// isVoid is why a coupon counts for nothing.
const isVoid = "it was used before, or is not for this cart"

// called is what offers call a coupon.
func called(c basket.Coupon) string {
	if c.GS1 != nil {
		return c.GS1.Offer
	}
	return c.Code
}

// presented keeps a coupon that an offer of the book asks for, whether or not
// its offer can be had yet.
func (s State) presented(c basket.Coupon, scan string, now time.Time) (State, []Effect) {
	b, err := s.basket.Present(c)
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
	if name := s.couponOffer(c); name != "" {
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

// couponOffer names the offer that a coupon is taken for now, or nothing. It
// may give points, a gift or a voucher rather than a price.
func (s State) couponOffer(c basket.Coupon) string {
	if c.Void {
		return ""
	}
	ids, _ := s.offers.Calls(called(c))
	for _, id := range ids {
		if given(s.priced, id) {
			return cmp.Or(s.offers.NameOf(id, ""), id)
		}
	}
	return ""
}
