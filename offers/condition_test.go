package offers_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"endcap/offers"
	"endcap/offers/money"
	"endcap/offers/play"
	"endcap/offers/quota"
	"endcap/scanner/gs1"
)

// tenOff is an offer of 10 % with more in it.
func tenOff(more string) string {
	return more + `,"rewards":[{"type":"percent_off","percent":"10","scope":"basket"}]`
}

// faults compiles an offer written as in set and returns what is wrong.
func faults(t *testing.T, offer string) string {
	t.Helper()
	var o offers.Offer
	if err := json.Unmarshal([]byte("{"+offer+"}"), &o); err != nil {
		return err.Error()
	}
	o.ID, o.Name = "a", offers.Text{"en": "A"}
	if _, err := offers.Compile(eur, []offers.Offer{o}); err != nil {
		return err.Error()
	}
	return ""
}

func who(change func(*offers.Customer)) offers.Context {
	c := &offers.Customer{ID: "m1"}
	change(c)
	return offers.Context{Now: now, Customer: c}
}

func at(text string) offers.Context {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return offers.Context{Now: t}
}

func TestPrice_EveryConditionAndItsOpposite(t *testing.T) {
	two := of(line("x", 2, 500))
	nobody := offers.Context{Now: now}
	gold := func(c *offers.Customer) { c.Segments, c.Points, c.Member, c.Visits = []string{"gold"}, 300, true, 2 }
	for _, c := range []struct {
		name, condition string
		yes             offers.Context
		yesOf           offers.Basket
		no              offers.Context
		noOf            offers.Basket
		wrong, fault    string
	}{
		{"spend", `"type":"min_spend","amount":1000`, nobody, two, nobody, of(line("x", 1, 999)), `"type":"min_spend"`, "amount: it is 0"},
		{"quantity", `"type":"min_quantity","quantity":2`, nobody, two, nobody, of(line("x", 1, 999)), `"type":"min_quantity","quantity":2,"points":3`, "min_quantity has no use for points"},
		{"products", `"type":"min_products","quantity":2`, nobody, of(line("x", 1, 500), line("y", 1, 500)), nobody, two, `"type":"min_products","quantity":-1`, "quantity: it is -1"},
		{"weight", `"type":"min_weight","grams":500`, nobody, of(offers.Line{SKU: "x", Quantity: 1, Price: 1000, Grams: 500}), nobody, two, `"type":"min_weight","amount":5,"grams":2`, "min_weight has no use for amount"},
		{"weight of some", `"type":"min_weight","grams":500,"select":{"skus":["y"]}`, nobody, of(offers.Line{SKU: "y", Quantity: 1, Price: 1000, Grams: 900}), nobody, of(offers.Line{SKU: "x", Quantity: 1, Price: 1000, Grams: 900}), `"type":"min_weight"`, "grams: it is 0"},
		{"points", `"type":"min_points","points":300`, who(gold), two, nobody, two, `"type":"min_points"`, "points: it is 0"},
		{"members", `"type":"min_members","members":2`, offers.Context{Now: now, Members: 2}, two, nobody, two, `"type":"min_members","members":1`, "members: it is 1; it must be 2 to 100"},
		{"contains", `"type":"contains","select":{"skus":["x"]}`, nobody, two, nobody, of(line("y", 2, 500)), `"type":"contains"`, "contains needs a select"},
		{"segment", `"type":"segment","any_of":["gold"]`, who(gold), two, nobody, two, `"type":"segment"`, "any_of: there are 0 entries"},
		{"member", `"type":"member"`, who(gold), two, who(func(*offers.Customer) {}), two, `"type":"member","n":1`, "member has no use for n"},
		{"visit", `"type":"nth_visit","n":3`, who(gold), two, nobody, two, `"type":"nth_visit"`, "n: it is 0"},
		{"first purchase", `"type":"first_purchase"`, who(func(*offers.Customer) {}), two, nobody, two, `"type":"first_purchase","n":1`, "first_purchase has no use for n"},
		{"not the first", `"type":"first_purchase"`, who(func(*offers.Customer) {}), two, who(gold), two, `"type":"first purchase"`, "is no condition type"},
		{"zone", `"type":"zone","any_of":["wine"]`, offers.Context{Now: now, Zone: "wine"}, two, nobody, two, `"type":"zone","any_of":[""]`, "the entry has 0 bytes"},
		{"weekday", `"type":"weekday","any_of":["mon"]`, nobody, two, at("2026-03-03T12:00:00Z"), two, `"type":"weekday","any_of":["monday"]`, "use mon, tue"},
		{"holiday", `"type":"holiday","any_of":["2026-12-24","2026-12-25"]`, at("2026-12-25T23:59:00+01:00"), two, at("2026-12-26T00:00:00+01:00"), two, `"type":"holiday","any_of":["2026-02-30"]`, "write it like 2026-12-25"},
		{"time of day", `"type":"time_of_day","from":"22:00","to":"06:00"`, at("2026-03-02T05:59:00Z"), two, nobody, two, `"type":"time_of_day","from":"22","to":"06:00"`, "write it like 17:30"},
		{"coupon", `"type":"coupon","codes":["A"]`, offers.Context{Now: now, Coupons: []string{"A"}}, two, nobody, two, `"type":"coupon"`, "codes: there are 0 entries"},
		{"expr", `"type":"expr","expr":"basket.pieces == 2 and now.hour < 13 and basket.members == 1"`, nobody, two, at("2026-03-02T13:00:00Z"), two, `"type":"expr","expr":"basket.pieces = 2"`, "expr: at column 15"},
		{"expr of a customer", `"type":"expr","expr":"'gold' in customer.segments and customer.visits > 1 and basket.total == 1000"`, who(gold), two, nobody, two, `"type":"expr","expr":"line.price > 2"`, "line.price"},
		{"challenge", `"type":"challenge_done","any_of":["goal"]`, who(func(c *offers.Customer) {
			c.Progress = []offers.Progress{{Offer: "goal", Made: play.Progress{Have: 2}}}
		}), of(line("c", 1, 1000)), nobody, of(line("c", 1, 1000)), `"type":"challenge_done","any_of":["Goal"]`, "is no id"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := set(t, tenOff(`"conditions":[{`+c.condition+`}]`),
				`"id":"goal","challenge":{"of":"pieces","goal":3,"select":{"skus":["c"]}},"rewards":[{"type":"amount_off","amount":1,"scope":"unit","select":{"skus":["none"]}}]`)
			yes, no := s.Price(c.yesOf, c.yes), s.Price(c.noOf, c.no)
			check(t, yes)
			if yes.Saved.Minor != 100 || no.Saved.Minor != 0 {
				t.Errorf("saved %s where it holds and %s where it does not", yes.Saved, no.Saved)
			}
			if personal := c.yes.Customer != nil; yes.Personal != personal || yes.Applied[0].Personal != personal {
				t.Errorf("personal is %v, applied as %v", yes.Personal, yes.Applied[0].Personal)
			}
			hidden := c.yes
			hidden.Public = true
			if r := s.Price(c.yesOf, hidden); (r.Saved.Minor != 0) != (c.yes.Customer == nil) {
				t.Errorf("in public %s is saved", r.Saved)
			}
			if got := faults(t, tenOff(`"conditions":[{`+c.wrong+`}]`)); !strings.Contains(got, c.fault) || !strings.Contains(got, "offers[0].conditions[0]") {
				t.Errorf("%s\nis told: %s\nwant %s", c.wrong, got, c.fault)
			}
		})
	}
}

