package offers_test

import (
	"fmt"
	"strings"
	"testing"

	"endcap/offers"
	"endcap/offers/quota"

	"github.com/google/go-cmp/cmp"
)

// told writes a reason in one line.
func told(list []offers.Reason) []string {
	var out []string
	for _, r := range list {
		s := r.Offer
		if r.Why != "" {
			s += " " + string(r.Why)
		}
		if r.By != "" {
			s += " by " + r.By
		}
		out = append(out, s+": "+r.Text)
	}
	return out
}

const (
	threeForTwo = `"id":"free","rewards":[{"type":"group","groups":[{"quantity":3,"select":{"categories":["a"]}}],"free_cheapest":1}]`
	pairOfA     = `"id":"pair","rewards":[{"type":"group","groups":[{"quantity":2,"select":{"categories":["a"]}}],"amount":120}]`
)

func TestExplain_TellsWhatWasGivenAndWhyTheRestWasNot(t *testing.T) {
	member := &offers.Customer{ID: "m", Member: true}
	for _, c := range []struct {
		name   string
		offers []string
		basket offers.Basket
		ctx    offers.Context
		want   []string
	}{
		{
			"given, and what it is worth where another offer would step in",
			[]string{threeForTwo, pairOfA},
			of(line("a", 3, 300)),
			offers.Context{},
			[]string{
				"free: 3 for 2: 3.00 EUR saved on 3 pieces; without it the basket would cost 1.80 EUR more",
				"pair taken by free: its pieces are in FREE; alone it would save 1.20 EUR",
			},
		},
		{
			"too little in the basket",
			[]string{
				threeForTwo,
				`"id":"spend","conditions":[{"type":"min_spend","amount":1000}],"rewards":[{"type":"amount_off","amount":100,"scope":"basket"}]`,
				`"id":"two","conditions":[{"type":"min_quantity","quantity":3}],"rewards":[{"type":"amount_off","amount":100,"scope":"basket"}]`,
			},
			of(line("a", 2, 300)),
			offers.Context{},
			[]string{"free condition: 1 more piece is needed", "spend condition: 4.00 EUR more is needed", "two condition: 1 more piece is needed"},
		},
		{
			"what more goods would not bring",
			[]string{
				`"id":"code","conditions":[{"type":"coupon","codes":["X"]},{"type":"contains","select":{"categories":["a"]}}],"rewards":[{"type":"percent_off","percent":"10","scope":"unit"}]`,
				`"id":"early","valid":{"to":"2026-03-01T00:00:00Z"},"rewards":[{"type":"percent_off","percent":"10","scope":"unit"}]`,
				`"id":"evening","conditions":[{"type":"time_of_day","from":"17:00","to":"19:00"}],"rewards":[{"type":"percent_off","percent":"10","scope":"unit"}]`,
				`"id":"gold","conditions":[{"type":"min_points","points":5}],"rewards":[{"type":"percent_off","percent":"10","scope":"unit"}]`,
				`"id":"here","conditions":[{"type":"zone","any_of":["z"]}],"rewards":[{"type":"percent_off","percent":"10","scope":"unit"}]`,
				`"id":"once","limits":{"per_customer":1},"rewards":[{"type":"percent_off","percent":"10","scope":"unit"}]`,
				`"id":"little","limits":{"budget":1000},"rewards":[{"type":"percent_off","percent":"10","scope":"unit"}]`,
				`"id":"price","rewards":[{"type":"unit_price","price":400}]`,
				`"id":"prize","win":{"commit":"` + strings.Repeat("ab", 32) + `","chance":1},"rewards":[{"type":"percent_off","percent":"10","scope":"unit"}]`,
			},
			of(line("a", 1, 300)),
			offers.Context{Customer: &offers.Customer{ID: "m", Used: []offers.Used{{Offer: "once", Times: 1}}}, Left: []quota.Left{{Offer: "little", Uses: quota.NoEnd, Money: 29}}},
			[]string{
				"early not_now: the offer has not begun, or has ended",
				"evening not_now: not on this day or at this hour",
				"gold condition: for other shoppers",
				"here condition: not in this place",
				"once used_up: given as often as it may be, or too little is left for it",
				"little used_up: given as often as it may be, or too little is left for it",
				"price saves_nothing: it saves nothing here",
				"prize condition: for those who won, or who reached its goal",
			},
		},
		{
			"one that is given alone",
			[]string{
				`"id":"ten","rewards":[{"type":"percent_off","percent":"10","scope":"unit"}]`,
				`"id":"all","exclusive":true,"rewards":[{"type":"amount_off","amount":100,"scope":"basket"}]`,
			},
			of(line("a", 1, 300)),
			offers.Context{},
			[]string{
				"all: 1.00 EUR off the basket: 1.00 EUR saved on 1 piece; without it the basket would cost 0.70 EUR more",
				"ten exclusive by all: it is not given together with ALL; alone it would save 0.30 EUR",
			},
		},
		{
			"one that would have to be alone",
			[]string{
				`"id":"ten","rewards":[{"type":"percent_off","percent":"50","scope":"unit"}]`,
				`"id":"all","exclusive":true,"rewards":[{"type":"amount_off","amount":100,"scope":"basket"}]`,
			},
			of(line("a", 1, 300)),
			offers.Context{},
			[]string{
				"ten: 50 % off: 1.50 EUR saved on 1 piece; without it the basket would cost 0.50 EUR more",
				"all exclusive by ten: it is not given together with TEN; alone it would save 1.00 EUR",
			},
		},
		{
			"points, a gift and a voucher",
			[]string{
				`"id":"earn","rewards":[{"type":"points_earn","points":1,"for":100}]`,
				`"id":"mug","rewards":[{"type":"gift","gift":{"quantity":1,"select":{"skus":["mug"]}}}]`,
				`"id":"next","conditions":[{"type":"min_spend","amount":1000}],"rewards":[{"type":"voucher","amount":500,"days":14}]`,
			},
			of(line("a", 1, 950)),
			offers.Context{Customer: member},
			[]string{
				"earn: 9 points earned", "mug: a gift", "next condition: 0.50 EUR more is needed",
			},
		},
		{
			"in German",
			[]string{threeForTwo, `"id":"karte","conditions":[{"type":"member"}],"rewards":[{"type":"percent_off","percent":"10","scope":"unit","select":{"skus":["a"]}}]`},
			of(line("a", 3, 300), line("b", 1, 100)),
			offers.Context{Language: "de-AT", Customer: member},
			[]string{
				"karte: 10 % off: 0.90 EUR gespart bei 3 Stück; ohne das Angebot wäre der Einkauf um 0.60 EUR teurer",
				"free: 3 for 2: 2.70 EUR gespart bei 3 Stück",
			},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.ctx.Now = now
			if diff := cmp.Diff(told(best(t, c.offers...).Explain(c.basket, c.ctx)), c.want); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestExplain_AnswersForAnOfferByItsID(t *testing.T) {
	s := best(t, threeForTwo, `"id":"tea","rewards":[{"type":"percent_off","percent":"10","scope":"unit","select":{"skus":["tea"]}}]`)
	got := told(s.Explain(of(line("a", 3, 300)), offers.Context{Now: now}, "tea", "none"))
	if diff := cmp.Diff(got, []string{"tea saves_nothing: it saves nothing here"}); diff != "" {
		t.Error(diff)
	}
	if got := (*offers.Set)(nil).Explain(of(line("a", 1, 1)), offers.Context{}); got != nil {
		t.Errorf("no offers explain %v", got)
	}
}

func TestNotice_IsTheSentenceOfTheLawAndOnlyWhereItIsDue(t *testing.T) {
	s := best(t, `"conditions":[{"type":"member"}],"rewards":[{"type":"percent_off","percent":"10","scope":"unit"}]`)
	b, ctx := of(line("a", 1, 300)), offers.Context{Now: now, Customer: &offers.Customer{ID: "m", Member: true}}
	r := s.Price(b, ctx)
	for language, want := range map[string]string{
		"en": "This price was personalised on the basis of automated decision-making.", "": "This price was personalised on the basis of automated decision-making.",
		"de": "Dieser Preis wurde auf der Grundlage einer automatisierten Entscheidungsfindung personalisiert.", "de-CH": "Dieser Preis wurde auf der Grundlage einer automatisierten Entscheidungsfindung personalisiert.",
	} {
		if got := r.Notice(language); got != want {
			t.Errorf("%q: %q", language, got)
		}
	}
	ctx.Public = true
	if got := s.Price(b, ctx).Notice("en"); got != "" {
		t.Errorf("a public price is told to be personal: %q", got)
	}
}

func TestMissing_CountsWhatIsFree(t *testing.T) {
	for _, c := range []struct {
		name, offer string
		basket      offers.Basket
		want        []string
	}{
		{"one of three", threeForTwo, of(line("a", 2, 300)), []string{"free 1"}},
		{"the next group is begun", threeForTwo, of(line("a", 4, 300)), []string{"free 2"}},
		{"a whole number of groups", threeForTwo, of(line("a", 3, 300)), nil},
		{"nothing of it", threeForTwo, of(line("b", 3, 300)), nil},
		{"a threshold", `"id":"x","conditions":[{"type":"min_spend","amount":1000}],"rewards":[{"type":"amount_off","amount":100,"scope":"basket"}]`, of(line("a", 1, 300)), []string{"x 7.00 EUR"}},
		{"a tier", `"id":"x","rewards":[{"type":"tiered","basis":"spend","tiers":[{"from":100,"amount":10},{"from":1000,"amount":100}]}]`, of(line("a", 1, 300)), []string{"x 7.10 EUR"}},
		{"goods and a threshold", `"id":"x","conditions":[{"type":"min_spend","amount":1000},{"type":"contains","select":{"skus":["b"]}}],"rewards":[{"type":"percent_off","percent":"10","scope":"unit","select":{"categories":["a"]}}]`, of(line("a", 1, 300), line("b2", 1, 1)), nil},
		{"as often as in a basket", `"id":"x","limits":{"per_basket":1},"rewards":[{"type":"group","groups":[{"quantity":2}],"amount":10}]`, of(line("a", 3, 300)), nil},
		{"what is got", `"id":"x","rewards":[{"type":"buy_get","buy":{"quantity":1,"select":{"skus":["a"]}},"get":{"quantity":1,"select":{"skus":["b"]}}}]`, of(line("a", 1, 300)), []string{"x 1"}},
	} {
		var got []string
		for _, m := range best(t, c.offer).Missing(c.basket, offers.Context{Now: now}) {
			s := m.Offer
			if m.Units > 0 {
				s += fmt.Sprint(" ", m.Units)
			}
			if m.Amount.Minor > 0 {
				s += " " + m.Amount.String()
			}
			got = append(got, s)
		}
		if diff := cmp.Diff(got, c.want); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestNearly_TellsOnlyWhatReallySaves(t *testing.T) {
	hinted := strings.Replace(threeForTwo, `"id":"free"`, `"id":"free","hint":{"en":"Take {units} more, one is free"}`, 1)
	for _, c := range []struct {
		name   string
		offers []string
		basket offers.Basket
		known  []offers.Line
		want   []string
	}{
		{"one more of the cheapest", []string{hinted}, of(line("a1", 1, 300), line("a2", 1, 200)), nil, []string{"free: Take 1 more, one is free: 1 x a2 saves 2.00 EUR"}},
		{"of what is known", []string{pairOfA, `"id":"x","rewards":[{"type":"buy_get","buy":{"quantity":1,"select":{"skus":["a"]}},"get":{"quantity":1,"select":{"skus":["b"]}}}]`}, of(line("a", 1, 300)), of(line("b", 1, 90), line("c", 1, 5)).Lines, []string{"pair: 2: 1.20 EUR off: 1 x a saves 1.20 EUR", "x: buy 1, get 1 free: 1 x b saves 0.90 EUR"}},
		{"pieces for a threshold", []string{`"id":"x","hint":{"en":"{amount} more"},"conditions":[{"type":"min_spend","amount":1000}],"rewards":[{"type":"amount_off","amount":100,"scope":"basket"}]`}, of(line("a", 2, 300)), nil, []string{"x: 4.00 EUR more: 2 x a saves 1.00 EUR"}},
		{"a group that would save nothing", []string{`"id":"dear","rewards":[{"type":"group","groups":[{"quantity":2}],"price":900}]`}, of(line("a", 1, 300)), nil, nil},
		{"what another offer saves already", []string{strings.Replace(threeForTwo, `"id":"free"`, `"id":"free","stack_group":"s"`, 1), `"id":"half","stack_group":"s","rewards":[{"type":"percent_off","percent":"50","scope":"unit"}]`}, of(line("a", 1, 300)), nil, nil},
		{"nobody takes a hundred", []string{`"id":"x","conditions":[{"type":"min_spend","amount":100000}],"rewards":[{"type":"amount_off","amount":100,"scope":"basket"}]`}, of(line("a", 1, 300)), nil, nil},
	} {
		var got []string
		for _, m := range best(t, c.offers...).Nearly(c.basket, offers.Context{Now: now}, c.known, 3) {
			got = append(got, fmt.Sprintf("%s: %s: %d x %s saves %s", m.Offer, m.Text, m.Take.Quantity, m.Take.SKU, m.Saves))
		}
		if diff := cmp.Diff(got, c.want); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}
