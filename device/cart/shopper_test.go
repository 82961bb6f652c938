package cart_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"endcap/device"
	"endcap/device/cart"
	"endcap/device/devicetest"
	"endcap/device/intake"
	"endcap/offers"
	"endcap/offers/basket"
	"endcap/offers/money"
	"endcap/offers/shopper"
	"endcap/scanner"
	"endcap/scanner/gs1"
)

func code(text string) scanner.Symbol { return scanner.Symbol{Format: "QR_CODE", Text: text} }

// secret is a word of a card that may stand nowhere.
const secret = "s3cr3t"

// card takes the cards of members.
func card(text string, _ time.Time) (shopper.Token, error) {
	if text != intake.CardPrefix+secret {
		return shopper.Token{}, errors.New("this card is not one of ours")
	}
	return shopper.Token{Member: true, ID: secret}, nil
}

// withCards runs a cart that takes cards.
func withCards(t *testing.T, m cart.Store) *cart.Controller {
	t.Helper()
	c := cart.New(cart.Options{Place: "cart-07", Store: m, Card: card})
	start(t, c)
	return c
}

// start runs a controller until the test ends.
func start(t *testing.T, c *cart.Controller) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- c.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	synctest.Wait()
}

func TestOn_ACouponIsKeptCountsAndCanBeTakenBack(t *testing.T) {
	m := devicetest.Shop()
	s := opened(t, m)
	total := func(what string, want int64) {
		t.Helper()
		if v := s.View(noon); v.Total.Minor != want || v.Bad {
			t.Errorf("%s: %+v, want a total of %d", what, v, want)
		}
	}
	sym := code(devicetest.Coupon)
	sym.ID = "scan-1"
	s, effects := s.On(scanned(t, m, sym), noon)
	if got, light := step(t, effects); light != device.Good || got.Scan != "scan-1" || got.Basket == nil || len(got.Basket.Coupons) != 1 || len(got.Moves)+len(got.Events) != 0 {
		t.Errorf("presented: light %q, step %+v", light, got)
	}
	if v := s.View(noon); len(v.Coupons) != 1 || v.Coupons[0].Offer != "" || !strings.HasPrefix(v.Notice, "Coupon kept.") {
		t.Errorf("without bread: %+v", v)
	}
	s, _ = s.On(scanned(t, m, ean(bread)), noon)
	total("with bread", 69)
	if v := s.View(noon); v.Coupons[0].Offer != "Fifty cents off bread" {
		t.Errorf("with bread: coupons %+v", v.Coupons)
	}
	again, effects := s.On(scanned(t, m, code(devicetest.Coupon)), noon)
	if got, light := step(t, effects); light != device.Bad || got.Basket != nil || again.View(noon).Total.Minor != 69 {
		t.Errorf("presented twice: light %q, step %+v", light, got)
	}
	back, effects := s.On(cart.WithdrawAsked{Basket: "cart-07-000001", Code: devicetest.Coupon}, noon)
	if got, light := step(t, effects); light != device.Good || got.Basket == nil || len(got.Basket.Coupons) != 0 || back.View(noon).Total.Minor != 119 {
		t.Errorf("taken back: light %q, step %+v", light, got)
	}
	if _, effects := back.On(cart.WithdrawAsked{Basket: "cart-07-000001", Code: devicetest.Coupon}, noon); len(effects) != 1 {
		t.Errorf("taken back twice: %+v", effects)
	}
	if _, effects := s.On(cart.WithdrawAsked{Basket: "cart-07-000000", Code: devicetest.Coupon}, noon); effects[0] != (cart.Stale{}) {
		t.Errorf("taken back from another basket: %+v", effects)
	}
	s, effects = s.On(pay(s), noon)
	got, _ := step(t, effects)
	var sale basket.Sale
	if err := json.Unmarshal(got.Events[0].Data, &sale); err != nil || len(sale.Coupons) != 1 || len(got.Basket.Coupons) != 0 {
		t.Errorf("%v: the sale tells of %v, the next basket begins with %v", err, sale.Coupons, got.Basket.Coupons)
	}
	total("paid", 0)
}

