package cases

import (
	"fmt"
	"strings"
	"testing"
)

func TestAnswer_TellsWhatIsAskedFor(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{
			"the keys of expect",
			`{"id":"a","currency":"EUR","minor_digits":2,"basket":[{"line":"L1","sku":"x","quantity":3,"unit_price":1000},{"line":"L2","sku":"y","quantity":1,"unit_price":500}],
			"offers":[{"id":"Half!","rewards":[{"type":"percent_off","percent":"50","scope":"line","select":{"skus":["x"]}}]}],
			"expect":{"discount_total":0,"line_discounts":{"L1":0},"applied":{"Half!":0,"other":0},"unit_discounts":{"L1":[]}}}`,
			`{"applied":{"Half!":1500,"other":0},"discount_total":1500,"id":"a","line_discounts":{"L1":1500},"unit_discounts":{"L1":[500,500,500]}}`,
		},
		{
			"all figures without expect",
			`{"id":"b","currency":"JPY","minor_digits":0,"basket":[{"line":"L1","sku":"x","quantity":1,"unit_price":1000,"tax_category":"A"}],"offers":[],
			"profile":"tax","tax":{"rates":{"A":{"rate_percent":"10","included":false}},"rounding_level":"line"}}`,
			`{"applied":{},"basket_total":1100,"discount_total":0,"gift_units":{},"id":"b","line_discounts":{"L1":0},"line_totals":{"L1":1000},"points_burned":0,"points_earned":0,"subtotal":1000,"tax_total":100,"unit_discounts":{"L1":[0]}}`,
		},
		{
			"an offer over its budget is left out whole",
			`{"id":"c","currency":"EUR","minor_digits":2,"basket":[{"line":"L1","sku":"x","quantity":1,"unit_price":1000}],
			"offers":[{"id":"o","rewards":[{"type":"amount_off","amount":300,"scope":"basket"}],"limits":{"budget":500,"spent":201}}],"expect":{"discount_total":1}}`,
			`{"discount_total":0,"id":"c"}`,
		},
		{
			"naught is not the same as nothing said",
			`{"id":"d","currency":"EUR","minor_digits":2,"basket":[{"line":"L1","sku":"x","quantity":2,"unit_price":1000}],
			"offers":[{"id":"o","rewards":[{"type":"amount_off","amount":300,"scope":"unit","max_units":0},{"type":"group","groups":[{"quantity":2}],"price":0,"max_times":0}]}],"expect":{"discount_total":1}}`,
			`{"discount_total":0,"id":"d"}`,
		},
		{
			"a reward that does not exist",
			`{"id":"e","currency":"EUR","minor_digits":2,"basket":[],"offers":[{"id":"o","rewards":[{"type":"cake"}]}],"expect":{"discount_total":1}}`,
			`{"error":"offers[0].rewards[0].type: \"cake\" is no reward type; `,
		},
		{
			"a key that is not known",
			`{"id":"f","currency":"EUR","minor_digits":2,"basket":[],"offers":[{"id":"o","stack":"x","rewards":[]}]}`,
			`{"error":"offer: json: unknown field \"stack\"","id":"f"}`,
		},
		{"a policy", `{"id":"g","currency":"EUR","minor_digits":2,"policy":{"combine":"worst"}}`, `{"error":"policy combine \"worst\" is not built yet","id":"g"}`},
		{"a figure", `{"id":"h","currency":"EUR","minor_digits":2,"expect":{"loyalty":{}}}`, `{"error":"loyalty is not built yet","id":"h"}`},
		{"a profile", `{"id":"i","profile":"unit-price"}`, `{"error":"profile unit-price is not built yet","id":"i"}`},
		{"no JSON", `{"id":`, `{"error":"unexpected end of JSON input","id":""}`},
	} {
		if got := string(Answer([]byte(c.in))); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add([]byte(`{"id":"a","currency":"EUR","minor_digits":2,"basket":[{"line":"L1","sku":"x","quantity":3,"unit_price":1000}],"offers":[{"id":"o","rewards":[{"type":"buy_get","buy":{"quantity":1},"get":{"quantity":1}}]}],"expect":{"discount_total":0}}`))
	f.Add([]byte(`{"id":"b","currency":"USD","minor_digits":2,"basket":[{"line":"L1","sku":"x","quantity":-3,"unit_price":1}],"policy":{"combine":"best-of","rounding":"down"},"tax":{"rates":{},"rounding_level":"unit"}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		if a := Answer(b); len(a) < 2 || a[0] != '{' || strings.ContainsRune(string(a), '\n') {
			t.Fatalf("%q", a)
		}
	})
}

func ExampleAnswer() {
	fmt.Println(string(Answer([]byte(`{"id": "three-for-two", "currency": "GBP", "minor_digits": 2,
		"basket": [{"line": "L1", "sku": "soap", "quantity": 3, "unit_price": 120}],
		"offers": [{"id": "3for2", "rewards": [{"type": "group", "groups": [{"quantity": 3}], "free_cheapest": 1}]}],
		"expect": {"discount_total": 120, "basket_total": 240}}`))))
	// Output: {"basket_total":240,"discount_total":120,"id":"three-for-two"}
}
