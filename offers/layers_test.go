package offers_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"

	"endcap/offers"
	"endcap/offers/money"
	"endcap/offers/quota"
	"endcap/scanner/gs1"

	"github.com/google/go-cmp/cmp"
)

// best makes a set under best price.
func best(t testing.TB, list ...string) *offers.Set {
	t.Helper()
	return under(t, offers.Policy{}, list...)
}

func gave(r offers.Result) map[string]int64 {
	m := map[string]int64{}
	for _, a := range r.Applied {
		m[a.Offer] += a.Saved.Minor
	}
	return m
}

const (
	tenth   = `"rewards":[{"type":"percent_off","percent":"10","scope":"unit"}]`
	fifth   = `"rewards":[{"type":"percent_off","percent":"20","scope":"unit"}]`
	three   = `"rewards":[{"type":"group","groups":[{"quantity":3}],"free_cheapest":1}]`
	basket1 = `"rewards":[{"type":"amount_off","amount":100,"scope":"basket"}]`
)

func TestBestPrice_GoesByLayers(t *testing.T) {
	b := of(line("x", 3, 1000))
	for name, c := range map[string]struct {
		offers []string
		want   map[string]int64
	}{
		"of rules for a line the best is given":            {[]string{`"id":"a",` + tenth, `"id":"b",` + fifth}, map[string]int64{"b": 600}},
		"deals see what item rules left":                   {[]string{`"id":"a",` + three, `"id":"b",` + fifth}, map[string]int64{"b": 600, "a": 800}},
		"the basket comes after deals":                     {[]string{`"id":"a","priority":9,"rewards":[{"type":"percent_off","percent":"10","scope":"basket"}]`, `"id":"b",` + three}, map[string]int64{"b": 1000, "a": 200}},
		"a coupon comes last":                              {[]string{`"id":"a","conditions":[{"type":"coupon","codes":["C"]}],` + tenth, `"id":"b","rewards":[{"type":"percent_off","percent":"50","scope":"basket"}]`}, map[string]int64{"b": 1500, "a": 300}},
		"an offer may come later than is natural":          {[]string{`"id":"a","layer":"coupon",` + fifth, `"id":"b",` + tenth}, map[string]int64{"b": 300, "a": 600}},
		"two rewards of one offer are given together":      {[]string{`"id":"a","rewards":[{"type":"percent_off","percent":"10","scope":"unit"},{"type":"amount_off","amount":50,"scope":"unit"}]`, `"id":"b","rewards":[{"type":"amount_off","amount":140,"scope":"unit"}]`}, map[string]int64{"a": 450}},
		"the same saving is the one of higher priority":    {[]string{`"id":"a",` + tenth, `"id":"b","priority":1,` + tenth}, map[string]int64{"b": 300}},
		"up to two at half price take what saves most":     {[]string{`"id":"a","rewards":[{"type":"percent_off","percent":"50","scope":"unit","max_units":2}]`, `"id":"b","rewards":[{"type":"group","groups":[{"quantity":2}],"amount":100}]`}, map[string]int64{"a": 1000}},
		"an exclusive offer that is cheaper is alone":      {[]string{`"id":"a","exclusive":true,"rewards":[{"type":"percent_off","percent":"40","scope":"basket"}]`, `"id":"b",` + three}, map[string]int64{"a": 1200}},
		"an exclusive offer that is dearer is not given":   {[]string{`"id":"a","exclusive":true,` + tenth, `"id":"b",` + three}, map[string]int64{"b": 1000}},
		"of equal ones the exclusive is given":             {[]string{`"id":"b",` + fifth, `"id":"a","exclusive":true,` + fifth}, map[string]int64{"a": 600}},
		"item rule and deal of a stack group: the deal":    {[]string{`"id":"a","stack_group":"g",` + fifth, `"id":"b","stack_group":"g",` + three}, map[string]int64{"b": 1000}},
		"item rule and deal of a stack group: the rule":    {[]string{`"id":"a","stack_group":"g","rewards":[{"type":"percent_off","percent":"40","scope":"unit"}]`, `"id":"b","stack_group":"g",` + three}, map[string]int64{"a": 1200}},
		"of a stack group in the basket the best is given": {[]string{`"id":"a","stack_group":"g","priority":1,` + basket1, `"id":"b","stack_group":"g","rewards":[{"type":"percent_off","percent":"10","scope":"basket"}]`, `"id":"c",` + basket1}, map[string]int64{"b": 300, "c": 100}},
	} {
		t.Run(name, func(t *testing.T) {
			r := best(t, c.offers...).Price(b, offers.Context{Now: now, Coupons: []string{"C"}})
			check(t, r)
			if diff := cmp.Diff(gave(r), c.want); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A piece that the deal takes loses the item rule of its stack group; the
// others keep it.
func TestBestPrice_AStackGroupIsAboutPieces(t *testing.T) {
	r := best(t, `"id":"a","stack_group":"g",`+tenth, `"id":"b","stack_group":"g",`+three).Price(of(line("x", 4, 1000)), offers.Context{Now: now})
	check(t, r)
	if diff := cmp.Diff(gave(r), map[string]int64{"a": 100, "b": 1000}); diff != "" {
		t.Error(diff)
	}
	for _, a := range r.Applied {
		if a.Offer == "a" && (len(a.Units) != 1 || a.Units[0].Quantity != 1) || a.Offer == "b" && (a.Units[0].Quantity != 3 || a.Times != 1) {
			t.Errorf("%+v", a)
		}
	}
}

// What costs more than is left is left out whole, the least important first,
// and the pieces are shared out again.
func TestBestPrice_WhatIsLeftIsNotOverdrawn(t *testing.T) {
	s := best(t, `"id":"a","priority":2,"limits":{"budget":9000},"rewards":[{"type":"group","groups":[{"quantity":2}],"amount":300}]`,
		`"id":"b","priority":1,"limits":{"device_quota":9},"rewards":[{"type":"group","groups":[{"quantity":2}],"amount":200}]`)
	left := func(budget, uses int64) offers.Context {
		return offers.Context{Now: now, Left: []quota.Left{{Offer: "a", Uses: quota.NoEnd, Money: budget}, {Offer: "b", Uses: uses, Money: quota.NoEnd}}}
	}
	for name, c := range map[string]struct {
		ctx  offers.Context
		want map[string]int64
	}{
		"enough":            {left(600, 9), map[string]int64{"a": 600}},
		"not enough for a":  {left(599, 9), map[string]int64{"b": 400}},
		"b may be once":     {left(0, 1), map[string]int64{"b": 200}},
		"nothing granted":   {offers.Context{Now: now}, map[string]int64{}},
		"a grant of nobody": {left(0, 0), map[string]int64{}},
	} {
		r := s.Price(of(line("x", 4, 1000)), c.ctx)
		check(t, r)
		if diff := cmp.Diff(gave(r), c.want); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestBestPrice_ASavingDoesNotCostTheThreshold(t *testing.T) {
	s := best(t, `"id":"two","rewards":[{"type":"group","groups":[{"quantity":2}],"amount":100}]`,
		`"id":"big","conditions":[{"type":"min_spend","amount":2000}],"rewards":[{"type":"amount_off","amount":500,"scope":"basket"}]`)
	r := s.Price(of(line("x", 2, 1000)), offers.Context{Now: now})
	if diff := cmp.Diff(gave(r), map[string]int64{"big": 500}); diff != "" {
		t.Error(diff)
	}
	if r = s.Price(of(line("x", 2, 1050)), offers.Context{Now: now}); r.Saved.Minor != 600 {
		t.Errorf("both are reached: %s", r.Saved)
	}
}

// A deal that asks for a spend is not lost by what a rule for lines saves.
func TestBestPrice_ASavingDoesNotCostADeal(t *testing.T) {
	s := best(t, `"id":"cheaper","rewards":[{"type":"amount_off","amount":1,"scope":"unit"}]`,
		`"id":"two","conditions":[{"type":"min_spend","amount":2000}],"rewards":[{"type":"group","groups":[{"quantity":2}],"amount":500}]`)
	r := s.Price(of(line("x", 2, 1000)), offers.Context{Now: now})
	if diff := cmp.Diff(gave(r), map[string]int64{"two": 500}); diff != "" {
		t.Error(diff)
	}
}

// What is beyond the solver is shared out greedily, and what that may cost is
// told.
func TestBestPrice_TellsTheGapWhereThereIsNoProof(t *testing.T) {
	s := best(t, `"id":"a",`+three)
	r := s.Price(of(line("x", 9, offers.MaxAmount)), offers.Context{Now: now})
	check(t, r)
	if r.Saved.Minor != 3*offers.MaxAmount || r.Gap.Minor <= 0 {
		t.Errorf("saved %s, gap %s", r.Saved, r.Gap)
	}
	if r = s.Price(of(line("x", 9, 1000)), offers.Context{Now: now}); r.Saved.Minor != 3000 || r.Gap != (money.Amount{}) {
		t.Errorf("saved %s, gap %s", r.Saved, r.Gap)
	}
}

// A way that was not looked through to its end may be cheaper than the one that
// is taken.
func TestBestPrice_TellsTheGapOfTheWaysNotTaken(t *testing.T) {
	s := best(t, `"id":"a",`+three, `"id":"b","exclusive":true,"rewards":[{"type":"percent_off","percent":"50","scope":"unit"}]`)
	r := s.Price(of(line("x", 9, offers.MaxAmount)), offers.Context{Now: now})
	check(t, r)
	if r.Applied[0].Offer != "b" || r.Gap.Minor <= 0 {
		t.Errorf("given %v, gap %s", gave(r), r.Gap)
	}
}

// What a deal took back of an item rule takes nothing of its grant.
func TestBestPrice_ARuleThatWasTakenBackUsesNothing(t *testing.T) {
	s := best(t, `"id":"a","stack_group":"g","limits":{"device_quota":5},`+fifth, `"id":"b","stack_group":"g",`+three)
	r := s.Price(of(line("x", 3, 1000)), offers.Context{Now: now, Left: []quota.Left{{Offer: "a", Uses: 5, Money: quota.NoEnd, Points: quota.NoEnd}}})
	check(t, r)
	if r.Saved.Minor != 1000 || len(r.Uses) != 0 {
		t.Errorf("saved %s, used %+v", r.Saved, r.Uses)
	}
}

// Whether an offer of before marked a line down is asked when it matters.
func TestBestPrice_ASelectSeesWhatIsMarkedDownByNow(t *testing.T) {
	full := `"layer":"shelf","rewards":[{"type":"amount_off","amount":1,"scope":"unit","select":{"expr":"not line.marked_down"}}]`
	later := `"rewards":[{"type":"amount_off","amount":5,"scope":"unit","select":{"expr":"not line.marked_down"}}]`
	ladder := `"rewards":[{"type":"near_expiry","steps":[{"hours":24,"percent":"50"}]}]`
	l := line("x", 1, 1000)
	l.Expiry = gs1.DateOf(now)
	r := best(t, full, later, ladder).Price(of(l), offers.Context{Now: now})
	check(t, r)
	if diff := cmp.Diff(gave(r), map[string]int64{"c": 500}); diff != "" {
		t.Error(diff)
	}
}

// The same basket costs the same, piece by piece, in whatever order it was
// scanned.
func TestBestPrice_DoesNotDependOnTheOrderOfScans(t *testing.T) {
	s := best(t, `"id":"a",`+three, `"id":"b","rewards":[{"type":"buy_get","buy":{"quantity":2},"get":{"quantity":1,"percent":"50"}}]`,
		`"id":"c","rewards":[{"type":"percent_off","percent":"7","scope":"basket"}]`, `"id":"d",`+fifth)
	b := of(line("x", 2, 199), line("y", 3, 199), line("z", 1, 150), line("w", 4, 333), line("v", 1, 199))
	for i := range b.Lines {
		b.Lines[i].Number = i + 1
	}
	bytes := func(b offers.Basket) string {
		r := s.Price(b, offers.Context{Now: now})
		slices.SortFunc(r.Lines, func(a, b offers.PricedLine) int { return a.Number - b.Number })
		for _, a := range r.Applied {
			slices.SortFunc(a.Units, func(a, b offers.UnitsOf) int { return a.Line - b.Line })
		}
		out, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	want := bytes(b)
	for i := range 200 {
		rand.New(rand.NewPCG(1, uint64(i))).Shuffle(len(b.Lines), func(i, j int) { b.Lines[i], b.Lines[j] = b.Lines[j], b.Lines[i] })
		if got := bytes(b); got != want {
			t.Fatalf("got %s\nwant %s", got, want)
		}
	}
}
