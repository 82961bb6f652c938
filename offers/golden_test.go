package offers

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// drawAny is a basket and offers of all sorts.
func drawAny(r *rand.Rand) (Basket, []Offer) {
	b, list := drawLarge(r)
	b.Lines, list = b.Lines[:4+r.IntN(8)], list[:min(len(list), 6)]
	for i := range b.Lines {
		l := &b.Lines[i]
		l.Brand, l.Lot = fmt.Sprint("b", r.IntN(3)), fmt.Sprint(r.IntN(3))
		if i > 0 && r.IntN(4) == 0 { // another lot of the product
			before := b.Lines[i-1]
			l.SKU, l.Price, l.Brand, l.Floor, l.Lot = before.SKU, before.Price, before.Brand, before.Floor, before.Lot+"0"
		}
	}
	half := &Select{Brands: []string{"b0", "b1"}}
	for i, w := range []Reward{
		{Type: PercentOff, Scope: PerUnit, Percent: 150_000, Select: half},
		{Type: PercentOff, Scope: PerLine, Percent: 75_000},
		{Type: UnitPrice, Price: 400, Select: half},
		{Type: FirstAdditional, First: 20, Additional: 10},
		{Type: Tiered, Basis: BySpend, Tiers: []Tier{{From: 2000, Amount: 150}, {From: 9000, Percent: 40_000}}},
		{Type: AmountOff, Scope: PerBasket, Amount: 333, Cap: 200},
		{Type: PercentOff, Scope: PerUnit, Percent: 500_000, MaxUnits: 2},
		{Type: GroupDeal, Groups: []Group{{1, half}, {2, nil}}, CheapestUnits: 2, Percent: 300_000},
	} {
		if r.IntN(2) == 0 {
			continue
		}
		o := Offer{ID: fmt.Sprint("w", i), Name: Text{"en": "x"}, Priority: r.Int64N(3), Exclusive: r.IntN(8) == 0, Rewards: []Reward{w}}
		if r.IntN(4) == 0 {
			o.StackGroup = "g"
		}
		if r.IntN(4) == 0 {
			o.Conditions = []Condition{{Type: MinSpend, Amount: r.Int64N(9000) + 1}}
		}
		list = append(list, o)
	}
	return b, list
}

// told is a result by product and lot, whatever the order of the lines.
func told(b Basket, r Result) string {
	var text strings.Builder
	byKey := make([]string, len(r.Lines))
	name := make(map[int]string)
	for i, l := range r.Lines {
		name[l.Number] = b.Lines[i].SKU + "/" + b.Lines[i].Lot
		byKey[i] = fmt.Sprintln(name[l.Number], l.Quantity, l.Gross, l.Net, l.Discounts, l.Units)
	}
	slices.Sort(byKey)
	for _, a := range r.Applied {
		var units []string
		for _, u := range a.Units {
			units = append(units, fmt.Sprint(name[u.Line], "*", u.Quantity))
		}
		slices.Sort(units)
		fmt.Fprintln(&text, a.Offer, a.Saved, a.Layer, a.Times, units)
	}
	fmt.Fprintln(&text, r.Subtotal, r.Saved, r.Total, r.Gap, byKey)
	return text.String()
}

// The same basket costs the same, piece by piece, in whatever order it was
// scanned, and on every machine.
func TestBestPrice_IsTheSameForEveryOrderAndMachine(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 3))
	sum := sha256.New()
	for i := range 500 {
		b, list := drawAny(r)
		s, err := Policy{Budget: 4_000}.Compile(euro, list)
		if err != nil {
			t.Fatal(err)
		}
		want := told(b, s.Price(b, Context{Now: today}))
		fmt.Fprint(sum, want)
		p := NewPricer(s)
		r.Shuffle(len(b.Lines), func(i, j int) { b.Lines[i], b.Lines[j] = b.Lines[j], b.Lines[i] })
		if got := told(b, p.Price(b, Context{Now: today})); got != want {
			t.Fatalf("%d: got\n%s\nwant\n%s", i, got, want)
		}
	}
	want, err := os.ReadFile("testdata/pricings.sha256")
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprintf("%x\n", sum.Sum(nil)); got != string(want) {
		t.Errorf("the pricings make %swhich was %sIf prices were meant to change, write the first into testdata/pricings.sha256", got, want)
	}
}

// What a pricer priced before never shows.
func TestPricer_IsThatOfTheSet(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 5))
	_, list := drawAny(r)
	for range 2 {
		_, more := drawAny(r)
		list = append(list, more...)
	}
	for i := range list {
		list[i].ID = fmt.Sprint("o", i)
	}
	s, err := Policy{Budget: 4_000}.Compile(euro, list)
	if err != nil {
		t.Fatal(err)
	}
	p := NewPricer(s)
	for range 20 {
		b, _ := drawAny(r)
		got, want := p.Price(b, Context{Now: today}), s.Price(b, Context{Now: today})
		if diff := cmp.Diff(got, want); diff != "" {
			t.Fatalf("pricer (-) and set (+): %s", diff)
		}
	}
}
