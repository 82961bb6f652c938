package cart_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"endcap/device/cart"
	"endcap/device/devicetest"
	"endcap/device/intake"
	"endcap/offers/basket"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

func TestController_TakesBackPiecesOfTheBasketPaidLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := devicetest.Shop()
		c := withCards(t, m)
		buy := func(card bool) string {
			if card {
				if err := c.Scan(t.Context(), read(code(intake.CardPrefix+secret))); err != nil {
					t.Fatal(err)
				}
			}
			for range 3 {
				for _, g := range []gs1.GTIN{berries, bread} {
					if err := c.Scan(t.Context(), read(ean(g))); err != nil {
						t.Fatal(err)
					}
				}
			}
			v := c.View()
			if err := c.Pay(t.Context(), v.Basket, v.Due); err != nil {
				t.Fatal(err)
			}
			return v.Basket
		}
		back := func(of string, want string, each bool, pieces ...basket.Pieces) {
			t.Helper()
			if err := c.Return(t.Context(), of, pieces, "staff 12", "sour"); err != nil {
				t.Fatal(err)
			}
			var told basket.Return
			e := m.Events[len(m.Events)-1]
			if err := json.Unmarshal(e.Data, &told); err != nil || e.Type != wire.BasketReturned || told.Refund.String() != want || told.Each != each || told.Basket != of || len(told.Lines) != len(pieces) {
				t.Errorf("%v: told %s %s, want %s", pieces, e.Type, e.Data, want)
			}
			if v := c.View(); !strings.Contains(v.Notice, want) || v.Bad {
				t.Errorf("%v: view %+v", pieces, v)
			}
		}
		of := buy(false)
		back(of, "0.00 EUR", false, basket.Pieces{Line: 1, Quantity: 1}) // two cost more than 3 for 4.00
		back(of, "1.51 EUR", false, basket.Pieces{Line: 1, Quantity: 1}) // one stays, for 2.49
		back(of, "3.68 EUR", false, basket.Pieces{Line: 1, Quantity: 1}, basket.Pieces{Line: 2, Quantity: 1})
		for _, wrong := range []struct {
			of     string
			pieces []basket.Pieces
			want   error
		}{
			{of, []basket.Pieces{{Line: 1, Quantity: 1}}, basket.ErrAbsent}, {"cart-07-000009", []basket.Pieces{{Line: 2, Quantity: 1}}, cart.ErrNotSold}, {of, nil, nil},
		} {
			if err := c.Return(t.Context(), wrong.of, wrong.pieces, "staff 12", "sour"); err == nil || wrong.want != nil && !errors.Is(err, wrong.want) {
				t.Errorf("%+v: got %v", wrong, err)
			}
		}
		of = buy(false)
		c.BookChanged() // only a grant came
		synctest.Wait()
		back(of, "0.00 EUR", false, basket.Pieces{Line: 1, Quantity: 1})
		of = buy(false)
		m.Reprice(bread, 99)
		c.BookChanged()
		synctest.Wait()
		back(of, "1.19 EUR", true, basket.Pieces{Line: 2, Quantity: 1}) // by what it cost: the offers may be others
		of = buy(true)
		back(of, "1.34 EUR", true, basket.Pieces{Line: 1, Quantity: 1})
	})
}
