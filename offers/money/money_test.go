package money

import (
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

var eur = Currency{'E', 'U', 'R'}

func TestParse_ReadsWhatStringWrites(t *testing.T) {
	for _, s := range []string{"2.49 EUR", "-0.01 EUR", "0.00 EUR", "12 JPY", "-12.500 KWD", "92233720368547758.07 EUR", "-92233720368547758.08 EUR", "0.0001 CLF"} {
		a, err := Parse(s)
		if err != nil || a.String() != s {
			t.Errorf("Parse(%q) = %v, %v", s, a, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		a := New(rapid.Int64().Draw(t, "minor"), rapid.SampledFrom([]Currency{eur, {'J', 'P', 'Y'}, {'K', 'W', 'D'}, {'C', 'L', 'F'}}).Draw(t, "currency"))
		if b, err := Parse(a.String()); err != nil || b != a {
			t.Fatalf("Parse(%q) = %v, %v", a, b, err)
		}
	})
}

func TestParse_RefusesWhatIsNoAmount(t *testing.T) {
	for s, want := range map[string]error{
		"": ErrSyntax, "2.49": ErrSyntax, "2.49EUR": ErrSyntax, "2,49 EUR": ErrSyntax, "+1 EUR": ErrSyntax, ".5 EUR": ErrSyntax,
		"1. EUR": ErrSyntax, "1.234 EUR": ErrSyntax, "1.5 JPY": ErrSyntax, "1e3 EUR": ErrSyntax, "--1 EUR": ErrSyntax, "٣ EUR": ErrSyntax,
		"1 eur": ErrCurrency, "1 EURO": ErrCurrency, "1  EUR": ErrCurrency,
		"92233720368547758.08 EUR": ErrRange, "99999999999999999999999 EUR": ErrRange,
	} {
		if a, err := Parse(s); !errors.Is(err, want) {
			t.Errorf("Parse(%q) = %v, %v; want %v", s, a, err, want)
		}
	}
}

func TestAmount_JSONKeepsItAndKeepsNothing(t *testing.T) {
	type doc struct {
		A, B Amount
		C    Currency
	}
	in := doc{A: New(-5, eur), C: eur}
	b, err := json.Marshal(in)
	if err != nil || string(b) != `{"A":"-0.05 EUR","B":"","C":"EUR"}` {
		t.Fatalf("%s, %v", b, err)
	}
	var out doc
	if err := json.Unmarshal(b, &out); err != nil || out != in {
		t.Fatalf("%v, %v", out, err)
	}
}

func TestSums_AreExactOrRefused(t *testing.T) {
	one, usd := New(1, eur), New(1, Currency{'U', 'S', 'D'})
	if got, err := (Amount{}).Add(one); err != nil || got != one {
		t.Errorf("nothing + 0.01 EUR = %v, %v", got, err)
	}
	if got, err := (Amount{}).Sub(one); err != nil || got != New(-1, eur) {
		t.Errorf("nothing - 0.01 EUR = %v, %v", got, err)
	}
	for name, err := range map[string]error{
		"add": second(one.Add(usd)), "sub": second(one.Sub(usd)),
	} {
		if !errors.Is(err, ErrCurrency) {
			t.Errorf("%s of two currencies: %v", name, err)
		}
	}
	most, least := New(math.MaxInt64, eur), New(math.MinInt64, eur)
	for name, err := range map[string]error{
		"add": second(most.Add(one)), "sub": second(least.Sub(one)), "mul": second(most.Mul(2)), "neg": second(least.Mul(-1)),
		"percent": second(most.Percent(2*Whole, Down)),
	} {
		if !errors.Is(err, ErrRange) {
			t.Errorf("%s beyond 64 bits: %v", name, err)
		}
	}
	if got, err := least.Mul(1); err != nil || got != least {
		t.Errorf("1 times the least = %v, %v", got, err)
	}
}

func second(_ Amount, err error) error { return err }

func TestRatio_IsTheExactFractionRounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, num := rapid.Int64().Draw(t, "n"), rapid.Int64().Draw(t, "num")
		den := rapid.Int64Range(1, math.MaxInt64).Draw(t, "den")
		if rapid.Bool().Draw(t, "small") {
			n, num, den = n%1000, num%1000, den%100+1
		}
		r := rapid.SampledFrom([]Rounding{HalfUp, HalfEven, Down}).Draw(t, "rounding")
		want := model(n, num, den, r)
		got, err := Ratio(n, num, den, r)
		if !want.IsInt64() {
			if !errors.Is(err, ErrRange) {
				t.Fatalf("%d*%d/%d = %d, %v; want %s, which does not fit", n, num, den, got, err, want)
			}
			return
		}
		if err != nil || got != want.Int64() {
			t.Fatalf("%d*%d/%d = %d, %v; want %s", n, num, den, got, err, want)
		}
	})
}

// model rounds with arbitrary precision: on the size, then gives the sign back.
func model(n, num, den int64, r Rounding) *big.Int {
	x := new(big.Int).Mul(big.NewInt(n), big.NewInt(num))
	sign := int64(x.Sign())
	q, rest := new(big.Int).QuoRem(x.Abs(x), big.NewInt(den), new(big.Int))
	half := rest.Lsh(rest, 1).Cmp(big.NewInt(den))
	if r == HalfUp && half >= 0 || r == HalfEven && (half > 0 || half == 0 && q.Bit(0) == 1) {
		q.Add(q, big.NewInt(1))
	}
	return q.Mul(q, big.NewInt(sign))
}

