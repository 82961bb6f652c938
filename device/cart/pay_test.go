package cart_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"endcap/device"
	"endcap/device/cart"
	"endcap/device/devicetest"
	"endcap/offers/basket"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/offers/stock"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

func TestOn_PaySellsEverythingAndOpensTheNextBasket(t *testing.T) {
	m := devicetest.Shop()
	s := opened(t, m, ean(berries), ean(berries), ean(berries), portion(500))
	s, effects := s.On(pay(s), noon)
	got, light := step(t, effects)
	want := []stock.Movement{
		{GTIN: berries, Place: "cart-07", Quantity: -3, Cause: stock.Sold, At: noon},
		{GTIN: apples, Place: "cart-07", Quantity: -500, Grams: true, Cause: stock.Sold, At: noon},
	}
	if diff := cmp.Diff(got.Moves, want); diff != "" {
		t.Errorf("movements (-got +want):\n%s", diff)
	}
	if got.Basket == nil || got.Basket.ID != "cart-07-000002" || len(got.Basket.Lines) != 0 {
		t.Errorf("the next basket is %+v", got.Basket)
	}
	var sale basket.Sale
	if len(got.Events) != 1 || got.Events[0].Type != wire.BasketClosed || json.Unmarshal(got.Events[0].Data, &sale) != nil {
		t.Fatalf("events %+v, want the sale", got.Events)
	}
	v := s.View(noon)
	paid := cart.Paid{Basket: "cart-07-000001", Total: sale.Total, Saved: sale.Saved, Pieces: 4}
	if diff := cmp.Diff(v.Closed, &paid); diff != "" || sale.Total.String() != "5.50 EUR" || light != device.Good {
		t.Errorf("paid %s, light %q (-got +want):\n%s", sale.Total, light, diff)
	}
	if s, _ = s.On(scanned(t, m, ean(berries)), noon); s.View(noon).Closed != nil {
		t.Error("the receipt stays over the next basket")
	}
}

func TestOn_PayingNothingIsRefused(t *testing.T) {
	s := opened(t, devicetest.Shop())
	s, effects := s.On(pay(s), noon)
	if got, light := step(t, effects); got.Basket != nil || light != device.Bad || !s.View(noon).Bad {
		t.Errorf("step %+v, light %q, view %+v", got, light, s.View(noon))
	}
}

// What was on the screen is what is paid, although the offer ends between
// the last look at the clock and the press of the button.
func TestOn_PaysWhatTheScreenShowed(t *testing.T) {
	m := devicetest.Shop()
	m.Deals[0].Valid.To = noon.Add(time.Second)
	s := opened(t, m, ean(berries), ean(berries), ean(berries))
	s, _ = s.On(pay(s), noon.Add(2*time.Second))
	if got := s.View(noon).Closed.Total.String(); got != "4.00 EUR" {
		t.Errorf("paid %s, want the 4.00 EUR that were shown", got)
	}
	s = opened(t, m, ean(berries), ean(berries), ean(berries))
	s, _ = s.On(cart.Ticked{}, noon.Add(time.Second))
	if got := s.View(noon).Total.String(); got != "7.47 EUR" {
		t.Errorf("after the offer ended the screen shows %s, want 7.47 EUR", got)
	}
}

func TestOn_AButtonPressedTwicePaysOnce(t *testing.T) {
	s := opened(t, devicetest.Shop(), ean(bread))
	button := pay(s)
	paid, _ := s.On(button, noon)
	again, effects := paid.On(button, noon)
	if diff := cmp.Diff(again.View(noon), paid.View(noon)); diff != "" || len(effects) != 0 {
		t.Errorf("the second press has effects %v and changes the view:\n%s", effects, diff)
	}
}

// Between what the page showed and the press lies a scan, a price book or a
// whole basket.
func TestOn_AButtonOfAnotherBasketDoesNothing(t *testing.T) {
	m := devicetest.Shop()
	s := opened(t, m, ean(bread))
	shown := pay(s)
	more, _ := s.On(scanned(t, m, ean(berries)), noon)
	paid, _ := s.On(shown, noon)
	next, _ := paid.On(scanned(t, m, ean(bread)), noon)
	other := shown
	other.Total.Minor--
	for name, c := range map[string]struct {
		s      cart.State
		button cart.Event
	}{
		"pay after a scan":            {more, shown},
		"pay at another price":        {s, other},
		"pay in another currency":     {s, cart.PayAsked{Basket: shown.Basket, Total: money.New(shown.Total.Minor, money.Currency{'U', 'S', 'D'})}},
		"pay another basket":          {s, cart.PayAsked{Basket: "cart-07-000002", Total: shown.Total}},
		"pay the paid one for less":   {paid, other},
		"pay an alike basket":         {next, shown},
		"remove from the paid basket": {next, cart.RemoveAsked{Basket: shown.Basket, Line: 1, Quantity: 1}},
		"remove from no basket":       {s, cart.RemoveAsked{Line: 1, Quantity: 1}},
	} {
		after, effects := c.s.On(c.button, noon)
		if diff := cmp.Diff(effects, []cart.Effect{cart.Stale{}, cart.Signal{Signal: device.Bad}}); diff != "" {
			t.Errorf("%s: effects (-got +want):\n%s", name, diff)
		}
		want := c.s.View(noon)
		want.Notice, want.Bad = "The basket has changed meanwhile. Please look at it again.", true
		if diff := cmp.Diff(after.View(noon), want); diff != "" {
			t.Errorf("%s: view (-got +want):\n%s", name, diff)
		}
	}
}

func TestOn_TheLargestBasketCanBePaid(t *testing.T) {
	b := basket.Basket{ID: "cart-07-000001"}
	for i := range basket.MaxLines {
		var err error
		b, err = b.Add(basket.Line{Quantity: 2, Lot: strings.Repeat("L", 20), Product: catalog.Product{
			GTIN: gs1.GTIN(1000 + i), Name: strings.Repeat("ü", catalog.MaxName/2), Price: money.New(int64(199+i), money.Currency{'E', 'U', 'R'}),
		}})
		if err != nil {
			t.Fatal(err)
		}
	}
	s := cart.NewState("cart-07", "", b)
	s, effects := s.On(pay(s), noon)
	got, _ := step(t, effects)
	for _, e := range got.Events {
		if err := e.Check(); err != nil {
			t.Error(err)
		}
	}
	if s.View(noon).Closed == nil || len(got.Events) < 2 || got.Events[0].Type != wire.BasketClosed || got.Events[1].Type != wire.BasketContinued {
		t.Errorf("%d events, view %+v", len(got.Events), s.View(noon))
	}
}
