package author_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"endcap/offers/assortment"
	"endcap/offers/author"
	"endcap/offers/money"

	"github.com/google/go-cmp/cmp"
)

const products = `gtin,name,price,currency,brand,category,sold,floor
9520001100376,Whole Milk,1.29,EUR,Fjordland,fresh/dairy/milk,,
9520001100741,Light Milk,1.19,EUR,Fjordland,fresh/dairy/milk,,1.05
2101001000001,Apples,2.00,EUR,,fresh/fruit,kg,
`

// one writes a file of offers that have all but what is given.
func written(parts ...string) []byte {
	var b strings.Builder
	b.WriteString("format: endcap-offers/1\ncurrency: EUR\nminor_digits: 2\noffers:\n")
	for i, p := range parts {
		fmt.Fprintf(&b, "  - id: offer-%d\n    name: {en: Offer %d}\n", i, i)
		if !strings.HasPrefix(p, "valid:") {
			b.WriteString("    valid: {from: 2026-03-02T00:00:00Z, to: 2026-03-09T00:00:00Z}\n")
		}
		for line := range strings.SplitSeq(p, "\n") {
			b.WriteString("    " + line + "\n")
		}
	}
	return []byte(b.String())
}

// found returns what is found, without the note on missing examples and the
// place, which is tested with the faults.
func found(t *testing.T, shop author.Shop, b []byte) (out []string) {
	t.Helper()
	d := author.ReadDraft("o.yaml", b)
	if d.Faults != nil {
		t.Fatal(d.Faults)
	}
	for _, f := range author.Check(&d, shop) {
		if f.Line < 1 && f.Path != "" {
			t.Errorf("%s stands nowhere", f)
		}
		if !strings.Contains(f.Text, "have no example") {
			out = append(out, fmt.Sprintf("%s: %s: %s", f.Path, f.Level, f.Text))
		}
	}
	return out
}

func shop(t *testing.T) author.Shop {
	t.Helper()
	p, err := assortment.Read("p.csv", []byte(products))
	if err != nil {
		t.Fatal(err)
	}
	eur := money.Currency{'E', 'U', 'R'}
	costs, err := author.ReadCosts([]byte("gtin,cost\n9520001100376,1.00\n9520001100741,0.90\n2101001000001,1.50\n"), eur)
	if err != nil {
		t.Fatal(err)
	}
	return author.Shop{Now: time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC), Products: p, Costs: costs}
}

