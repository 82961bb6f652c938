package offers

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"

	"endcap/offers/money"
)

// piece of the model: what one unit costs, at least, and in which lines.
type modelPiece struct {
	price, floor int64
	alone        int64 // saved if it is in no deal
	line         int
}

// brute is the lowest price of a basket under deals by trying every way to
// share its pieces out. It knows nothing of the engine but the words of an
// Offer.
func brute(pieces []modelPiece, list []Offer, lines []Line) int64 {
	total := int64(0)
	for _, p := range pieces {
		total += p.price - p.alone
	}
	saved := map[uint32]int64{0: 0} // by pieces used
	for i := range list {
		apps := map[uint32]int64{}
		r := &list[i].Rewards[0]
		waysToGive(pieces, lines, r, func(mask uint32, off int64) {
			for p := range pieces {
				off -= int64(mask>>p&1) * pieces[p].alone
			}
			if off > apps[mask] {
				apps[mask] = off
			}
		})
		times := r.MaxTimes
		if r.Type == PercentOff || r.Type == AmountOff {
			times = 1
		}
		if times == 0 {
			times = int64(len(pieces))
		}
		for range times {
			next := make(map[uint32]int64, len(saved))
			for used, s := range saved {
				next[used] = max(next[used], s)
				for mask, off := range apps {
					if mask&used == 0 {
						next[used|mask] = max(next[used|mask], s+off)
					}
				}
			}
			if len(next) == len(saved) && times > 1 {
				same := true
				for k, v := range next {
					same = same && saved[k] == v
				}
				if same {
					break
				}
			}
			saved = next
		}
	}
	most := int64(0)
	for _, s := range saved {
		most = max(most, s)
	}
	return total - most
}

// waysToGive calls f with every set of pieces a reward may be given on once,
// and what it saves there.
func waysToGive(pieces []modelPiece, lines []Line, r *Reward, f func(mask uint32, off int64)) {
	in := func(p int, s *Select) bool {
		return s == nil || slices.Contains(s.SKUs, lines[pieces[p].line].SKU)
	}
	var choose func(from int, n int64, s *Select, used uint32, got []int, then func(uint32, []int))
	choose = func(from int, n int64, s *Select, used uint32, got []int, then func(uint32, []int)) {
		if n == 0 {
			then(used, got)
			return
		}
		for p := from; p < len(pieces); p++ {
			if used>>p&1 == 0 && in(p, s) {
				choose(p+1, n-1, s, used|1<<p, append(slices.Clone(got), p), then)
			}
		}
	}
	off := func(p int, percent money.Percent, amount int64) int64 {
		d := pieces[p].price
		switch {
		case percent > 0:
			d, _ = money.Ratio(d, int64(percent), int64(money.Whole), money.HalfUp)
		case amount > 0:
			d = amount
		}
		return max(0, min(d, pieces[p].price-pieces[p].floor))
	}
	switch r.Type {
	case GroupDeal:
		var groups func(k int, used uint32, got []int)
		groups = func(k int, used uint32, got []int) {
			if k == len(r.Groups) {
				f(used, groupSaves(pieces, r, got, off))
				return
			}
			choose(0, r.Groups[k].Quantity, r.Groups[k].Select, used, nil, func(u uint32, g []int) {
				groups(k+1, u, slices.Concat(got, g))
			})
		}
		groups(0, 0, nil)
	case BuyGet:
		same := true // what is bought and got is the same goods
		for p := range pieces {
			same = same && in(p, r.Buy.Select) == in(p, r.Get.Select)
		}
		low := r.Get.Quantity
		if r.PartialGet {
			low = 1
		}
		choose(0, r.Buy.Quantity, r.Buy.Select, 0, nil, func(used uint32, bought []int) {
			for n := low; n <= r.Get.Quantity; n++ {
				choose(0, n, r.Get.Select, used, nil, func(u uint32, got []int) {
					sum := int64(0)
					for _, p := range got {
						for _, b := range bought {
							if same && r.ChooseGet != Any && pieces[p].price > pieces[b].price {
								return
							}
						}
						sum += off(p, r.Get.Percent, r.Get.Amount)
					}
					f(u, sum)
				})
			}
		})
	default:
		for n := int64(1); n <= r.MaxUnits; n++ {
			choose(0, n, r.Select, 0, nil, func(used uint32, got []int) {
				sum := int64(0)
				for _, p := range got {
					sum += off(p, r.Percent, r.Amount)
				}
				f(used, sum)
			})
		}
	}
}

