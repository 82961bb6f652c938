package epcis_test

import (
	"encoding/json"
	"fmt"
	"time"

	"endcap/internal/hq/epcis"
	"endcap/internal/hq/ledger"
	"endcap/offers/stock"
	"endcap/sync/wire"
)

// A shopper takes two bottles of one lot into a cart.
func ExampleMapping_Events() {
	m, err := epcis.New(epcis.Options{Root: "https://id.harbour.example", GLN: map[string]string{"harbour": "9521234567899"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	at := time.Date(2026, 11, 21, 18, 4, 1, 0, time.FixedZone("", 3600))
	taken := wire.NewEvent(wire.StockMoved, at, stock.Movement{GTIN: 9520001100376, Lot: "M4711", Place: "cart-07", Quantity: 2, Cause: stock.Picked, At: at})
	taken.Seq = 17
	events, _ := m.Events(ledger.Entry{
		From: wire.Address{Tenant: "demo", Store: "harbour", Device: "cart-07"}, Incarnation: "c0ffee", Stream: wire.Goods, Event: taken, Received: at,
	}, nil)
	b, _ := json.MarshalIndent(events[0], "", "  ")
	fmt.Println(string(b))
	// Output:
	// {
	//   "type": "AggregationEvent",
	//   "eventID": "urn:uuid:1da4b54e-195b-568e-bbf3-f486846a0967",
	//   "eventTime": "2026-11-21T17:04:01.000Z",
	//   "recordTime": "2026-11-21T17:04:01.000Z",
	//   "eventTimeZoneOffset": "+01:00",
	//   "action": "ADD",
	//   "bizStep": "picking",
	//   "parentID": "https://id.harbour.example/demo/harbour/obj/cart-07",
	//   "childQuantityList": [
	//     {
	//       "epcClass": "https://id.harbour.example/01/09520001100376/10/M4711",
	//       "quantity": 2
	//     }
	//   ],
	//   "readPoint": {
	//     "id": "https://id.harbour.example/414/9521234567899"
	//   },
	//   "bizLocation": {
	//     "id": "https://id.harbour.example/414/9521234567899"
	//   }
	// }
}