func TestOn_ACouponMayGiveAVoucherRatherThanAPrice(t *testing.T) {
	m := devicetest.Shop()
	m.Deals = append(m.Deals, offers.Offer{
		ID: "later", Name: offers.Text{"en": "A euro next time"},
		Conditions: []offers.Condition{{Type: offers.Coupon, Codes: []string{"LATER"}}},
		Rewards:    []offers.Reward{{Type: offers.Voucher, Amount: 100, Days: 14}},
	})
	v := opened(t, m, ean(bread), code("LATER")).View(noon)
	if len(v.Coupons) != 1 || v.Coupons[0].Offer != "A euro next time" || len(v.Vouchers) != 1 || !strings.HasSuffix(v.Notice, "A euro next time") {
		t.Errorf("coupons %+v, vouchers %+v, %q", v.Coupons, v.Vouchers, v.Notice)
	}
}

func TestView_ShowsThePriceThatTheCodeOfAPieceCarries(t *testing.T) {
	p := devicetest.Shop().Products[bread]
	b, err := basket.Basket{ID: "cart-07-000001"}.Add(basket.Line{Product: p, Quantity: 2, Printed: 75})
	if err != nil {
		t.Fatal(err)
	}
	if l := cart.NewState("cart-07", "", b).View(noon).Lines[0]; l.Each.Minor != 75 || l.Gross.Minor != 150 {
		t.Errorf("%s each, %s in all", l.Each, l.Gross)
	}
}

func TestOn_ACodeThatNoOfferAsksForIsNoCoupon(t *testing.T) {
	m := devicetest.Shop()
	s, effects := opened(t, m).On(scanned(t, m, code("BREAD-51")), noon)
	if got, light := step(t, effects); light != device.Bad || got.Basket != nil || len(s.View(noon).Coupons) != 0 {
		t.Errorf("light %q, step %+v", light, got)
	}
}

func TestOn_StaffSetAPriceAndTheShopperIsToldWhy(t *testing.T) {
	m := devicetest.Shop()
	s := opened(t, m, ean(berries), ean(berries), ean(berries))
	by := basket.Override{Price: 100, By: "staff 12", Why: "squashed"}
	after, effects := s.On(cart.OverrideAsked{Basket: "cart-07-000001", Line: 1, Override: by}, noon)
	if got, light := step(t, effects); light != device.Good || got.Basket == nil || *got.Basket.Lines[0].Override != by {
		t.Errorf("light %q, step %+v", light, got)
	}
	v := after.View(noon)
	if v.Total.Minor != 300 || v.Lines[0].Set != "squashed" || v.Lines[0].Each.Minor != 100 || !strings.Contains(v.Notice, "1.00 EUR: squashed") || strings.Contains(v.Notice, "12") {
		t.Errorf("view %+v", v)
	}
	for _, wrong := range []cart.OverrideAsked{
		{Basket: "cart-07-000002", Line: 1, Override: by}, {Basket: "cart-07-000001", Line: 2, Override: by}, {Basket: "cart-07-000001", Line: 1},
	} {
		same, effects := s.On(wrong, noon)
		if _, ok := effects[0].(cart.Refuse); !ok || len(effects) != 1 || same.View(noon).Total != s.View(noon).Total {
			t.Errorf("%+v: %+v", wrong, effects)
		}
	}
}

func TestOn_WhatLiesInTheBasketDoesNotBecomeDearer(t *testing.T) {
	m := devicetest.Shop()
	s := opened(t, m, ean(bread))
	m.Reprice(bread, 149)
	e := bookChanged(t, m)
	kept, _ := s.On(e, noon)
	e.Rises = true
	risen, _ := s.On(e, noon)
	if k, r := kept.View(noon), risen.View(noon); k.Total.Minor != 119 || r.Total.Minor != 149 {
		t.Errorf("kept at %s, risen to %s; want 1.19 and 1.49", k.Total, r.Total)
	}
	kept, _ = kept.On(scanned(t, m, ean(bread)), noon)
	if v := kept.View(noon); v.Total.Minor != 119+149 || len(v.Lines) != 2 {
		t.Errorf("one more at the new price: %+v", v)
	}
}

