package offers_test

import (
	"strings"
	"testing"

	"endcap/offers"
	"endcap/offers/money"
	"endcap/offers/play"
	"endcap/offers/quota"
	"endcap/scanner/gs1"

	"github.com/google/go-cmp/cmp"
)

// member is a shopper with points, of which the device may burn some.
func member(points, granted int64) offers.Context {
	c := who(func(c *offers.Customer) { c.Points = points })
	c.Left = []quota.Left{{Account: "member/m1", Uses: quota.NoEnd, Money: quota.NoEnd, Points: granted}}
	return c
}

func TestCompile_TellsWhatIsWrongWithEveryReward(t *testing.T) {
	for _, c := range []struct{ wrong, fault string }{
		{`"type":"near_expiry"`, "steps: there are 0"},
		{`"type":"near_expiry","steps":[{"hours":24,"percent":"20"},{"hours":48,"percent":"10"}]`, "steps[1].hours: 48 is not below"},
		{`"type":"near_expiry","steps":[{"hours":24,"percent":"20","amount":5}]`, "steps[0]: a step has either percent or amount"},
		{`"type":"near_expiry","steps":[{"hours":0,"percent":"200"}]`, "steps[0].percent: it is 200"},
		{`"type":"gift"`, "gift: a gift needs a quantity and a select"},
		{`"type":"gift","gift":{"quantity":0,"select":{"skus":["x"]}}`, "gift.quantity: it is 0"},
		{`"type":"gift","gift":{"quantity":1,"select":{}}`, "gift.select: it selects nothing"},
		{`"type":"points_earn","for":100`, "points: it is 0"},
		{`"type":"points_earn","points":1,"percent":"2"`, "points_earn has no use for percent"},
		{`"type":"points_multiply","factor":"100"`, "factor: it is 100; it must be above 100"},
		{`"type":"points_burn","step":100`, "amount_per_point: it is 0"},
		{`"type":"points_burn","step":1000000000000,"amount_per_point":1000`, "amount_per_point: it is 1000; it must be 1 to 100"},
		{`"type":"points_burn","step":1,"amount_per_point":1},{"type":"points_earn","points":1`, "one offer cannot give points and take them"},
		{`"type":"voucher","amount":500`, "days: it is 0"},
		{`"type":"voucher","days":5`, "amount: it is 0"},
		{`"type":"unit_price","price":5,"per":"oz"`, `per: it is "oz"; use each, kg, l, m`},
		{`"type":"presents"`, "is no reward type; use percent_off"},
	} {
		if got := faults(t, `"rewards":[{`+c.wrong+`}]`); !strings.Contains(got, c.fault) {
			t.Errorf("%s\nis told: %s", c.wrong, got)
		}
	}
}

func TestPrice_GoodsAreMarkedDownAsTheirExpiryNears(t *testing.T) {
	in := func(day int) offers.Line {
		return offers.Line{SKU: "x", Quantity: 1, Price: 1000, Expiry: gs1.Date{Year: 2026, Month: 3, Day: int8(day)}}
	}
	const ladder = `"rewards":[{"type":"near_expiry","select":{"skus":["x"]},"steps":[{"hours":60,"percent":"20"},{"hours":36,"amount":350},{"hours":12,"percent":"50"}]}]`
	basket := of(in(2), in(3), in(4), in(5), line("x", 1, 1000)) // at noon of the 2nd: 12, 36, 60 and 84 hours are left
	basket.Lines[4].Expiry = gs1.Date{}
	for _, p := range []offers.Policy{{}, {Combine: offers.InTurn}} {
		s := under(t, p, ladder, `"skip_marked_down_items":true,"layer":"coupon","rewards":[{"type":"amount_off","amount":100,"scope":"unit"}]`)
		r := s.Price(basket, offers.Context{Now: now})
		check(t, r)
		var nets []int64
		for _, l := range r.Lines {
			nets = append(nets, l.Net.Minor)
		}
		if diff := cmp.Diff(nets, []int64{500, 650, 800, 900, 900}); diff != "" {
			t.Errorf("under %v: %s", p.Combine, diff)
		}
	}
}