func groupSaves(pieces []modelPiece, r *Reward, got []int, off func(int, money.Percent, int64) int64) int64 {
	sum, room, n := int64(0), int64(0), r.FreeCheapest+r.CheapestUnits
	for _, p := range got {
		sum += pieces[p].price
		room += pieces[p].price - pieces[p].floor
	}
	switch {
	case n > 0:
		slices.SortFunc(got, func(a, b int) int {
			if c := pieces[a].price - pieces[b].price; c != 0 {
				return int(c)
			}
			return int(pieces[a].floor - pieces[b].floor)
		})
		saved := int64(0)
		for _, p := range got[:n] {
			saved += off(p, r.Percent, 0)
		}
		return saved
	case r.AmountPerUnit > 0:
		saved := int64(0)
		for _, p := range got {
			saved += off(p, 0, r.AmountPerUnit)
		}
		return saved
	case r.Percent > 0:
		d, _ := money.Ratio(sum, int64(r.Percent), int64(money.Whole), money.HalfUp)
		return min(d, room)
	case r.Amount > 0:
		return min(r.Amount, room)
	}
	return min(max(sum-r.Price, 0), room)
}

// drawDeal is a multi-buy of any kind.
func drawDeal(r *rand.Rand, id int, skus int) Offer {
	pick := func() *Select {
		s := &Select{}
		for k := range skus {
			if r.IntN(3) > 0 {
				s.SKUs = append(s.SKUs, fmt.Sprint("p", k))
			}
		}
		if s.SKUs == nil || r.IntN(6) == 0 {
			return nil
		}
		return s
	}
	share := []money.Percent{100_000, 250_000, 333_333, 500_000, 1_000_000}[r.IntN(5)]
	w := Reward{Type: GroupDeal, MaxTimes: int64(r.IntN(3))}
	switch r.IntN(4) {
	case 0:
		w = Reward{Type: BuyGet, Buy: &Group{1 + r.Int64N(2), pick()}, Get: &Get{Quantity: 1 + r.Int64N(2), Select: pick()}, MaxTimes: w.MaxTimes, PartialGet: r.IntN(3) == 0}
		if r.IntN(2) == 0 {
			w.Get.Select = w.Buy.Select
		}
		if r.IntN(3) == 0 {
			w.ChooseGet = Any
		}
		if r.IntN(2) == 0 {
			w.Get.Percent = share
		} else if r.IntN(2) == 0 {
			w.Get.Amount = 1 + r.Int64N(200)
		}
	case 1:
		w = Reward{Type: AmountOff, Scope: PerUnit, MaxUnits: 1 + r.Int64N(3), Amount: 1 + r.Int64N(200), Select: pick()}
		if r.IntN(2) == 0 {
			w.Type, w.Amount, w.Percent = PercentOff, 0, share
		}
	default:
		n := int64(0)
		for range 1 + r.IntN(3)/2 {
			w.Groups = append(w.Groups, Group{1 + r.Int64N(3), pick()})
			n += w.Groups[len(w.Groups)-1].Quantity
		}
		switch r.IntN(6) {
		case 0:
			w.Price = 1 + r.Int64N(200*n)
		case 1:
			w.Percent = share
		case 2:
			w.Amount = 1 + r.Int64N(400)
		case 3:
			w.AmountPerUnit = 1 + r.Int64N(150)
		case 4:
			w.FreeCheapest = 1 + r.Int64N(n)
		case 5:
			w.CheapestUnits, w.Percent = 1+r.Int64N(n), share
		}
	}
	return Offer{ID: fmt.Sprint("o", id), Name: Text{"en": "x"}, Rewards: []Reward{w}}
}

// drawSmall is a basket of few pieces.
func drawSmall(r *rand.Rand, most int) (Basket, []modelPiece) {
	b := Basket{Currency: euro}
	var pieces []modelPiece
	for len(pieces) < most {
		l := Line{SKU: fmt.Sprint("p", len(b.Lines)), Quantity: 1 + r.Int64N(3), Price: []int64{99, 100, 149, 199, 200, 1}[r.IntN(6)]}
		l.Quantity = min(l.Quantity, int64(most-len(pieces)))
		if r.IntN(2) == 0 {
			l.Price = r.Int64N(400)
		}
		if r.IntN(4) == 0 {
			l.Floor = r.Int64N(l.Price + 1)
		}
		for range l.Quantity {
			pieces = append(pieces, modelPiece{price: l.Price, floor: l.Floor, line: len(b.Lines)})
		}
		b.Lines = append(b.Lines, l)
	}
	return b, pieces
}

