package basket

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"endcap/offers"
	"endcap/offers/catalog"
	"endcap/offers/money"
)

// paid is a basket with its sale.
func paid(t testing.TB, set *offers.Set, lines ...Line) (Basket, Sale) {
	t.Helper()
	b := must(t, Basket{ID: "cart-07-000012"}, lines...)
	return b, b.Close(b.PriceFor(set, offers.Context{Now: now}), now)
}

func TestRefund_WhatStaysCostsWhatItWouldHaveCostAlone(t *testing.T) {
	bottle := catalog.Product{GTIN: 4006381333931, Name: "Water", Price: money.New(99, eur), Deposit: 25}
	for _, c := range []struct {
		name   string
		lines  []Line
		pieces []Pieces
		want   int64
	}{
		{"one that was in no group", []Line{{Product: tea(), Quantity: 4}}, []Pieces{{1, 1}}, 399},
		{"one of a group: two cost 7.98 of the 10.00", []Line{{Product: tea(), Quantity: 3}}, []Pieces{{1, 1}}, 202},
		{"two of a group", []Line{{Product: tea(), Quantity: 3}}, []Pieces{{1, 1}, {1, 1}}, 601},
		{"the group whole", []Line{{Product: tea(), Quantity: 3}}, []Pieces{{1, 3}}, 1000},
		{"a bottle with its deposit", []Line{{Product: bottle, Quantity: 2}}, []Pieces{{1, 1}}, 124},
		{"a portion", []Line{{Product: cheese(), Quantity: 1, Grams: 333}}, []Pieces{{1, 1}}, 463},
	} {
		b, sale := paid(t, offersOn(t), c.lines...)
		got, kept, err := b.Refund(sale, offersOn(t), offers.Context{Now: now}, c.pieces)
		if err != nil || got.Minor != c.want || kept.Pieces() >= b.Pieces() {
			t.Errorf("%s: got %s with %d pieces kept, %v; want %d", c.name, got, kept.Pieces(), err, c.want)
		}
	}
	b, sale := paid(t, offersOn(t), Line{Product: tea(), Quantity: 3})
	if got, _, err := b.Refund(sale, nil, offers.Context{Now: now}, []Pieces{{1, 1}}); err != nil || got.Minor != 202 {
		t.Errorf("without the offers: got %s, %v", got, err)
	}
	for _, wrong := range [][]Pieces{{{2, 1}}, {{1, 4}}, {{1, 2}, {1, 2}}, {{1, 0}}} {
		if _, _, err := b.Refund(sale, nil, offers.Context{Now: now}, wrong); !errors.Is(err, ErrAbsent) {
			t.Errorf("%v: got %v, want %v", wrong, err, ErrAbsent)
		}
		if _, err := sale.Worth(wrong); !errors.Is(err, ErrAbsent) {
			t.Errorf("%v: the worth is an error of %v, want %v", wrong, err, ErrAbsent)
		}
	}
}

func TestWorth_IsWhatThePiecesHadCostTheDearestFirst(t *testing.T) {
	bottle := catalog.Product{GTIN: 4006381333931, Name: "Water", Price: money.New(99, eur), Deposit: 25}
	_, sale := paid(t, offersOn(t), Line{Product: tea(), Quantity: 4}, Line{Product: bottle, Quantity: 2})
	for _, c := range []struct {
		pieces []Pieces
		want   int64
	}{
		{[]Pieces{{1, 1}}, 399},
		{[]Pieces{{1, 2}}, 399 + 334},
		{[]Pieces{{1, 1}, {1, 1}}, 399 + 334},
		{[]Pieces{{1, 4}}, 1399},
		{[]Pieces{{2, 1}}, 124},
		{[]Pieces{{1, 4}, {2, 2}}, sale.Total.Minor},
	} {
		if got, err := sale.Worth(c.pieces); err != nil || got.Minor != c.want {
			t.Errorf("%v: got %s, %v; want %d", c.pieces, got, err, c.want)
		}
	}
}

// However a basket goes back, in one piece after the other or all at once, it
// is paid back whole and never for more.
func TestRefund_AllThatGoesBackIsPaidBackOnce(t *testing.T) {
	set := offersOn(t)
	rapid.Check(t, func(t *rapid.T) {
		p := tea()
		p.Deposit = rapid.Int64Range(0, 30).Draw(t, "deposit")
		var b Basket
		for range rapid.IntRange(1, 4).Draw(t, "lines") {
			var err error
			l := Line{Product: p, Lot: rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "lot"), Quantity: rapid.Int64Range(1, 4).Draw(t, "quantity")}
			if b, err = b.Add(l); err != nil {
				t.Fatal(err)
			}
		}
		ctx := offers.Context{Now: now}
		sale := b.Close(b.PriceFor(set, ctx), now)
		var pieces []Pieces
		before, left := int64(0), b
		for len(left.Lines) > 0 {
			l := rapid.SampledFrom(left.Lines).Draw(t, "line")
			pieces = append(pieces, Pieces{l.Number, rapid.Int64Range(1, l.Quantity).Draw(t, "pieces")})
			back, kept, err := b.Refund(sale, set, ctx, pieces)
			if err != nil || back.Minor < before || back.Minor > sale.Total.Minor {
				t.Fatalf("%v: %s after %d, of %s: %v", pieces, back, before, sale.Total, err)
			}
			if got := sale.Total.Minor - back.Minor; got != kept.PriceFor(set, ctx).Total.Minor {
				t.Fatalf("%v: %d stay paid for what costs %s", pieces, got, kept.PriceFor(set, ctx).Total)
			}
			before, left = back.Minor, kept
		}
		if worth, err := sale.Worth(pieces); before != sale.Total.Minor || worth != sale.Total || err != nil {
			t.Fatalf("all is back, and %d or %s of %s paid back: %v", before, worth, sale.Total, err)
		}
	})
}
