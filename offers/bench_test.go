package offers

import (
	"fmt"
	"runtime"
	"syscall"
	"testing"
	"time"

	"endcap/offers/money"
)

// w20 is the workload of the peers that offers are measured beside, by the
// same linear congruential generator: 5,000 products, a basket of 20 lines, n
// offers of which 40 % are percentages, 20 % amounts, 30 % buy so many and get
// one, 10 % of a basket for a segment from a spend on.
func w20(products, n int) ([]Offer, Basket, Context) {
	goods := make([]Line, products)
	r := lcg(1)
	for i := range goods {
		c, b := r.n(200), r.n(100)
		goods[i] = Line{SKU: fmt.Sprintf("p%04d", i), Categories: []string{fmt.Sprintf("c%03d", c)}, Brand: fmt.Sprintf("b%03d", b), Price: 49 + r.n(1951)}
	}
	r = lcg(2)
	b := Basket{Currency: euro}
	seen := make(map[int64]bool)
	for len(b.Lines) < 20 {
		k := r.n(int64(products))
		if seen[k] {
			continue
		}
		seen[k] = true
		l := goods[k]
		l.Quantity = 1 + r.n(3)
		b.Lines = append(b.Lines, l)
	}
	r = lcg(3)
	list := make([]Offer, n)
	for i := range list {
		list[i] = r.offer(i, int64(products))
	}
	return list, b, Context{Now: today, Customer: &Customer{Segments: []string{"family"}}}
}

type lcg uint64

func (r *lcg) n(m int64) int64 {
	*r = *r*6364136223846793005 + 1442695040888963407
	return int64(uint64(*r)>>33) % m
}

func (r *lcg) offer(i int, products int64) Offer {
	kind := r.n(100)
	s := &Select{}
	switch r.n(3) {
	case 0:
		s.Categories = []string{fmt.Sprintf("c%03d", r.n(200))}
	case 1:
		for range 1 + r.n(4) {
			s.SKUs = append(s.SKUs, fmt.Sprintf("p%04d", r.n(products)))
		}
	default:
		s.Brands = []string{fmt.Sprintf("b%03d", r.n(100))}
	}
	o := Offer{ID: fmt.Sprintf("o%05d", i), Name: Text{"en": fmt.Sprintf("Offer %05d", i)}}
	switch {
	case kind < 40:
		o.Rewards = []Reward{{Type: PercentOff, Scope: PerUnit, Percent: money.Percent(50_000 * (1 + r.n(8))), Select: s}}
	case kind < 60:
		o.Rewards = []Reward{{Type: AmountOff, Scope: PerUnit, Amount: 10 * (1 + r.n(20)), Select: s}}
	case kind < 90:
		o.Rewards = []Reward{{Type: BuyGet, Buy: &Group{1 + r.n(3), s}, Get: &Get{Quantity: 1, Select: s}}}
	default:
		o.Conditions = []Condition{{Type: MinSpend, Amount: 1000 * (1 + r.n(15))}, {Type: Segment}}
		o.Rewards = []Reward{{Type: PercentOff, Scope: PerBasket, Percent: money.Percent(10_000 * (1 + r.n(10)))}}
		o.Conditions[1].AnyOf = []string{[]string{"gold", "family", "student", "staff", "none"}[r.n(5)]}
	}
	return o
}

// The generator is the one of the peers: the same figures come out.
func TestW20_IsTheWorkloadOfThePeers(t *testing.T) {
	list, b, _ := w20(5000, 10_000)
	sum := int64(0)
	for _, l := range b.Lines {
		sum += l.Price * l.Quantity
	}
	got := fmt.Sprintln(sum, b.Lines[0].SKU, list[99].Rewards[0].Select.SKUs, list[9999].Rewards[0].Select.Brands, list[9999].Rewards[0].Percent)
	if want := "38846 p2740 [p1293] [b090] 25\n"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func BenchmarkPrice(b *testing.B) {
	for _, n := range []int{100, 10_000} {
		list, basket, ctx := w20(5000, n)
		s, err := Compile(euro, list)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprint(n, "offers"), func(b *testing.B) {
			p := NewPricer(s)
			b.ReportAllocs()
			before := cpu()
			for b.Loop() {
				p.Price(basket, ctx)
			}
			b.ReportMetric(float64((cpu()-before).Nanoseconds())/1e6/float64(b.N), "cpu-ms/op")
		})
	}
}

// cpu is what this process has used of the processor: on a shared machine the
// time on the wall tells little.
func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u) // a benchmark without its figure, no worse
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func BenchmarkCompile(b *testing.B) {
	list, _, _ := w20(5000, 10_000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Compile(euro, list); err != nil {
			b.Fatal(err)
		}
	}
}

// The worst basket there may be: every unit of it in a multi-buy.
func BenchmarkPrice_FullBasket(b *testing.B) {
	s, err := Compile(euro, []Offer{{ID: "a", Name: Text{"en": "A"}, Rewards: []Reward{{Type: GroupDeal, Groups: []Group{{Quantity: 3}}, Price: 400}}}})
	if err != nil {
		b.Fatal(err)
	}
	basket := Basket{Currency: euro}
	for i := range MaxLines {
		basket.Lines = append(basket.Lines, Line{SKU: fmt.Sprint(i), Quantity: MaxUnits / MaxLines, Price: int64(200 + i)})
	}
	b.ReportAllocs()
	for b.Loop() {
		s.Price(basket, Context{Now: today})
	}
}

// BenchmarkHeap measures what a set of 10,000 offers keeps.
func BenchmarkHeap(b *testing.B) {
	live := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	for b.Loop() {
		before := live()
		s, err := func() (*Set, error) {
			list, _, _ := w20(5000, 10_000)
			return Compile(euro, list)
		}()
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(live()-before)/1e6, "MB")
		runtime.KeepAlive(s)
	}
}

// BenchmarkCurve prices the same basket under more and more offers, of which
// the basket touches its share, or always the same hundred; and in a shop of
// more and more products.
func BenchmarkCurve(b *testing.B) {
	measure := func(name string, list []Offer, basket Basket, ctx Context) {
		s, err := Compile(euro, list)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			p, before := NewPricer(s), cpu()
			for b.Loop() {
				p.Price(basket, ctx)
			}
			b.ReportMetric(float64((cpu()-before).Nanoseconds())/1e6/float64(b.N), "cpu-ms/op")
		})
	}
	sizes := []int{100, 300, 1000, 3000, 10_000, 20_000}
	for _, n := range sizes {
		list, basket, ctx := w20(5000, n)
		measure(fmt.Sprint("offers=", n), list, basket, ctx)
	}
	for _, n := range sizes {
		list, basket, ctx := elsewhere(n)
		measure(fmt.Sprint("untouched=", n), list, basket, ctx)
	}
	for _, products := range []int{1000, 5000, 20_000, 100_000} {
		list, basket, ctx := w20(products, 100)
		measure(fmt.Sprint("products=", products), list, basket, ctx)
	}
}

// elsewhere is the workload of 100 offers with so many more, all about goods
// that are not in the basket.
func elsewhere(n int) ([]Offer, Basket, Context) {
	list, basket, ctx := w20(5000, 100)
	r := lcg(4)
	for i := len(list); i < n; i++ {
		s := &Select{Categories: []string{fmt.Sprintf("d%03d", r.n(200))}}
		list = append(list, Offer{
			ID: fmt.Sprintf("o%05d", i), Name: Text{"en": "Elsewhere"},
			Rewards: []Reward{{Type: PercentOff, Scope: PerUnit, Percent: 100_000, Select: s}},
		})
	}
	return list, basket, ctx
}
