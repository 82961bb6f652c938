package basket

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"endcap/offers"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/scanner/gs1"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// mug carries a deposit and costs little; it is in no multi-buy.
func mug() catalog.Product {
	return catalog.Product{GTIN: 4006381333931, Name: "Mug", Price: money.New(101, eur), Deposit: 25}
}

// known is the price book of every cart here.
func known(g gs1.GTIN) (catalog.Product, bool) {
	for _, p := range []catalog.Product{tea(), cheese(), mug()} {
		if p.GTIN == g {
			return p, true
		}
	}
	return catalog.Product{}, false
}

func friends(t testing.TB, list ...offers.Offer) *offers.Pricer {
	t.Helper()
	for i := range list {
		list[i].ID, list[i].Name = fmt.Sprint("o", i), offers.Text{"en": "Offer"}
	}
	s, err := offers.Compile(eur, list)
	if err != nil {
		t.Fatal(err)
	}
	return offers.NewPricer(s)
}

// filled is a shared basket into which members put things, one a word:
// "ann:tea*2".
func filled(t testing.TB, words ...string) Shared {
	t.Helper()
	s := Shared{ID: "party"}
	for i, w := range words {
		member, what, _ := strings.Cut(w, ":")
		name, n, many := strings.Cut(what, "*")
		item := Item{Quantity: 1}
		if many {
			item.Quantity = int64(n[0] - '0')
		}
		switch name {
		case "tea":
			item.GTIN = tea().GTIN
		case "mug":
			item.GTIN = mug().GTIN
		case "cheese":
			item.GTIN, item.Grams = cheese().GTIN, 500
		}
		var err error
		if s, _, err = s.Add(member, item, now.Add(time.Duration(i)*time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func ofTea() *offers.Select { return &offers.Select{Categories: []string{"tea"}} }

func TestShared_EachPaysTheNetOfWhatIsTheirs(t *testing.T) {
	free := offers.Offer{Rewards: []offers.Reward{{Type: offers.GroupDeal, Groups: []offers.Group{{Quantity: 3, Select: ofTea()}}, FreeCheapest: 1}}}
	together := offers.Offer{
		Conditions: []offers.Condition{{Type: offers.MinMembers, Members: 2}, {Type: offers.MinSpend, Amount: 1000}},
		Rewards:    []offers.Reward{{Type: offers.AmountOff, Amount: 100, Scope: offers.PerBasket}},
	}
	own := offers.Offer{Rewards: []offers.Reward{{Type: offers.PercentOff, Percent: money.Percent(100_000), Scope: offers.PerUnit, Select: &offers.Select{GTINs: []string{mug().GTIN.String()}}}}}
	gift := offers.Offer{Rewards: []offers.Reward{{Type: offers.Gift, Gift: &offers.Group{Quantity: 1, Select: &offers.Select{GTINs: []string{mug().GTIN.String()}}}}}}
	for _, c := range []struct {
		name  string
		words []string
		list  []offers.Offer
		want  string
	}{
		{"nobody", nil, nil, ""},
		{"without offers", []string{"ann:tea", "bob:cheese", "bob:mug"}, nil, "ann 3.99 bob 8.21"},
		{"three teas, one free", []string{"ann:tea*2", "bob:tea"}, []offers.Offer{free}, "ann 5.32 bob 2.66"},
		{"the odd cents", []string{"ann:tea", "bob:tea", "cleo:tea"}, []offers.Offer{
			{Rewards: []offers.Reward{{Type: offers.GroupDeal, Groups: []offers.Group{{Quantity: 3, Select: ofTea()}}, Price: 1000}}},
		}, "ann 3.33 bob 3.33 cleo 3.34"},
		{"together only", []string{"ann:tea*2", "bob:tea"}, []offers.Offer{together}, "ann 7.31 bob 3.66"},
		{"alone it is none", []string{"ann:tea*3"}, []offers.Offer{together}, "ann 11.97"},
		{"what is one's own stays so", []string{"ann:tea", "bob:mug"}, []offers.Offer{own}, "ann 3.99 bob 1.16"},
		{"a gift is for all", []string{"ann:tea*3", "bob:mug"}, []offers.Offer{gift}, "ann 11.04 bob 1.18"},
	} {
		s := filled(t, c.words...)
		plan := s.Price(friends(t, c.list...), offers.Context{Now: now}, known)
		var got []string
		for _, sh := range plan.Shares {
			got = append(got, sh.Member, fmt.Sprintf("%d.%02d", sh.Pays.Minor/100, sh.Pays.Minor%100))
		}
		if text := strings.Join(got, " "); text != c.want {
			t.Errorf("%s: got %s, want %s (%+v)", c.name, text, c.want, plan.Result.Applied)
		}
	}
}

func TestShared_PricesEachPieceOnceAndWhatTheBookKnows(t *testing.T) {
	s := Shared{ID: "party"}
	add := func(member string, i Item) {
		t.Helper()
		var err error
		if s, _, err = s.Add(member, i, now); err != nil {
			t.Fatal(err)
		}
	}
	add("ann", Item{GTIN: tea().GTIN, Serial: "S1", Quantity: 1})
	add("bob", Item{GTIN: tea().GTIN, Serial: "S1", Quantity: 1})
	add("bob", Item{GTIN: 2, Quantity: 1})
	add("bob", Item{GTIN: tea().GTIN, Quantity: 1})
	add("ann", Item{GTIN: tea().GTIN, Quantity: 1})
	add("ann", Item{GTIN: tea().GTIN, Quantity: 2})
	plan := s.Price(friends(t), offers.Context{Now: now}, known)
	if len(plan.Out) != 2 || !errors.Is(plan.Out[0].Fault, ErrTwice) || plan.Out[0].ID != (EventID{"bob", 1}) || !errors.Is(plan.Out[1].Fault, ErrLine) {
		t.Errorf("left out %v", plan.Out)
	}
	if diff := cmp.Diff(plan.Owners, []string{"ann", "ann", "bob"}); diff != "" || plan.Basket.Lines[1].Quantity != 3 {
		t.Errorf("lines %+v of %v", plan.Basket.Lines, plan.Owners)
	}
}

func TestShared_RemoveNamesTheAddThatItSaw(t *testing.T) {
	ann, id, err := Shared{ID: "party"}.Add("ann", Item{GTIN: tea().GTIN, Quantity: 3}, now)
	if err != nil {
		t.Fatal(err)
	}
	bob, err := ann.Remove("bob", Part{id, 1}, now.Add(-time.Hour)) // its clock is wrong
	if err != nil {
		t.Fatal(err)
	}
	ann, err = ann.Remove("ann", Part{id, 1}, now)
	if err != nil {
		t.Fatal(err)
	}
	ann, again, err := ann.Add("ann", Item{GTIN: tea().GTIN, Quantity: 1}, now)
	if err != nil {
		t.Fatal(err)
	}
	both, err := ann.Merge(bob)
	if err != nil || both.Left(id) != 1 || both.Left(again) != 1 {
		t.Errorf("%d and %d are left (%v), want 1 and 1", both.Left(id), both.Left(again), err)
	}
	for _, p := range []Part{{id, 2}, {id, 0}, {id, -1}, {EventID{"cleo", 1}, 1}} {
		if _, err := both.Remove("bob", p, now); !errors.Is(err, ErrAbsent) {
			t.Errorf("%+v: %v", p, err)
		}
	}
}

func TestShared_RefusesWhatCannotBe(t *testing.T) {
	s := filled(t, "ann:tea")
	for _, i := range []Item{{GTIN: tea().GTIN}, {GTIN: tea().GTIN, Quantity: MaxPieces + 1}} {
		if _, _, err := s.Add("ann", i, now); !errors.Is(err, ErrLine) {
			t.Errorf("%+v: %v", i, err)
		}
	}
	for _, member := range []string{"", "a/b", "a b", "ä", strings.Repeat("a", MaxMember+1)} {
		if _, _, err := s.Add(member, Item{GTIN: tea().GTIN, Quantity: 1}, now); !errors.Is(err, ErrLine) {
			t.Errorf("%q: %v", member, err)
		}
	}
	if _, err := s.Merge(Shared{ID: "another"}); !errors.Is(err, ErrOther) {
		t.Error(err)
	}
	n := 0
	for ; n < 10_000; n++ {
		next, _, err := s.Add("ann", Item{GTIN: tea().GTIN, Quantity: 1}, now)
		if err != nil {
			if !errors.Is(err, ErrFull) {
				t.Error(err)
			}
			break
		}
		s = next
	}
	if n < 150 || n == 10_000 {
		t.Errorf("%d things fit, want 150 at least and an end", n)
	}
	for _, text := range []string{
		"", "{", `{"id":""}`, `{"id":"a","events":[{"id":"b"}]}`, `{"id":"a","events":[{"id":"b/01"}]}`,
		`{"id":"a","events":[{"id":"b/1","at":"2026-03-02T12:00:00Z"}]}`,
		`{"id":"a","events":[{"id":"b/1","add":{"gtin":"00000096385074","quantity":1}}]}`,
		`{"id":"a","events":[{"id":"b/0","at":"2026-03-02T12:00:00Z","add":{"gtin":"00000096385074","quantity":1}}]}`,
		`{"id":"a","events":[{"id":"b/1","at":"2026-03-02T12:00:00Z","add":{"gtin":"00000096385074","quantity":-1}}]}`,
		`{"id":"a","events":[{"id":"b/1","at":"2026-03-02T12:00:00Z","remove":{"of":"c/1","pieces":-1}}]}`,
		`{"id":"a","events":[{"id":"b/1","at":"2026-03-02T12:00:00Z","remove":{"pieces":1}}]}`,
		strings.Repeat(" ", MaxShared) + `{"id":"a"}`,
	} {
		if _, err := DecodeShared([]byte(text)); err == nil {
			t.Errorf("took %.80s", text)
		}
	}
}

func TestShared_OfTwoUnderOneNameTheSameStaysEverywhere(t *testing.T) {
	one, two := filled(t, "ann:tea"), filled(t, "ann:mug*2")
	a, err := one.Merge(two)
	if err != nil {
		t.Fatal(err)
	}
	b, err := two.Merge(one)
	if diff := cmp.Diff(a, b); err != nil || diff != "" || len(a.Events) != 1 {
		t.Errorf("%v\n%s", err, diff)
	}
}

// TestShared_ConvergesWhateverWasHeardWhen has three carts do things and tell
// each other in any order, again, and late. All end with the same bytes, and
// nothing that was added is lost but what was put back.
func TestShared_ConvergesWhateverWasHeardWhen(t *testing.T) {
	p := friends(t, offers.Offer{Rewards: []offers.Reward{{Type: offers.GroupDeal, Groups: []offers.Group{{Quantity: 3, Select: ofTea()}}, FreeCheapest: 1}}},
		offers.Offer{Rewards: []offers.Reward{{Type: offers.PercentOff, Percent: money.Percent(70_000), Scope: offers.PerBasket}}})
	rapid.Check(t, func(t *rapid.T) {
		names := []string{"cart-1", "cart-2", "phone-3"}
		carts := []Shared{{ID: "party"}, {ID: "party"}, {ID: "party"}}
		var letters []Shared // on their way, never lost: each may come often
		added, removed := map[EventID]int64{}, map[EventID]int64{}
		must := func(s Shared, err error) Shared {
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			i := rapid.IntRange(0, 2).Draw(t, "who")
			at := now.Add(time.Duration(rapid.IntRange(-5, 5).Draw(t, "clock")) * time.Second)
			var here []EventID
			for _, e := range carts[i].Events {
				if carts[i].Left(e.ID) > 0 {
					here = append(here, e.ID)
				}
			}
			switch what := rapid.IntRange(0, 3).Draw(t, "what"); {
			case what == 0:
				item := Item{GTIN: rapid.SampledFrom([]gs1.GTIN{tea().GTIN, mug().GTIN}).Draw(t, "goods"), Quantity: rapid.Int64Range(1, 3).Draw(t, "pieces")}
				next, id, err := carts[i].Add(names[i], item, at)
				carts[i], added[id] = must(next, err), item.Quantity
			case what == 1 && len(here) > 0:
				part := Part{rapid.SampledFrom(here).Draw(t, "of"), 1}
				carts[i] = must(carts[i].Remove(names[i], part, at))
				removed[part.Of]++
			case what == 2:
				letters = append(letters, carts[i])
			case what == 3 && len(letters) > 0:
				carts[i] = must(carts[i].Merge(rapid.SampledFrom(letters).Draw(t, "letter")))
			}
		}
		end := append(slices.Clone(carts), letters...)
		text := ""
		for i := range carts {
			for _, k := range rapid.Permutation(end).Draw(t, "order") {
				carts[i] = must(carts[i].Merge(k))
			}
			b, err := carts[i].Encode()
			if err != nil {
				t.Fatal(err)
			}
			if i > 0 && string(b) != text {
				t.Fatalf("cart %d has\n%s\nnot\n%s", i, b, text)
			}
			text = string(b)
		}
		read, err := DecodeShared([]byte(text))
		if diff := cmp.Diff(read, carts[0]); err != nil || diff != "" {
			t.Fatalf("%v\n%s", err, diff)
		}
		pieces := int64(0)
		for id, n := range added {
			want := max(0, n-removed[id])
			if got := read.Left(id); got != want {
				t.Fatalf("%d left of %s, want %d", got, id, want)
			}
			pieces += want
		}
		adds(t, read.Price(p, offers.Context{Now: now}, known), pieces)
	})
}

// adds proves that the shares are the total, and none is below nothing.
func adds(t *rapid.T, plan Plan, pieces int64) {
	sum := int64(0)
	for _, s := range plan.Shares {
		if s.Pays.Minor < 0 || s.Saved.Minor < 0 || s.Gross.Minor-s.Saved.Minor+s.Deposit.Minor != s.Pays.Minor {
			t.Fatalf("a share is %+v", s)
		}
		sum += s.Pays.Minor
		pieces -= s.Pieces
	}
	if sum != plan.Result.Total.Minor || pieces != 0 || len(plan.Out) != 0 {
		t.Fatalf("shares of %d, a total of %s, %d pieces missing, %v left out", sum, plan.Result.Total, pieces, plan.Out)
	}
}

func FuzzDecodeShared(f *testing.F) {
	s := filled(f, "ann:tea*2", "bob:cheese")
	s, err := s.Remove("bob", Part{EventID{"ann", 1}, 1}, now)
	if err != nil {
		f.Fatal(err)
	}
	b, err := s.Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"id":"a","events":[]}`))
	f.Add([]byte(`{"id":"a","events":[{"id":"b/1","at":"2026-03-02T12:00:00+14:00","remove":{"of":"c/9223372036854775807","pieces":1}}]}`))
	p := friends(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := DecodeShared(b)
		if err != nil {
			return
		}
		text, err := s.Encode()
		if err != nil {
			t.Fatal(err)
		}
		again, err := DecodeShared(text)
		if diff := cmp.Diff(again, s); err != nil || diff != "" {
			t.Fatalf("%v\n%s", err, diff)
		}
		if both, err := s.Merge(again); err != nil || !cmp.Equal(both, s) {
			t.Fatalf("%v: merged with itself it is another", err)
		}
		s.Price(p, offers.Context{Now: now}, known)
		_, _, _ = s.Add("ann", Item{GTIN: tea().GTIN, Quantity: 1}, now)
	})
}

func ExampleShared() {
	tea := Item{GTIN: 96385074, Quantity: 1}
	ann, _, _ := Shared{ID: "party"}.Add("cart-1", tea, now)
	bob, _, _ := Shared{ID: "party"}.Add("cart-2", tea, now.Add(time.Minute))
	bob, _, _ = bob.Add("cart-2", tea, now.Add(2*time.Minute))

	heard, _ := bob.Encode() // as a QR code, or over the wire
	of, _ := DecodeShared(heard)
	both, _ := ann.Merge(of)
	set, _ := offers.Compile(eur, []offers.Offer{{
		ID: "tea-3-for-10", Name: offers.Text{"en": "Tea time"},
		Rewards: []offers.Reward{{Type: offers.GroupDeal, Groups: []offers.Group{{Quantity: 3}}, Price: 1000}},
	}})
	plan := both.Price(offers.NewPricer(set), offers.Context{Now: now}, known)
	for _, s := range plan.Shares {
		fmt.Println(s.Member, s.Pieces, s.Gross, s.Pays)
	}
	// Output:
	// cart-1 1 3.99 EUR 3.33 EUR
	// cart-2 2 7.98 EUR 6.67 EUR
}
