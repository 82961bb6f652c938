package ask_test

import (
	"fmt"

	"endcap/offers/ask"
)

// A condition is checked once and asked at every price.
func Example() {
	fields := map[string]ask.Type{"basket.total": ask.Number, "customer.segments": ask.Texts}
	p, err := ask.Compile(`"family" in customer.segments and basket.total >= 5000`, fields)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(p.Holds(func(name string) ask.Value {
		if name == "basket.total" {
			return ask.NumberOf(6190)
		}
		return ask.TextsOf([]string{"family"})
	}))

	_, err = ask.Compile(`basket.total >= 50.00`, fields)
	fmt.Println(err)
	// Output:
	// true
	// ask: column 17: numbers are whole and of digits alone; write money in minor units: 499 for 4.99
}
