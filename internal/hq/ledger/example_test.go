package ledger_test

import (
	"context"
	"fmt"
	"os"
	"time"

	"endcap/internal/hq/ledger"
	"endcap/offers/stock"
	"endcap/sync/wire"
)

// A batch that comes twice counts once, and the watermark says how far the
// device may forget.
func ExampleLedger_Append() {
	ctx := context.Background()
	dir, _ := os.MkdirTemp("", "ledger")
	defer os.RemoveAll(dir)
	l, err := ledger.Open(ctx, ledger.Options{Dir: dir})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer l.Close()
	taken := wire.NewEvent(wire.StockMoved, time.Now(), stock.Movement{GTIN: 9520001100376, Place: "cart-07", Quantity: 2, Cause: stock.Picked})
	taken.Seq = 1
	cart := wire.Address{Tenant: "demo", Store: "berlin-1", Device: "cart-07"}
	for range 2 {
		upto, _, err := l.Append(ctx, wire.Batch{From: cart, Stream: wire.Goods, Incarnation: "a1", Events: []wire.Event{taken}}, time.Now())
		fmt.Println("safe up to", upto, err)
	}
	sum, _ := l.Sum(ctx, "demo", "berlin-1", 9520001100376, "", "cart-07", false)
	fmt.Println("in the cart:", sum)
	// Output:
	// safe up to 1 <nil>
	// safe up to 1 <nil>
	// in the cart: 2
}
