package play

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func master(t testing.TB) Secret {
	t.Helper()
	s, err := NewMaster(strings.NewReader("a master of thirty-two bytes ...."))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestDraw_IsTheSameOnEveryMachineForEver(t *testing.T) {
	m := master(t)
	w := Win{Commit: m.Commit(), Chance: 100_000}
	if got, want := w.Commit.String(), "580e1dd05cbf257394413bad9146a7f964bbcd3461715f232dbac74c9a7f5d62"; got != want {
		t.Errorf("commit %s, want %s", got, want)
	}
	seed := m.Seed("lucky", "cart-07")
	if text, _ := seed.MarshalText(); string(text) != "fafe7afd05f7315b88c01e0d10eafde75e70dfd7ff540624ec2a69cf2c8f5181" {
		t.Errorf("seed %s", text)
	}
	var won []int
	for i := range 60 {
		if w.Draw(seed, fmt.Sprintf("cart-07-%06d", i)) {
			won = append(won, i)
		}
	}
	if d := cmp.Diff(won, []int{2, 9, 20, 37, 39, 53}); d != "" {
		t.Error(d)
	}
}

func TestDraw_WinsAsOftenAsTheChanceSays(t *testing.T) {
	seed := master(t).Seed("lucky", "cart-07")
	for _, chance := range []int64{0, 1, 50_000, 500_000, Million} {
		const n = 20_000
		won := 0
		for i := range n {
			if (Win{Chance: chance}).Draw(seed, fmt.Sprint("basket-", i)) {
				won++
			}
		}
		p := float64(chance) / Million
		if off := math.Abs(float64(won) - n*p); off > 5*math.Sqrt(n*p*(1-p))+1 {
			t.Errorf("a chance of %d won %d of %d times", chance, won, n)
		}
	}
}

func TestSeed_DiffersByOfferAndDevice(t *testing.T) {
	m, seen := master(t), map[Secret]string{}
	for _, s := range [][2]string{{"a", "bc"}, {"ab", "c"}, {"abc", ""}, {"", "abc"}, {"a", "b"}} {
		seed := m.Seed(s[0], s[1])
		if was, twice := seen[seed]; twice {
			t.Errorf("%q has the seed of %s", s, was)
		}
		seen[seed] = fmt.Sprint(s)
	}
}

func TestSecret_IsInNoLog(t *testing.T) {
	m := master(t)
	text, err := m.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		if s := fmt.Sprintf(format, struct{ S Secret }{m}); strings.Contains(s, string(text)) || strings.Contains(s, "97 32 109") {
			t.Errorf("%s writes %s", format, s)
		}
	}
}

func TestSecret_ReadsWhatItWrites(t *testing.T) {
	type doc struct {
		S Secret
		C Commit
	}
	in := doc{master(t), master(t).Commit()}
	text, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	var out doc
	if err := json.Unmarshal(text, &out); err != nil || out != in {
		t.Errorf("%s: %v", text, err)
	}
	for _, s := range []string{"", "00", strings.Repeat("0", 63), strings.Repeat("0", 66), strings.Repeat("g", 64)} {
		if err := out.S.UnmarshalText([]byte(s)); !errors.Is(err, ErrSecret) {
			t.Errorf("%q: %v", s, err)
		}
	}
	if _, err := NewMaster(bytes.NewReader(make([]byte, 31))); err == nil {
		t.Error("a master of 31 bytes was made")
	}
}

func TestWin_RefusesWhatIsNone(t *testing.T) {
	c := master(t).Commit()
	for _, w := range []Win{{}, {Commit: c}, {Chance: 5}, {c, -1}, {c, Million + 1}} {
		if err := w.Check(); !errors.Is(err, ErrWin) {
			t.Errorf("%+v: %v", w, err)
		}
	}
	if err := (Win{c, Million}).Check(); err != nil {
		t.Error(err)
	}
}