func TestPrice_AGiftIsFreeOrToBeFetched(t *testing.T) {
	s := set(t, `"conditions":[{"type":"min_spend","amount":1000}],"rewards":[{"type":"gift","gift":{"quantity":2,"select":{"skus":["mug"],"gtins":["4006381333931"]}}}]`)
	r := s.Price(of(line("x", 1, 1000), line("mug", 1, 500)), offers.Context{Now: now})
	check(t, r)
	if r.Saved.Minor != 0 || len(r.Gifts) != 1 {
		t.Errorf("a select of two fields meant a line that has one: %+v", r)
	}
	s = set(t, `"conditions":[{"type":"min_spend","amount":1000}],"rewards":[{"type":"gift","gift":{"quantity":2,"select":{"skus":["mug","cup"]}}}]`)
	r = s.Price(of(line("x", 1, 1000), line("mug", 1, 500)), offers.Context{Now: now})
	check(t, r)
	if diff := cmp.Diff(r.Gifts, []offers.GiftGiven{{Offer: "a", Quantity: 1, Of: []string{"mug", "cup"}}}); diff != "" || r.Saved.Minor != 500 {
		t.Errorf("%s saved: %s", r.Saved, diff)
	}
	r = s.Price(of(line("x", 1, 1000), line("mug", 3, 500), line("cup", 1, 300)), offers.Context{Now: now})
	if r.Saved.Minor != 800 || len(r.Gifts) != 0 {
		t.Errorf("of enough mugs and cups %s is saved, to be fetched: %v", r.Saved, r.Gifts)
	}
}

func TestPrice_PointsAreEarnedMultipliedAndBurned(t *testing.T) {
	list := []string{
		`"id":"one","rewards":[{"type":"points_earn","points":3,"for":200}]`,
		`"id":"tea","rewards":[{"type":"points_earn","points":50,"select":{"skus":["tea"]}}]`,
		`"id":"twice","conditions":[{"type":"member"}],"rewards":[{"type":"points_multiply","factor":"250"}]`,
		`"id":"burn","rewards":[{"type":"points_burn","step":100,"amount_per_point":1}]`,
		`"id":"ten","layer":"basket","rewards":[{"type":"percent_off","percent":"10","scope":"basket"}]`,
		`"id":"later","conditions":[{"type":"min_spend","amount":500}],"rewards":[{"type":"voucher","amount":200,"days":30}]`,
	}
	basket := of(offers.Line{SKU: "tea", Quantity: 1, Price: 1100, Deposit: 1000}, offers.Line{SKU: "smoke", Quantity: 1, Price: 900, NoOffers: true})
	ctx := member(730, 5000)
	ctx.Customer.Member = true
	r := under(t, offers.Policy{}, list...).Price(basket, ctx)
	// 9.90 is paid for the tea: 4 times 3, and 50; half as much again and as
	// much again of 62 are 93. 7 steps of 100 are burned.
	want := []offers.Post{{Offer: "one", Points: 12}, {Offer: "tea", Points: 50}, {Offer: "twice", Points: 93}, {Offer: "burn", Points: -700}}
	if diff := cmp.Diff(r.Posts, want); diff != "" || r.Earned != 155 || r.Burned != 700 {
		t.Errorf("earned %d, burned %d: %s", r.Earned, r.Burned, diff)
	}
	if r.Total.Minor != 990+900+1000 || r.Due.Minor != r.Total.Minor-700 {
		t.Errorf("total %s, due %s", r.Total, r.Due)
	}
	if diff := cmp.Diff(r.Vouchers, []offers.Worth{{Offer: "later", Amount: money.New(200, eur), Days: 30}}); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(r.Uses, []quota.Use{{Offer: "burn", Account: "member/m1", Points: 700}}); diff != "" {
		t.Error(diff)
	}
}

func TestPrice_NoMorePointsAreBurnedThanAreDueGrantedAndThere(t *testing.T) {
	s := set(t, `"rewards":[{"type":"points_burn","step":10,"amount_per_point":5}]`)
	basket := of(offers.Line{SKU: "x", Quantity: 1, Price: 120, Deposit: 300})
	other := member(500, 500)
	other.Left[0].Account = "member/m2"
	public := member(500, 500)
	public.Public = true
	for _, c := range []struct {
		name string
		ctx  offers.Context
		want int64
	}{
		{"due", member(500, 500), 20},
		{"granted", member(500, 19), 10},
		{"there", member(9, 500), 0},
		{"without end", member(500, quota.NoEnd), 20},
		{"nobody", offers.Context{Now: now}, 0},
		{"another's grant", other, 0},
		{"in public", public, 0},
	} {
		if r := s.Price(basket, c.ctx); r.Burned != c.want || r.Due.Minor != 420-5*c.want {
			t.Errorf("%s: %d burned, %s due", c.name, r.Burned, r.Due)
		}
	}
}

