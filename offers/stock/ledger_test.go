package stock

import (
	"fmt"
	"testing"

	"endcap/scanner/gs1"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func movements() *rapid.Generator[[]Movement] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Movement {
		return Movement{
			GTIN:     rapid.SampledFrom([]gs1.GTIN{4006381333931, 96385074}).Draw(t, "gtin"),
			Lot:      rapid.SampledFrom([]string{"", "A", "B"}).Draw(t, "lot"),
			Place:    rapid.SampledFrom([]string{"cart-07", "A3-1"}).Draw(t, "place"),
			Quantity: rapid.Int64Range(-5, 5).Draw(t, "quantity"),
			Grams:    rapid.Bool().Draw(t, "grams"),
		}
	}), 0, 30)
}

func TestSum_OrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		moves := movements().Draw(t, "moves")
		other := rapid.Permutation(moves).Draw(t, "other")
		if diff := cmp.Diff(Sum(other), Sum(moves)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestSum_OfBothIsTheSumOfEach(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := movements().Draw(t, "a"), movements().Draw(t, "b")
		both := Ledger{}
		for _, m := range append(append([]Movement{}, a...), b...) {
			both.Add(m)
		}
		for _, list := range [][]Level{Sum(a), Sum(b)} {
			for _, l := range list {
				v := both[l.Key]
				v.Pieces -= l.Pieces
				v.Grams -= l.Grams
				both[l.Key] = v
			}
		}
		if left := both.Levels(); len(left) != 0 {
			t.Fatalf("left over: %v", left)
		}
	})
}

func TestSum_TwiceIsTwiceAsMuch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		moves := movements().Draw(t, "moves")
		want := Sum(moves)
		for i := range want {
			want[i].Pieces *= 2
			want[i].Grams *= 2
		}
		if diff := cmp.Diff(Sum(append(append([]Movement{}, moves...), moves...)), want); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestMovement_CheckRefusesWhatSaysNothing(t *testing.T) {
	good := Movement{GTIN: 96385074, Place: "A3-1", Quantity: -1}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Movement){
		"no product": func(m *Movement) { m.GTIN = 0 },
		"no place":   func(m *Movement) { m.Place = "" },
		"nothing":    func(m *Movement) { m.Quantity = 0 },
		"too much":   func(m *Movement) { m.Quantity = -MaxQuantity - 1 },
	} {
		m := good
		change(&m)
		if m.Check() == nil {
			t.Errorf("%s passes", name)
		}
	}
}

func ExampleSum() {
	moves := []Movement{
		{GTIN: 96385074, Lot: "A", Place: "A3-1", Quantity: 12, Cause: Stocked},
		{GTIN: 96385074, Lot: "A", Place: "cart-07", Quantity: 2, Cause: Picked},
		{GTIN: 96385074, Lot: "A", Place: "cart-07", Quantity: -1, Cause: PutBack},
	}
	for _, l := range Sum(moves) {
		fmt.Println(l.GTIN.EAN(), l.Lot, l.Place, l.Pieces)
	}
	// Output:
	// 96385074 A A3-1 12
	// 96385074 A cart-07 1
}

func BenchmarkLedger_Add(b *testing.B) {
	b.ReportAllocs()
	l, m := Ledger{}, Movement{GTIN: 96385074, Lot: "A", Place: "cart-07", Quantity: 1}
	for b.Loop() {
		l.Add(m)
	}
}