func TestAudit_FindsEveryForgedDrawAndNoOther(t *testing.T) {
	m := master(t)
	w := Win{Commit: m.Commit(), Chance: 300_000}
	rapid.Check(t, func(t *rapid.T) {
		var draws []Drawn
		var want []Drawn
		for i := range rapid.IntRange(0, 20).Draw(t, "draws") {
			d := Drawn{Device: rapid.SampledFrom([]string{"cart-1", "cart-2"}).Draw(t, "device"), Basket: fmt.Sprint("b", i)}
			d.Won = w.Draw(m.Seed("lucky", d.Device), d.Basket)
			if d.Won && rapid.Bool().Draw(t, "empty") {
				d.Won, d.Empty = false, true
			}
			switch rapid.IntRange(0, 5).Draw(t, "forged") {
			case 0: // given to a friend, or kept from a shopper
				d.Won = !d.Won
				if d.Empty && !d.Won {
					d.Empty = false
				}
			case 1:
				draws = append(draws, d) // the event comes twice
				if truth(w, m, d) != nil {
					want = append(want, d)
				}
				draws = append(draws, d)
				continue
			case 2:
				draws = append(draws, d)
				if truth(w, m, d) != nil {
					want = append(want, d)
				}
				d.Won = !d.Won
				draws, want = append(draws, d), append(want, d)
				continue
			}
			draws = append(draws, d)
			if truth(w, m, d) != nil {
				want = append(want, d)
			}
		}
		faults, err := w.Audit("lucky", m, draws)
		if err != nil {
			t.Fatal(err)
		}
		var got []Drawn
		for _, f := range faults {
			got = append(got, f.Drawn)
		}
		if d := cmp.Diff(got, want); d != "" {
			t.Fatal(d)
		}
	})
}

// truth says by listing what may be told of a draw.
func truth(w Win, m Secret, d Drawn) error {
	may := []Drawn{{d.Device, d.Basket, false, false}}
	if w.Draw(m.Seed("lucky", d.Device), d.Basket) {
		may = []Drawn{{d.Device, d.Basket, true, false}, {d.Device, d.Basket, false, true}}
	}
	if slices.Contains(may, d) {
		return nil
	}
	return fmt.Errorf("%+v is none of %+v", d, may)
}

func TestAudit_RefusesAMasterThatWasNotCommittedTo(t *testing.T) {
	other, err := NewMaster(strings.NewReader(strings.Repeat("x", 32)))
	if err != nil {
		t.Fatal(err)
	}
	w := Win{Commit: master(t).Commit(), Chance: 5}
	if _, err := w.Audit("lucky", other, nil); !errors.Is(err, ErrWin) {
		t.Error(err)
	}
}

func TestChallenge_CountsWhatItSays(t *testing.T) {
	goods := []Piece{
		{Product: "oat", Zone: "A3", Quantity: 2},
		{Product: "oat", Zone: "A3", Quantity: 1, LastDay: true},
		{Product: "rye", Zone: "", Quantity: 4, LastDay: true},
		{Product: "tea", Zone: "B1", Quantity: 0},
	}
	seen := func(s ...string) Progress { return Progress{Seen: s} }
	have := func(n int64) Progress { return Progress{Have: n} }
	for _, c := range []struct {
		of           Of
		goal         int64
		before, want Progress
		members      int64
		missing      int64
	}{
		{Pieces, 10, have(0), have(7), 1, 3},
		{Pieces, 10, have(5), have(10), 1, 0},
		{Pieces, 3, have(9), have(3), 1, 0},
		{Rescued, 10, have(1), have(6), 1, 4},
		{Products, 3, seen("bun"), seen("bun", "oat", "rye"), 1, 0},
		{Products, 2, seen("tea"), seen("oat", "rye"), 1, 0},
		{Zones, 3, seen("A3", "C1"), seen("A3", "C1"), 1, 1},
		{Visits, 3, have(1), have(2), 1, 1},
		{Friends, 3, have(0), have(2), 2, 1},
		{Friends, 3, have(2), have(2), 1, 1},
	} {
		ch := Challenge{c.of, c.goal}
		if err := ch.Check(); err != nil {
			t.Error(err)
		}
		got := ch.Progress(c.before, goods, c.members)
		if d := cmp.Diff(got, c.want); d != "" || ch.Missing(got) != c.missing {
			t.Errorf("%s of %d from %+v: %d missing, want %d\n%s", c.of, c.goal, c.before, ch.Missing(got), c.missing, d)
		}
		if got := ch.Progress(c.before, goods[3:], 5); ch.Missing(got) != ch.Missing(c.before) {
			t.Errorf("%s: nothing of it in the basket, and yet %+v after %+v", c.of, got, c.before)
		}
	}
}

