package cart_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"endcap/device"
	"endcap/device/cart"
	"endcap/device/devicetest"
	"endcap/device/intake"
	"endcap/offers/basket"
	"endcap/offers/catalog"
	"endcap/offers/journal"
	"endcap/offers/stock"
	"endcap/scanner"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

// scanned is what the runner makes of a symbol.
func scanned(t testing.TB, m *devicetest.Store, sym scanner.Symbol) cart.Scanned {
	t.Helper()
	thing, err := intake.Read(sym, shop(t), noon).LookUp(m.Product)
	if err != nil {
		t.Fatal(err)
	}
	return cart.Scanned{Thing: thing}
}

func bookChanged(t testing.TB, m *devicetest.Store) cart.BookChanged {
	t.Helper()
	b, err := intake.ReadBook(m, []gs1.GTIN{berries, milk, bread, recalled, apples})
	if err != nil {
		t.Fatal(err)
	}
	return cart.BookChanged{Book: b}
}

// opened is a cart with the book read and some things in it.
func opened(t testing.TB, m *devicetest.Store, symbols ...scanner.Symbol) cart.State {
	t.Helper()
	s := cart.NewState("cart-07", "", basket.Basket{})
	s, _ = s.On(bookChanged(t, m), noon)
	for _, sym := range symbols {
		s, _ = s.On(scanned(t, m, sym), noon)
	}
	return s
}

// step finds the one commit among effects, and what the light says.
func step(t *testing.T, effects []cart.Effect) (s journal.Step, light device.Signal) {
	t.Helper()
	commits := 0
	for _, e := range effects {
		switch e := e.(type) {
		case cart.Commit:
			s = e.Step
			commits++
		case cart.Signal:
			light = e.Signal
		}
	}
	if commits > 1 {
		t.Fatalf("%d commits for one event; it must be one transaction", commits)
	}
	return s, light
}

// pay is the button of the page that shows this state.
func pay(s cart.State) cart.PayAsked {
	v := s.View(noon)
	return cart.PayAsked{Basket: v.Basket, Total: v.Total}
}

func TestOn_ScanAddsALineAndItsMovement(t *testing.T) {
	m := devicetest.Shop()
	for _, c := range []struct {
		name   string
		sym    scanner.Symbol
		move   stock.Movement
		total  string
		notice string
	}{
		{
			"a bar code", ean(bread), stock.Movement{GTIN: bread, Quantity: 1}, "1.19 EUR", "",
		},
		{
			"a bar code on offer", ean(berries), stock.Movement{GTIN: berries, Quantity: 1}, "2.49 EUR", "3 for 4.00 EUR",
		},
		{
			"lot and expiry", elements("010952000110037617261231" + "10GOOD7"),
			stock.Movement{GTIN: milk, Quantity: 1, Lot: "GOOD7", Expiry: gs1.Date{Year: 2026, Month: 12, Day: 31}},
			"1.19 EUR", "",
		},
		{
			"the last day itself", elements("010952000110037617261121" + "10GOOD7"),
			stock.Movement{GTIN: milk, Quantity: 1, Lot: "GOOD7", Expiry: gs1.Date{Year: 2026, Month: 11, Day: 21}},
			"1.19 EUR", "",
		},
		{
			"a pack that counts its pieces", elements("01095200011004063006"), stock.Movement{GTIN: bread, Quantity: 6}, "7.14 EUR", "",
		},
		{
			"a weighed portion", portion(1240), stock.Movement{GTIN: apples, Quantity: 1240, Grams: true}, "3.71 EUR", "",
		},
	} {
		c.sym.ID = "scan-1"
		s, effects := opened(t, m).On(scanned(t, m, c.sym), noon)
		got, light := step(t, effects)
		c.move.Place, c.move.Cause, c.move.At = "cart-07", stock.Picked, noon
		if diff := cmp.Diff(got.Moves, []stock.Movement{c.move}); diff != "" {
			t.Errorf("%s: movements (-got +want):\n%s", c.name, diff)
		}
		if got.Scan != "scan-1" || got.Basket == nil || len(got.Basket.Lines) != 1 || len(got.Events) != 0 {
			t.Errorf("%s: step %+v", c.name, got)
		}
		v := s.View(noon)
		if light != device.Good || v.Total.String() != c.total || v.Notice != c.notice || v.Bad || len(v.Lines) != 1 {
			t.Errorf("%s: light %q, view %+v", c.name, light, v)
		}
	}
}

