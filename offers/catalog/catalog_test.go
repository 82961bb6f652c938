package catalog

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"endcap/offers/money"
	"endcap/scanner/gs1"
)

func euro(minor int64) money.Amount { return money.New(minor, money.Currency{'E', 'U', 'R'}) }

func TestMeasure_ReadsWhatItWrites(t *testing.T) {
	for _, s := range []string{"500 g", "1.5 l", "12 pc", "0.75 l", "0.005 kg", "999999999.999 m2", "70 cl"} {
		m, err := ParseMeasure(s)
		if err != nil || m.String() != s || m.Check() != nil {
			t.Errorf("ParseMeasure(%q) = %q, %v", s, m, err)
		}
	}
	for _, s := range []string{"", "g", "500", "500g", "0 g", "-1 g", "1.2345 l", "1. l", ".5 l", "1,5 l", "1 oz", "1234567890 g", "1 l "} {
		if m, err := ParseMeasure(s); err == nil {
			t.Errorf("ParseMeasure(%q) = %q, no error", s, m)
		}
	}
	if err := (Measure{N: 5, Scale: 9, Unit: "g"}).Check(); err == nil {
		t.Error("a scale of 9 passes the check")
	}
}

func TestProduct_UnitPrice(t *testing.T) {
	for _, c := range []struct {
		price   int64
		content string
		sold    Sold
		want    string
	}{
		{249, "500 g", "", "4.98 EUR per 1 kg"},
		{199, "1.5 l", "", "1.33 EUR per 1 l"},
		{100, "750 ml", "", "1.33 EUR per 1 l"},
		{899, "70 cl", "", "12.84 EUR per 1 l"},
		{299, "12 pc", "", "0.25 EUR per 1 pc"},
		{1000, "0.005 kg", "", "2000.00 EUR per 1 kg"},
		{500, "250 cm", "", "2.00 EUR per 1 m"},
		{1999, "2.5 m2", "", "8.00 EUR per 1 m2"},
		{1390, "", PerKilogram, "13.90 EUR per 1 kg"},
		{129, "", PerLitre, "1.29 EUR per 1 l"},
		{250, "", PerMetre, "2.50 EUR per 1 m"},
		{249, "", "", "none"},
		{0, "500 g", "", "0.00 EUR per 1 kg"},
	} {
		var m Measure
		if err := m.UnmarshalText([]byte(c.content)); err != nil {
			t.Fatal(err)
		}
		got := "none"
		if price, per, ok := (Product{Price: euro(c.price), Content: m, Sold: c.sold}).UnitPrice(); ok {
			got = fmt.Sprintf("%s per %s", price, per)
		}
		if got != c.want {
			t.Errorf("%d for %q: %s, want %s", c.price, c.content, got, c.want)
		}
	}
	huge := Product{Price: euro(1 << 62), Content: Measure{N: 1, Unit: "g"}}
	if _, _, ok := huge.UnitPrice(); ok {
		t.Error("a unit price beyond 64 bits is ok")
	}
}

func TestProduct_CheckTellsEveryFaultAtOnce(t *testing.T) {
	good := Product{GTIN: 4006381333931, Name: "Marker", Price: euro(249), Content: Measure{N: 1, Unit: "pc"}}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	bad := Product{
		Name: "", Brand: strings.Repeat("x", MaxName+1), Price: money.Amount{Minor: -1}, Sold: "pound",
		Prior: -1, Floor: 1, Deposit: MaxPrice + 1,
		Content: Measure{N: 1, Unit: "oz"}, Tags: []string{""}, Category: make([]string, MaxWords+1),
	}
	err := bad.Check()
	if err == nil {
		t.Fatal("no fault")
	}
	for _, want := range []string{"no gtin", "no name", "brand", "no currency", "price is", "pound", "1 oz", "prior price is -1", "floor of", "deposit is", "tags holds", "category has 17"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("not told: %s\n%v", want, err)
		}
	}
}