func TestChallenge_RefusesWhatCannotBeReached(t *testing.T) {
	for _, c := range []Challenge{{}, {"steps", 3}, {Pieces, 0}, {Pieces, MaxGoal + 1}, {Zones, MaxDistinct + 1}, {Products, -1}} {
		if err := c.Check(); !errors.Is(err, ErrChallenge) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	many := make([]string, MaxDistinct+1)
	for i := range many {
		many[i] = fmt.Sprintf("%02d", i)
	}
	for _, p := range []Progress{{Have: -1}, {Have: MaxGoal + 1}, {Seen: many}, {Seen: []string{"b", "a"}}, {Seen: []string{"a", "a"}}, {Seen: []string{""}}, {Seen: []string{strings.Repeat("x", MaxName+1)}}} {
		if err := p.Check(); !errors.Is(err, ErrChallenge) {
			t.Errorf("%+v: %v", p, err)
		}
	}
}

// Whatever the order of scans, progress is the same; it never falls, never
// passes the goal, leaves what was before as it was, and can be kept.
func TestProgress_IsTheSameInAnyOrderAndNeverFalls(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := Challenge{rapid.SampledFrom([]Of{Pieces, Products, Zones, Rescued, Visits, Friends}).Draw(t, "of"), rapid.Int64Range(1, MaxDistinct).Draw(t, "goal")}
		name := rapid.SampledFrom([]string{"", "a", "b", "c", strings.Repeat("x", MaxName+1)})
		goods := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Piece {
			return Piece{name.Draw(t, "product"), name.Draw(t, "zone"), rapid.Int64().Draw(t, "quantity"), rapid.Bool().Draw(t, "last day")}
		}), 0, 8).Draw(t, "goods")
		before := Progress{Have: rapid.Int64Range(0, c.Goal).Draw(t, "before")}
		if c.Of == Products || c.Of == Zones {
			before = Progress{Seen: []string{"a", "z"}[:min(c.Goal, 2)]}
		}
		kept := slices.Clone(before.Seen)
		members := rapid.Int64().Draw(t, "members")
		got := c.Progress(before, goods, members)
		if again := c.Progress(before, rapid.Permutation(goods).Draw(t, "order"), members); cmp.Diff(again, got) != "" {
			t.Fatalf("%+v in one order, %+v in another", got, again)
		}
		if err := got.Check(); err != nil || got.Have > c.Goal || c.Missing(got) > c.Missing(before) || !slices.Equal(before.Seen, kept) {
			t.Fatalf("%+v after %+v, %v", got, before, err)
		}
	})
}

func FuzzProgress(f *testing.F) {
	f.Add([]byte(`{"have":3,"seen":["a","b"]}`), "zones", int64(3), "c")
	f.Fuzz(func(t *testing.T, text []byte, of string, goal int64, zone string) {
		var p Progress
		c := Challenge{Of(of), goal}
		if json.Unmarshal(text, &p) != nil || p.Check() != nil || c.Check() != nil {
			return
		}
		got := c.Progress(p, []Piece{{Product: zone, Zone: zone, Quantity: goal}}, goal)
		if err := got.Check(); err != nil {
			t.Fatal(err)
		}
		if m := c.Missing(got); m < 0 || m > c.Goal {
			t.Fatalf("%d missing of %d", m, c.Goal)
		}
	})
}

func BenchmarkDraw(b *testing.B) {
	w, seed := Win{Chance: 5}, master(b).Seed("lucky", "cart-07")
	b.ReportAllocs()
	for b.Loop() {
		w.Draw(seed, "cart-07-000123")
	}
}

func BenchmarkAudit(b *testing.B) {
	m := master(b)
	w := Win{Commit: m.Commit(), Chance: 1}
	draws := make([]Drawn, 10_000)
	for i := range draws {
		draws[i] = Drawn{Device: fmt.Sprint("cart-", i%20), Basket: fmt.Sprint(i)}
	}
	for b.Loop() {
		if _, err := w.Audit("lucky", m, draws); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkProgress(b *testing.B) {
	goods := make([]Piece, 100)
	for i := range goods {
		goods[i] = Piece{Product: fmt.Sprint(i), Quantity: 1}
	}
	b.ReportAllocs()
	for b.Loop() {
		Challenge{Products, 10}.Progress(Progress{}, goods, 1)
	}
}
