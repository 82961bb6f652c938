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
		switch w := &o.Rewards[0]; {
		case len(w.Groups) > 0:
			for g := range w.Groups {
				w.Groups[g].Select = s
			}
			w.Price *= 4
		case w.Type == BuyGet:
			w.Buy.Select, w.Get.Select = s, s
		default: // one at most stands in turn with others
			continue
		}
		list = append(list, o)
	}
	for k := range n {
		if r.IntN(4) == 0 {
			list = append(list, Offer{
				ID: fmt.Sprint("i", k), Name: Text{"en": "x"}, Layer: LayerItem,
				Rewards: []Reward{{Type: PercentOff, Scope: PerUnit, Percent: money.Percent(50_000 * (1 + r.Int64N(6))), Select: &Select{SKUs: []string{fmt.Sprint("p", k)}}}},
			})
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
		if slices.ContainsFunc(list, func(o Offer) bool { return o.Rewards[0].AmountPerUnit > 0 }) {
			for k := range b.Lines { // in turn, what a floor keeps off a piece is taken off the others
				b.Lines[k].Floor = 0
			}
		}
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
