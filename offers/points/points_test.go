package points

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"endcap/offers/money"
)

var noon = time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)

func TestEntry_RefusesWhatIsNoEarningAndNoBurning(t *testing.T) {
	returned, err := Reverse(Burned("b1", "mug", "m7", 0, 100, noon), noon)
	if err != nil {
		t.Fatal(err)
	}
	for name, e := range map[string]Entry{
		"earned": Earned("b1", "double", "m7", 0, 12, noon), "burned": Burned("b1", "mug", "m7", MaxNumber, MaxPoints, noon), "returned": returned,
	} {
		if err := e.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, change := range map[string]func(*Entry){
		"no points":           func(e *Entry) { e.Points = 0 },
		"points owed":         func(e *Entry) { e.Points = -5 },
		"too many":            func(e *Entry) { e.Points = MaxPoints + 1 },
		"no time":             func(e *Entry) { e.At = time.Time{} },
		"no basket":           func(e *Entry) { e.Basket = "" },
		"another basket":      func(e *Entry) { e.Basket = "b2" },
		"another offer":       func(e *Entry) { e.Offer = "triple" },
		"a slash in it":       func(e *Entry) { *e = Earned("b/1", "double", "m7", 0, 12, noon) },
		"a space in it":       func(e *Entry) { *e = Earned("b 1", "double", "m7", 0, 12, noon) },
		"a long name":         func(e *Entry) { *e = Earned(strings.Repeat("b", MaxName+1), "double", "m7", 0, 12, noon) },
		"no member":           func(e *Entry) { e.To = Member("") },
		"to burn":             func(e *Entry) { e.To = Burn("double") },
		"of another offer":    func(e *Entry) { e.From = Issue("triple") },
		"member to member":    func(e *Entry) { e.From = Member("m8") },
		"back without saying": func(e *Entry) { e.From, e.To = e.To, e.From },
		"back the same way":   func(e *Entry) { e.ID += back },
		"back and back":       func(e *Entry) { e.ID += back + back },
		"no number":           func(e *Entry) { e.ID = "b1/double/" },
		"a number below none": func(e *Entry) { e.ID = "b1/double/-1" },
		"a number like 00":    func(e *Entry) { e.ID = "b1/double/00" },
		"a number too large":  func(e *Entry) { e.ID = "b1/double/10000" },
	} {
		e, l := Earned("b1", "double", "m7", 0, 12, noon), Ledger{}
		change(&e)
		if fresh, err := l.Post(e); !errors.Is(err, ErrEntry) || fresh || len(l) != 0 {
			t.Errorf("%s: %t, %v", name, fresh, err)
		}
	}
}

func TestPost_TwiceIsOnce(t *testing.T) {
	l := Ledger{}
	e := Earned("b1", "double", "m7", 0, 12, noon)
	for i, want := range []bool{true, false, false} {
		if fresh, err := l.Post(e); fresh != want || err != nil {
			t.Errorf("time %d: %t, %v", i, fresh, err)
		}
	}
	early := e
	early.At = noon.Add(-time.Minute)
	if fresh, err := l.Post(early); fresh || err != nil || !l[e.ID].At.Equal(early.At) {
		t.Errorf("the same, earlier: %t, %v", fresh, err)
	}
	e.Points = 13
	if _, err := l.Post(e); !errors.Is(err, ErrEntry) || l[e.ID].Points != 12 {
		t.Errorf("another of the same ID: %v", err)
	}
	if _, err := Balance([]Entry{early, e}, Member("m7")); !errors.Is(err, ErrEntry) {
		t.Errorf("the balance of two that contradict: %v", err)
	}
}

func TestReverse_TakesBackOnceAndWhole(t *testing.T) {
	e := Earned("b1", "double", "m7", 0, 12, noon)
	one, err := Reverse(e, noon.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	two, err := Reverse(e, noon.Add(2*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	for account, want := range map[string]int64{Member("m7"): 0, Issue("double"): 0, Member("m8"): 0} {
		if got, err := Balance([]Entry{two, e, one, e}, account); got != want || err != nil {
			t.Errorf("%s: %d, %v; want %d", account, got, err, want)
		}
	}
	if _, err := Reverse(one, noon); !errors.Is(err, ErrEntry) {
		t.Errorf("taking back what takes back: %v", err)
	}
	if _, err := Reverse(Entry{}, noon); !errors.Is(err, ErrEntry) {
		t.Errorf("taking back nothing: %v", err)
	}
}

// Random entries, posted in any order and any number of times to two ledgers
// that then merge, add up to what plain counting says, and all accounts
// together to nothing.
func TestBalance_IsWhatTheEntriesSayInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want, all := map[string]int64{}, []Entry{}
		for i := range rapid.IntRange(0, 12).Draw(t, "entries") {
			offer, who := rapid.SampledFrom([]string{"double", "mug"}).Draw(t, "offer"), rapid.SampledFrom([]string{"m7", "m8"}).Draw(t, "member")
			n := rapid.Int64Range(1, MaxPoints).Draw(t, "points")
			e := Earned("b1", offer, who, i, n, noon)
			if rapid.Bool().Draw(t, "burns") {
				e = Burned("b1", offer, who, i, n, noon)
			}
			all = append(all, e)
			if rapid.Bool().Draw(t, "returned") {
				r, err := Reverse(e, noon.Add(time.Hour))
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, r)
				continue
			}
			want[e.From] -= n
			want[e.To] += n
		}
		one, two := Ledger{}, Ledger{}
		for _, e := range rapid.Permutation(append(all, all...)).Draw(t, "order") {
			post(t, rapid.SampledFrom([]Ledger{one, two}).Draw(t, "ledger"), e)
		}
		for _, e := range two.Entries() {
			post(t, one, e)
		}
		sum := int64(0)
		for _, account := range []string{Issue("double"), Issue("mug"), Member("m7"), Member("m8"), Burn("double"), Burn("mug")} {
			got, err := Balance(one.Entries(), account)
			if err != nil || got != want[account] {
				t.Fatalf("%s: %d, %v; want %d", account, got, err, want[account])
			}
			sum += got
		}
		if sum != 0 {
			t.Fatalf("all accounts together have %d", sum)
		}
	})
}

