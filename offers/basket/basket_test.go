package basket

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"endcap/offers"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/scanner/gs1"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var (
	eur = money.Currency{'E', 'U', 'R'}
	now = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
)

func tea() catalog.Product {
	return catalog.Product{GTIN: 96385074, Name: "Tea", Category: []string{"tea"}, Price: money.New(399, eur)}
}

func cheese() catalog.Product {
	return catalog.Product{GTIN: 2000000000008, Name: "Cheese", Price: money.New(1390, eur), Sold: catalog.PerKilogram}
}

func offersOn(t testing.TB) *offers.Set {
	t.Helper()
	s, err := offers.Compile(eur, []offers.Offer{{
		ID: "tea-3-for-10", Name: offers.Text{"en": "Tea time"},
		Rewards: []offers.Reward{{Type: offers.GroupDeal, Groups: []offers.Group{{Quantity: 3, Select: &offers.Select{Categories: []string{"tea"}}}}, Price: 1000}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func must(t testing.TB, b Basket, lines ...Line) Basket {
	t.Helper()
	for _, l := range lines {
		var err error
		if b, err = b.Add(l); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

func TestAdd_EqualPiecesShareALine(t *testing.T) {
	one := Line{Product: tea(), Lot: "A", Expiry: gs1.Date{Year: 2027, Month: 1, Day: 31}, Quantity: 1, Added: now}
	otherLot, printed, serial := one, one, one
	otherLot.Lot, printed.Printed, serial.Serial = "B", 350, "S1"
	cheaper, dearer, deposit := one, one, one
	cheaper.Product.Price.Minor, dearer.Product.Price.Minor = 389, 429
	deposit.Product.Price.Minor, deposit.Product.Deposit = 389, 25
	b := must(t, Basket{ID: "cart-07-000001"}, one, otherLot, printed, serial, cheaper, dearer, deposit)
	var got []string
	for _, l := range b.Lines {
		got = append(got, fmt.Sprint(l.Number, " ", l.Quantity, " ", l.Lot, l.Serial, " ", l.Each().Decimal()))
	}
	if diff := cmp.Diff(got, []string{"1 2 A 3.89", "2 1 B 3.99", "3 1 A 3.50", "4 1 AS1 3.99", "5 1 A 4.29", "6 1 A 3.89"}); diff != "" {
		t.Error(diff)
	}
	if _, err := b.Add(serial); !errors.Is(err, ErrTwice) {
		t.Errorf("the same serial number again: %v", err)
	}
}

func TestAdd_RefusesWhatCannotBeALine(t *testing.T) {
	full := Basket{}
	for i := range MaxLines {
		full = must(t, full, Line{Product: tea(), Lot: fmt.Sprint(i), Quantity: 1})
	}
	for name, c := range map[string]struct {
		b    Basket
		l    Line
		want error
	}{
		"no product":           {Basket{}, Line{Quantity: 1}, ErrLine},
		"no quantity":          {Basket{}, Line{Product: tea()}, ErrLine},
		"less than none":       {Basket{}, Line{Product: tea(), Quantity: -1}, ErrLine},
		"not weighed":          {Basket{}, Line{Product: cheese(), Quantity: 1}, ErrLine},
		"two portions at once": {Basket{}, Line{Product: cheese(), Quantity: 2, Grams: 5}, ErrLine},
		"too heavy":            {Basket{}, Line{Product: cheese(), Quantity: 1, Grams: MaxGrams + 1}, ErrLine},
		"a serial twice":       {Basket{}, Line{Product: tea(), Quantity: 2, Serial: "S"}, ErrLine},
		"too many pieces":      {must(t, Basket{}, Line{Product: tea(), Quantity: MaxPieces}), Line{Product: tea(), Quantity: 1}, ErrFull},
		"too many lines":       {full, Line{Product: tea(), Lot: "other", Quantity: 1}, ErrFull},
		"another currency":     {full, Line{Product: catalog.Product{GTIN: 1, Price: money.New(1, money.Currency{'U', 'S', 'D'})}, Quantity: 1}, ErrLine},
	} {
		after, err := c.b.Add(c.l)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if diff := cmp.Diff(after, c.b); diff != "" {
			t.Errorf("%s changed the basket: %s", name, diff)
		}
	}
}

func TestRemove_ReturnsWhatWasTakenOut(t *testing.T) {
	b := must(t, Basket{}, Line{Product: tea(), Quantity: 3}, Line{Product: cheese(), Quantity: 1, Grams: 333})
	less, out, err := b.Remove(1, 2)
	if err != nil || out.Quantity != 2 || out.Number != 1 || less.Lines[0].Quantity != 1 || b.Lines[0].Quantity != 3 {
		t.Fatalf("%+v, %+v, %v", less, out, err)
	}
	less, out, err = less.Remove(1, 1)
	if err != nil || out.Quantity != 1 || len(less.Lines) != 1 || less.Lines[0].Product.Name != "Cheese" {
		t.Fatalf("%+v, %+v, %v", less, out, err)
	}
	for _, c := range []struct {
		number   int
		quantity int64
	}{{1, 1}, {2, 2}, {2, 0}, {2, -1}, {0, 1}} {
		if _, _, err := less.Remove(c.number, c.quantity); !errors.Is(err, ErrAbsent) {
			t.Errorf("remove %d of line %d: %v", c.quantity, c.number, err)
		}
	}
}

func TestPrice_WeighedGoodsAndPrintedPrices(t *testing.T) {
	labelled := cheese()
	b := must(t, Basket{}, Line{Product: cheese(), Quantity: 1, Grams: 333}, Line{Product: labelled, Quantity: 1, Grams: 333, Printed: 450}, Line{Product: tea(), Quantity: 4})
	r := b.Price(offersOn(t), now)
	got := []string{r.Lines[0].Net.String(), r.Lines[1].Net.String(), r.Lines[2].Net.String(), r.Saved.String(), r.Total.String()}
	if diff := cmp.Diff(got, []string{"4.63 EUR", "4.50 EUR", "13.99 EUR", "1.97 EUR", "23.12 EUR"}); diff != "" {
		t.Error(diff)
	}
	if r := b.Price(nil, now); r.Saved.Minor != 0 || r.Total.Minor != 463+450+4*399 {
		t.Errorf("without offers: %+v", r)
	}
}

func TestPrice_TakesDepositsFloorsAndMeasuresFromTheProduct(t *testing.T) {
	crate, oil, rope := tea(), tea(), tea()
	crate.Deposit, crate.Floor = 25, 300
	oil.GTIN, oil.Sold, oil.Floor = 40170725, catalog.PerLitre, 200
	rope.GTIN, rope.Sold = 96385081, catalog.PerMetre
	b := must(t, Basket{}, Line{Product: crate, Quantity: 2}, Line{Product: oil, Quantity: 1, Measured: 750}, Line{Product: rope, Quantity: 1, Measured: 2_505})
	half, err := offers.Compile(eur, []offers.Offer{{
		ID: "half", Name: offers.Text{"en": "Half"}, Rewards: []offers.Reward{{Type: offers.PercentOff, Scope: offers.PerUnit, Percent: 500_000}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	r := b.Price(half, now)
	var got []int64
	for _, l := range r.Lines {
		got = append(got, l.Gross.Minor, l.Net.Minor)
	}
	if diff := cmp.Diff(got, []int64{798, 600, 299, 150, 999, 499}); diff != "" {
		t.Error(diff)
	}
	for _, l := range []Line{{Product: oil, Quantity: 1}, {Product: oil, Quantity: 2, Measured: 1}, {Product: rope, Quantity: 1, Measured: -1}, {Product: rope, Quantity: 1, Measured: MaxGrams + 1}} {
		if _, err := (Basket{}).Add(l); !errors.Is(err, ErrLine) {
			t.Errorf("%+v: %v", l, err)
		}
	}
}

func TestReprice_TakesTheNewBookWhereItFits(t *testing.T) {
	b := must(t, Basket{}, Line{Product: tea(), Quantity: 2}, Line{Product: cheese(), Quantity: 1, Grams: 100})
	was := b.Price(nil, now).Total
	book := func(g gs1.GTIN) (catalog.Product, bool) {
		switch g {
		case tea().GTIN:
			p := tea()
			p.Price.Minor = 299
			return p, true
		case cheese().GTIN:
			p := cheese()
			p.Sold = catalog.PerPiece // a price of another kind does not fit what was weighed
			return p, true
		}
		return catalog.Product{}, false
	}
	after := b.Reprice(2, false, book)
	if got := after.Price(nil, now).Total; got.Minor != 2*299+139 {
		t.Errorf("repriced: %s", got)
	}
	if got := b.Price(nil, now).Total; got != was {
		t.Errorf("the old basket costs %s now, it cost %s", got, was)
	}
}

func TestClose_SaysWhatWasPaidForWhat(t *testing.T) {
	b := must(t, Basket{ID: "cart-07-000012", Opened: now.Add(-time.Hour)}, Line{Product: tea(), Lot: "A", Quantity: 3}, Line{Product: cheese(), Quantity: 1, Grams: 333})
	s := b.Close(b.Price(offersOn(t), now), now)
	got, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"basket":"cart-07-000012","opened":"2026-03-02T11:00:00Z","closed":"2026-03-02T12:00:00Z","currency":"EUR","lines":[` +
		`{"number":1,"gtin":"00000096385074","name":"Tea","lot":"A","quantity":3,"gross":"11.97 EUR","paid":"10.00 EUR","offers":[{"offer":"tea-3-for-10","saved":"1.97 EUR"}],` +
		`"units":[{"quantity":2,"each":"3.33 EUR"},{"quantity":1,"each":"3.34 EUR"}]},` +
		`{"number":2,"gtin":"02000000000008","name":"Cheese","quantity":1,"grams":333,"gross":"4.63 EUR","paid":"4.63 EUR","units":[{"quantity":1,"each":"4.63 EUR"}]}],` +
		`"pieces":4,"total":"14.63 EUR","saved":"1.97 EUR"}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestBasket_JSONRoundTrip(t *testing.T) {
	b := must(t, Basket{ID: "cart-07-000012", Opened: now}, Line{Product: tea(), Lot: "A", Serial: "S", Quantity: 1, Added: now, Expiry: gs1.Date{Year: 2027, Month: 1, Day: 31}})
	text, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	var again Basket
	if err := json.Unmarshal(text, &again); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(again, b); diff != "" {
		t.Error(diff)
	}
}

// A basket and a plain map go through the same random steps.
func TestBasket_IsWhatAPlainMapIs(t *testing.T) {
	set := offersOn(t)
	type key struct {
		gtin         gs1.GTIN
		lot, serial  string
		grams, price int64
		portion      int // weighed goods never share a line
	}
	rapid.Check(t, func(t *rapid.T) {
		b, model, numbers, portions := Basket{}, map[key]int64{}, map[int]key{}, 0
		t.Repeat(map[string]func(*rapid.T){
			"add": func(t *rapid.T) {
				l := Line{Product: tea(), Lot: rapid.SampledFrom([]string{"", "A", "B"}).Draw(t, "lot"), Quantity: rapid.Int64Range(1, 3).Draw(t, "quantity")}
				k := key{gtin: l.Product.GTIN, lot: l.Lot}
				switch rapid.IntRange(0, 3).Draw(t, "kind") {
				case 0:
					portions++
					l = Line{Product: cheese(), Quantity: 1, Grams: rapid.Int64Range(1, 2000).Draw(t, "grams")}
					k = key{gtin: l.Product.GTIN, grams: l.Grams, portion: portions}
				case 1:
					l.Quantity, l.Serial = 1, rapid.SampledFrom([]string{"1", "2"}).Draw(t, "serial")
					k.serial = l.Serial
				case 2:
					l.Printed = 350
					k.price = 350
				}
				after, err := b.Add(l)
				twice := l.Serial != "" && slices.ContainsFunc(slices.Collect(maps.Keys(model)), func(o key) bool { return o.serial == l.Serial })
				if twice != errors.Is(err, ErrTwice) || err != nil && !twice {
					t.Fatalf("add: %v", err)
				}
				if err != nil {
					return
				}
				if back, _, err := after.Remove(numberOf(after, b, l), l.Quantity); err != nil || !same(back, b) {
					t.Fatalf("added and removed is not as before: %v\n%+v\n%+v", err, back, b)
				}
				model[k] += l.Quantity
				numbers[numberOf(after, b, l)] = k
				b = after
			},
			"remove": func(t *rapid.T) {
				if len(b.Lines) == 0 {
					t.Skip("empty")
				}
				l := rapid.SampledFrom(b.Lines).Draw(t, "line")
				n := rapid.Int64Range(1, l.Quantity).Draw(t, "quantity")
				after, out, err := b.Remove(l.Number, n)
				if err != nil || out.Quantity != n || out.Number != l.Number {
					t.Fatalf("%+v, %v", out, err)
				}
				k := numbers[l.Number]
				if model[k] -= n; model[k] == 0 {
					delete(model, k)
				}
				b = after
			},
			"": func(t *rapid.T) {
				pieces := int64(0)
				for _, n := range model {
					pieces += n
				}
				if b.Pieces() != pieces || len(b.Lines) != len(model) {
					t.Fatalf("%d pieces on %d lines; the map has %d on %d", b.Pieces(), len(b.Lines), pieces, len(model))
				}
				for _, l := range b.Lines {
					if model[numbers[l.Number]] != l.Quantity {
						t.Fatalf("line %d holds %d, the map %d", l.Number, l.Quantity, model[numbers[l.Number]])
					}
				}
				sums(t, b, b.Price(set, now))
			},
		})
	})
}

// numberOf is the line of after that l went to.
func numberOf(after, before Basket, l Line) int {
	if i := slices.IndexFunc(before.Lines, l.equal); i >= 0 {
		return before.Lines[i].Number
	}
	return after.Lines[len(after.Lines)-1].Number
}

// same reports whether two baskets hold the same; the number that the next
// line gets and the time of the last scan may differ.
func same(a, b Basket) bool {
	return cmp.Equal(a.Lines, b.Lines, cmp.Comparer(func(_, _ time.Time) bool { return true })) || len(a.Lines)+len(b.Lines) == 0
}

func sums(t *rapid.T, b Basket, r offers.Result) {
	total := int64(0)
	for _, l := range r.Lines {
		if l.Net.Minor < 0 {
			t.Fatalf("line %d costs %s", l.Number, l.Net)
		}
		total += l.Net.Minor
	}
	s := b.Close(r, now)
	if r.Total.Minor != total || r.Total.Minor < 0 || s.Total.Minor != total || s.Saved.Minor != r.Saved.Minor || r.Problem != "" {
		t.Fatalf("total %s, sale %s, lines make %d; %s", r.Total, s.Total, total, r.Problem)
	}
}

func ExampleBasket_Add() {
	b, _ := Basket{ID: "cart-07-000012"}.Add(Line{Product: tea(), Quantity: 2})
	b, _ = b.Add(Line{Product: cheese(), Quantity: 1, Grams: 250})
	r := b.Price(nil, now)
	fmt.Println(len(b.Lines), "lines,", b.Pieces(), "pieces,", r.Total)
	_, err := b.Add(Line{Product: cheese(), Quantity: 1})
	fmt.Println(err)
	// Output:
	// 2 lines, 3 pieces, 11.46 EUR
	// basket: not a line: Cheese is sold by weight; weigh it and scan the label
}

func BenchmarkBasket_Price(b *testing.B) {
	set, in := offersOn(b), Basket{}
	for i := range 20 {
		p := tea()
		p.GTIN += gs1.GTIN(i)
		in = must(b, in, Line{Product: p, Quantity: 2})
	}
	b.ReportAllocs()
	for b.Loop() {
		in.Price(set, now)
	}
}
