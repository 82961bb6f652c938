package catalog

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// logDay is a moment so many days after the log of a test begins.
func logDay(n float64) time.Time {
	return time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n * float64(day)))
}

func TestPriceLog_TellsThePriorPrice(t *testing.T) {
	at := func(n float64, minor int64, k PriceKind) Price { return Price{logDay(n), minor, k} }
	for _, c := range []struct {
		name    string
		log     PriceLog
		rule    PriorRule
		exempt  bool
		at      float64
		want    int64
		missing int
	}{
		{"the price before", PriceLog{at(0, 249, Listed), at(40, 199, Announced)}, PriorRule{}, false, 41, 249, 0},
		{"the lowest, not the last", PriceLog{at(0, 249, Listed), at(20, 219, Listed), at(30, 259, Listed), at(40, 199, Announced)}, PriorRule{}, false, 40, 219, 0},
		{"what is longer ago than the days does not count", PriceLog{at(0, 100, Listed), at(9, 249, Listed), at(40, 199, Announced)}, PriorRule{}, false, 40, 249, 0},
		{"the price of a day that the days only touch does", PriceLog{at(0, 100, Listed), at(10.5, 249, Listed), at(40, 199, Announced)}, PriorRule{}, false, 40, 100, 0},
		{"more days where the shop says so", PriceLog{at(0, 100, Listed), at(9, 249, Listed), at(70, 199, Announced)}, PriorRule{Days: 62}, false, 70, 100, 0},
		{"a reduction before is a price that was applied", PriceLog{at(0, 249, Listed), at(20, 149, Announced), at(27, 249, Listed), at(40, 199, Announced)}, PriorRule{}, false, 40, 149, 0},
		{"it stays however long the reduction lasts", PriceLog{at(0, 249, Listed), at(40, 199, Announced)}, PriorRule{}, false, 400, 249, 0},
		{"no reduction", PriceLog{at(0, 249, Listed)}, PriorRule{}, false, 40, 0, 0},
		{"before the log", PriceLog{at(10, 249, Announced)}, PriorRule{}, false, 5, 0, 0},
		{"29 days and a half are not 30", PriceLog{at(0, 249, Listed), at(29.5, 199, Announced)}, PriorRule{}, false, 30, 0, 1},
		{"a log that begins with the reduction", PriceLog{at(0, 199, Announced)}, PriorRule{}, false, 10, 0, 30},
		{"new goods without the option", PriceLog{at(0, 0, NotSold), at(50, 249, Listed), at(60, 199, Announced)}, PriorRule{}, false, 60, 0, 20},
		{"new goods with it", PriceLog{at(0, 0, NotSold), at(50, 249, Listed), at(60, 199, Announced)}, PriorRule{NewDays: 7}, false, 60, 249, 0},
		{"too new for it", PriceLog{at(0, 0, NotSold), at(55, 249, Listed), at(60, 199, Announced)}, PriorRule{NewDays: 7}, false, 60, 0, 2},
		{"goods of which it is not known that they are new", PriceLog{at(50, 249, Listed), at(60, 199, Announced)}, PriorRule{NewDays: 7}, false, 60, 0, 20},
		{"days without sale do not count", PriceLog{at(0, 149, Listed), at(20, 0, NotSold), at(60, 249, Listed), at(80, 199, Announced)}, PriorRule{}, false, 80, 149, 0},
		{"goods that spoil", PriceLog{at(0, 149, Listed), at(38, 249, Listed), at(40, 199, Announced)}, PriorRule{}, true, 40, 249, 0},
		{"goods that spoil and were not there before", PriceLog{at(0, 0, NotSold), at(40, 199, Announced)}, PriorRule{}, true, 40, 0, 0},
		{"a second step counts the first", PriceLog{at(0, 249, Listed), at(40, 199, Announced), at(45, 149, Announced)}, PriorRule{}, false, 46, 199, 0},
		{"unless it grows and the state has that option", PriceLog{at(0, 249, Listed), at(40, 199, Announced), at(45, 149, Announced)}, PriorRule{Progressive: true}, false, 46, 249, 0},
		{"a step back up begins anew", PriceLog{at(0, 249, Listed), at(40, 149, Announced), at(45, 199, Announced)}, PriorRule{Progressive: true}, false, 46, 149, 0},
		{"a break ends the growing", PriceLog{at(0, 249, Listed), at(40, 199, Announced), at(44, 239, Listed), at(45, 149, Announced)}, PriorRule{Progressive: true}, false, 46, 199, 0},
	} {
		if got, missing := c.log.Prior(logDay(c.at), c.exempt, c.rule); got != c.want || missing != c.missing {
			t.Errorf("%s: %d with %d days missing, want %d with %d", c.name, got, missing, c.want, c.missing)
		}
	}
}