func TestController_ACardPricesForItsShopperUntilItIsForgotten(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(*testing.T, *cart.Controller)
	}{
		{"paid", func(t *testing.T, c *cart.Controller) {
			if err := c.Pay(t.Context(), c.View().Basket, c.View().Total); err != nil {
				t.Error(err)
			}
			if err := c.Scan(t.Context(), read(ean(bread))); err != nil {
				t.Error(err)
			}
		}},
		{"signed out", func(t *testing.T, c *cart.Controller) {
			if err := c.SignOut(t.Context()); err != nil {
				t.Error(err)
			}
		}},
		{"idle", func(*testing.T, *cart.Controller) {
			time.Sleep(cart.ShopperIdle)
			synctest.Wait()
		}},
		{"shown the public price", func(t *testing.T, c *cart.Controller) {
			if err := c.Public(t.Context(), true); err != nil {
				t.Error(err)
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := devicetest.Shop()
				ctl := withCards(t, m)
				for _, sym := range []scanner.Symbol{ean(bread), code(intake.CardPrefix + secret)} {
					if err := ctl.Scan(t.Context(), read(sym)); err != nil {
						t.Fatal(err)
					}
				}
				time.Sleep(cart.ShopperIdle - time.Second)
				if v := ctl.View(); v.Total.Minor != 109 || !v.Member || v.Public {
					t.Errorf("signed in: %+v", v)
				}
				c.do(t, ctl)
				v := ctl.View()
				if public := c.name == "shown the public price"; v.Total.Minor != 119 && !public || v.Member != public || v.Public != public {
					t.Errorf("after: %+v", v)
				}
				text, err := json.Marshal(v)
				if err != nil {
					t.Fatal(err)
				}
				for _, e := range m.Events {
					text = append(text, e.Data...)
				}
				if strings.Contains(string(append(text, m.Kept...)), secret) {
					t.Errorf("what a card tells stands in %s", text)
				}
			})
		})
	}
}

func TestController_ACardThatIsNotTakenSaysWhyAndIsNotStored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := devicetest.Shop()
		for ctl, want := range map[*cart.Controller]string{
			withCards(t, m):    "Card not taken: this card is not one of ours.",
			running(t, m, nil): "Card not taken: this cart takes no cards.",
		} {
			if err := ctl.Scan(t.Context(), read(code(intake.CardPrefix+"forged"))); err != nil {
				t.Fatal(err)
			}
			if v := ctl.View(); v.Notice != want || !v.Bad || v.Member {
				t.Errorf("view %+v, want %q", v, want)
			}
		}
		if len(m.Events) != 0 || m.Kept != nil {
			t.Errorf("stored: %+v %s", m.Events, m.Kept)
		}
	})
}

func TestController_OverrideTellsWhoAskedWhatIsWrong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := running(t, devicetest.Shop(), nil)
		if err := c.Scan(t.Context(), read(ean(bread))); err != nil {
			t.Fatal(err)
		}
		by := basket.Override{Price: 50, By: "staff 12", Why: "stale"}
		for _, wrong := range []struct {
			basket string
			line   int
			want   error
		}{{"cart-07-000001", 2, basket.ErrAbsent}, {"cart-07-000000", 1, cart.ErrStale}} {
			if err := c.Override(t.Context(), wrong.basket, wrong.line, by); !errors.Is(err, wrong.want) {
				t.Errorf("%+v: got %v", wrong, err)
			}
		}
		if err := c.Override(t.Context(), "cart-07-000001", 1, by); err != nil || c.View().Total.Minor != 50 {
			t.Errorf("got %v and %s", err, c.View().Total)
		}
	})
}

