package play_test

import (
	"fmt"
	"strings"

	"endcap/offers/play"
)

// A device draws by its seed; once the master is out, anyone audits it.
func Example() {
	master, _ := play.NewMaster(strings.NewReader("take crypto/rand.Reader for this"))
	win := play.Win{Commit: master.Commit(), Chance: 250_000}

	seed := master.Seed("lucky-day", "cart-07")
	var told []play.Drawn
	for _, basket := range []string{"cart-07-000001", "cart-07-000002", "cart-07-000003"} {
		told = append(told, play.Drawn{Device: "cart-07", Basket: basket, Won: win.Draw(seed, basket)})
	}
	told[2].Won = !told[2].Won // somebody changes what was told

	faults, err := win.Audit("lucky-day", master, told)
	fmt.Println(len(faults), faults[0].Basket, err)
	// Output:
	// 1 cart-07-000003 <nil>
}

// What is put back was never counted: progress is made of the basket as it is.
func ExampleChallenge_Progress() {
	tour := play.Challenge{Of: play.Zones, Goal: 3}
	before := play.Progress{Seen: []string{"bakery"}}
	now := tour.Progress(before, []play.Piece{{Product: "tea", Zone: "drinks", Quantity: 2}}, 1)
	fmt.Println(now.Seen, tour.Missing(now), "missing")
	// Output:
	// [bakery drinks] 1 missing
}
