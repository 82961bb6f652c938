package basket

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"endcap/offers"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/scanner/gs1"
)

func TestPresent_ACodeCountsOnce(t *testing.T) {
	b, err := Basket{}.Present(Coupon{Code: "TEA1", Added: now})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		code string
		want error
	}{{"TEA1", ErrTwice}, {"", ErrLine}, {strings.Repeat("x", MaxCode+1), ErrLine}, {strings.Repeat("x", MaxCode), nil}} {
		if _, err := b.Present(Coupon{Code: c.code}); !errors.Is(err, c.want) {
			t.Errorf("%.10q: got %v, want %v", c.code, err, c.want)
		}
	}
	full := b
	for i := 1; i < MaxCoupons; i++ {
		if full, err = full.Present(Coupon{Code: fmt.Sprint(i)}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := full.Present(Coupon{Code: "one more"}); !errors.Is(err, ErrFull) {
		t.Errorf("coupon %d: got %v, want %v", MaxCoupons+1, err, ErrFull)
	}
	if len(b.Coupons) != 1 {
		t.Errorf("the old basket has %d coupons, it had 1", len(b.Coupons))
	}
}

func TestWithdraw_UndoesPresent(t *testing.T) {
	none := Basket{ID: "b"}
	one, err := none.Present(Coupon{Code: "TEA1"})
	if err != nil {
		t.Fatal(err)
	}
	back, err := one.Withdraw("TEA1")
	if diff := cmp.Diff(back, none); err != nil || diff != "" {
		t.Errorf("%v (-got +want):\n%s", err, diff)
	}
	if _, err := back.Withdraw("TEA1"); !errors.Is(err, ErrAbsent) {
		t.Errorf("twice: got %v, want %v", err, ErrAbsent)
	}
}

func TestPriceFor_TakesTheCouponsOfTheBasket(t *testing.T) {
	set, err := offers.Compile(eur, []offers.Offer{{
		ID: "tea-coupon", Name: offers.Text{"en": "Tea"}, Conditions: []offers.Condition{{Type: offers.Coupon, Codes: []string{"TEA1"}}},
		Rewards: []offers.Reward{{Type: offers.AmountOff, Scope: offers.PerUnit, Amount: 100}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	b := must(t, Basket{}, Line{Product: tea(), Quantity: 1})
	if b, err = b.Present(Coupon{Code: "TEA1"}); err != nil {
		t.Fatal(err)
	}
	r := b.PriceFor(set, offers.Context{Now: now})
	if s := b.Close(r, now); s.Total.Minor != 299 || !cmp.Equal(s.Coupons, []string{"TEA1"}) {
		t.Errorf("paid %s with %q, want 2.99 EUR with TEA1", s.Total, s.Coupons)
	}
}

func TestOverride_NothingTouchesAPriceThatStaffSet(t *testing.T) {
	b := must(t, Basket{}, Line{Product: tea(), Quantity: 3})
	b, err := b.Override(1, Override{Price: 200, By: "staff 12", Why: "dented"})
	if err != nil {
		t.Fatal(err)
	}
	b = must(t, b, Line{Product: tea(), Quantity: 1}).Reprice(2, true, func(gs1.GTIN) (catalog.Product, bool) {
		p := tea()
		p.Price.Minor = 500
		return p, true
	})
	r := b.Price(offersOn(t), now)
	if len(r.Lines) != 2 || r.Lines[0].Net.Minor != 600 || r.Lines[1].Net.Minor != 500 {
		t.Errorf("got %+v; want three at 2.00 EUR without the offer, and one at its own price on another line", r.Lines)
	}
	sale := b.Close(r, now)
	if o := sale.Lines[0].Override; o == nil || o.By != "staff 12" || sale.Saved.Minor != 0 {
		t.Errorf("the sale tells %+v", sale)
	}
}

func TestOverride_SaysWhoAndWhy(t *testing.T) {
	b := must(t, Basket{}, Line{Product: tea(), Quantity: 1})
	good := Override{Price: 0, By: "staff 12", Why: "a gift"}
	if _, err := b.Override(1, good); err != nil {
		t.Error(err)
	}
	if _, err := b.Override(2, good); !errors.Is(err, ErrAbsent) {
		t.Errorf("a line that is not there: got %v, want %v", err, ErrAbsent)
	}
	for _, o := range []Override{
		{Price: -1, By: "staff 12", Why: "a gift"},
		{Price: catalog.MaxPrice + 1, By: "staff 12", Why: "a gift"},
		{By: "staff 12"},
		{Why: "a gift"},
		{By: strings.Repeat("x", MaxBy+1), Why: "a gift"},
		{By: "staff 12", Why: strings.Repeat("x", MaxWhy+1)},
	} {
		if _, err := b.Override(1, o); !errors.Is(err, ErrLine) {
			t.Errorf("%+v: got %v, want %v", o, err, ErrLine)
		}
	}
}

func TestReprice_NothingInTheBasketBecomesDearer(t *testing.T) {
	b := must(t, Basket{}, Line{Product: tea(), Quantity: 2, Book: 1})
	at := func(minor int64) func(gs1.GTIN) (catalog.Product, bool) {
		return func(gs1.GTIN) (catalog.Product, bool) {
			p := tea()
			p.Price = money.New(minor, eur)
			return p, true
		}
	}
	for _, c := range []struct {
		minor int64
		rises bool
		want  int64
		book  uint64
	}{{500, false, 2 * 399, 1}, {500, true, 2 * 500, 2}, {399, false, 2 * 399, 2}, {300, false, 2 * 300, 2}} {
		after := b.Reprice(2, c.rises, at(c.minor))
		if got := after.Price(nil, now).Total.Minor; got != c.want || after.Lines[0].Book != c.book {
			t.Errorf("at %d, rises %v: %d by book %d, want %d by book %d", c.minor, c.rises, got, after.Lines[0].Book, c.want, c.book)
		}
	}
	dear := tea()
	dear.Price.Minor = 500
	b = must(t, b, Line{Product: dear, Quantity: 1, Book: 2}) // a piece scanned after the rise
	if got := b.Price(nil, now).Total.Minor; len(b.Lines) != 2 || got != 2*399+500 {
		t.Errorf("%d lines for %d, want 2 for %d", len(b.Lines), got, 2*399+500)
	}
}