func TestPercent_RoundsAsTold(t *testing.T) {
	for _, c := range []struct {
		minor   int64
		percent string
		r       Rounding
		want    int64
	}{
		{125, "50", HalfUp, 63},
		{125, "50", HalfEven, 62},
		{127, "50", HalfEven, 64},
		{125, "50", Down, 62},
		{-125, "50", HalfUp, -63},
		{106, "10", HalfUp, 11},
		{1024, "10", HalfUp, 102},
		{1750, "3", Down, 52},
		{999, "33.3333", HalfUp, 333},
		{1_000_000, "0.0001", HalfUp, 1},
	} {
		p, err := ParsePercent(c.percent)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := New(c.minor, eur).Percent(p, c.r); err != nil || got.Minor != c.want {
			t.Errorf("%s %% of %d = %d, %v; want %d", c.percent, c.minor, got.Minor, err, c.want)
		}
	}
	for _, s := range []string{"", "-1", "1000", "1.23456", "1.", ".5", "1,5", "1e1", " 1"} {
		if p, err := ParsePercent(s); !errors.Is(err, ErrPercent) {
			t.Errorf("ParsePercent(%q) = %s, %v", s, p, err)
		}
	}
}

func TestSpread_GivesOddUnitsToTheLargestRemainders(t *testing.T) {
	for _, c := range []struct {
		name                string
		total               int64
		weights, room, want []int64
		r                   Remainder
		left                int64
	}{
		{"in proportion", 300, []int64{100, 200}, nil, []int64{100, 200}, Largest, 0},
		{"ties to the first", 100, []int64{200, 200, 200}, nil, []int64{34, 33, 33}, Largest, 0},
		{"the rest to the last", 400, []int64{200, 200, 201}, nil, []int64{133, 133, 134}, ToLast, 0},
		{"rounded, one short: to the first", 100, []int64{200, 200, 200}, nil, []int64{34, 33, 33}, ToFirst, 0},
		{"rounded, one over: from the first", 3, []int64{50, 50}, nil, []int64{1, 2}, ToFirst, 0},
		{"rounded, one over, of which the first has nothing", 5, []int64{1, 10, 10, 10}, nil, []int64{0, 1, 2, 2}, ToFirst, 0},
		{"largest remainder", 5000, []int64{12000, 23000, 30000}, nil, []int64{923, 1769, 2308}, Largest, 0},
		{"a floor passes its share on", 100, []int64{100, 100}, []int64{10, 100}, []int64{10, 90}, Largest, 0},
		{"no room at all", 100, []int64{100, 0}, []int64{0, 100}, []int64{0, 0}, Largest, 100},
		{"more than there is room for", 100, []int64{30, 30}, nil, []int64{30, 30}, Largest, 40},
		{"nobody", 100, nil, nil, nil, Largest, 100},
	} {
		room := c.room
		if room == nil {
			room = c.weights
		}
		got := make([]int64, len(c.weights))
		left := Spread(c.total, c.weights, room, got, c.r)
		if left != c.left || !equal(got, c.want) {
			t.Errorf("%s: %v, %d left; want %v, %d", c.name, got, left, c.want, c.left)
		}
	}
}

func equal(a, b []int64) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return len(a) == len(b)
}

func TestSpread_LosesNothingAndBreaksNoFloor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		weights := rapid.SliceOfN(rapid.Int64Range(0, 1e12), 0, 12).Draw(t, "weights")
		room, most := make([]int64, len(weights)), int64(0)
		for i, w := range weights {
			room[i] = rapid.Int64Range(0, w).Draw(t, "room")
			most += room[i]
		}
		total := rapid.Int64Range(0, 2e12).Draw(t, "total")
		r := rapid.SampledFrom([]Remainder{Largest, ToLast, ToFirst}).Draw(t, "remainder")
		shares, sum := make([]int64, len(weights)), int64(0)
		left := Spread(total, weights, room, shares, r)
		for i, s := range shares {
			if s < 0 || s > room[i] {
				t.Fatalf("share %d is %d, room %d", i, s, room[i])
			}
			sum += s
		}
		if sum+left != total || left != max(0, total-most) {
			t.Fatalf("%d of %d given, %d left, room for %d", sum, total, left, most)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"2.49 EUR", "-1 JPY", "12.500 KWD", "", "1 EUR EUR", "-0 XXX", "9223372036854775807 JPY"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := Parse(s)
		if err != nil {
			return
		}
		b, err := Parse(a.String())
		if err != nil || a != b {
			t.Fatalf("%q reads %v, which reads %v, %v", s, a, b, err)
		}
	})
}

// Who gets the odd units is found without sorting; this sorts.
func TestSpread_GivesOddUnitsAsSortingWould(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 2000 {
		n := 1 + r.IntN(80)
		weights, room, got, want := make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n)
		sum, order := int64(0), make([]int, n)
		for i := range weights {
			weights[i], room[i], order[i] = 1+r.Int64N(40), 1<<40, i
			sum += weights[i]
		}
		total := r.Int64N(2000)
		left := total
		for i, w := range weights {
			want[i] = total * w / sum
			left -= want[i]
		}
		slices.SortStableFunc(order, func(a, b int) int { return int(total*weights[b]%sum - total*weights[a]%sum) })
		for _, i := range order[:left] {
			want[i]++
		}
		if Spread(total, weights, room, got, Largest); !slices.Equal(got, want) {
			t.Fatalf("%d over %v: %v, want %v", total, weights, got, want)
		}
	}
}