func TestPrice_EveryWordOfASelect(t *testing.T) {
	gtin, err := gs1.ParseGTIN("4006381333931")
	if err != nil {
		t.Fatal(err)
	}
	expiry := gs1.Date{Year: 2026, Month: 3, Day: 3}
	meant := offers.Line{
		GTIN: gtin, SKU: "x", PLU: "4011", Brand: "b", Categories: []string{"c"}, Tags: []string{"t"}, Lot: "L", Expiry: expiry, Zone: "z",
		Quantity: 1, Price: 1000, Grams: 300,
	}
	other := offers.Line{SKU: "o", PLU: "4012", Categories: []string{"o"}, Quantity: 1, Price: 400}
	for _, c := range []struct{ sel, wrong, fault string }{
		{`"gtins":["4006381333931"]`, `"gtins":["4006381333930"]`, "check digit"},
		{`"skus":["x"]`, `"skus":[""]`, "the entry has 0 bytes"},
		{`"plus":["4011","94011"]`, `"plus":["401a"]`, "is no PLU"},
		{`"brands":["b"]`, `"brands":[""]`, "the entry has 0 bytes"},
		{`"categories":["c"]`, `"categories":[""]`, "the entry has 0 bytes"},
		{`"tags":["t"]`, `"tags":[""]`, "the entry has 0 bytes"},
		{`"lots":["L"]`, `"lots":[""]`, "the entry has 0 bytes"},
		{`"expires_within_hours":36`, `"expires_within_hours":-1`, "it is -1"},
		{`"min_unit_price":500`, `"min_unit_price":-1`, "it is -1"},
		{`"min_unit_price":500,"max_unit_price":1000`, `"min_unit_price":500,"max_unit_price":400`, "nothing can be meant"},
		{`"not":{"skus":["o"]}`, `"not":{"not":{"skus":["o"]}}`, "not within not"},
		{`"expr":"line.hours_left <= 36 and 't' in line.tags and line.grams == 300 and line.zone == 'z' and line.plu == '4011'"`, `"expr":"line.weight > 3"`, "expr: at column 1"},
		{`"expr":"not line.marked_down and line.price * line.quantity > 999 and line.gtin == '04006381333931'"`, ``, "it selects nothing in particular"},
	} {
		reward := func(sel string) string {
			return `"rewards":[{"type":"percent_off","percent":"10","scope":"unit","select":{` + sel + `}}]`
		}
		r := set(t, reward(c.sel)).Price(of(meant, other), offers.Context{Now: now})
		check(t, r)
		if r.Lines[0].Net.Minor != 900 || r.Lines[1].Net.Minor != 400 {
			t.Errorf("%s: %s and %s", c.sel, r.Lines[0].Net, r.Lines[1].Net)
		}
		if got := faults(t, reward(c.wrong)); !strings.Contains(got, c.fault) || !strings.Contains(got, "offers[0].rewards[0].select") {
			t.Errorf("%s is told: %s", c.wrong, got)
		}
	}
}

