package cart_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"endcap/device/cart"
	"endcap/device/devicetest"
	"endcap/device/intake"
	"endcap/offers/basket"
	"endcap/offers/shopper"
	"endcap/scanner"
	"endcap/scanner/gs1"
)

// A cart goes through random scans, removals, payments, full disks, readings
// delivered twice and power cuts, beside a plain map of what must lie in it.
func TestCart_BasketAndStockNeverPart(t *testing.T) {
	l := shop(t)
	rapid.Check(t, func(r *rapid.T) {
		m := devicetest.Shop()
		s := cart.NewState("cart-07", "", mustBasket(r, m))
		s, _ = s.On(bookChanged(t, m), noon)
		model := map[gs1.GTIN]int64{} // pieces or grams
		baskets := 0
		button := cart.PayAsked{}
		// happen does what the controller does, and tells whether it stuck.
		happen := func(e cart.Event) bool {
			next, effects := s.On(e, noon)
			for _, f := range effects {
				f, ok := f.(cart.Commit)
				if !ok {
					continue
				}
				if err := m.Do(t.Context(), f.Step); err != nil {
					s, _ = s.On(cart.NotStored{Of: e, Fault: err}, noon)
					return false
				}
			}
			s = next
			return !s.View(noon).Bad
		}
		scan := func(sym scanner.Symbol, quantity int64) {
			thing, err := intake.Read(sym, l, noon).LookUp(m.Product)
			if err != nil {
				r.Fatal(err)
			}
			if happen(cart.Scanned{Thing: thing}) {
				model[thing.Scan.Item.GTIN] += quantity
			}
		}
		r.Repeat(map[string]func(*rapid.T){
			"scan": func(r *rapid.T) {
				scan(ean(rapid.SampledFrom([]gs1.GTIN{berries, bread, milk, recalled, absent}).Draw(r, "product")), 1)
			},
			"scan again": func(r *rapid.T) {
				sym := ean(bread)
				sym.ID = fmt.Sprint(rapid.IntRange(1, 5).Draw(r, "id"))
				scan(sym, 1)
			},
			"scan with lot": func(r *rapid.T) {
				lot := rapid.SampledFrom([]string{"A", "B", "BAD1"}).Draw(r, "lot")
				day := rapid.IntRange(20, 22).Draw(r, "day")
				scan(elements(fmt.Sprintf("010952000110037617%s%02d10%s", "2611", day, lot)), 1)
			},
			"weigh": func(r *rapid.T) {
				grams := rapid.Int64Range(0, 99_999).Draw(r, "grams")
				scan(portion(grams), grams)
			},
			"remove": func(r *rapid.T) {
				lines := s.View(noon).Lines
				if len(lines) == 0 {
					r.Skip("nothing to remove")
				}
				v := rapid.SampledFrom(lines).Draw(r, "line")
				n := rapid.Int64Range(0, v.Quantity+1).Draw(r, "quantity")
				if happen(cart.RemoveAsked{Basket: s.View(noon).Basket, Line: v.Number, Quantity: n}) {
					model[v.GTIN] -= max(v.Grams, n)
				}
			},
			"present a coupon": func(*rapid.T) { scan(code(devicetest.Coupon), 0) },
			"take the coupon back": func(*rapid.T) {
				happen(cart.WithdrawAsked{Basket: s.View(noon).Basket, Code: devicetest.Coupon})
			},
			"set a price": func(r *rapid.T) {
				line, price := rapid.IntRange(1, 5).Draw(r, "line"), rapid.Int64Range(0, 500).Draw(r, "price")
				happen(cart.OverrideAsked{Basket: s.View(noon).Basket, Line: line, Override: basket.Override{Price: price, By: "staff 12", Why: "dented"}})
			},
			"show a card": func(*rapid.T) { happen(cart.SignedIn{Token: shopper.Token{Member: true, ID: "m1"}}) },
			"see the public price": func(r *rapid.T) {
				happen(cart.PublicAsked{Public: rapid.Bool().Draw(r, "public")})
			},
			"be forgotten": func(*rapid.T) { happen(cart.SignedOut{Idle: true}) },
			"take one back": func(r *rapid.T) {
				of := fmt.Sprintf("cart-07-%06d", baskets)
				happen(cart.ReturnAsked{Basket: of, Pieces: []basket.Pieces{{Line: rapid.IntRange(1, 3).Draw(r, "line"), Quantity: 1}}, By: "staff 12", Why: "sour"})
			},
			"think": func(*rapid.T) { happen(s.Think(m, noon)) },
			"pay": func(*rapid.T) {
				button = pay(s)
				if happen(button) {
					clear(model)
					baskets++
				}
			},
			"press an old button": func(r *rapid.T) {
				if button == pay(s) {
					r.Skip("it is the one shown") // after a fault
				}
				happen(button)
			},
			"fill the disk": func(*rapid.T) { m.Fault = devicetest.ErrFull },
			"make room":     func(*rapid.T) { m.Fault = nil },
			"cut the power": func(*rapid.T) {
				s = cart.NewState("cart-07", "", mustBasket(r, m))
				s, _ = s.On(bookChanged(t, m), noon)
			},
			"": func(r *rapid.T) { agree(r, m, s, model, baskets) },
		})
	})
}

// agree holds the view, the stored basket and the movements against the model.
func agree(r *rapid.T, m *devicetest.Store, s cart.State, model map[gs1.GTIN]int64, baskets int) {
	view, stored, moved := map[gs1.GTIN]int64{}, map[gs1.GTIN]int64{}, map[gs1.GTIN]int64{}
	v := s.View(noon)
	for _, l := range v.Lines {
		view[l.GTIN] += quantity(l.Quantity, l.Grams)
	}
	for _, l := range mustBasket(r, m).Lines {
		stored[l.Product.GTIN] += quantity(l.Quantity, l.Grams)
	}
	for _, mv := range m.Moves {
		moved[mv.GTIN] += mv.Quantity
	}
	for _, g := range []gs1.GTIN{berries, bread, milk, recalled, apples, absent} {
		if view[g] != model[g] || stored[g] != model[g] || moved[g] != model[g] {
			r.Fatalf("%s: the view has %d, the store %d, the movements add up to %d; it must be %d", g, view[g], stored[g], moved[g], model[g])
		}
	}
	if want := fmt.Sprintf("cart-07-%06d", baskets+1); v.Basket != want {
		r.Fatalf("the basket is %s, want %s", v.Basket, want)
	}
	sum := int64(0)
	for _, l := range v.Lines {
		sum += l.Net.Minor
	}
	if sum != v.Total.Minor || v.Subtotal.Minor-v.Saved.Minor != v.Total.Minor {
		r.Fatalf("the lines add up to %d, the total is %s = %s - %s", sum, v.Total, v.Subtotal, v.Saved)
	}
}

func quantity(pieces, grams int64) int64 {
	if grams > 0 {
		return grams
	}
	return pieces
}