func TestPriorRule_RefusesWhatTheLawDoesNotKnow(t *testing.T) {
	for _, r := range []PriorRule{{Days: 29}, {Days: -1}, {Days: MaxPriorDays + 1}, {NewDays: -1}, {NewDays: 31}, {Perishable: []string{""}}} {
		if r.Check() == nil {
			t.Errorf("%+v passes", r)
		}
	}
	for _, r := range []PriorRule{{}, {Days: 30}, {Days: 60, NewDays: 60, Perishable: []string{"fresh"}, Progressive: true}} {
		if err := r.Check(); err != nil {
			t.Errorf("%+v: %v", r, err)
		}
	}
	r := PriorRule{Perishable: []string{"fresh/fish", "short-lived"}}
	if !r.Exempts(Product{Category: []string{"fresh", "fish", "smoked"}}) || !r.Exempts(Product{Tags: []string{"short-lived"}}) || r.Exempts(Product{Category: []string{"fresh"}}) {
		t.Error("goods that spoil are not told from others")
	}
}

func TestPriceLog_ThenKeepsThePastAndOnlyChanges(t *testing.T) {
	l := PriceLog{{logDay(0), 249, Listed}, {logDay(10), 199, Announced}, {logDay(20), 249, Listed}}
	got := l.Then(Price{logDay(12), 199, Announced}, Price{logDay(15), 189, Announced}, Price{logDay(16), 249, Listed}, Price{logDay(30), 249, Listed})
	want := PriceLog{{logDay(0), 249, Listed}, {logDay(10), 199, Announced}, {logDay(15), 189, Announced}, {logDay(16), 249, Listed}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if len(l) != 3 || l[2].Minor != 249 {
		t.Errorf("the log itself has changed: %v", l)
	}
}

// drawLog draws a log of many short and long prices.
func drawLog(t *rapid.T) PriceLog {
	var l PriceLog
	at := 0.0
	for range rapid.IntRange(1, 30).Draw(t, "entries") {
		k := rapid.SampledFrom([]PriceKind{Listed, Listed, Announced, NotSold}).Draw(t, "kind")
		p := Price{logDay(at), int64(rapid.IntRange(1, 20).Draw(t, "price")), k}
		if k == NotSold {
			p.Minor = 0
		}
		l = l.Then(p)
		at += float64(rapid.IntRange(1, 40).Draw(t, "quarters")) / 4
	}
	return l
}

// Whatever the log and the options, the prior price of a step is never above
// any price of the thirty days before it, or, where the reduction grows, before
// its first step.
func TestPrior_IsNeverAboveTheLowestOfThirtyDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := drawLog(t)
		r := PriorRule{
			Days:        rapid.SampledFrom([]int{0, 30, 45}).Draw(t, "days"),
			NewDays:     rapid.SampledFrom([]int{0, 7}).Draw(t, "new"),
			Progressive: rapid.Bool().Draw(t, "progressive"),
		}
		at := logDay(float64(rapid.IntRange(0, 1200).Draw(t, "at")) / 4)
		prior, missing := l.Prior(at, false, r)
		if prior != 0 && missing != 0 {
			t.Fatalf("%d, and %d days are missing", prior, missing)
		}
		if prior == 0 {
			return
		}
		begin := l.At(at)
		for r.Progressive && begin > 0 && l[begin-1].Kind == Announced && l[begin-1].Minor > l[begin].Minor {
			begin--
		}
		for quarter := 1; quarter <= 4*MinPriorDays; quarter++ {
			then := l[begin].Since.Add(-time.Duration(quarter) * day / 4)
			if i := l.At(then); i >= 0 && l[i].Kind != NotSold && l[i].Minor < prior {
				t.Fatalf("prior %d, and %d was the price at %s\n%v", prior, l[i].Minor, then, l)
			}
		}
	})
}
