package offers_test

import (
	"fmt"
	"testing"
	"time"

	"endcap/offers"
	"endcap/offers/money"
	"endcap/offers/quota"

	"pgregory.net/rapid"
)

// TestPrice_WhatIsUsedWasGranted draws offers with limits, grants and baskets:
// the book of grants takes what every price uses.
func TestPrice_WhatIsUsedWasGranted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 4).Draw(t, "offers")
		list := make([]offers.Offer, n)
		var book quota.Book
		give := func(g quota.Grant) {
			g.ID, g.Until = fmt.Sprint(g.Offer, g.Account), now.Add(time.Hour)
			if err := book.Give(g); err != nil {
				t.Fatal(err)
			}
		}
		for i := range list {
			list[i] = limitedOffer(t, i)
			if g := (quota.Grant{Offer: list[i].ID, Uses: rapid.Int64Range(0, 3).Draw(t, "uses"), Money: money.New(rapid.Int64Range(0, 400).Draw(t, "money"), eur)}); g.Uses+g.Money.Minor > 0 {
				if g.Money.Minor == 0 {
					g.Money = money.Amount{}
				}
				if rapid.Bool().Draw(t, "coupons") {
					g.Serials = quota.Serials{From: 1, To: 2}
				}
				give(g)
			}
		}
		give(quota.Grant{Account: "member/m1", Points: rapid.Int64Range(1, 300).Draw(t, "granted")})
		ctx := member(rapid.Int64Range(0, 300).Draw(t, "points"), 0)
		ctx.Left = book.Left(now)
		for _, serial := range rapid.SliceOfN(rapid.Int64Range(1, 2), 0, 3).Draw(t, "serials") {
			ctx.GS1 = append(ctx.GS1, offers.GS1Coupon{Code: fmt.Sprint(serial), Offer: "C", Serial: serial, Value: 30, Confirmed: true})
		}
		p := offers.Policy{Combine: rapid.SampledFrom([]offers.Combine{offers.BestPrice, offers.InTurn, offers.BestOf}).Draw(t, "combine")}
		s, err := p.Compile(eur, list)
		if err != nil {
			t.Fatal(err)
		}
		basket := of(offers.Line{SKU: "x", Quantity: rapid.Int64Range(1, 5).Draw(t, "x"), Price: 150, Deposit: 25}, line("y", rapid.Int64Range(1, 3).Draw(t, "y"), 90))
		r := s.Price(basket, ctx)
		if err := book.Spend(now, r.Uses...); err != nil {
			t.Fatalf("%v\n%+v", err, r.Uses)
		}
		if r.Due.Minor < r.Deposit.Minor || r.Total.Minor != r.Subtotal.Minor-r.Saved.Minor+r.Deposit.Minor {
			t.Fatalf("%+v", r)
		}
	})
}

func limitedOffer(t *rapid.T, i int) offers.Offer {
	some := func(name string) *int64 {
		if n := rapid.Int64Range(-2, 4).Draw(t, name); n > 0 {
			return &n
		}
		return nil
	}
	o := offers.Offer{ID: fmt.Sprint("o", i), Name: offers.Text{"en": "x"}, Exclusive: rapid.IntRange(0, 9).Draw(t, "exclusive") == 0}
	o.Limits = offers.Limits{PerCustomer: some("each"), DeviceQuota: some("quota"), Budget: some("budget")}
	if rapid.IntRange(0, 2).Draw(t, "coupon") == 0 {
		o.Conditions = []offers.Condition{{Type: offers.Coupon, Codes: []string{"C"}}}
	}
	kinds := []offers.Reward{
		{Type: offers.GroupDeal, Groups: []offers.Group{{Quantity: 2}}, Amount: 60},
		{Type: offers.BuyGet, Buy: &offers.Group{Quantity: 1}, Get: &offers.Get{Quantity: 1}},
		{Type: offers.PercentOff, Percent: 200_000, Scope: offers.PerUnit},
		{Type: offers.AmountOff, Amount: 40, Scope: offers.PerBasket},
		{Type: offers.Voucher, Amount: 70, Days: 3},
		{Type: offers.Gift, Gift: &offers.Group{Quantity: 1, Select: &offers.Select{SKUs: []string{"y"}}}},
	}
	if rapid.Bool().Draw(t, "burns") {
		kinds = append(kinds, offers.Reward{Type: offers.PointsBurn, Step: 20, AmountPerPoint: 2})
	} else {
		kinds = append(kinds, offers.Reward{Type: offers.PointsEarn, Points: 3, For: 100})
	}
	if len(o.Conditions) > 0 {
		kinds = append(kinds, offers.Reward{Type: offers.AmountOff, Scope: offers.PerBasket, FromCoupon: true})
	}
	o.Rewards = rapid.SliceOfN(rapid.SampledFrom(kinds), 1, 2).Draw(t, "rewards")
	return o
}
