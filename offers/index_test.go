package offers

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"endcap/offers/money"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var (
	euro  = money.Currency{'E', 'U', 'R'}
	today = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
)

func drawSelect(t *rapid.T) *Select {
	words := func(name string) []string {
		return rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c"}), 0, 2, rapid.ID[string]).Draw(t, name)
	}
	s := Select{SKUs: words("skus"), Categories: words("categories"), Brands: words("brands")}
	if rapid.Bool().Draw(t, "priced") {
		s.MinUnitPrice = 300
	}
	if rapid.IntRange(0, 4).Draw(t, "not") == 0 {
		s.Not = &Select{Tags: []string{"a"}}
	}
	if len(s.SKUs)+len(s.Categories)+len(s.Brands) == 0 && s.MinUnitPrice == 0 && s.Not == nil {
		return nil
	}
	return &s
}

func drawOffer(t *rapid.T, i int) Offer {
	o := Offer{ID: fmt.Sprint(i), Name: Text{"en": "x"}, Exclusive: rapid.IntRange(0, 9).Draw(t, "exclusive") == 0}
	switch rapid.IntRange(0, 5).Draw(t, "condition") {
	case 0:
		o.Conditions = []Condition{{Type: Coupon, Codes: []string{rapid.SampledFrom([]string{"A", "B"}).Draw(t, "code")}}}
	case 1:
		o.Conditions = []Condition{{Type: MinSpend, Amount: 700, Select: drawSelect(t)}}
	case 2:
		o.Conditions = []Condition{{Type: Segment, AnyOf: []string{"s"}}, {Type: MinQuantity, Quantity: 2, Select: drawSelect(t)}}
	}
	for range rapid.IntRange(1, 2).Draw(t, "rewards") {
		o.Rewards = append(o.Rewards, rapid.SampledFrom([]Reward{
			{Type: PercentOff, Percent: 100_000, Scope: PerUnit, Select: drawSelect(t)},
			{Type: AmountOff, Amount: 150, Scope: PerBasket, Select: drawSelect(t)},
			{Type: UnitPrice, Price: 250, Select: drawSelect(t)},
			{Type: GroupDeal, Groups: []Group{{Quantity: 1, Select: drawSelect(t)}, {Quantity: 1, Select: drawSelect(t)}}, Price: 300},
			{Type: BuyGet, Buy: &Group{Quantity: 1, Select: drawSelect(t)}, Get: &Get{Quantity: 1, Select: drawSelect(t)}},
			{Type: Tiered, Basis: BySpend, Tiers: []Tier{{From: 500, Amount: 90}}, ApplyTo: drawSelect(t)},
		}).Draw(t, "reward"))
	}
	return o
}

func drawBasket(t *rapid.T) Basket {
	word := rapid.SampledFrom([]string{"a", "b", "c", "d"})
	return Basket{Currency: euro, Lines: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Line {
		l := Line{
			SKU: word.Draw(t, "sku"), Brand: word.Draw(t, "brand"), Categories: []string{word.Draw(t, "category")}, Tags: []string{word.Draw(t, "tag")},
			Quantity: rapid.Int64Range(1, 4).Draw(t, "quantity"), Price: rapid.Int64Range(0, 900).Draw(t, "price"),
			MarkedDown: rapid.Bool().Draw(t, "marked down"), NoOffers: rapid.IntRange(0, 5).Draw(t, "no offers") == 0,
		}
		l.Floor = rapid.Int64Range(0, 300).Draw(t, "floor")
		return l
	}), 0, 5).Draw(t, "lines")}
}

func drawContext(t *rapid.T) Context {
	c := Context{Now: today, Coupons: rapid.SampledFrom([][]string{nil, {"A"}, {"B", "A"}}).Draw(t, "coupons")}
	if rapid.Bool().Draw(t, "known") {
		c.Customer = &Customer{Segments: []string{"s"}}
	}
	return c
}

// The index only leaves out what would save nothing: pricing with it and
// pricing with every offer looked at are the same. Besides, a result adds up,
// keeps every floor and comes out the same twice.
func TestPrice_TheIndexChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var list []Offer
		for i := range rapid.IntRange(0, 5).Draw(t, "offers") {
			list = append(list, drawOffer(t, i))
		}
		s, err := Compile(euro, list)
		if err != nil {
			t.Fatal(err)
		}
		all := *s
		all.posts, all.starts, all.always = nil, make([]uint32, len(s.starts)), nil
		for i := range s.rules {
			all.always = append(all.always, int32(i))
		}
		b, ctx := drawBasket(t), drawContext(t)
		got, want := s.Price(b, ctx), all.Price(b, ctx)
		if diff := cmp.Diff(got, want); diff != "" {
			t.Fatalf("index (-) and all (+): %s", diff)
		}
		one, _ := json.Marshal(got)
		two, _ := json.Marshal(s.Price(b, ctx))
		if string(one) != string(two) {
			t.Fatalf("twice is not the same:\n%s\n%s", one, two)
		}
		sound(t, b, got)
	})
}

func sound(t *rapid.T, b Basket, r Result) {
	net, off := int64(0), int64(0)
	for i, l := range r.Lines {
		in, units := b.Lines[i], int64(0)
		for _, u := range l.Units {
			units += u.Quantity * u.Each.Minor
			if u.Each.Minor < min(in.Floor, in.Price) || u.Each.Minor > in.Price || in.NoOffers && u.Each.Minor != in.Price {
				t.Fatalf("line %d: a unit at %s, shelf price %d, floor %d", l.Number, u.Each, in.Price, in.Floor)
			}
		}
		if units != l.Net.Minor {
			t.Fatalf("line %d: units make %d, net %s", l.Number, units, l.Net)
		}
		net += l.Net.Minor
		for _, d := range l.Discounts {
			off += d.Saved.Minor
		}
	}
	if r.Total.Minor != net || r.Saved.Minor != off || r.Subtotal.Minor != net+off || r.Problem != "" {
		t.Fatalf("does not add up: %+v", r)
	}
}