func TestOn_WhatMayNotBeSoldIsRefused(t *testing.T) {
	m := devicetest.Shop()
	for _, c := range []struct {
		name  string
		sym   scanner.Symbol
		cause intake.Cause
		says  string
	}{
		{"an expired piece", elements("0109520001100376172611201" + "0GOOD7"), intake.Expired, "Milk was to be sold by 2026-11-20. Please take a fresh one."},
		{"a recalled lot", elements("0109520001100376" + "10BAD1"), intake.Recalled, "Milk is recalled (lot BAD1) and may not be sold. Please give it to our staff."},
		{"a piece of unknown lot while lots are recalled", ean(milk), intake.Recalled, "(this code does not tell its lot)"},
		{"a product recalled whole", ean(recalled), intake.Recalled, "Minced beef is recalled"},
		{"an unknown product", ean(absent), intake.Unknown, "The product 4012345678901 is not in the price book. Please ask our staff."},
		{"a web address", scanner.Symbol{Format: "QR_CODE", Text: "https://www.example.com/prize-draw"}, intake.NotAProduct, "Scan the bar code of a product."},
		{"a misprint", scanner.Symbol{Format: "EAN_13", Text: "4006381333932"}, intake.NotAProduct, "This code is not understood"},
		{"a weighed thing without its weight", elements("0102112345000008"), intake.Unfit, "Apples is sold by weight; weigh it and scan the label."},
	} {
		c.sym.ID = "scan-1"
		before := opened(t, m, portion(100))
		s, effects := before.On(scanned(t, m, c.sym), noon)
		got, light := step(t, effects)
		if got.Scan != "scan-1" || got.Basket != nil || len(got.Moves) != 0 || len(got.Events) != 1 || got.Events[0].Type != wire.ItemRefused {
			t.Errorf("%s: step %+v, want one refusal and nothing else", c.name, got)
			continue
		}
		var r intake.Refusal
		if err := json.Unmarshal(got.Events[0].Data, &r); err != nil || r.Cause != c.cause || r.Text != c.sym.Text {
			t.Errorf("%s: headquarters is told %s, want cause %s", c.name, got.Events[0].Data, c.cause)
		}
		v := s.View(noon)
		if light != device.Bad || !v.Bad || !strings.Contains(v.Notice, c.says) {
			t.Errorf("%s: light %q, notice %q, want %q", c.name, light, v.Notice, c.says)
		}
		if diff := cmp.Diff(v.Lines, before.View(noon).Lines); diff != "" {
			t.Errorf("%s: the basket changed:\n%s", c.name, diff)
		}
	}
}

func TestOn_ThreeForFourSaysWhy(t *testing.T) {
	m := devicetest.Shop()
	v := opened(t, m, ean(berries), ean(berries), ean(berries)).View(noon)
	if v.Subtotal.String() != "7.47 EUR" || v.Saved.String() != "3.47 EUR" || v.Total.String() != "4.00 EUR" {
		t.Errorf("%s - %s = %s, want 7.47 - 3.47 = 4.00", v.Subtotal, v.Saved, v.Total)
	}
	if len(v.Lines) != 1 || v.Lines[0].Quantity != 3 || len(v.Lines[0].Reasons) != 1 || v.Lines[0].Reasons[0].Text != "3 for 4.00 EUR" || v.Lines[0].Reasons[0].Name != "Berry week" {
		t.Errorf("lines %+v, want one of 3 with its reason", v.Lines)
	}
}

func TestOn_RemovePutsBackWhatWasPicked(t *testing.T) {
	m := devicetest.Shop()
	s := opened(t, m, ean(berries), ean(berries), portion(500))
	for _, c := range []struct {
		line  int
		n     int64
		moves []stock.Movement
		bad   bool
	}{
		{1, 1, []stock.Movement{{GTIN: berries, Quantity: -1}}, false},
		{2, 1, []stock.Movement{{GTIN: apples, Quantity: -500, Grams: true}}, false},
		{1, 3, nil, true},
		{1, 0, nil, true},
		{9, 1, nil, true},
	} {
		next, effects := s.On(cart.RemoveAsked{Basket: "cart-07-000001", Line: c.line, Quantity: c.n}, noon)
		for i := range c.moves {
			c.moves[i].Place, c.moves[i].Cause, c.moves[i].At = "cart-07", stock.PutBack, noon
		}
		got, _ := step(t, effects)
		if diff := cmp.Diff(got.Moves, c.moves); diff != "" || next.View(noon).Bad != c.bad {
			t.Errorf("%d of line %d: bad %v, movements (-got +want):\n%s", c.n, c.line, next.View(noon).Bad, diff)
		}
	}
}

func TestView_NewestIsTheLineScannedLast(t *testing.T) {
	m := devicetest.Shop()
	s := opened(t, m)
	if got := s.View(noon).Newest; got != 0 {
		t.Errorf("an empty basket: got %d, want 0", got)
	}
	for i, c := range []struct {
		sym  scanner.Symbol
		want int
	}{{ean(bread), 1}, {ean(berries), 2}, {ean(bread), 1}, {portion(500), 3}, {portion(500), 4}, {ean(berries), 2}} {
		s, _ = s.On(scanned(t, m, c.sym), noon.Add(time.Duration(i)*time.Second))
		if got := s.View(noon).Newest; got != c.want {
			t.Errorf("scan %d: got line %d, want %d", i, got, c.want)
		}
	}
	s, _ = s.On(cart.RemoveAsked{Basket: "cart-07-000001", Line: 2, Quantity: 2}, noon)
	if got := s.View(noon).Newest; got != 4 {
		t.Errorf("without the newest line: got %d, want 4, scanned before it", got)
	}
}