// many is how many baskets are tried: a few thousand, or as ENDCAP_BESTPRICE
// says.
func many(few int) int {
	if n, err := strconv.Atoi(os.Getenv("ENDCAP_BESTPRICE")); err == nil {
		return n
	}
	return few
}

// around adds rules for lines before the deals, of which each line gets the
// best, and a percentage of the basket after them.
func around(r *rand.Rand, lines []Line, pieces []modelPiece) (list []Offer, after func(int64) int64) {
	best := make([]int64, len(lines))
	for k := range r.IntN(3) {
		sku := r.IntN(len(lines))
		w := Reward{Type: AmountOff, Scope: PerUnit, Amount: 1 + r.Int64N(120), Select: &Select{SKUs: []string{lines[sku].SKU}}}
		list = append(list, Offer{ID: fmt.Sprint("i", k), Name: Text{"en": "x"}, Rewards: []Reward{w}})
		best[sku] = max(best[sku], w.Amount)
	}
	least := int64(0)
	for i := range pieces {
		p := &pieces[i]
		p.price -= max(0, min(best[p.line], p.price-p.floor))
		least += p.floor
	}
	if r.IntN(2) == 0 {
		return list, func(n int64) int64 { return n }
	}
	share := money.Percent(10_000 * (1 + r.Int64N(99)))
	list = append(list, Offer{ID: "b", Name: Text{"en": "x"}, Rewards: []Reward{{Type: PercentOff, Scope: PerBasket, Percent: share}}})
	return list, func(n int64) int64 {
		d, _ := money.Ratio(n, int64(share), int64(money.Whole), money.HalfUp)
		return n - min(d, n-least)
	}
}

// large is how many large baskets are tried: 20,000 behind ENDCAP_BESTPRICE.
func large() int {
	if os.Getenv("ENDCAP_BESTPRICE") != "" {
		return 20_000
	}
	return 100
}

func TestBestPrice_IsTheLowestOfAllWays(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 1))
	for i := range many(20_000) {
		b, pieces := drawSmall(r, 2+r.IntN(5))
		list, after := around(r, b.Lines, pieces)
		var deals []Offer
		for k := range 1 + r.IntN(3) {
			deals = append(deals, drawDeal(r, k, len(b.Lines)))
		}
		list = append(list, deals...)
		s, err := Compile(euro, list)
		if err != nil {
			t.Fatal(err)
		}
		got := s.Price(b, Context{Now: today})
		if want := after(brute(pieces, deals, b.Lines)); got.Total.Minor != want || got.Gap != (money.Amount{}) {
			text, _ := json.MarshalIndent(list, "", " ")
			t.Fatalf("%d: %d, gap %s; the lowest is %d\n%+v\n%s", i, got.Total.Minor, got.Gap, want, b.Lines, text)
		}
		adds(t, b, got)
	}
}

// In one stack group a piece has its best rule, or one deal at the price
// before that rule.
func TestBestPrice_IsTheLowestOfAllWaysInAStackGroup(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 4))
	for i := range many(20_000) / 4 {
		b, pieces := drawSmall(r, 2+r.IntN(5))
		before := slices.Clone(pieces)
		list, _ := around(r, b.Lines, pieces)
		list = slices.DeleteFunc(list, func(o Offer) bool { return o.ID == "b" })
		for p := range pieces {
			pieces[p].alone, pieces[p].price = before[p].price-pieces[p].price, before[p].price
		}
		var deals []Offer
		for k := range 1 + r.IntN(3) {
			deals = append(deals, drawDeal(r, k, len(b.Lines)))
		}
		list = append(list, deals...)
		for k := range list {
			list[k].StackGroup = "g"
		}
		s, err := Compile(euro, list)
		if err != nil {
			t.Fatal(err)
		}
		got := s.Price(b, Context{Now: today})
		if want := brute(pieces, deals, b.Lines); got.Total.Minor != want || got.Gap != (money.Amount{}) {
			text, _ := json.MarshalIndent(list, "", " ")
			t.Fatalf("%d: %d, gap %s; the lowest is %d\n%+v\n%s", i, got.Total.Minor, got.Gap, want, b.Lines, text)
		}
		adds(t, b, got)
	}
}