func TestController_SaysWhatOneMoreWouldSaveWhenThereIsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := running(t, devicetest.Shop(), nil)
		for _, sym := range []scanner.Symbol{ean(berries), ean(berries), code(devicetest.Coupon)} {
			if err := c.Scan(t.Context(), read(sym)); err != nil {
				t.Fatal(err)
			}
			if v := c.View(); v.Hints != nil {
				t.Errorf("hints before there was time: %+v", v.Hints)
			}
		}
		time.Sleep(cart.ThinkAfter)
		synctest.Wait()
		want := []cart.ViewHint{{Offer: "berries", Name: "Berry week", Units: 1, Of: "Strawberries", Saves: money.New(98+249, money.Currency{'E', 'U', 'R'})}}
		v := c.View()
		if diff := cmp.Diff(v.Hints, want); diff != "" {
			t.Errorf("hints (-got +want):\n%s", diff)
		}
		if v.Coupons[0].Why == "" {
			t.Error("the coupon does not say what it lacks")
		}
		if err := c.Scan(t.Context(), read(ean(berries))); err != nil {
			t.Fatal(err)
		}
		time.Sleep(cart.ThinkAfter)
		synctest.Wait()
		if v := c.View(); v.Hints != nil {
			t.Errorf("hints for what was given: %+v", v.Hints)
		}
	})
}

func TestController_SuggestsWhatIsMissingUntilTheCardIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := devicetest.Shop()
		m.Pairs = map[gs1.GTIN][]gs1.GTIN{bread: {recalled, berries}}
		due := func(string, time.Time) (shopper.Token, error) {
			return shopper.Token{Due: []shopper.Due{{GTIN: apples, Days: 7, Last: gs1.DateOf(time.Now().AddDate(0, 0, -7))}}}, nil
		}
		c := cart.New(cart.Options{Place: "cart-07", Store: m, Card: due})
		start(t, c)
		look := func(what string, want ...cart.ViewSuggestion) {
			t.Helper()
			time.Sleep(cart.ThinkAfter)
			synctest.Wait()
			if diff := cmp.Diff(c.View().Suggestions, want); diff != "" {
				t.Errorf("%s (-got +want):\n%s", what, diff)
			}
		}
		do := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		isDue := cart.ViewSuggestion{GTIN: apples, Name: "Apples", Why: shopper.IsDue}
		goes := cart.ViewSuggestion{GTIN: berries, Name: "Strawberries", Why: shopper.Together, With: "Bread", Offer: "3 for 4.00 EUR"}
		look("nobody is known")
		do(c.SignIn(t.Context(), "a card"))
		look("an empty basket", isDue)
		do(c.Scan(t.Context(), read(ean(bread))))
		if c.View().Suggestions != nil {
			t.Error("suggestions before there was time")
		}
		look("bread in the basket", isDue, goes)
		do(c.Public(t.Context(), true))
		look("as for everybody", goes)
		do(c.Public(t.Context(), false))
		look("as for oneself again", isDue, goes)
		do(c.SignOut(t.Context()))
		look("forgotten", goes)
		do(c.Scan(t.Context(), read(ean(berries))))
		look("taken")
	})
}

func TestOn_GoodsSoldByTheLitreCostWhatTheirVolumeDoes(t *testing.T) {
	m := devicetest.Shop()
	s := opened(t, m, elements("0109520001141072"+"3152000150"))
	if v := s.View(noon); len(v.Lines) != 1 || v.Total.Minor != 1200 || v.Lines[0].Measured != 1500 || v.Lines[0].Per != "l" {
		t.Errorf("view %+v", v)
	}
	s = opened(t, m, ean(devicetest.Oil))
	if v := s.View(noon); len(v.Lines) != 0 || !v.Bad {
		t.Errorf("without a volume: %+v", v)
	}
}