func TestPrice_EveryLimit(t *testing.T) {
	two := of(line("x", 2, 500))
	used := func(times, today int64) offers.Context {
		return who(func(c *offers.Customer) {
			c.Used = []offers.Used{{Offer: "a", Times: times, Today: today}, {Offer: "b", Times: 100}}
		})
	}
	left := func(uses, minor int64) offers.Context {
		return offers.Context{Now: now, Left: []quota.Left{{Offer: "b", Uses: 9, Money: 9}, {Offer: "a", Uses: uses, Money: minor}}}
	}
	nobody := offers.Context{Now: now}
	for _, c := range []struct {
		limit        string
		yes, no      []offers.Context
		wrong, fault string
	}{
		{`"per_customer":2`, []offers.Context{used(1, 1), used(0, 0)}, []offers.Context{used(2, 0), used(3, 0), nobody, {Now: now, Customer: &offers.Customer{}}}, `"per_customer":0`, "limits.per_customer: it is 0"},
		{`"per_customer_per_day":1`, []offers.Context{used(9, 0)}, []offers.Context{used(9, 1), nobody}, `"per_customer_per_day":-1`, "limits.per_customer_per_day: it is -1"},
		{`"device_quota":5`, []offers.Context{left(1, -1), left(-1, -1)}, []offers.Context{left(0, -1), nobody}, `"device_quota":-1`, "limits.device_quota: it is -1"},
		{`"budget":5000`, []offers.Context{left(-1, 100), left(-1, -1)}, []offers.Context{left(-1, 99), left(-1, 0), nobody}, `"budget":-1`, "limits.budget: it is -1"},
		{`"per_basket":1`, nil, nil, `"per_basket":1`, "per_basket counts group and buy_get"},
	} {
		for _, ctx := range c.yes {
			if r := set(t, tenOff(`"limits":{`+c.limit+`}`)).Price(two, ctx); r.Saved.Minor != 100 {
				t.Errorf("%s with %+v saves %s", c.limit, ctx, r.Saved)
			}
		}
		for _, ctx := range c.no {
			if r := set(t, tenOff(`"limits":{`+c.limit+`}`)).Price(two, ctx); r.Saved.Minor != 0 || r.Total.Minor != 1000 {
				t.Errorf("%s with %+v saves %s", c.limit, ctx, r.Saved)
			}
		}
		if got := faults(t, tenOff(`"limits":{`+c.wrong+`}`)); !strings.Contains(got, c.fault) {
			t.Errorf("%s is told: %s", c.wrong, got)
		}
	}
	s := set(t, `"limits":{"device_quota":9},"rewards":[{"type":"group","groups":[{"quantity":1}],"amount":10}]`)
	if r := s.Price(of(line("x", 5, 500)), left(3, -1)); r.Saved.Minor != 30 {
		t.Errorf("of a group with 3 times left, %s is saved", r.Saved)
	}
}