// drawLarge is a basket of many lines with many deals that overlap.
func drawLarge(r *rand.Rand) (Basket, []Offer) {
	b := Basket{Currency: euro}
	n := 20 + r.IntN(80)
	for k := range n {
		b.Lines = append(b.Lines, Line{Number: k + 1, SKU: fmt.Sprint("p", k), Quantity: 1 + r.Int64N(3), Price: 49 + r.Int64N(1951)})
		if r.IntN(5) == 0 {
			b.Lines[k].Floor = b.Lines[k].Price / 2
		}
	}
	var list []Offer
	for k := range 5 + r.IntN(15) {
		o := drawDeal(r, k, 0)
		o.Layer = LayerMultibuy
		from := r.IntN(n)
		s := &Select{}
		for range 4 + r.IntN(9) {
			s.SKUs = append(s.SKUs, fmt.Sprint("p", (from+r.IntN(20))%n))
		}
		slices.Sort(s.SKUs)
		s.SKUs = slices.Compact(s.SKUs)
		switch w := &o.Rewards[0]; w.Type {
		case GroupDeal:
			for g := range w.Groups {
				w.Groups[g].Select = s
			}
			w.Price *= 4
		case BuyGet:
			w.Buy.Select, w.Get.Select = s, s
		default: // one at most stands in turn with others
			continue
		}
		list = append(list, o)
	}
	for k := range n {
		if r.IntN(4) == 0 {
			list = append(list, Offer{ID: fmt.Sprint("i", k), Name: Text{"en": "x"}, Layer: LayerItem,
				Rewards: []Reward{{Type: PercentOff, Scope: PerUnit, Percent: money.Percent(50_000 * (1 + r.Int64N(6))), Select: &Select{SKUs: []string{fmt.Sprint("p", k)}}}}})
		}
	}
	return b, append(list, Offer{ID: "b", Name: Text{"en": "x"}, Layer: LayerBasket, Rewards: []Reward{{Type: PercentOff, Scope: PerBasket, Percent: 70_000}}})
}

// Greedily in turn is one way to price, so best price is never dearer.
func TestBestPrice_IsNeverDearerThanGreedy(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 2))
	proven, cheaper, n := 0, 0, large()
	for i := range n {
		b, list := drawLarge(r)
		best, err := Compile(euro, list)
		if err != nil {
			t.Fatal(err)
		}
		turn, err := Policy{Combine: InTurn}.Compile(euro, list)
		if err != nil {
			t.Fatal(err)
		}
		got, greedy := best.Price(b, Context{Now: today}), turn.Price(b, Context{Now: today})
		if got.Total.Minor > greedy.Total.Minor {
			text, _ := json.MarshalIndent(list, "", " ")
			t.Fatalf("%d: %s, greedily %s\n%+v\n%s", i, got.Total, greedy.Total, b.Lines, text)
		}
		adds(t, b, got)
		if got.Gap == (money.Amount{}) {
			proven++
		}
		if got.Total.Minor < greedy.Total.Minor {
			cheaper++
		}
	}
	t.Logf("%d of %d proven, %d cheaper than greedy", proven, n, cheaper)
}

// adds fails the test if a result does not add up or breaks a floor.
func adds(t *testing.T, b Basket, r Result) {
	t.Helper()
	net, off, applied := int64(0), int64(0), int64(0)
	for i, l := range r.Lines {
		units := int64(0)
		for _, u := range l.Units {
			units += u.Quantity * u.Each.Minor
			if u.Each.Minor < min(b.Lines[i].Floor, b.Lines[i].Price) {
				t.Fatalf("line %d: a unit at %s, floor %d", l.Number, u.Each, b.Lines[i].Floor)
			}
		}
		for _, d := range l.Discounts {
			off += d.Saved.Minor
		}
		if units != l.Net.Minor {
			t.Fatalf("line %d: its units cost %d, net %s", l.Number, units, l.Net)
		}
		net += units
	}
	for _, a := range r.Applied {
		applied += a.Saved.Minor
		if len(a.Units) == 0 || a.Saved.Minor <= 0 {
			t.Fatalf("applied on nothing: %+v", a)
		}
	}
	if r.Total.Minor != net || r.Saved.Minor != off || off != applied || r.Subtotal.Minor != net+off {
		t.Fatalf("does not add up: %+v", r)
	}
}
