package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"endcap/internal/store"
	"endcap/offers/journal"
	"endcap/offers/stock"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

// A shopper takes two packets of butter; the camera's folder delivers the same
// picture again after a power cut.
func Example() {
	dir, err := os.MkdirTemp("", "store")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	s, err := store.Open(dir, store.Options{Address: wire.Address{Tenant: "acme", Store: "0042", Device: "cart-07"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()

	ctx := context.Background()
	butter, _ := gs1.ParseGTIN("4006381333931")
	step := journal.Step{
		Scan: "butter.png",
		Moves: []stock.Movement{{
			GTIN: butter, Place: "cart-07", Quantity: 2, Cause: stock.Picked, At: time.Date(2026, 11, 21, 9, 30, 0, 0, time.UTC),
		}},
	}
	fmt.Println("first: ", s.Do(ctx, step))
	fmt.Println("second:", errors.Is(s.Do(ctx, step), store.ErrSeen))

	n, _ := s.OnHand("cart-07", butter)
	parcel, _ := s.Batch(wire.Goods, 0)
	batch, _ := wire.DecodeBatch(parcel.Payload)
	fmt.Println(n, "in the cart")
	for _, e := range batch.Events {
		fmt.Println(e.Seq, e.Type, string(e.Data))
	}
	// Output:
	// first:  <nil>
	// second: true
	// 2 in the cart
	// 1 endcap.stock.moved.v1 {"gtin":"04006381333931","place":"cart-07","quantity":2,"cause":"picked","at":"2026-11-21T09:30:00Z"}
}
