package offers

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
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

// workload is 5,000 products and n offers: 40 % percentages, 20 % amounts,
// 30 % buy and get, 10 % a segment's threshold; of a category of 200
// products, a brand of 100, or 1 to 4 products.
func workload(n int) ([]Offer, Basket, Context) {
	r := rand.New(rand.NewPCG(1, 2))
	pick := func() *Select {
		switch r.IntN(3) {
		case 0:
			return &Select{Categories: []string{fmt.Sprint("c", r.IntN(25))}}
		case 1:
			return &Select{Brands: []string{fmt.Sprint("b", r.IntN(50))}}
		}
		s := &Select{}
		for range 1 + r.IntN(4) {
			s.SKUs = append(s.SKUs, fmt.Sprint("p", r.IntN(5000)))
		}
		return s
	}
	list := make([]Offer, n)
	for i := range list {
		o := &list[i]
		*o = Offer{ID: fmt.Sprint("o", i), Name: Text{"en": fmt.Sprint("Offer ", i)}}
		switch k := r.IntN(10); {
		case k < 4:
			o.Rewards = []Reward{{Type: PercentOff, Percent: 50_000, Scope: PerUnit, Select: pick()}}
		case k < 6:
			o.Rewards = []Reward{{Type: AmountOff, Amount: 10, Scope: PerUnit, Select: pick()}}
		case k < 9:
			o.Rewards = []Reward{{Type: BuyGet, Buy: &Group{Quantity: 2, Select: pick()}, Get: &Get{Quantity: 1, Select: pick()}}}
		default:
			o.Conditions = []Condition{{Type: Segment, AnyOf: []string{fmt.Sprint("s", r.IntN(10))}}, {Type: MinSpend, Amount: 2000}}
			o.Rewards = []Reward{{Type: PercentOff, Percent: 30_000, Scope: PerBasket}}
		}
	}
	b := Basket{Currency: euro}
	for range 20 {
		p := r.IntN(5000)
		b.Lines = append(b.Lines, Line{
			SKU: fmt.Sprint("p", p), Categories: []string{fmt.Sprint("c", p/200)}, Brand: fmt.Sprint("b", p/100),
			Quantity: 1 + int64(r.IntN(3)), Price: 99 + int64(r.IntN(900)),
		})
	}
	return list, b, Context{Now: today, Customer: &Customer{Segments: []string{"s1", "s2"}}}
}

func BenchmarkPrice(b *testing.B) {
	for _, n := range []int{100, 10_000} {
		list, basket, ctx := workload(n)
		s, err := Compile(euro, list)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprint(n, "offers"), func(b *testing.B) {
			b.ReportAllocs()
			applied := 0
			for b.Loop() {
				applied = len(s.Price(basket, ctx).Applied)
			}
			b.ReportMetric(float64(applied), "applied")
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	list, _, _ := workload(10_000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Compile(euro, list); err != nil {
			b.Fatal(err)
		}
	}
}

// The worst basket there may be: every unit of it in a multi-buy.
func BenchmarkPrice_FullBasket(b *testing.B) {
	s, err := Compile(euro, []Offer{{ID: "a", Name: Text{"en": "A"}, Rewards: []Reward{{Type: GroupDeal, Groups: []Group{{Quantity: 3}}, Price: 400}}}})
	if err != nil {
		b.Fatal(err)
	}
	basket := Basket{Currency: euro}
	for i := range MaxLines {
		basket.Lines = append(basket.Lines, Line{SKU: fmt.Sprint(i), Quantity: MaxUnits / MaxLines, Price: int64(200 + i)})
	}
	b.ReportAllocs()
	for b.Loop() {
		s.Price(basket, Context{Now: today})
	}
}