func TestPrice_TellsWhatLimitedOffersTook(t *testing.T) {
	ctx := member(0, 0)
	ctx.Left = append(ctx.Left, quota.Left{Offer: "a", Uses: 5, Money: 5000}, quota.Left{Offer: "c", Uses: -1, Money: 150})
	s := under(t, offers.Policy{},
		`"limits":{"budget":9,"device_quota":9},"rewards":[{"type":"group","groups":[{"quantity":2,"select":{"skus":["x"]}}],"amount":10}]`,
		`"limits":{"per_customer":1},"rewards":[{"type":"points_earn","points":5}]`,
		`"limits":{"budget":9},"rewards":[{"type":"voucher","amount":100,"days":3},{"type":"amount_off","amount":60,"scope":"basket"}]`,
	)
	r := s.Price(of(line("x", 5, 100)), ctx)
	check(t, r)
	if diff := cmp.Diff(r.Uses, []quota.Use{{Offer: "a", Times: 2, Money: money.New(20, eur)}}); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(r.Used, []offers.Used{{Offer: "b", Times: 1}}); diff != "" {
		t.Error(diff)
	}
	if len(r.Vouchers) != 0 || r.Saved.Minor != 20 {
		t.Errorf("an offer of 1.60 was given of the 1.50 that are left: %+v", r)
	}
}

func TestPrice_TellsHowFarAChallengeIs(t *testing.T) {
	s := set(t,
		`"id":"three","challenge":{"of":"pieces","goal":3,"select":{"skus":["x"]}},"rewards":[{"type":"amount_off","amount":100,"scope":"basket"}]`,
		`"id":"tour","challenge":{"of":"zones","goal":2},"rewards":[{"type":"points_earn","points":5}]`,
		`"id":"won","win":{"commit":"`+strings.Repeat("ab", 32)+`","chance":5},"rewards":[{"type":"amount_off","amount":7,"scope":"basket"}]`)
	ctx := who(func(c *offers.Customer) {
		c.Progress = []offers.Progress{{Offer: "three", Made: play.Progress{Have: 1}}, {Offer: "tour", Made: play.Progress{Seen: []string{"b", "c"}}}}
	})
	basket := of(offers.Line{SKU: "x", Quantity: 1, Price: 500, Zone: "a"})
	r := s.Price(basket, ctx)
	if diff := cmp.Diff(r.Progress, []offers.Progress{{Offer: "three", Made: play.Progress{Have: 2}}}); diff != "" || r.Saved.Minor != 0 || r.Earned != 5 {
		t.Errorf("%s saved, %d earned: %s", r.Saved, r.Earned, diff)
	}
	basket.Lines[0].Quantity = 2
	ctx.Won = []string{"won"}
	if r := s.Price(basket, ctx); r.Saved.Minor != 107 || !r.Personal {
		t.Errorf("at the goal, with the win, %s is saved", r.Saved)
	}
}

func TestPrice_BurningIsLimitedAsWell(t *testing.T) {
	s := set(t, `"limits":{"budget":9,"device_quota":9,"per_customer":1},"rewards":[{"type":"points_burn","step":10,"amount_per_point":5}]`)
	ctx := member(500, 500)
	basket := of(line("x", 1, 1000))
	if r := s.Price(basket, ctx); r.Burned != 0 || len(r.Uses) != 0 {
		t.Errorf("without a grant %d points are burned, and %v used", r.Burned, r.Uses)
	}
	ctx.Left = append(ctx.Left, quota.Left{Offer: "a", Uses: 1, Money: 149})
	r := s.Price(basket, ctx)
	want := []quota.Use{{Offer: "a", Times: 1, Money: money.New(100, eur), Account: "member/m1", Points: 20}}
	if diff := cmp.Diff(r.Uses, want); diff != "" || len(r.Used) != 1 || r.Due.Minor != 900 {
		t.Errorf("due %s, used %v: %s", r.Due, r.Used, diff)
	}
}
