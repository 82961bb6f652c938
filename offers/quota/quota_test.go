package quota

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"endcap/offers/money"
)

var (
	noon = time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)
	eur  = money.Currency{'E', 'U', 'R'}
	usd  = money.Currency{'U', 'S', 'D'}
)

func euro(minor int64) money.Amount { return money.New(minor, eur) }

// grants of three kinds, to be changed by the tests.
func uses12(id string, n int64) Grant {
	return Grant{ID: id, Offer: "espresso", Uses: n, Until: noon.Add(time.Hour)}
}

func book(t testing.TB, grants ...Grant) *Book {
	t.Helper()
	b := &Book{}
	for _, g := range grants {
		if err := b.Give(g); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

func TestGrant_RefusesWhatLimitsNothingOrTooMuch(t *testing.T) {
	good := map[string]func(*Grant){
		"uses":           func(*Grant) {},
		"money alone":    func(g *Grant) { g.Uses, g.Money = 0, euro(1) },
		"all of three":   func(g *Grant) { g.Money, g.Serials = euro(MaxFigure), Serials{1, MaxSerials} },
		"points":         func(g *Grant) { g.Offer, g.Uses, g.Account, g.Points = "", 0, "member/7", 100 },
		"as many as may": func(g *Grant) { g.Uses = MaxFigure },
	}
	bad := map[string]func(*Grant){
		"no ID":               func(g *Grant) { g.ID = "" },
		"long ID":             func(g *Grant) { g.ID = strings.Repeat("x", MaxID+1) },
		"of nothing":          func(g *Grant) { g.Offer = "" },
		"of two":              func(g *Grant) { g.Account, g.Points = "member/7", 1 },
		"long offer":          func(g *Grant) { g.Offer = strings.Repeat("x", MaxID+1) },
		"no end":              func(g *Grant) { g.Until = time.Time{} },
		"no limit":            func(g *Grant) { g.Uses = 0 },
		"fewer than none":     func(g *Grant) { g.Uses = -1 },
		"too many":            func(g *Grant) { g.Uses = MaxFigure + 1 },
		"no money":            func(g *Grant) { g.Money = euro(0) },
		"money owed":          func(g *Grant) { g.Money = euro(-1) },
		"money of nowhere":    func(g *Grant) { g.Money.Minor = 1 },
		"too much money":      func(g *Grant) { g.Money = euro(MaxFigure + 1) },
		"serials from 0":      func(g *Grant) { g.Serials = Serials{0, 5} },
		"serials backwards":   func(g *Grant) { g.Serials = Serials{5, 4} },
		"too many serials":    func(g *Grant) { g.Serials = Serials{1, MaxSerials + 1} },
		"points of an offer":  func(g *Grant) { g.Points = 1 },
		"an account's uses":   func(g *Grant) { g.Offer, g.Account, g.Points = "", "member/7", 1 },
		"an account, nothing": func(g *Grant) { g.Offer, g.Uses, g.Account = "", 0, "member/7" },
		"too many points":     func(g *Grant) { g.Offer, g.Uses, g.Account, g.Points = "", 0, "member/7", MaxFigure+1 },
	}
	for name, change := range good {
		g := uses12("g1", 12)
		if change(&g); g.Check() != nil {
			t.Errorf("%s: %v", name, g.Check())
		}
	}
	for name, change := range bad {
		g, b := uses12("g1", 12), &Book{}
		if change(&g); !errors.Is(b.Give(g), ErrGrant) {
			t.Errorf("%s: %v", name, b.Give(g))
		}
		if len(b.Held()) != 0 {
			t.Errorf("%s: it was kept", name)
		}
	}
}

func TestGive_TwiceIsOnce(t *testing.T) {
	b := book(t, uses12("g1", 12))
	if err := b.Spend(noon, Use{Offer: "espresso", Times: 5}); err != nil {
		t.Fatal(err)
	}
	again := uses12("g1", 12)
	again.Until = again.Until.In(time.FixedZone("CET", 3600))
	if err := b.Give(again); err != nil {
		t.Error(err)
	}
	if d := cmp.Diff(b.Left(noon), []Left{{Offer: "espresso", Uses: 7, Money: NoEnd, Points: NoEnd}}); d != "" {
		t.Error(d)
	}
	if err := b.Give(uses12("g1", 13)); !errors.Is(err, ErrGrant) {
		t.Errorf("another grant of the same ID: %v", err)
	}
}

func TestGive_RefusesASecondCurrencyOfAnOffer(t *testing.T) {
	g := uses12("g1", 12)
	g.Money = euro(500)
	b := book(t, g, uses12("g2", 1))
	g.ID, g.Money = "g3", money.New(500, usd)
	if err := b.Give(g); !errors.Is(err, ErrGrant) {
		t.Error(err)
	}
	if _, err := NewBook(append(b.Held(), Held{Grant: g})); !errors.Is(err, ErrGrant) {
		t.Error(err)
	}
	g.Offer = "tea"
	if err := b.Give(g); err != nil {
		t.Errorf("another offer: %v", err)
	}
}

func TestGive_RefusesWhenTheBookIsFull(t *testing.T) {
	held := make([]Held, MaxGrants)
	for i := range held {
		held[i].Grant = uses12(fmt.Sprint("g", i), 1)
	}
	b, err := NewBook(held)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Give(uses12("more", 1)); !errors.Is(err, ErrFull) {
		t.Error(err)
	}
	if err := b.Give(uses12("g7", 1)); err != nil {
		t.Errorf("one that it has: %v", err)
	}
	if _, err := NewBook(append(held, Held{Grant: uses12("more", 1)})); !errors.Is(err, ErrFull) {
		t.Error(err)
	}
}

func TestSpend_TakesNoMoreThanIsLeft(t *testing.T) {
	both := uses12("both", 3)
	both.Money = euro(1000)
	coupons := Grant{ID: "coupons", Offer: "voucher", Serials: Serials{100, 109}, Until: noon.Add(time.Hour)}
	burn := Grant{ID: "points", Account: "member/7", Points: 250, Until: noon.Add(time.Hour)}
	for name, c := range map[string]struct {
		uses []Use
		want error
		left []Left
	}{
		"all uses":                          {[]Use{{Offer: "espresso", Times: 3, Money: euro(300)}}, nil, []Left{{Offer: "espresso", Uses: 0, Money: 700, Points: NoEnd}}},
		"all money":                         {[]Use{{Offer: "espresso", Times: 1, Money: euro(600)}, {Offer: "espresso", Times: 1, Money: euro(400)}}, nil, []Left{{Offer: "espresso", Uses: 1, Money: 0, Points: NoEnd}}},
		"a use too many":                    {[]Use{{Offer: "espresso", Times: 4}}, ErrSpent, nil},
		"a cent too much":                   {[]Use{{Offer: "espresso", Times: 1, Money: euro(1001)}}, ErrSpent, nil},
		"two in one sale":                   {[]Use{{Offer: "espresso", Times: 2}, {Offer: "espresso", Times: 2}}, ErrSpent, nil},
		"another currency":                  {[]Use{{Offer: "espresso", Times: 1, Money: money.New(1, usd)}}, ErrUse, nil},
		"an offer never granted":            {[]Use{{Offer: "tea", Times: 1}}, ErrSpent, nil},
		"nothing of it":                     {[]Use{{Offer: "tea"}}, nil, nil},
		"points":                            {[]Use{{Offer: "espresso", Times: 1, Account: "member/7", Points: 250}}, nil, []Left{{Account: "member/7", Uses: NoEnd, Money: NoEnd, Points: 0}, {Offer: "espresso", Uses: 2, Money: 1000, Points: NoEnd}}},
		"too many points":                   {[]Use{{Offer: "espresso", Times: 1, Account: "member/7", Points: 251}}, ErrSpent, nil},
		"another's points":                  {[]Use{{Offer: "espresso", Times: 1, Account: "member/8", Points: 1}}, ErrSpent, nil},
		"nobody's points":                   {[]Use{{Offer: "espresso", Times: 1, Points: 1}}, ErrUse, nil},
		"a coupon":                          {[]Use{{Offer: "voucher", Times: 1, Serials: []int64{109}}}, nil, []Left{{Offer: "voucher", Uses: NoEnd, Money: NoEnd, Points: NoEnd, Coupons: true}}},
		"a coupon with money without limit": {[]Use{{Offer: "voucher", Times: 1, Money: euro(5), Serials: []int64{100}}}, nil, nil},
		"a coupon twice":                    {[]Use{{Offer: "voucher", Times: 2, Serials: []int64{105, 105}}}, ErrSpent, nil},
		"a coupon of another device":        {[]Use{{Offer: "voucher", Times: 1, Serials: []int64{110}}}, ErrSpent, nil},
		"no coupon":                         {[]Use{{Offer: "voucher", Times: 1}}, ErrUse, nil},
		"a coupon too few":                  {[]Use{{Offer: "voucher", Times: 3, Serials: []int64{101, 102}}}, ErrUse, nil},
		"coupons of an offer that has none": {[]Use{{Offer: "espresso", Times: 1, Serials: []int64{1}}}, ErrSpent, nil},
		"fewer than none":                   {[]Use{{Offer: "espresso", Times: -1}}, ErrUse, nil},
		"money back":                        {[]Use{{Offer: "espresso", Times: 1, Money: euro(-1)}}, ErrUse, nil},
		"points back":                       {[]Use{{Offer: "espresso", Times: 1, Account: "member/7", Points: -1}}, ErrUse, nil},
		"no offer":                          {[]Use{{Times: 1}}, ErrUse, nil},
		"the second is wrong":               {[]Use{{Offer: "espresso", Times: 1}, {Offer: "voucher", Times: 1, Serials: []int64{99}}}, ErrSpent, nil},
		"too many in one sale":              {make([]Use, MaxTaken+1), ErrUse, nil},
	} {
		b := book(t, both, coupons, burn)
		before := b.Left(noon)
		err := b.Spend(noon, c.uses...)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if err != nil && cmp.Diff(b.Left(noon), before) != "" {
			t.Errorf("%s: refused, and yet something was taken", name)
		}
		for _, want := range c.left {
			if !slices.Contains(b.Left(noon), want) {
				t.Errorf("%s: %+v is left, want %+v among it", name, b.Left(noon), want)
			}
		}
	}
}

func TestSpend_TakesFirstWhatEndsFirst(t *testing.T) {
	late, early, over := uses12("a-late", 5), uses12("b-early", 2), uses12("c-over", 9)
	late.Until, over.Until = noon.Add(2*time.Hour), noon
	b := book(t, late, early, over)
	if err := b.Spend(noon, Use{Offer: "espresso", Times: 3}); err != nil {
		t.Fatal(err)
	}
	got := map[string]int64{}
	for _, h := range b.Held() {
		got[h.Grant.ID] = h.Uses
	}
	if d := cmp.Diff(got, map[string]int64{"a-late": 1, "b-early": 2, "c-over": 0}); d != "" {
		t.Error(d)
	}
	if got := b.Left(noon.Add(time.Hour)); len(got) != 1 || got[0].Uses != 4 {
		t.Errorf("an hour later: %+v", got)
	}
	if got := b.Left(noon.Add(2 * time.Hour)); len(got) != 0 {
		t.Errorf("after the last end: %+v", got)
	}
}

func TestCoupon_IsTakenOnceWhicheverGrantHasIt(t *testing.T) {
	first := Grant{ID: "1", Offer: "voucher", Serials: Serials{1, 9}, Until: noon.Add(time.Hour)}
	second := Grant{ID: "2", Offer: "voucher", Serials: Serials{5, 12}, Until: noon.Add(2 * time.Hour)}
	b := book(t, first, second)
	if err := b.Coupon(noon, "voucher", 7); err != nil {
		t.Error(err)
	}
	if err := b.Spend(noon, Use{Offer: "voucher", Times: 2, Serials: []int64{7, 3}}); err != nil {
		t.Fatal(err)
	}
	for at, serials := range map[time.Time]map[int64]bool{
		noon:                     {1: true, 3: false, 7: false, 8: true, 12: true, 13: false},
		noon.Add(time.Hour):      {1: false, 7: false, 8: true},
		noon.Add(24 * time.Hour): {8: false},
	} {
		for n, want := range serials {
			if err := b.Coupon(at, "voucher", n); (err == nil) != want {
				t.Errorf("coupon %d at %s: %v", n, at, err)
			}
		}
	}
	if h, _ := b.Find("1"); !slices.Equal(h.Serials, []int64{3, 7}) {
		t.Errorf("%v is remembered", h.Serials)
	}
}

func TestTake_ChangesNothingUntilPut(t *testing.T) {
	b := book(t, uses12("g1", 2), uses12("g2", 2), Grant{ID: "c", Offer: "voucher", Serials: Serials{1, 9}, Until: noon.Add(time.Hour)})
	before := b.Held()
	changed, err := b.Take(noon, Use{Offer: "voucher", Times: 1, Serials: []int64{4}}, Use{Offer: "espresso", Times: 3})
	if err != nil || len(changed) != 3 {
		t.Fatalf("%+v, %v", changed, err)
	}
	if d := cmp.Diff(b.Held(), before); d != "" {
		t.Error(d)
	}
	b.Put(changed...)
	if err := b.Spend(noon, Use{Offer: "espresso", Times: 2}); !errors.Is(err, ErrSpent) {
		t.Errorf("two more of four, of which three were taken: %v", err)
	}
}

func TestForget_WaitsUntilNoCommandCanComeLate(t *testing.T) {
	b := book(t, uses12("g1", 2))
	end := noon.Add(time.Hour)
	if gone := b.Forget(end.Add(Keep - 1)); len(gone) != 0 {
		t.Errorf("%+v", gone)
	}
	if gone := b.Forget(end.Add(Keep)); len(gone) != 1 || len(b.Held()) != 0 {
		t.Errorf("%+v is gone, %+v is left", gone, b.Held())
	}
}

func TestNewBook_ReadsWhatHeldWrites(t *testing.T) {
	b := book(t, uses12("g1", 2), Grant{ID: "c", Offer: "voucher", Money: euro(90), Serials: Serials{1, 9}, Until: noon.Add(time.Hour)},
		Grant{ID: "p", Account: "member/7", Points: 250, Until: noon.Add(time.Hour)})
	if err := b.Spend(noon, Use{Offer: "voucher", Times: 2, Money: euro(20), Serials: []int64{9, 1}, Account: "member/7", Points: 20}); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(b.Held())
	if err != nil {
		t.Fatal(err)
	}
	var held []Held
	if err := json.Unmarshal(text, &held); err != nil {
		t.Fatal(err)
	}
	slices.Reverse(held)
	again, err := NewBook(held)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(again.Held(), b.Held()); d != "" {
		t.Error(d)
	}
}

func TestNewBook_RefusesARecordThatTookMoreThanItGrants(t *testing.T) {
	g := uses12("g1", 2)
	g.Money, g.Serials = euro(90), Serials{1, 9}
	for name, held := range map[string][]Held{
		"uses":            {{Grant: g, Uses: 3}},
		"uses below none": {{Grant: g, Uses: -1}},
		"money":           {{Grant: g, Money: 91}},
		"points":          {{Grant: g, Points: 1}},
		"a serial":        {{Grant: g, Serials: []int64{10}}},
		"a serial twice":  {{Grant: g, Serials: []int64{4, 4}}},
		"no order":        {{Grant: g, Serials: []int64{4, 3}}},
		"twice":           {{Grant: g}, {Grant: g}},
		"no grant":        {{}},
	} {
		if _, err := NewBook(held); !errors.Is(err, ErrGrant) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzNewBook(f *testing.F) {
	b := book(f, uses12("g1", 2), Grant{ID: "c", Offer: "voucher", Money: euro(90), Serials: Serials{1, 9}, Until: noon.Add(time.Hour)})
	text, err := json.Marshal(b.Held())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text, int64(2), int64(3))
	f.Add([]byte(`[{"grant":{"id":"p","account":"member/7","points":3,"until":"2026-12-01T13:00:00Z"},"points":1}]`), int64(1), int64(1))
	f.Fuzz(func(t *testing.T, text []byte, times, serial int64) {
		var held []Held
		if json.Unmarshal(text, &held) != nil {
			return
		}
		b, err := NewBook(held)
		if err != nil {
			return
		}
		for _, l := range b.Left(noon) {
			_ = b.Spend(noon, Use{Offer: l.Offer, Times: times, Serials: []int64{serial}, Account: l.Account, Points: times})
			_ = b.Spend(noon, Use{Offer: l.Offer, Times: 1, Money: money.New(times, eur)})
		}
		if _, err := NewBook(b.Held()); err != nil {
			t.Fatalf("what was spent of %s cannot be kept: %v", text, err)
		}
	})
}

func BenchmarkLeft(b *testing.B) {
	bk := many(b)
	b.ReportAllocs()
	for b.Loop() {
		bk.Left(noon)
	}
}

func BenchmarkTake(b *testing.B) {
	bk := many(b)
	uses := []Use{{Offer: "offer-50", Times: 1, Money: euro(30)}, {Offer: "offer-99", Times: 2, Money: euro(60)}}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := bk.Take(noon, uses...); err != nil {
			b.Fatal(err)
		}
	}
}

// many is the book of a device in a busy store: 100 offers, 3 grants of each.
func many(t testing.TB) *Book {
	var grants []Grant
	for i := range 300 {
		g := uses12(fmt.Sprint("g", i), 1_000)
		g.Offer, g.Money, g.Until = fmt.Sprint("offer-", i/3), euro(100_000), noon.Add(time.Duration(i%3+1)*time.Hour)
		grants = append(grants, g)
	}
	return book(t, grants...)
}
