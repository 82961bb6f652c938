package offers_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"endcap/offers"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/scanner/gs1"

	"github.com/google/go-cmp/cmp"
)

var (
	eur = money.Currency{'E', 'U', 'R'}
	now = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC) // a Monday
)

// set compiles offers written as the inside of their JSON objects; id, name
// and valid are added.
func set(t testing.TB, list ...string) *offers.Set {
	t.Helper()
	return under(t, offers.Policy{Combine: offers.InTurn}, list...)
}

// under makes a set under a policy.
func under(t testing.TB, p offers.Policy, list ...string) *offers.Set {
	t.Helper()
	all := make([]offers.Offer, len(list))
	for i, s := range list {
		if err := json.Unmarshal([]byte("{"+s+"}"), &all[i]); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
		if all[i].ID == "" {
			all[i].ID = string(rune('a' + i))
		}
		all[i].Name = offers.Text{"en": strings.ToUpper(all[i].ID)}
	}
	s, err := p.Compile(eur, all)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// of makes a basket: each line a SKU in a category of its first letter.
func of(lines ...offers.Line) offers.Basket {
	for i := range lines {
		if lines[i].Categories == nil {
			lines[i].Categories = []string{lines[i].SKU[:1]}
		}
	}
	return offers.Basket{Currency: eur, Lines: lines}
}

func line(sku string, quantity, price int64) offers.Line {
	return offers.Line{SKU: sku, Quantity: quantity, Price: price}
}

func TestPrice_EveryReward(t *testing.T) {
	for _, c := range []struct {
		name, reward, text string
		basket             offers.Basket
		nets               []int64
	}{
		{"percent of a unit is rounded on each", `"type":"percent_off","percent":"10","scope":"unit"`, "10 % off", of(line("x", 3, 106)), []int64{285}},
		{"percent of a line is rounded once", `"type":"percent_off","percent":"10","scope":"line"`, "10 % off", of(line("x", 3, 106)), []int64{286}},
		{"percent of the basket is spread", `"type":"percent_off","percent":"10","scope":"basket"`, "10 % off the basket", of(line("x", 1, 106), line("y", 1, 206)), []int64{95, 186}},
		{"percent is capped", `"type":"percent_off","percent":"50","scope":"unit","cap":100`, "50 % off", of(line("x", 3, 120)), []int64{260}},
		{"amount off each", `"type":"amount_off","amount":50,"scope":"unit","select":{"skus":["x"]}`, "0.50 EUR off each", of(line("x", 2, 120), line("y", 1, 120)), []int64{140, 120}},
		{"amount never below nothing", `"type":"amount_off","amount":500,"scope":"basket"`, "5.00 EUR off the basket", of(line("x", 1, 120)), []int64{0}},
		{"amount off the cheapest two", `"type":"amount_off","amount":50,"scope":"unit","max_units":2`, "0.50 EUR off 2 pieces", of(line("x", 1, 300), line("y", 2, 120)), []int64{300, 140}},
		{"amount off one of a line", `"type":"amount_off","amount":50,"scope":"unit","max_units_per_line":1`, "0.50 EUR off each", of(line("x", 2, 300), line("y", 2, 120)), []int64{550, 190}},
		{"unit price", `"type":"unit_price","price":99,"select":{"categories":["x"]}`, "now 0.99 EUR", of(line("x1", 2, 120), line("x2", 1, 80)), []int64{198, 80}},
		{"unit price per kilogram", `"type":"unit_price","price":800,"per":"kg"`, "8.00 EUR per kg", of(offers.Line{SKU: "x", Quantity: 1, Price: 333, Grams: 333}, line("y", 1, 900)), []int64{266, 900}},
		{"3 for a price", `"type":"group","groups":[{"quantity":3}],"price":400`, "3 for 4.00 EUR", of(line("x", 7, 199)), []int64{999}},
		{"a group that costs more is not given", `"type":"group","groups":[{"quantity":3}],"price":600`, "3 for 6.00 EUR", of(line("x", 3, 199)), []int64{597}},
		{"3 for 2 takes the dearest first", `"type":"group","groups":[{"quantity":3}],"free_cheapest":1`, "3 for 2", of(line("x", 2, 300), line("y", 2, 200), line("z", 2, 100)), []int64{600, 200, 100}},
		{"3 for 2 as the shop likes it", `"type":"group","groups":[{"quantity":3}],"free_cheapest":1,"choose":"cheapest","max_times":1`, "3 for 2", of(line("x", 2, 300), line("y", 2, 200), line("z", 2, 100)), []int64{600, 400, 100}},
		{"meal deal", `"type":"group","groups":[{"quantity":1,"select":{"categories":["m"]}},{"quantity":1,"select":{"categories":["d"]}}],"price":500`, "2 together for 5.00 EUR", of(line("main", 2, 450), line("drink", 1, 150)), []int64{825, 125}},
		{"group at a percentage", `"type":"group","groups":[{"quantity":2}],"percent":"25"`, "2: 25 % off", of(line("x", 3, 100)), []int64{250}},
		{"group less an amount", `"type":"group","groups":[{"quantity":2}],"amount":75`, "2: 0.75 EUR off", of(line("x", 3, 100)), []int64{225}},
		{"group less an amount each", `"type":"group","groups":[{"quantity":2}],"amount_per_unit":10`, "2: 0.10 EUR off each", of(line("x", 5, 100)), []int64{460}},
		{"second at half price", `"type":"group","groups":[{"quantity":2}],"cheapest_units":1,"percent":"50"`, "2, the cheapest at 50 % off", of(line("x", 1, 300), line("y", 1, 101)), []int64{300, 50}},
		{"buy 2 get 1", `"type":"buy_get","buy":{"quantity":2,"select":{"skus":["x"]}},"get":{"quantity":1,"select":{"skus":["y"]}}`, "buy 2, get 1 free", of(line("x", 5, 300), line("y", 3, 101)), []int64{1500, 101}},
		{"buy 1 get 2, of which one is there", `"type":"buy_get","buy":{"quantity":1,"select":{"skus":["x"]}},"get":{"quantity":2,"amount":50},"partial_get":true`, "buy 1, get 2 at 0.50 EUR off", of(line("x", 1, 300), line("y", 1, 101)), []int64{300, 51}},
		{"tiered by spend", `"type":"tiered","basis":"spend","tiers":[{"from":1000,"percent":"5"},{"from":2000,"percent":"10"}]`, "up to 10 % off", of(line("x", 2, 1000)), []int64{1800}},
		{"tiered by quantity", `"type":"tiered","basis":"quantity","tiers":[{"from":2,"amount":100},{"from":5,"amount":300}]`, "up to 3.00 EUR off", of(line("x", 2, 1000)), []int64{1900}},
		{"below all tiers", `"type":"tiered","basis":"quantity","tiers":[{"from":3,"amount":100}]`, "up to 1.00 EUR off", of(line("x", 2, 1000)), []int64{2000}},
		{"first and further", `"type":"per_line_first_additional","first":100,"additional":50,"max_units":3`, "1.00 EUR off the first, 0.50 EUR off each further", of(line("x", 5, 1000)), []int64{4800}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := set(t, `"rewards":[{`+c.reward+`}]`).Price(c.basket, offers.Context{Now: now})
			check(t, r)
			var nets []int64
			for _, l := range r.Lines {
				nets = append(nets, l.Net.Minor)
				for _, d := range l.Discounts {
					if d.Text != c.text {
						t.Errorf("text %q, want %q", d.Text, c.text)
					}
				}
			}
			if diff := cmp.Diff(nets, c.nets); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// check proves what must hold of every result.
func check(t testing.TB, r offers.Result) {
	t.Helper()
	gross, net, applied := int64(0), int64(0), int64(0)
	for _, l := range r.Lines {
		off, units, n := int64(0), int64(0), int64(0)
		for _, d := range l.Discounts {
			off += d.Saved.Minor
		}
		for _, u := range l.Units {
			units += u.Each.Minor * u.Quantity
			n += u.Quantity
		}
		if l.Gross.Minor-off != l.Net.Minor || units != l.Net.Minor || n != l.Quantity || l.Net.Minor < 0 {
			t.Errorf("line %d does not add up: %+v", l.Number, l)
		}
		gross, net = gross+l.Gross.Minor, net+l.Net.Minor
	}
	for _, a := range r.Applied {
		applied += a.Saved.Minor
	}
	if r.Subtotal.Minor != gross || r.Total.Minor != net || r.Saved.Minor != gross-net || applied != gross-net {
		t.Errorf("the result does not add up: %+v", r)
	}
}

func TestPrice_EveryCondition(t *testing.T) {
	ctx := offers.Context{
		Now: now, Zone: "bakery", Coupons: []string{"HELLO"},
		Customer: &offers.Customer{Member: true, Segments: []string{"staff"}, Visits: 2},
	}
	b := of(line("x", 2, 500), line("y", 1, 300))
	b.Lines[0].Expiry = gs1.Date{Year: 2026, Month: 3, Day: 2}
	b.Lines[0].Lot, b.Lines[1].NoOffers = "L1", true
	for condition, want := range map[string]bool{
		`"type":"min_spend","amount":1300`:                                              true,
		`"type":"min_spend","amount":1301`:                                              false,
		`"type":"min_spend","amount":1001,"select":{"categories":["x","y"]}`:            false, // y takes no offers
		`"type":"min_quantity","quantity":3`:                                            true,
		`"type":"min_quantity","quantity":3,"select":{"skus":["x"]}`:                    false,
		`"type":"min_products","quantity":2`:                                            true,
		`"type":"min_products","quantity":3`:                                            false,
		`"type":"contains","select":{"skus":["x"]}`:                                     true,
		`"type":"contains","select":{"skus":["z"]}`:                                     false,
		`"type":"contains","select":{"lots":["L1"],"max_unit_price":500}`:               true,
		`"type":"contains","select":{"expires_within_hours":12}`:                        true,
		`"type":"contains","select":{"expires_within_hours":11}`:                        false,
		`"type":"contains","select":{"categories":["x"],"not":{"skus":["x"]}}`:          false,
		`"type":"contains","select":{"categories":["x"],"not":{"min_unit_price":501}}`:  true,
		`"type":"segment","any_of":["vip","staff"]`:                                     true,
		`"type":"segment","any_of":["vip"]`:                                             false,
		`"type":"member"`:                                                               true,
		`"type":"nth_visit","n":3`:                                                      true,
		`"type":"nth_visit","n":1`:                                                      false,
		`"type":"zone","any_of":["bakery"]`:                                             true,
		`"type":"zone","any_of":["fish"]`:                                               false,
		`"type":"weekday","any_of":["mon"]`:                                             true,
		`"type":"weekday","any_of":["tue","sun"]`:                                       false,
		`"type":"time_of_day","from":"11:00","to":"12:01"`:                              true,
		`"type":"time_of_day","from":"11:00","to":"12:00"`:                              false,
		`"type":"time_of_day","from":"22:00","to":"12:30"`:                              true,
		`"type":"coupon","codes":["HELLO"]`:                                             true,
		`"type":"coupon","codes":["BYE"]`:                                               false,
		`"type":"coupon","codes":["HELLO"],"valid":{"from":"2026-03-03T00:00:00Z"}`:     false,
		`"type":"min_spend","amount":1000,"basis":"list","select":{"categories":["x"]}`: true,
	} {
		s := set(t, `"conditions":[{`+condition+`}],"rewards":[{"type":"amount_off","amount":1,"scope":"basket"}]`)
		r := s.Price(b, ctx)
		if got := r.Saved.Minor == 1; got != want {
			t.Errorf("%s: holds is %v", condition, got)
		}
		if strings.Contains(condition, "segment") || strings.Contains(condition, "member") || strings.Contains(condition, "nth_visit") || strings.Contains(condition, "coupon") {
			if r := s.Price(b, offers.Context{Now: now}); r.Saved.Minor != 0 {
				t.Errorf("%s holds for nobody", condition)
			}
		}
	}
}

func TestPrice_OffersApplyByLayerPriorityAndPlace(t *testing.T) {
	s := set(t,
		`"id":"basket","layer":"basket","priority":9,"conditions":[{"type":"min_spend","amount":900}],"rewards":[{"type":"amount_off","amount":100,"scope":"basket"}]`,
		`"id":"low","rewards":[{"type":"percent_off","percent":"10","scope":"line"}]`,
		`"id":"high","priority":1,"rewards":[{"type":"amount_off","amount":100,"scope":"line"}]`)
	r := s.Price(of(line("x", 1, 1100)), offers.Context{Now: now})
	var turns []string
	for _, a := range r.Applied {
		turns = append(turns, a.Offer+" "+a.Saved.Decimal())
	}
	if diff := cmp.Diff(turns, []string{"high 1.00", "low 1.00", "basket 1.00"}); diff != "" {
		t.Error(diff)
	}
}

func TestPrice_ExclusiveInTurnKeepsOthersOffEvenWhereItSavesNothing(t *testing.T) {
	all, only := `"id":"all","rewards":[{"type":"amount_off","amount":300,"scope":"basket"}]`,
		`"id":"only","exclusive":true,"rewards":[{"type":"amount_off","amount":100,"scope":"unit","select":{"skus":["x"]}}]`
	for sku, want := range map[string]int64{"x": 100, "y": 0} {
		if r := set(t, all, only).Price(of(line(sku, 1, 1000)), offers.Context{Now: now}); r.Saved.Minor != want {
			t.Errorf("%s: %s saved", sku, r.Saved)
		}
	}
}

func TestPrice_PolicyBestOfTakesOneOffer(t *testing.T) {
	s := under(t, offers.Policy{Combine: offers.BestOf},
		`"rewards":[{"type":"amount_off","amount":100,"scope":"unit"}]`, `"rewards":[{"type":"percent_off","percent":"50","scope":"unit"}]`)
	r := s.Price(of(line("x", 2, 1000)), offers.Context{Now: now})
	check(t, r)
	if len(r.Applied) != 1 || r.Applied[0].Offer != "b" || r.Saved.Minor != 1000 {
		t.Errorf("%+v", r.Applied)
	}
}

func TestPrice_AUnitIsInOneMultibuyOnly(t *testing.T) {
	r := set(t, `"rewards":[{"type":"group","groups":[{"quantity":2}],"amount":10}]`, `"rewards":[{"type":"group","groups":[{"quantity":3}],"amount":10}]`).
		Price(of(line("x", 4, 100)), offers.Context{Now: now})
	if r.Saved.Minor != 20 {
		t.Errorf("%s saved; the second offer took units of the first", r.Saved)
	}
}

func TestPrice_KeepsFloorsMarkdownsAndGoodsWithoutOffers(t *testing.T) {
	b := of(line("x", 1, 1000), line("y", 1, 1000), line("z", 1, 1000))
	b.Lines[0].Floor, b.Lines[1].MarkedDown, b.Lines[2].NoOffers = 950, true, true
	r := set(t, `"skip_marked_down_items":true,"rewards":[{"type":"percent_off","percent":"10","scope":"basket"},{"type":"group","groups":[{"quantity":1}],"free_cheapest":1}]`).
		Price(b, offers.Context{Now: now})
	check(t, r)
	if r.Lines[0].Net.Minor != 950 || r.Saved.Minor != 50 {
		t.Errorf("%+v", r)
	}
}

func TestPrice_WhatCannotBePricedSaysSoAndCostsTheShelfPrice(t *testing.T) {
	s := set(t, `"rewards":[{"type":"percent_off","percent":"50","scope":"unit"}]`)
	for name, b := range map[string]offers.Basket{
		"another currency": {Currency: money.Currency{'U', 'S', 'D'}, Lines: []offers.Line{line("x", 2, 100)}},
		"too many units":   of(line("x", offers.MaxUnits, 100), line("y", 1, 100)),
		"a huge price":     of(line("x", 2, 1<<62), line("y", 2, 1<<62)),
		"no quantity":      of(line("x", 0, 100)),
		"less than none":   of(line("x", -1, 100)),
	} {
		r := s.Price(b, offers.Context{Now: now})
		if r.Problem == "" || r.Saved.Minor != 0 || r.Total.Minor < 0 || r.Total != r.Subtotal {
			t.Errorf("%s: %+v", name, r)
		}
	}
	if r := s.Price(offers.Basket{}, offers.Context{Now: now}); r.Problem != "" || r.Total != money.New(0, eur) {
		t.Errorf("an empty basket: %+v", r)
	}
}

func TestText_FindsTheLanguage(t *testing.T) {
	name := offers.Text{"de": "Tee", "en": "Tea", "fr": "Thé"}
	for language, want := range map[string]string{"de": "Tee", "de-AT": "Tee", "fr": "Thé", "pl": "Tea", "": "Tea"} {
		if got := name.In(language); got != want {
			t.Errorf("%q: %s, want %s", language, got, want)
		}
	}
	if got := (offers.Text{"pl": "Herbata", "cs": "Čaj"}).In("de"); got != "Čaj" {
		t.Errorf("neither: %s", got)
	}
}

func TestHint_SaysWhatAnybodyCanHaveOnTheProduct(t *testing.T) {
	s := set(t,
		`"conditions":[{"type":"member"}],"rewards":[{"type":"percent_off","percent":"50","scope":"unit","select":{"categories":["tea"]}}]`,
		`"rewards":[{"type":"percent_off","percent":"5","scope":"basket"}]`,
		`"valid":{"to":"2026-03-01T00:00:00Z"},"rewards":[{"type":"percent_off","percent":"30","scope":"unit","select":{"categories":["tea"]}}]`,
		`"rewards":[{"type":"percent_off","percent":"20","scope":"unit","select":{"categories":["tea"]}}]`,
		`"conditions":[{"type":"min_quantity","quantity":2}],"rewards":[{"type":"group","groups":[{"quantity":3,"select":{"gtins":["4006381333931"]}}],"price":400}]`)
	tea := catalog.Product{GTIN: 96385074, Category: []string{"tea"}, Price: money.New(399, eur)}
	pen := catalog.Product{GTIN: 4006381333931, Price: money.New(199, eur)}
	rice := catalog.Product{GTIN: 12345670, Price: money.New(199, eur)}
	for want, p := range map[string]catalog.Product{"20 % off": tea, "3 for 4.00 EUR from 2": pen, "": rice} {
		if got := s.Hint(p, now); got != want {
			t.Errorf("%s: %q, want %q", p.GTIN, got, want)
		}
	}
	if got := (*offers.Set)(nil).Hint(tea, now); got != "" {
		t.Errorf("no set hints %q", got)
	}
}

func TestTax_IsRoundedWhereToldTo(t *testing.T) {
	r := set(t).Price(of(line("x", 3, 199), line("y", 1, 150), line("z", 1, 99)), offers.Context{Now: now})
	rate := func(p int64, included bool) func(int) (offers.TaxRate, bool) {
		return func(line int) (offers.TaxRate, bool) {
			return offers.TaxRate{Percent: money.Percent(p * 10_000), Included: included}, line < 3
		}
	}
	for _, c := range []struct {
		included   bool
		level      offers.TaxLevel
		tax, added int64
	}{
		{false, offers.TaxPerLine, 113 + 29, 142},  // 113.43, 28.5
		{false, offers.TaxPerUnit, 3*38 + 29, 143}, // 37.81
		{false, offers.TaxPerReceipt, 142, 142},    // 141.93
		{true, offers.TaxPerLine, 95 + 24, 0},      // 95.32, 23.95
		{true, offers.TaxPerUnit, 3*32 + 24, 0},    // 31.77
	} {
		tax, added := r.Tax(rate(19, c.included), c.level)
		if tax.Minor != c.tax || added.Minor != c.added {
			t.Errorf("included %v, level %d: %s, %s on top; want %d, %d", c.included, c.level, tax, added, c.tax, c.added)
		}
	}
}

func TestTax_OfDepositsIsTheCountrysChoice(t *testing.T) {
	basket := of(line("x", 3, 199))
	basket.Lines[0].Deposit = 25
	r := set(t).Price(basket, offers.Context{Now: now})
	for _, c := range []struct {
		rate       offers.TaxRate
		level      offers.TaxLevel
		tax, added int64
	}{
		{offers.TaxRate{Percent: 190_000, Included: true}, offers.TaxPerLine, 95, 0},
		{offers.TaxRate{Percent: 190_000, Included: true, Deposit: 190_000}, offers.TaxPerLine, 95 + 12, 0},    // 11.97
		{offers.TaxRate{Percent: 70_000, Deposit: 190_000}, offers.TaxPerUnit, 3*14 + 3*5, 57},                 // 13.93, 4.75
		{offers.TaxRate{Percent: 70_000, Deposit: 190_000}, offers.TaxPerReceipt, 56, 56},                      // 41.79 + 14.25
		{offers.TaxRate{Percent: 9_999_999, Deposit: 9_999_999}, offers.TaxPerReceipt, 5970 + 750, 5970 + 750}, // the largest there is
	} {
		if tax, added := r.Tax(func(int) (offers.TaxRate, bool) { return c.rate, true }, c.level); tax.Minor != c.tax || added.Minor != c.added {
			t.Errorf("%+v, level %d: %s, %s on top; want %d, %d", c.rate, c.level, tax, added, c.tax, c.added)
		}
	}
	basket.Lines[0].Quantity, basket.Lines[0].Price = offers.MaxUnits, offers.MaxAmount
	r = set(t).Price(basket, offers.Context{Now: now})
	if tax, _ := r.Tax(func(int) (offers.TaxRate, bool) { return offers.TaxRate{Percent: 9_999_999}, true }, offers.TaxPerLine); tax.Minor <= 0 {
		t.Errorf("the largest tax is %s", tax)
	}
}
