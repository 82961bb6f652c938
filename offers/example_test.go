package offers_test

import (
	"fmt"
	"os"
	"time"

	"endcap/offers"
)

// A file of offers is read, compiled once, and prices any number of baskets.
func Example() {
	b, err := os.ReadFile("testdata/offers.json")
	if err != nil {
		panic(err)
	}
	f, err := offers.ParseFile(b)
	if err != nil {
		panic(err)
	}
	set, err := offers.Compile(f.Currency, f.Offers)
	if err != nil {
		panic(err)
	}
	r := set.Price(offers.Basket{Currency: f.Currency, Lines: []offers.Line{
		{SKU: "tomatoes", Quantity: 4, Price: 199},
		{SKU: "assam", Categories: []string{"tea"}, Quantity: 1, Price: 399},
	}}, offers.Context{Now: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC), Language: "de"})
	for _, l := range r.Lines {
		fmt.Println(l.Number, l.Gross, "->", l.Net)
		for _, d := range l.Discounts {
			fmt.Printf("  %s: %s, %s less\n", d.Name, d.Text, d.Saved)
		}
	}
	fmt.Println("total", r.Total)
	// Output:
	// 1 7.96 EUR -> 5.99 EUR
	//   Tomatenwoche: 3 for 4.00 EUR, 1.97 EUR less
	// 2 3.99 EUR -> 3.19 EUR
	//   Tea time: 20 % off, 0.80 EUR less
	// total 9.18 EUR
}
