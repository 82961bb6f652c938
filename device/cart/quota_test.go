package cart_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"testing"
	"testing/synctest"
	"time"

	"endcap/device/cart"
	"endcap/device/devicetest"
	"endcap/device/intake"
	"endcap/offers"
	"endcap/offers/journal"
	"endcap/offers/play"
	"endcap/offers/quota"
	"endcap/scanner"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

// limited is a shop with an offer for Bread, of which headquarters grants so
// many.
func limited(t *testing.T, win *play.Win, grant quota.Grant) *devicetest.Store {
	t.Helper()
	m, most := devicetest.Shop(), int64(9)
	m.Deals = []offers.Offer{{
		ID: "first-breads", Name: offers.Text{"en": "First breads"}, Limits: offers.Limits{DeviceQuota: &most}, Win: win,
		Rewards: []offers.Reward{{
			Type: offers.AmountOff, Scope: offers.PerUnit, Amount: 100, MaxUnits: 1, Select: &offers.Select{GTINs: []string{bread.String()}},
		}},
	}}
	grant.ID, grant.Offer, grant.Until = "g-1", "first-breads", time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
	if err := m.Quotas.Give(grant); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestController_WhatASaleUsesComesOffTheGrant(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := limited(t, nil, quota.Grant{Uses: 1})
		c := running(t, m, nil)
		for _, want := range []int64{19, 119} {
			if err := c.Scan(t.Context(), read(ean(bread))); err != nil {
				t.Fatal(err)
			}
			v := c.View()
			if v.Total.Minor != want {
				t.Errorf("got a total of %s, want %d", v.Total, want)
			}
			if err := c.Pay(t.Context(), v.Basket, v.Total); err != nil {
				t.Fatal(err)
			}
		}
		if m.Told(wire.OfferRedeemed) != 1 {
			t.Errorf("%d redemptions are told, want 1", m.Told(wire.OfferRedeemed))
		}
	})
}

func TestController_AnOfferThatIsUsedUpAtPayingIsPricedAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := limited(t, nil, quota.Grant{Uses: 1})
		c := running(t, m, nil)
		if err := c.Scan(t.Context(), read(ean(bread))); err != nil {
			t.Fatal(err)
		}
		v := c.View()
		spent := make(chan error, 1)
		m.Change(func() { m.Takes = time.Second })
		go func() { spent <- c.Pay(t.Context(), v.Basket, v.Total) }()
		time.Sleep(time.Second / 2)
		m.Change(func() {
			if err := m.Quotas.Spend(time.Now(), quota.Use{Offer: "first-breads", Times: 1}); err != nil {
				t.Error(err)
			}
		})
		if err := <-spent; !errors.Is(err, journal.ErrSpent) {
			t.Errorf("got %v, want %v", err, journal.ErrSpent)
		}
		if v := c.View(); v.Total.Minor != 119 || !v.Bad || v.Notice != "Not paid: an offer in the basket is used up; look at the new price." {
			t.Errorf("view %+v", v)
		}
		if m.Told(wire.BasketClosed) != 0 {
			t.Error("it was paid")
		}
	})
}

