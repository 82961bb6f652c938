package offers

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// drawSet draws offers and compiles them for best price.
func drawSet(t *rapid.T) (*Set, []Offer) {
	var list []Offer
	for i := range rapid.IntRange(0, 5).Draw(t, "offers") {
		list = append(list, drawRich(t, i))
	}
	return compiled(t, list), list
}

// drawRich draws an offer with what stands beside conditions and rewards.
func drawRich(t *rapid.T, i int) Offer {
	o := drawOffer(t, i)
	if rapid.IntRange(0, 2).Draw(t, "more") > 0 {
		o.Rewards = append(o.Rewards, rapid.SampledFrom([]Reward{
			{Type: PercentOff, Percent: 333_300, Scope: PerBasket, Cap: 200, Select: drawSelect(t)},
			{Type: PercentOff, Percent: 250_000, Scope: PerUnit, MaxUnits: 2, Select: drawSelect(t)},
			{Type: AmountOff, Amount: 70, Scope: PerLine, Select: drawSelect(t)},
			{Type: GroupDeal, Groups: []Group{{Quantity: 3, Select: drawSelect(t)}}, FreeCheapest: 1},
			{Type: GroupDeal, Groups: []Group{{Quantity: 2, Select: drawSelect(t)}}, CheapestUnits: 1, Percent: 500_000},
			{Type: GroupDeal, Groups: []Group{{Quantity: 2, Select: drawSelect(t)}}, Percent: 125_000, MaxTimes: 1},
			{Type: FirstAdditional, First: 30, Additional: 10},
			{Type: NearExpiry, Steps: []Step{{Hours: 24, Percent: 500_000}}},
			{Type: Gift, Gift: &Group{Quantity: 1, Select: &Select{SKUs: []string{"a"}}}},
			{Type: PointsEarn, Points: 1, For: 100},
		}).Draw(t, "reward"))
		o.Rewards = o.Rewards[len(o.Rewards)-1:]
	}
	o.StackGroup = rapid.SampledFrom([]string{"", "", "", "s", "t"}).Draw(t, "stack group")
	o.Priority = rapid.Int64Range(0, 2).Draw(t, "priority")
	o.SkipMarkedDown = rapid.IntRange(0, 5).Draw(t, "skip") == 0
	return o
}

func compiled(t *rapid.T, list []Offer) *Set {
	s, err := Compile(euro, list)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Whatever is told of an offer is true: without it the basket costs as much
// more as was told, and one that was not given is not missed. (A stack group
// that reaches over several layers is decided layer by layer; what it kept
// off an earlier one may be missed.)
func TestExplain_IsTrue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, list := drawSet(t)
		b, ctx := drawBasket(t), drawContext(t)
		r := s.Price(b, ctx)
		stacked := slices.ContainsFunc(list, func(o Offer) bool { return o.StackGroup != "" })
		for _, why := range s.Explain(b, ctx) {
			rest := slices.DeleteFunc(slices.Clone(list), func(o Offer) bool { return o.ID == why.Offer })
			without := compiled(t, rest).Price(b, ctx)
			if got := without.Total.Minor - r.Total.Minor; got != why.Worth.Minor && (why.Why == "" || !stacked) {
				x, _ := json.Marshal([]any{list, b, ctx.Coupons, ctx.Customer})
				t.Fatalf("%+v\nwithout it the basket costs %d more\n%s", why, got, x)
			}
			if why.Why != "" && why.Saved.Minor != 0 || why.Text == "" {
				t.Fatalf("%+v", why)
			}
			if why.Alone.Minor != 0 {
				i := slices.IndexFunc(list, func(o Offer) bool { return o.ID == why.Offer })
				if got := compiled(t, list[i:i+1]).Price(b, ctx).Saved; got != why.Alone {
					t.Fatalf("%+v\nalone it saves %s", why, got)
				}
			}
		}
	})
}

// A hint is true: with what it says the basket saves so much more, by the
// offer that it names.
func TestNearly_IsTrue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, list := drawSet(t)
		b, ctx := drawBasket(t), drawContext(t)
		known := drawBasket(t).Lines
		for _, m := range s.Nearly(b, ctx, known, 3) {
			more := Basket{Currency: b.Currency, Lines: append(slices.Clone(b.Lines), *m.Take)}
			rest := compiled(t, slices.DeleteFunc(slices.Clone(list), func(o Offer) bool { return o.ID == m.Offer }))
			worth := func(b Basket) int64 { return rest.Price(b, ctx).Total.Minor - s.Price(b, ctx).Total.Minor }
			if got := worth(more) - worth(b); got != m.Saves.Minor || got <= 0 {
				t.Fatalf("%+v saves %d", m, got)
			}
		}
	})
}

// The price of a basket is that of what is in it: what was added and taken
// out again, and in which order the rest came, leaves no trace.
func TestPrice_WhatWasTakenOutWasNeverThere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, _ := drawSet(t)
		b, ctx := drawBasket(t), drawContext(t)
		p := NewPricer(s)
		more := drawBasket(t).Lines
		p.Price(Basket{Currency: b.Currency, Lines: append(slices.Clone(b.Lines), more...)}, ctx)
		got, want := p.Price(b, ctx), s.Price(b, ctx)
		if diff := cmp.Diff(got, want); diff != "" {
			t.Fatalf("after more was in it (-), fresh (+): %s", diff)
		}
	})
}

// simple reports whether an offer cannot make a basket dearer when something
// is added: it has no threshold on running prices behind a saving, is not
// exclusive, and gives no tiers.
func simple(o Offer) bool {
	if o.Exclusive || slices.ContainsFunc(o.Conditions, func(c Condition) bool { return c.Type == MinSpend }) {
		return false
	}
	return !slices.ContainsFunc(o.Rewards, func(r Reward) bool { return r.Type == Tiered })
}

// With one more piece the basket costs at most that piece more.
func TestPrice_OneMorePieceCostsAtMostItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, list := drawSet(t)
		s := compiled(t, slices.DeleteFunc(list, func(o Offer) bool { return !simple(o) }))
		b, ctx := drawBasket(t), drawContext(t)
		one := drawBasket(t).Lines
		if len(one) == 0 {
			return
		}
		one[0].Quantity = 1
		before := s.Price(b, ctx)
		after := s.Price(Basket{Currency: b.Currency, Lines: append(slices.Clone(b.Lines), one[0])}, ctx)
		if before.Gap.Minor == 0 && after.Gap.Minor == 0 && after.Total.Minor > before.Total.Minor+one[0].Price {
			x, _ := json.Marshal(after)
			t.Fatalf("%s before, %s after a piece at %d\n%s", before.Total, after.Total, one[0].Price, x)
		}
	})
}

// No total is below nothing or below the floors, none above the shelf prices,
// and the lines add up.
func TestPrice_IsSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, _ := drawSet(t)
		b := drawBasket(t)
		r := s.Price(b, drawContext(t))
		sound(t, b, r)
		least := int64(0)
		for _, l := range b.Lines {
			least += min(l.Floor, l.Price) * l.Quantity
		}
		if r.Total.Minor < least || r.Total.Minor > r.Subtotal.Minor {
			t.Fatalf("%s, floors %d, shelf prices %s", r.Total, least, r.Subtotal)
		}
	})
}