func post(t *rapid.T, l Ledger, e Entry) {
	if _, err := l.Post(e); err != nil {
		t.Fatal(err)
	}
}

func TestRate_EarnsForFullAmountsAlone(t *testing.T) {
	for _, c := range []struct {
		rate        Rate
		minor, want int64
		err         error
	}{
		{Rate{1, 200}, 199, 0, nil},
		{Rate{1, 200}, 200, 1, nil},
		{Rate{5, 100}, 1999, 95, nil},
		{Rate{5, 100}, -1999, 0, nil},
		{Rate{0, 100}, 1999, 0, nil},
		{Rate{1, 0}, 1999, 0, ErrRange},
		{Rate{-1, 100}, 1999, 0, ErrRange},
		{Rate{MaxPoints, 1}, 1, MaxPoints, nil},
		{Rate{MaxPoints, 1}, 2, 0, ErrRange},
		{Rate{MaxPoints, 1}, math.MaxInt64, 0, ErrRange},
		{Rate{1, math.MaxInt64}, math.MaxInt64, 1, nil},
	} {
		if got, err := c.rate.Earn(c.minor); got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%+v of %d = %d, %v; want %d, %v", c.rate, c.minor, got, err, c.want, c.err)
		}
	}
}

func TestMultiply_DropsAPartOfAPoint(t *testing.T) {
	for _, c := range []struct {
		earned int64
		by     money.Percent
		want   int64
		err    error
	}{
		{33, 50 * money.Whole / 100, 16, nil},
		{33, 2 * money.Whole, 66, nil},
		{0, money.Whole, 0, nil},
		{1, money.Whole - 1, 0, nil},
		{-1, money.Whole, 0, ErrRange},
		{1, -money.Whole, 0, ErrRange},
		{MaxPoints, money.Whole, MaxPoints, nil},
		{MaxPoints, money.Whole + 1, 0, ErrRange},
		{math.MaxInt64, math.MaxInt64, 0, ErrRange},
	} {
		if got, err := Multiply(c.earned, c.by); got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%s %% of %d = %d, %v; want %d, %v", c.by, c.earned, got, err, c.want, c.err)
		}
	}
}

func TestBurn_TakesWholeStepsAndNeverMoreThanIsDue(t *testing.T) {
	for _, c := range []struct {
		step                     Step
		have, due, points, worth int64
		err                      error
	}{
		{Step{100, 100}, 250, 1000, 200, 200, nil},
		{Step{100, 100}, 99, 1000, 0, 0, nil},
		{Step{100, 100}, 5000, 199, 100, 100, nil},
		{Step{100, 100}, 5000, 99, 0, 0, nil},
		{Step{100, 100}, -5, 99, 0, 0, nil},
		{Step{100, 100}, 500, -99, 0, 0, nil},
		{Step{0, 100}, 500, 99, 0, 0, ErrRange},
		{Step{100, 0}, 500, 99, 0, 0, ErrRange},
		{Step{1, math.MaxInt64}, math.MaxInt64, math.MaxInt64, 1, math.MaxInt64, nil},
		{Step{1, 1}, math.MaxInt64, math.MaxInt64, math.MaxInt64, math.MaxInt64, nil},
	} {
		points, worth, err := c.step.Burn(c.have, c.due)
		if points != c.points || worth != c.worth || !errors.Is(err, c.err) {
			t.Errorf("%+v of %d, %d due = %d worth %d, %v; want %d worth %d, %v", c.step, c.have, c.due, points, worth, err, c.points, c.worth, c.err)
		}
	}
}

func FuzzEntry(f *testing.F) {
	for _, e := range []Entry{Earned("b1", "double", "m7", 0, 12, noon), Burned("b1", "mug", "m7", 3, 100, noon)} {
		text, err := json.Marshal(e)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var e Entry
		if json.Unmarshal(text, &e) != nil || e.Check() != nil {
			return
		}
		r, err := Reverse(e, noon)
		if strings.HasSuffix(e.ID, back) {
			if !errors.Is(err, ErrEntry) {
				t.Fatalf("%+v was taken back: %v", e, err)
			}
			return
		}
		for _, account := range []string{e.From, e.To} {
			if n, sum := Balance([]Entry{e, r}, account); err != nil || n != 0 || sum != nil {
				t.Fatalf("%+v and back: %d, %v, %v", e, n, err, sum)
			}
		}
		b, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		var again Entry
		if err := json.Unmarshal(b, &again); err != nil || !again.Same(e) {
			t.Fatal(cmp.Diff(again, e), err)
		}
	})
}

func BenchmarkBalance(b *testing.B) {
	var entries []Entry
	for i := range 1000 {
		entries = append(entries, Earned("b1", "double", "m7", i, 12, noon))
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Balance(entries, Member("m7")); err != nil {
			b.Fatal(err)
		}
	}
}
