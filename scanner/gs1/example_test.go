package gs1_test

import (
	"fmt"
	"time"

	"endcap/scanner/gs1"
)

func ExampleParse() {
	m, err := gs1.Parse("https://id.example.org/01/09521234543213/10/ABC?17=261231")
	if err != nil {
		fmt.Println(err)
		return
	}
	for el := range m.All() {
		fmt.Println(el.AI, el.AI.Title(), el.Value)
	}
	// Output:
	// 01 GTIN 09521234543213
	// 10 BATCH/LOT ABC
	// 17 USE BY or EXPIRY 261231
}

func ExampleParse_fault() {
	_, err := gs1.Parse("(01)09521234543214")
	fmt.Println(err)
	// Output:
	// gs1: (01) GTIN "09521234543214" fails its check digit (the last digit should be 3); scan again; if it repeats, the label is misprinted
}

func ExampleMessage_Item() {
	cheese, err := gs1.ParseLayout("21IIIIIWWWWWC")
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := gs1.Parse("2112345012506")
	if err != nil {
		fmt.Println(err)
		return
	}
	it, _ := m.Item(time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC), []gs1.Layout{cheese})
	fmt.Println(it.GTIN.EAN(), it.Grams, "g")
	// Output:
	// 2112345000008 1250 g
}

func ExampleLink() {
	fmt.Println(gs1.Link("https://id.example.org", gs1.Item{GTIN: 9521234543213, Lot: "ABC", Expiry: gs1.Date{Year: 2026, Month: 12, Day: 31}}))
	// Output:
	// https://id.example.org/01/09521234543213/10/ABC?17=261231
}
