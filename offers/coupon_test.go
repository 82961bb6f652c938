package offers_test

import (
	"strings"
	"testing"

	"endcap/offers"
	"endcap/offers/money"
	"endcap/offers/quota"
	"endcap/scanner/gs1"

	"github.com/google/go-cmp/cmp"
)

// coupon reads an element string as a coupon.
func coupon(t *testing.T, text string) offers.GS1Coupon {
	t.Helper()
	m, err := gs1.ParseBracketed(text)
	if err != nil {
		t.Fatal(err)
	}
	k, ok, err := offers.ReadCoupon(&m, eur, now)
	if !ok || err != nil {
		t.Fatalf("%s: %v, %v", text, ok, err)
	}
	return k
}

func TestReadCoupon_ReadsEachKind(t *testing.T) {
	for text, want := range map[string]offers.GS1Coupon{
		"(255)9501101530003123456(3902)150": {Code: "9501101530003123456", Offer: "9501101530003", Serial: 123456, Value: 150},
		"(255)9501101530003(3941)0125":      {Code: "9501101530003", Offer: "9501101530003", Percent: 125_000},
		"(255)9501101530003(8111)0040":      {Code: "9501101530003", Offer: "9501101530003", Points: 40},
		"(8112)0106141416543213567890123":   {Code: "0106141416543213567890123", Offer: "8112-0614141-654321", Serial: 567890123, Confirmed: true},
	} {
		m, err := gs1.ParseBracketed(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		got, ok, err := offers.ReadCoupon(&m, eur, now)
		if diff := cmp.Diff(got, want); diff != "" || !ok || err != nil {
			t.Errorf("%s: %v, %v: %s", text, ok, err, diff)
		}
	}
	if k := coupon(t, "(8110)1061414165432132501101203140131"); k.Offer != "8110-0614141" || k.Claim == nil || k.Claim.Save.Amount.Value != 250 {
		t.Errorf("%+v", k)
	}
	for text, fault := range map[string]string{
		"(255)9501101530003(3940)0101": "which is too much",
		"(255)9501101530004":           "check digit",
	} {
		m, err := gs1.ParseBracketed(text)
		if err == nil {
			_, _, err = offers.ReadCoupon(&m, eur, now)
		}
		if err == nil || !strings.Contains(err.Error(), fault) {
			t.Errorf("%s: %v", text, err)
		}
	}
	m, err := gs1.ParseBracketed("(01)04006381333931")
	if _, ok, _ := offers.ReadCoupon(&m, eur, now); ok || err != nil {
		t.Errorf("a product is a coupon: %v", err)
	}
}

func TestPrice_ACouponIsWorthWhatItsCodeSaysAndOnce(t *testing.T) {
	s := set(t,
		`"id":"off","conditions":[{"type":"coupon","codes":["9501101530003"]}],"rewards":[{"type":"amount_off","scope":"basket","from_coupon":true,"amount":200}]`,
		`"id":"share","conditions":[{"type":"coupon","codes":["9501101530010"]}],"rewards":[{"type":"percent_off","scope":"line","from_coupon":true,"select":{"skus":["x"]}}]`,
		`"id":"points","conditions":[{"type":"coupon","codes":["9501101530027"]}],"rewards":[{"type":"points_earn","from_coupon":true}]`)
	basket := of(line("x", 1, 1000), line("y", 1, 1000))
	ctx := who(func(*offers.Customer) {})
	one, two := coupon(t, "(255)9501101530003111(3902)150"), coupon(t, "(255)9501101530003222(3902)999")
	for _, c := range []struct {
		name   string
		gs1    []offers.GS1Coupon
		saved  int64
		earned int64
	}{
		{"none", nil, 0, 0},
		{"one", []offers.GS1Coupon{one}, 150, 0},
		{"the same twice", []offers.GS1Coupon{one, one}, 150, 0},
		{"two, of which one is worth too much", []offers.GS1Coupon{two, one}, 350, 0},
		{"a percentage", []offers.GS1Coupon{coupon(t, "(255)9501101530010(3940)0015")}, 150, 0},
		{"points", []offers.GS1Coupon{coupon(t, "(255)9501101530027(8111)0040")}, 0, 40},
		{"another's", []offers.GS1Coupon{coupon(t, "(255)9501101530034(3902)150")}, 0, 0},
	} {
		ctx.GS1 = c.gs1
		r := s.Price(basket, ctx)
		check(t, r)
		if r.Saved.Minor != c.saved || r.Earned != c.earned {
			t.Errorf("%s: %s saved, %d earned", c.name, r.Saved, r.Earned)
		}
	}
}

func TestPrice_APositiveOfferNeedsItsSerialGranted(t *testing.T) {
	code := offers.PositiveCode("0614141", "654321")
	s := set(t, `"conditions":[{"type":"coupon","codes":["`+code+`"]}],"rewards":[{"type":"group","groups":[{"quantity":1}],"amount":100}]`)
	k := offers.GS1Coupon{Code: "1", Offer: code, Serial: 7, Confirmed: true}
	other := k
	other.Code, other.Serial = "2", 5
	basket := of(line("x", 5, 1000))
	ctx := offers.Context{Now: now, GS1: []offers.GS1Coupon{k}}
	if r := s.Price(basket, ctx); r.Saved.Minor != 0 {
		t.Errorf("without a grant %s is saved", r.Saved)
	}
	ctx.Left = []quota.Left{{Offer: "a", Uses: quota.NoEnd, Money: quota.NoEnd, Points: quota.NoEnd, Coupons: true}}
	r := s.Price(basket, ctx)
	if diff := cmp.Diff(r.Uses, []quota.Use{{Offer: "a", Times: 1, Money: money.New(100, eur), Serials: []int64{7}}}); diff != "" {
		t.Error(diff)
	}
	ctx.GS1 = []offers.GS1Coupon{k, other, k}
	r = s.Price(basket, ctx)
	if diff := cmp.Diff(r.Uses, []quota.Use{{Offer: "a", Times: 2, Money: money.New(200, eur), Serials: []int64{5, 7}}}); diff != "" {
		t.Error(diff)
	}
	points := set(t, `"limits":{"device_quota":9},"conditions":[{"type":"coupon","codes":["`+code+`"]}],"rewards":[{"type":"points_earn","from_coupon":true}]`)
	ctx.Customer = &offers.Customer{ID: "m"}
	ctx.GS1[0].Points, ctx.GS1[1].Points = 3, 4
	r = points.Price(basket, ctx)
	if diff := cmp.Diff(r.Uses, []quota.Use{{Offer: "a", Times: 2, Serials: []int64{5, 7}}}); diff != "" || r.Earned != 7 {
		t.Errorf("earned %d %s", r.Earned, diff)
	}
	ctx.Left[0].Uses = 1
	r = points.Price(basket, ctx)
	if diff := cmp.Diff(r.Uses, []quota.Use{{Offer: "a", Times: 1, Serials: []int64{5}}}); diff != "" || r.Earned != 4 {
		t.Errorf("with one left earned %d %s", r.Earned, diff)
	}
	ctx.GS1 = nil
	ctx.Coupons = []string{code}
	if r := s.Price(basket, ctx); r.Saved.Minor != 0 {
		t.Errorf("without a serial %s is saved", r.Saved)
	}
}

func TestPrice_AManufacturersCouponGivesWhatItAsksFor(t *testing.T) {
	s := set(t, `"rewards":[{"type":"manufacturer_coupon","funder":"0614141","retailer":"9501101","families":[
		{"code":"120","select":{"skus":["soap","soup"]}},{"code":"130","select":{"skus":["tea"]}},{"company":"0614199","code":"120","select":{"skus":["rice"]}}]}]`)
	dec := func(v int64, scale uint8) gs1.Decimal { return gs1.Decimal{Value: v, Scale: scale} }
	units := func(n int64, family string) gs1.Purchase {
		return gs1.Purchase{Kind: gs1.BuyUnits, Amount: dec(n, 0), Family: family, Company: "0614141"}
	}
	off := gs1.Saving{Kind: gs1.SaveAmount, Amount: dec(250, 2)}
	rice := units(1, "120")
	rice.Company = "0614199"
	basket := of(line("soap", 2, 400), line("tea", 1, 700), line("rice", 1, 300), line("other", 1, 1000),
		offers.Line{SKU: "soup", Quantity: 1, Price: 900, Grams: 600})
	for _, c := range []struct {
		name  string
		claim gs1.Coupon
		saved int64
	}{
		{"one of a family", gs1.Coupon{Save: off, First: units(1, "120")}, 250},
		{"four of three", gs1.Coupon{Save: off, First: units(4, "120")}, 0},
		{"any of the company", gs1.Coupon{Save: off, First: units(4, "000")}, 250},
		{"a family that is not known", gs1.Coupon{Save: off, First: units(1, "999")}, 0},
		{"never more than it costs", gs1.Coupon{Save: gs1.Saving{Kind: gs1.SaveAmount, Amount: dec(9900, 2)}, First: units(1, "130")}, 700},
		{"one free", gs1.Coupon{Save: gs1.Saving{Kind: gs1.SaveItem}, First: units(3, "120")}, 400},
		{"one free up to 3.00", gs1.Coupon{Save: gs1.Saving{Kind: gs1.SaveItem, Amount: dec(300, 2)}, First: units(1, "130")}, 300},
		{"two of three free", gs1.Coupon{Save: gs1.Saving{Kind: gs1.SaveUnits, Amount: dec(2, 0)}, First: units(3, "120")}, 800},
		{"a percentage", gs1.Coupon{Save: gs1.Saving{Kind: gs1.SavePercent, Amount: dec(50, 0)}, First: units(1, "130")}, 350},
		{"off the basket", gs1.Coupon{Save: gs1.Saving{Kind: gs1.SaveTotal, Amount: dec(1500, 2)}, First: units(1, "130")}, 1500},
		{"a value", gs1.Coupon{Save: off, First: gs1.Purchase{Kind: gs1.BuyValue, Amount: dec(1700, 2), Family: "120", Company: "0614141"}}, 250},
		{"a value that is not there", gs1.Coupon{Save: off, First: gs1.Purchase{Kind: gs1.BuyValue, Amount: dec(1701, 2), Family: "120", Company: "0614141"}}, 0},
		{"of the whole basket", gs1.Coupon{Save: off, First: gs1.Purchase{Kind: gs1.BuyTotal, Amount: dec(3700, 2), Family: "130", Company: "0614141"}}, 250},
		{"nothing to buy", gs1.Coupon{Save: off, First: gs1.Purchase{Kind: gs1.BuyNothing, Family: "130", Company: "0614141"}}, 250},
		{"kilograms", gs1.Coupon{Save: off, First: gs1.Purchase{Kind: gs1.BuyKilograms, Amount: dec(600, 3), Family: "120", Company: "0614141"}}, 250},
		{"pounds", gs1.Coupon{Save: off, First: gs1.Purchase{Kind: gs1.BuyPounds, Amount: dec(133, 2), Family: "120", Company: "0614141"}}, 0},
		{"a part of the weight", gs1.Coupon{Save: gs1.Saving{Kind: gs1.SaveUnits, Amount: dec(200, 3)}, First: gs1.Purchase{Kind: gs1.BuyKilograms, Amount: dec(600, 3), Family: "120", Company: "0614141"}}, 300},
		{"either", gs1.Coupon{Save: off, First: units(9, "120"), Rule: gs1.RuleAny, Second: units(1, "130")}, 250},
		{"both", gs1.Coupon{Save: gs1.Saving{Kind: gs1.SavePercent, Amount: dec(100, 0), On: 1}, First: units(2, "120"), Rule: gs1.RuleAll, Second: rice}, 300},
		{"both, of which one is not there", gs1.Coupon{Save: off, First: units(2, "120"), Rule: gs1.RuleAll, Second: units(2, "130")}, 0},
		{"both of the same goods", gs1.Coupon{Save: off, First: units(2, "120"), Rule: gs1.RuleAll, Second: units(2, "120")}, 0},
		{"the first and one of two", gs1.Coupon{Save: off, First: units(1, "120"), Rule: gs1.RuleFirstAnd, Second: units(5, "130"), Third: rice}, 250},
		{"together", gs1.Coupon{Save: off, First: units(4, "120"), Rule: gs1.RuleMix, Second: units(1, "130")}, 250},
		{"expired", gs1.Coupon{Save: off, First: units(1, "120"), Expiry: gs1.Date{Year: 2026, Month: 3, Day: 1}}, 0},
		{"its last day", gs1.Coupon{Save: off, First: units(1, "120"), Expiry: gs1.Date{Year: 2026, Month: 3, Day: 2}, Retailer: "9501101"}, 250},
		{"not yet", gs1.Coupon{Save: off, First: units(1, "120"), Start: gs1.Date{Year: 2026, Month: 3, Day: 3}}, 0},
		{"another retailer's", gs1.Coupon{Save: off, First: units(1, "120"), Retailer: "9501102"}, 0},
	} {
		c.claim.Funder = "0614141"
		k := offers.GS1Coupon{Code: c.name, Offer: "8110-0614141", Claim: &c.claim}
		r := s.Price(basket, offers.Context{Now: now, GS1: []offers.GS1Coupon{k, k}})
		check(t, r)
		if r.Saved.Minor != c.saved {
			t.Errorf("%s: %s saved, want %d", c.name, r.Saved, c.saved)
		}
	}
	two := gs1.Coupon{Funder: "0614141", Save: off, First: units(2, "120")}
	list := []offers.GS1Coupon{{Code: "1", Offer: "8110-0614141", Claim: &two}, {Code: "2", Offer: "8110-0614141", Claim: &two}}
	if r := s.Price(basket, offers.Context{Now: now, GS1: list}); r.Saved.Minor != 250 {
		t.Errorf("two coupons that ask for two each saved %s on three", r.Saved)
	}
}

func TestCompile_TellsWhatIsWrongWithCoupons(t *testing.T) {
	for _, c := range []struct{ offer, fault string }{
		{`"rewards":[{"type":"amount_off","scope":"basket","from_coupon":true}]`, "from_coupon needs a coupon condition"},
		{`"rewards":[{"type":"group","groups":[{"quantity":1}],"amount":5,"from_coupon":true}]`, "group has no use for from_coupon"},
		{`"rewards":[{"type":"manufacturer_coupon","funder":"0614141"}]`, "families: there are 0"},
		{`"rewards":[{"type":"manufacturer_coupon","funder":"61","families":[{"code":"120","select":{"skus":["x"]}}]}]`, "funder: \"61\" is no company prefix"},
		{`"rewards":[{"type":"manufacturer_coupon","funder":"0614141","families":[{"company":"x","code":"120","select":{"skus":["x"]}}]}]`, "families[0].company"},
		{`"rewards":[{"type":"manufacturer_coupon","funder":"0614141","families":[{"code":"000","select":{"skus":["x"]}}]}]`, "families[0].code"},
		{`"rewards":[{"type":"manufacturer_coupon","funder":"0614141","families":[{"code":"120"}]}]`, "families[0]: a family needs a select"},
	} {
		if got := faults(t, c.offer); !strings.Contains(got, c.fault) {
			t.Errorf("%s\nis told: %s", c.offer, got)
		}
	}
}