func TestOn_NewBookRepricesTheBasket(t *testing.T) {
	m := devicetest.Shop()
	s := opened(t, m, ean(berries), portion(1000))
	p := m.Products[berries]
	p.Price.Minor = 199
	m.Products[berries] = p
	m.Manifest.Version = 2
	s, effects := s.On(bookChanged(t, m), noon)
	if v := s.View(noon); v.Total.String() != "4.98 EUR" || v.Book != 2 || len(effects) != 0 {
		t.Errorf("total %s under book %d with effects %v, want 4.98 EUR under 2", v.Total, v.Book, effects)
	}
}

func TestOn_NotStoredLeavesTheBasketAndSaysSo(t *testing.T) {
	m := devicetest.Shop()
	before := opened(t, m, ean(berries))
	for _, c := range []struct {
		of    cart.Event
		fault error
		says  string
	}{
		{scanned(t, m, ean(berries)), devicetest.ErrFull, "Not added: no space left on device."},
		{scanned(t, m, ean(berries)), fmt.Errorf("store: %w", journal.ErrFull), "Not added: this cart can keep no more. Please pay at the till."},
		{scanned(t, m, ean(absent)), devicetest.ErrFull, "not in the price book. Not noted: no space left on device."},
		{cart.RemoveAsked{Basket: "cart-07-000001", Line: 1, Quantity: 1}, devicetest.ErrFull, "Not removed: no space left on device."},
		{cart.PayAsked{}, devicetest.ErrFull, "Not paid: no space left on device."},
	} {
		s, effects := before.On(cart.NotStored{Of: c.of, Fault: c.fault}, noon)
		v := s.View(noon)
		if !strings.HasSuffix(v.Notice, c.says) || !v.Bad {
			t.Errorf("%T: notice %q, want %q", c.of, v.Notice, c.says)
		}
		if got, light := step(t, effects); got.Basket != nil || light != device.Bad {
			t.Errorf("%T: step %+v, light %q", c.of, got, light)
		}
		if diff := cmp.Diff(v.Lines, before.View(noon).Lines); diff != "" {
			t.Errorf("%T: the basket changed:\n%s", c.of, diff)
		}
	}
}

func TestOn_AScanDoneBeforeIsNoNews(t *testing.T) {
	m := devicetest.Shop()
	before := opened(t, m, ean(berries))
	s, effects := before.On(cart.NotStored{Of: scanned(t, m, ean(berries)), Fault: fmt.Errorf("store: %w", journal.ErrSeen)}, noon)
	if diff := cmp.Diff(s.View(noon), before.View(noon)); diff != "" || len(effects) != 0 {
		t.Errorf("effects %v, view:\n%s", effects, diff)
	}
}

func TestNewState_CountsBasketsOn(t *testing.T) {
	m := devicetest.Shop()
	for last, want := range map[string]string{
		"":                "cart-07-000002", // the first is 000001
		"cart-07-000041":  "cart-07-000042",
		"cart-07-999999":  "cart-07-1000000",
		"cart-07":         "cart-07-000008",
		"something else?": "cart-07-000001",
	} {
		s := cart.NewState("cart-07", "", basket.Basket{ID: last})
		s, _ = s.On(bookChanged(t, m), noon)
		s, _ = s.On(scanned(t, m, ean(berries)), noon)
		s, _ = s.On(pay(s), noon)
		if got := s.View(noon).Basket; got != want {
			t.Errorf("after %q comes %q, want %q", last, got, want)
		}
	}
}

func TestOn_LeavesTheOldStateAsItWas(t *testing.T) {
	m := devicetest.Shop()
	s := opened(t, m, ean(berries), portion(500))
	before := s.View(noon)
	s.On(scanned(t, m, ean(berries)), noon)
	s.On(cart.RemoveAsked{Basket: "cart-07-000001", Line: 1, Quantity: 1}, noon)
	s.On(cart.BookChanged{}, noon)
	s.On(pay(s), noon)
	if diff := cmp.Diff(s.View(noon), before); diff != "" {
		t.Errorf("a state that was left changed:\n%s", diff)
	}
}

func TestIntake_AStoreThatCannotBeReadIsNoUnknownProduct(t *testing.T) {
	_, err := intake.Read(ean(berries), gs1.Shop{}, noon).LookUp(func(gs1.GTIN) (catalog.Product, bool, error) { return catalog.Product{}, false, devicetest.ErrFull })
	if !errors.Is(err, devicetest.ErrFull) {
		t.Errorf("Read returned %v, want %v", err, devicetest.ErrFull)
	}
}

func BenchmarkOn_ScanToPricedLine(b *testing.B) {
	m := devicetest.Shop()
	sym := portion(500)
	s := opened(b, m)
	for range 10 {
		s, _ = s.On(scanned(b, m, ean(berries)), noon)
		s, _ = s.On(scanned(b, m, sym), noon)
	}
	l := shop(b)
	b.ReportAllocs()
	for b.Loop() {
		thing, err := intake.Read(sym, l, noon).LookUp(m.Product)
		if err != nil {
			b.Fatal(err)
		}
		next, _ := s.On(cart.Scanned{Thing: thing}, noon)
		if len(next.View(noon).Lines) != 12 {
			b.Fatal("the portion is not in the basket")
		}
	}
}
