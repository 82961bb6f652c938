package quota_test

import (
	"fmt"
	"time"

	"endcap/offers/money"
	"endcap/offers/quota"
)

// A device gives away what it was granted, and not one time more.
func Example() {
	now := time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)
	eur, _ := money.ParseCurrency("EUR")
	var book quota.Book
	grant := quota.Grant{ID: "q-17", Offer: "free-espresso", Uses: 3, Money: money.New(600, eur), Until: now.Add(8 * time.Hour)}
	fmt.Println(book.Give(grant), book.Give(grant)) // the command came twice

	fmt.Println(book.Spend(now, quota.Use{Offer: "free-espresso", Times: 2, Money: money.New(380, eur)}))
	left := book.Left(now)[0]
	fmt.Println(left.Uses, "time and", left.Money, "minor units are left")
	fmt.Println(book.Spend(now, quota.Use{Offer: "free-espresso", Times: 2, Money: money.New(380, eur)}))
	// Output:
	// <nil> <nil>
	// <nil>
	// 1 time and 220 minor units are left
	// quota: not enough is left: 1 of 2 times (free-espresso)
}
