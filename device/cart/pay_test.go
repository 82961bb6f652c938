package cart_test

import (
	"strings"
	"testing"

	"endcap/device/cart"
	"endcap/offers/basket"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

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