func TestProduct_RefusesWhatMayNotBeSold(t *testing.T) {
	today := gs1.Date{Year: 2027, Month: 1, Day: 31}
	yesterday := gs1.Date{Year: 2027, Month: 1, Day: 30}
	for _, c := range []struct {
		name     string
		recalled []string
		lot      string
		last     gs1.Date
		want     Cause
	}{
		{"nothing known", nil, "", gs1.Date{}, Sellable},
		{"the last day itself", nil, "A", today, Sellable},
		{"the day after", nil, "A", yesterday, Expired},
		{"another lot recalled", []string{"B"}, "A", today, Sellable},
		{"its lot recalled", []string{"B", "A"}, "A", today, Recalled},
		{"every lot recalled", []string{"*"}, "A", today, Recalled},
		{"a lot recalled, none told", []string{"B"}, "", today, Recalled},
		{"recalled and expired", []string{"A"}, "A", yesterday, Recalled},
	} {
		if got := (Product{Recalled: c.recalled}).Refuse(c.lot, c.last, today); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestProduct_ShowsAPriceBeforeOnlyWhereItIsKnownAndHigher(t *testing.T) {
	end := time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name         string
		prior, price int64
		until, at    time.Time
		want         bool
	}{
		{"none known", 0, 199, time.Time{}, end, false},
		{"above", 249, 199, time.Time{}, end, true},
		{"equal", 199, 199, time.Time{}, end, false},
		{"below", 189, 199, time.Time{}, end, false},
		{"before its end", 249, 199, end, end.Add(-1), true},
		{"at its end", 249, 199, end, end, false},
	} {
		p := Product{Price: euro(299), Prior: c.prior, PriorUntil: c.until}
		was, got := p.Was(euro(c.price), c.at)
		if got != c.want || got && was != euro(c.prior) {
			t.Errorf("%s: %v, %v, want %v", c.name, was, got, c.want)
		}
	}
	if _, ok := (Product{Price: euro(299), Prior: 249}).Was(money.New(1, money.Currency{'U', 'S', 'D'}), end); ok {
		t.Error("a price in another currency has a price before")
	}
}

func TestProduct_ReadsBooksOfBefore(t *testing.T) {
	old := `{"gtin":"4006381333931","name":"Marker","price":"2.49 EUR"}`
	var p Product
	if err := json.Unmarshal([]byte(old), &p); err != nil || p.Prior != 0 || p.Floor != 0 || p.Deposit != 0 {
		t.Fatalf("%+v, %v", p, err)
	}
	if b, err := json.Marshal(p); err != nil || strings.Contains(string(b), "prior") || strings.Contains(string(b), "floor") || strings.Contains(string(b), "deposit") {
		t.Errorf("written as %s, %v", b, err)
	}
}

func TestProduct_JSONRoundTrip(t *testing.T) {
	p := Product{GTIN: 4006381333931, Name: "Marker", Price: euro(249), Content: Measure{N: 15, Scale: 1, Unit: "l"}, Sold: PerKilogram, Recalled: []string{"*"}}
	b, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var q Product
	if err := json.Unmarshal(b, &q); err != nil || q.Content != p.Content || q.Price != p.Price || q.GTIN != p.GTIN {
		t.Errorf("%s reads as %+v, %v", b, q, err)
	}
}

func FuzzParseMeasure(f *testing.F) {
	for _, s := range []string{"500 g", "1.5 l", "0.001 kg", "", " pc"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, err := ParseMeasure(s)
		if err != nil {
			return
		}
		if again, err := ParseMeasure(m.String()); err != nil || again != m {
			t.Fatalf("%q reads %v, which reads %v, %v", s, m, again, err)
		}
		Product{Price: euro(MaxPrice), Content: m}.UnitPrice()
	})
}

func ExampleProduct_UnitPrice() {
	p := Product{Price: euro(249), Content: Measure{N: 500, Unit: "g"}}
	price, per, _ := p.UnitPrice()
	fmt.Println(price, "per", per)
	// Output: 4.98 EUR per 1 kg
}