func TestController_EveryDrawIsToldAndTheLuckyOneIsGiven(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		master := play.Secret{1}
		win := &play.Win{Commit: master.Commit(), Chance: play.Million / 2}
		m := limited(t, win, quota.Grant{Uses: 3, Seed: master.Seed("first-breads", "cart-07")})
		c := running(t, m, nil)
		var draws []play.Drawn
		won, empty := 0, 0
		for range 20 {
			if err := c.Scan(t.Context(), read(ean(bread))); err != nil {
				t.Fatal(err)
			}
			v := c.View()
			if err := c.Pay(t.Context(), v.Basket, v.Total); err != nil {
				t.Fatal(err)
			}
			var d wire.Draw
			e := m.Events[len(m.Events)-1]
			if e.Type == wire.BasketClosed && won == 3 {
				continue // nothing is left to be won
			}
			if err := json.Unmarshal(e.Data, &d); err != nil || e.Type != wire.DrawMade || d.Offer != "first-breads" || d.Won != (v.Total.Minor == 19) {
				t.Fatalf("a total of %s, told %s %s: %v", v.Total, e.Type, e.Data, err)
			}
			draws = append(draws, d.Drawn)
			if d.Won {
				won++
			}
			if d.Empty {
				empty++
			}
		}
		if won != 3 || empty == 0 {
			t.Errorf("%d won and %d came too late, want 3 and some", won, empty)
		}
		if faults, err := win.Audit("first-breads", master, draws); err != nil || len(faults) > 0 {
			t.Errorf("%v, %v", faults, err)
		}
		// Without bread there is nothing to win, and no draw.
		if err := c.Scan(t.Context(), read(ean(berries))); err != nil {
			t.Fatal(err)
		}
		told := m.Told(wire.DrawMade)
		if v := c.View(); c.Pay(t.Context(), v.Basket, v.Total) != nil || m.Told(wire.DrawMade) > told+1 {
			t.Errorf("%d draws more", m.Told(wire.DrawMade)-told)
		}
	})
}

// gcn is a Global Coupon Number with a serial number.
func gcn(serial string) scanner.Symbol {
	const company = uint64(950110153100)
	return elements(fmt.Sprintf("255%d%d%s", company, gs1.CheckDigit(company), serial))
}

func TestController_ASerialCouponCountsOnceAndOnlyWhereItWasGranted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := limited(t, nil, quota.Grant{Uses: 3, Serials: quota.Serials{From: 100, To: 102}})
		m.Deals[0].Conditions = []offers.Condition{{Type: offers.Coupon, Codes: []string{gcn("").Text[3:]}}}
		c := running(t, m, nil)
		for _, try := range []struct {
			name, serial string
			want         int64
			void         bool
		}{
			{"granted", "101", 19, false},
			{"granted and taken before", "101", 119, true},
			{"granted to another device", "103", 119, true},
			{"granted too", "102", 19, false},
		} {
			for _, sym := range []scanner.Symbol{ean(bread), gcn(try.serial)} {
				if err := c.Scan(t.Context(), read(sym)); err != nil {
					t.Fatal(err)
				}
			}
			if v := c.View(); v.Bad != try.void {
				t.Errorf("%s: %q", try.name, v.Notice)
			}
			time.Sleep(cart.ThinkAfter)
			synctest.Wait()
			v := c.View()
			if v.Due.Minor != try.want || len(v.Coupons) != 1 || (v.Coupons[0].Why != "") != try.void || (v.Coupons[0].Offer == "") != try.void {
				t.Errorf("%s: %s due, coupons %+v", try.name, v.Due, v.Coupons)
			}
			if err := c.Pay(t.Context(), v.Basket, v.Due); err != nil {
				t.Errorf("%s: %v", try.name, err)
			}
		}
	})
}

func TestController_AnOfferLimitedForEachShopperTellsHisPseudonymAndNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, once := limited(t, nil, quota.Grant{Uses: 9}), int64(1)
		m.Deals = append(m.Deals, offers.Offer{
			ID: "once", Name: offers.Text{"en": "Once"}, Limits: offers.Limits{PerCustomer: &once},
			Rewards: []offers.Reward{{Type: offers.AmountOff, Scope: offers.PerBasket, Amount: 10}},
		})
		c := withCards(t, m)
		if err := c.Scan(t.Context(), read(code(intake.CardPrefix+secret))); err != nil {
			t.Fatal(err)
		}
		if err := c.Scan(t.Context(), read(ean(bread))); err != nil {
			t.Fatal(err)
		}
		v := c.View()
		if err := c.Pay(t.Context(), v.Basket, v.Total); err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, e := range m.Events {
			var r wire.Redemption
			if e.Type == wire.OfferRedeemed && json.Unmarshal(e.Data, &r) == nil {
				got[r.Offer] = r.Account
			}
		}
		if want := map[string]string{"first-breads": "", "once": "member/" + secret}; !maps.Equal(got, want) {
			t.Errorf("told of %v, want %v; %+v", got, want, v)
		}
	})
}
