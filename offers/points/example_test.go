package points_test

import (
	"fmt"
	"time"

	"endcap/offers/points"
)

// A shopper earns for full amounts, burns whole steps, and returns a basket.
func Example() {
	at := time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)
	n, _ := points.Rate{Points: 5, Per: 100}.Earn(4_399)
	earned := points.Earned("basket-1", "five-for-one", "m-7f3a", 0, n, at)

	burn, worth, _ := points.Step{Points: 100, Worth: 100}.Burn(n, 2_000)
	burned := points.Burned("basket-2", "points-to-money", "m-7f3a", 0, burn, at)
	fmt.Println(n, "earned,", burn, "burned for", worth, "minor units")

	all := []points.Entry{earned, burned, earned} // one event came twice
	fmt.Println(points.Balance(all, points.Member("m-7f3a")))
	taken, _ := points.Reverse(burned, at)
	fmt.Println(points.Balance(append(all, taken), points.Member("m-7f3a")))
	// Output:
	// 215 earned, 200 burned for 200 minor units
	// 15 <nil>
	// 215 <nil>
}