func TestPrice_DepositsAndOverridesAreOutsideEveryOffer(t *testing.T) {
	beer := offers.Line{SKU: "beer", Quantity: 6, Price: 100, Deposit: 25}
	staff := offers.Line{SKU: "bruised", Quantity: 1, Price: 50, Override: true}
	s := set(t, tenOff(`"conditions":[{"type":"min_spend","amount":600,"select":{"skus":["beer","bruised"]}}]`))
	r := s.Price(of(beer, staff), offers.Context{Now: now})
	eur := func(n int64) money.Amount { return money.New(n, eur) }
	if r.Saved != eur(60) || r.Deposit != eur(150) || r.Total != eur(540+50+150) || r.Lines[0].Deposit != eur(150) || r.Lines[1].Net != eur(50) {
		t.Errorf("%+v", r)
	}
	beer.Price = 99
	if r := s.Price(of(beer, staff), offers.Context{Now: now}); r.Saved.Minor != 0 {
		t.Errorf("a deposit or an overridden line counted towards a threshold: %+v", r)
	}
}

func TestCompile_RefusesWhatAnOfferCannotBe(t *testing.T) {
	for _, c := range []struct{ offer, fault string }{
		{`"win":{"commit":"00","chance":5}`, "64"},
		{`"win":{"commit":"` + strings.Repeat("ab", 32) + `","chance":0}`, "offers[0].win: play: not an instant win: a chance of 0"},
		{`"challenge":{"of":"steps","goal":3}`, "offers[0].challenge: play: not a challenge"},
		{`"challenge":{"of":"pieces","goal":3,"select":{}}`, "offers[0].challenge.select: it selects nothing"},
		{`"stores":[""]`, "offers[0].stores[0]"},
		{`"announce_reduction":true`, "rewards[0] is not off the price of each piece"},
		{`"announce_reduction":true,"conditions":[{"type":"member"}]`, "a price that hangs on member is no reduction for everybody"},
	} {
		if got := faults(t, tenOff(c.offer)); !strings.Contains(got, c.fault) {
			t.Errorf("%s is told: %s", c.offer, got)
		}
	}
}