func TestCheck_TellsWhatWillComeOfAnOffer(t *testing.T) {
	const reward = "rewards: [{type: amount_off, amount: 10, scope: unit, select: {brands: [Fjordland]}}]"
	for name, c := range map[string]struct {
		offers []string
		want   []string
	}{
		"nothing": {offers: []string{reward}},
		"past": {
			offers: []string{"valid: {from: 2026-03-01T00:00:00Z, to: 2026-03-03T00:00:00Z}\n" + reward},
			want:   []string{"offers[0].valid: warning: it ended on 2026-03-03; take it out, or give it a later end"},
		},
		"weekday": {
			offers: []string{"conditions: [{type: weekday, any_of: [sat]}, {type: weekday, any_of: [sun]}]\n" + reward},
			want:   []string{"offers[0].valid: warning: in this time there is no moment that its conditions of day and hour allow; the offer is never given"},
		},
		"hour": {
			offers: []string{"conditions: [{type: weekday, any_of: [sat]}, {type: time_of_day, from: '17:05', to: '17:07'}]\n" + reward},
		},
		"coupon": {
			offers: []string{"conditions: [{type: coupon, codes: [A], valid: {from: 2026-03-09T00:00:00Z}}]\n" + reward},
			want: []string{
				"offers[0].valid: warning: in this time there is no moment that its conditions of day and hour allow; the offer is never given",
				"offers[0].conditions[0].valid: warning: no day is in it and in the offer's own time; the coupon never works",
			},
		},
		"visits": {
			offers: []string{"conditions: [{type: nth_visit, n: 1}, {type: nth_visit, n: 2}]\n" + reward},
			want: []string{
				"offers[0]: warning: on no product tried does it give anything; look at its amounts, its conditions and the prices",
				"offers[0].conditions[1]: warning: it never holds together with conditions[0]; the offer is never given",
			},
		},
		"goods": {
			offers: []string{"rewards: [{type: amount_off, amount: 10, scope: unit, select: {brands: [Fjordland, Nobody], not: {categories: [fresh/dairy]}}}]"},
			want: []string{
				"offers[0].rewards[0].select.brands[1]: warning: no product of the catalogue has the brand Nobody",
			},
		},
		"no goods": {
			offers: []string{"rewards: [{type: amount_off, amount: 10, scope: unit, select: {gtins: ['9520001100376'], categories: [fresh/fruit]}}]"},
			want:   []string{"offers[0].rewards[0].select: warning: no product of the catalogue is all that is asked here; nothing is meant"},
		},
		"selfless": {
			offers: []string{"rewards: [{type: amount_off, amount: 10, scope: unit, select: {brands: [Fjordland], not: {brands: [Fjordland, Other]}}}]"},
			want: []string{
				"offers[0].rewards[0].select: warning: no product of the catalogue is all that is asked here; nothing is meant",
				"offers[0].rewards[0].select.not: warning: it takes away all that is selected; nothing is meant",
			},
		},
		"groups": {
			offers: []string{"rewards: [{type: group, price: 370, groups: [{quantity: 1, select: {brands: [Fjordland]}}, {quantity: 1, select: {brands: [Fjordland]}}, {quantity: 1, select: {gtins: ['9520001100376']}}]}]"},
			want: []string{
				"offers[0].rewards[0].groups[1]: warning: it means the same goods as groups[0]; write one group with both quantities",
				"offers[0].rewards[0].groups[2]: note: Whole Milk is meant by groups[0] too; a piece counts for one of them",
				"offers[0].rewards[0].groups[2]: note: Whole Milk is meant by groups[1] too; a piece counts for one of them",
			},
		},
		"tiers": {
			offers: []string{"rewards: [{type: tiered, basis: spend, select: {brands: [Fjordland]}, tiers: [{from: 100, percent: '5'}, {from: 200, percent: '4'}]}]"},
			want:   []string{"offers[0].rewards[0].tiers[1]: warning: it gives no more than the tier before it; leave it out, or give more"},
		},
		"nothing saved": {
			offers: []string{"rewards: [{type: unit_price, price: 300, select: {brands: [Fjordland]}}]"},
			want:   []string{"offers[0]: warning: on no product tried does it give anything; look at its amounts, its conditions and the prices"},
		},
		"cost": {
			offers: []string{"rewards: [{type: percent_off, percent: '30', scope: unit, select: {categories: [fresh/fruit]}}]"},
			want:   []string{"offers[0]: warning: on 1 x Apples it sells for 1.40 EUR what cost 1.50 EUR"},
		},
		"cost of a deal": {
			offers: []string{"rewards: [{type: group, groups: [{quantity: 4, select: {gtins: ['9520001100376']}}], free_cheapest: 1}]", "rewards: [{type: buy_get, buy: {quantity: 4, select: {gtins: ['9520001100376']}}, get: {quantity: 1, select: {gtins: ['9520001100741']}}}]"},
			want: []string{
				"offers[0]: warning: on 4 x Whole Milk it sells for 3.87 EUR what cost 4.00 EUR",
				"offers[1]: note: on 1 x Light Milk, 4 x Whole Milk it saves 0.14 EUR; without the floor of Light Milk it would save 1.19 EUR",
				"offers[1]: note: it competes with offer-0: on 1 x Light Milk, 4 x Whole Milk it saves 0.14 EUR alone and 0.00 EUR beside it; offer-0 then saves 1.29 EUR, and all together 1.29 EUR",
			},
		},
		"floor": {
			offers: []string{"rewards: [{type: amount_off, amount: 15, scope: unit, select: {gtins: ['9520001100741']}}]"},
			want:   []string{"offers[0]: note: on 1 x Light Milk it saves 0.14 EUR; without the floor of Light Milk it would save 0.15 EUR"},
		},
		"dominated": {
			offers: []string{reward, strings.Replace(reward, "10", "9", 1)},
			want: []string{
				"offers[1]: note: it competes with offer-0: on 1 x Whole Milk it saves 0.09 EUR alone and 0.00 EUR beside it; offer-0 then saves 0.10 EUR, and all together 0.10 EUR",
				"offers[1]: warning: offer-0 gives as much or more on the same goods for as long; this one is never given",
			},
		},
	} {
		got := found(t, shop(t), written(c.offers...))
		if diff := cmp.Diff(got, c.want); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestCheck_LeavesOffersAloneThatAddUp(t *testing.T) {
	for _, of := range []string{"scope: basket", "scope: unit, cap: 40"} {
		b := written("rewards: [{type: percent_off, percent: '10', "+of+"}]", "rewards: [{type: percent_off, percent: '9', "+of+"}]")
		for _, f := range found(t, author.Shop{}, b) {
			if strings.Contains(f, "never given") {
				t.Errorf("%s: both are given, and it says: %s", of, f)
			}
		}
	}
}

func TestCheck_PricesPastSalesAnew(t *testing.T) {
	s := shop(t)
	var err error
	s.Sales, err = author.ReadSales(strings.NewReader(`
{"kind":"waiting","waiting":{}}
{"kind":"event","event":{"seq":1,"type":"endcap.basket.closed.v1","data":{"basket":"1","closed":"2026-03-03T10:00:00Z","currency":"EUR","saved":"0.00 EUR","lines":[{"number":1,"gtin":"9520001100376","quantity":2,"gross":"2.58 EUR","paid":"2.58 EUR"}]}}}
{"seq":2,"type":"endcap.label.shown.v1","data":{}}
{"basket":"2","closed":"2026-03-03T11:00:00Z","currency":"EUR","saved":"0.10 EUR","lines":[{"number":1,"gtin":"2101001000001","quantity":1,"grams":500,"gross":"1.00 EUR","paid":"0.90 EUR"}]}
`))
	if err != nil {
		t.Fatal(err)
	}
	got := found(t, s, written(
		"rewards: [{type: amount_off, amount: 10, scope: unit, select: {brands: [Fjordland]}}]",
		"conditions: [{type: member}]\nrewards: [{type: amount_off, amount: 20, scope: basket, select: {categories: [fresh/fruit]}}]"))
	want := []string{
		": note: 2 of 2 sales priced anew: 3.58 EUR at shelf prices, 3.48 EUR with the offers then, 3.38 EUR with these",
		"offers[0]: note: on past sales it is given in 1 of 2 baskets and takes off 0.20 EUR",
		"offers[1]: note: on past sales it is never given",
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Error(diff)
	}
	if _, err := author.ReadSales(strings.NewReader("{}\n{\n")); err == nil || !strings.HasPrefix(err.Error(), "2:1: no sale can be read here") {
		t.Error(err)
	}
}

func TestReadCosts_TellsEveryFault(t *testing.T) {
	_, err := author.ReadCosts([]byte("name,cost,gtin\nA,1.00,9520001100376\nB,dear,9520001100741\nC,1.00,5\n"), money.Currency{'E', 'U', 'R'})
	want := "3:3: \"dear\" is no cost in EUR; write it like 1.20\n4:8: gs1: "
	if err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("%v\nwant %s", err, want)
	}
}

func BenchmarkCheck(b *testing.B) {
	parts := make([]string, 10_000)
	for i := range parts {
		parts[i] = fmt.Sprintf("rewards: [{type: percent_off, percent: '%d', scope: unit, select: {skus: [p%d, p%d]}}]\nexamples: [{basket: [{sku: p%d, quantity: 2, price: 200}], expect: {saved: %d}}]",
			1+i%50, i, i+1, i, 2*2*(1+i%50))
	}
	text := written(parts...)
	for b.Loop() {
		d := author.ReadDraft("o.yaml", text)
		if d.Faults != nil {
			b.Fatal(d.Faults[0])
		}
		author.Check(&d, author.Shop{})
	}
}
