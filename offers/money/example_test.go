package money_test

import (
	"fmt"

	"endcap/offers/money"
)

// A percentage is exact and rounded once; a spread adds up to the minor unit.
func Example() {
	price, _ := money.Parse("2.49 EUR")
	off, _ := money.ParsePercent("12.5")
	saved, _ := price.Percent(off, money.HalfUp)
	left, _ := price.Sub(saved)
	fmt.Println(price, "less", off.String()+" % is", left)

	shares := make([]int64, 3)
	money.Spread(100, []int64{199, 199, 199}, []int64{199, 199, 199}, shares, money.Largest)
	fmt.Println("1.00 over three pieces:", shares)
	// Output:
	// 2.49 EUR less 12.5 % is 2.18 EUR
	// 1.00 over three pieces: [34 33 33]
}
