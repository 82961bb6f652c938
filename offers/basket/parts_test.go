package basket

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"endcap/offers"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/scanner/gs1"
)

// largest is a basket of all the lines that there may be, each as long as it
// may be.
func largest(t testing.TB) Basket {
	t.Helper()
	var b Basket
	for i := range MaxLines {
		p := catalog.Product{GTIN: gs1.GTIN(1000 + i), Name: strings.Repeat("ü", catalog.MaxName/2), Price: money.New(int64(199+i), eur), Deposit: 25}
		b = must(t, b, Line{Product: p, Lot: strings.Repeat("L", 20), Quantity: 3, Book: 12, Expiry: gs1.Date{Year: 2027, Month: 1, Day: 31}})
	}
	return b
}

func TestSplit_TheLargestBasketIsToldWhole(t *testing.T) {
	var list []offers.Offer
	for i := range 4 {
		list = append(list, offers.Offer{
			ID: fmt.Sprint(strings.Repeat("offer", 8), i), Name: offers.Text{"en": "Ten off"},
			Rewards: []offers.Reward{{Type: offers.AmountOff, Scope: offers.PerBasket, Amount: 1001}},
		})
	}
	set, err := offers.Compile(eur, list)
	if err != nil {
		t.Fatal(err)
	}
	b := largest(t)
	whole := b.Close(b.PriceFor(set, offers.Context{Now: now}), now)
	const most = 16 << 10
	first, rest := whole.Split(most)
	lines := first.Lines
	for i, r := range rest {
		if text, err := json.Marshal(r); err != nil || len(text) > most || r.Part != i+1 || r.Basket != whole.Basket {
			t.Errorf("part %d of %s has %d bytes: %v", r.Part, r.Basket, len(text), err)
		}
		lines = append(lines, r.Lines...)
	}
	if diff := cmp.Diff(lines, whole.Lines); diff != "" {
		t.Errorf("the parts are not the whole (-got +want):\n%s", diff)
	}
	if text, err := json.Marshal(first); err != nil || len(text) > most || first.Parts != len(rest) || len(rest) == 0 || first.Total != whole.Total {
		t.Errorf("%d bytes with %d parts, %d follow: %v", len(text), first.Parts, len(rest), err)
	}
	if len(whole.Lines) != MaxLines || whole.Parts != 0 {
		t.Error("splitting has changed the whole")
	}
}

func TestSplit_WhatFitsStaysOne(t *testing.T) {
	_, sale := paid(t, offersOn(t), Line{Product: tea(), Quantity: 3})
	first, rest := sale.Split(16 << 10)
	if diff := cmp.Diff(first, sale); diff != "" || rest != nil {
		t.Errorf("%d parts (-got +want):\n%s", len(rest), diff)
	}
}

func TestSplit_ALineThatIsTooLongTellsLess(t *testing.T) {
	_, sale := paid(t, offersOn(t), Line{Product: tea(), Quantity: 3})
	for i := range int64(2000) {
		sale.Lines[0].Units = append(sale.Lines[0].Units, offers.Units{Quantity: 1, Each: money.New(i, eur)})
	}
	first, rest := sale.Split(4 << 10)
	if len(first.Lines) != 1 || len(rest) != 0 || first.Lines[0].Units != nil || len(first.Lines[0].Offers) != 1 || first.Lines[0].Paid != sale.Lines[0].Paid {
		t.Errorf("%d parts, the first with %+v", len(rest), first.Lines)
	}
}
