package gs1_test

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"endcap/scanner/gs1"
)

// show prints the elements of a message, or why there is none.
func show(m gs1.Message, err error) {
	if err != nil {
		fmt.Println(err)
		return
	}
	for el := range m.All() {
		fmt.Println(el.AI, el.AI.Title(), el.Value)
	}
}

func ExampleParse() {
	show(gs1.Parse("https://id.example.org/01/09521234543213/10/ABC?17=261231"))
	// Output:
	// 01 GTIN 09521234543213
	// 10 BATCH/LOT ABC
	// 17 USE BY or EXPIRY 261231
}

func ExampleParse_fault() {
	_, err := gs1.Parse("(01)09521234543214")
	fmt.Println(err)
	if bad, ok := errors.AsType[*gs1.Error](err); ok {
		fmt.Println(bad.Code, bad.AI, bad.Pos, bad.Len)
	}
	// Output:
	// gs1: (01) GTIN "09521234543214" fails its check digit (the last digit should be 3); scan again; if it repeats, the label is misprinted
	// check_digit 01 17 1
}

func ExampleParse_repaired() {
	m, err := gs1.Parse("https://id.example.org/01/9521234543213/")
	show(m, err)
	fmt.Println(m.Repairs)
	// Output:
	// 01 GTIN 09521234543213
	// short_gtin,trailing_slash
}

func ExampleParseScan() {
	show(gs1.ParseScan("]d2010952123454321310ABC\x1d17261231"))
	// Output:
	// 01 GTIN 09521234543213
	// 10 BATCH/LOT ABC
	// 17 USE BY or EXPIRY 261231
}

func ExampleParseElements() {
	show(gs1.ParseElements("0109521234543213" + "10ABC" + gs1.GS + "17261231"))
	// Output:
	// 01 GTIN 09521234543213
	// 10 BATCH/LOT ABC
	// 17 USE BY or EXPIRY 261231
}

func ExampleParseBracketed() {
	show(gs1.ParseBracketed(`(01)09521234543213(10)A\(1)`))
	// Output:
	// 01 GTIN 09521234543213
	// 10 BATCH/LOT A(1)
}

func ExampleParseLink() {
	show(gs1.ParseLink("https://example.com/some/path/01/09521234543213/10/A%2FB?17=261231&lang=de"))
	_, err := gs1.ParseLink("https://example.com/offers/today")
	if bad, ok := errors.AsType[*gs1.Error](err); ok && bad.Code == gs1.CodeLinkNoKey {
		fmt.Println("an ordinary link")
	}
	// Output:
	// 01 GTIN 09521234543213
	// 10 BATCH/LOT A/B
	// 17 USE BY or EXPIRY 261231
	// an ordinary link
}

func ExampleParseNumber() {
	show(gs1.ParseNumber("9521234543213"))
	// Output:
	// 01 GTIN 09521234543213
}

// A parser fills one message again and again without allocating, by a release
// of the dictionary that came after the program.
func ExampleParser() {
	d, err := gs1.ReadDictionary(strings.NewReader(`# Release: 2031-01-29
01   *?  N14,csum,gcppos2   dlpkey=22,10,21  # GTIN
10    ?  X..20              req=01           # BATCH/LOT
89    ?  N..4               req=01           # SHELF LIFE
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	p := gs1.Parser{Dictionary: d, Repairs: gs1.RepairBare}
	var m gs1.Message
	for _, text := range []string{"]d2010952123454321389365", "010952123454321310ABC", "]d289365"} {
		if err := p.Parse(&m, text); err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Printf("%s [%s]\n", m.Bracketed(), m.Repairs)
	}
	// Output:
	// (01)09521234543213(89)365 []
	// (01)09521234543213(10)ABC [bare_data]
	// gs1: (89) SHELF LIFE "365" needs (01) beside it; another code on the same label may carry it; otherwise tell its supplier
}

// The number stands in the bar code of the product, lot and expiry date in
// another code beside it.
func ExampleMerge() {
	p := gs1.Parser{SkipRequired: true}
	var number, beside gs1.Message
	if err := errors.Join(p.Scan(&number, "]E09521234543213"), p.Scan(&beside, "]d21726123110ABC")); err != nil {
		fmt.Println(err)
		return
	}
	show(gs1.Merge(&number, &beside))
	// Output:
	// 01 GTIN 09521234543213
	// 17 USE BY or EXPIRY 261231
	// 10 BATCH/LOT ABC
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

// The scanner sent no separator behind the lot. Nothing is guessed.
func ExampleMessage_Item_warning() {
	m, err := gs1.Parse("]d2010952123454321310ABC17261231")
	if err != nil {
		fmt.Println(err)
		return
	}
	it, warnings := m.Item(time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC), nil)
	fmt.Println(it.Lot, it.Expiry == gs1.Date{})
	for _, w := range warnings {
		fmt.Println(w.Text)
	}
	// Output:
	// ABC17261231 true
	// lot ABC17261231 may have swallowed an expiry date: the scanner does not send the GS character; set its GS1 separator to ASCII 29
}

func ExampleElement_Meaning() {
	m, err := gs1.Parse("(3103)001250(3932)9781299(17)270200(422)392(01)99521234543216")
	if err != nil {
		fmt.Println(err)
		return
	}
	for el := range m.All() {
		if meaning := el.Meaning(time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)); meaning != "" {
			fmt.Println(el.AI, meaning)
		}
	}
	// Output:
	// 3103 1.250 kg
	// 3932 12.99 EUR
	// 17 2027-02-28
	// 422 Japan
}

func ExampleParseCoupon() {
	c, err := gs1.ParseCoupon("061414112345631001101233261231", 2026)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.Save, "of", c.First.Amount, c.First.Kind, "of family", c.First.Family, "until", c.Expiry)
	// Output:
	// 1.00 off of 1 units of family 123 until 2026-12-31
}

func ExampleDecompress() {
	fmt.Println(gs1.Decompress("https://example.com/CxFRq5sE2olWJA?lang=de"))
	fmt.Println(gs1.Decompress("https://example.com/shop/01/09521234543213/EESrEiJCKg"))
	// Output:
	// https://example.com/01/09521234543213/10/AB12?lang=de <nil>
	// https://example.com/shop/01/09521234543213/22/2A/10/AB12 <nil>
}

// What was read in one form can be written in every other.
func ExampleMessage_writing() {
	m, err := gs1.Parse("(01)09521234543213(10)ABC(17)261231")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(gs1.Visible(m.ElementString()))
	fmt.Println(m.Bracketed())
	link, err := m.Link("https://id.example.org")
	fmt.Println(link, err)
	scan, err := m.Scan("]d2")
	fmt.Println(gs1.Visible(scan), err)
	// Output:
	// 010952123454321310ABC␝17261231
	// (01)09521234543213(10)ABC(17)261231
	// https://id.example.org/01/09521234543213/10/ABC?17=261231 <nil>
	// ]d2010952123454321310ABC␝17261231 <nil>
}

// A label needs what a shop knows of an item.
func ExampleLink() {
	it := gs1.Item{GTIN: 9521234543213, Lot: "ABC", Expiry: gs1.Date{Year: 2026, Month: 12, Day: 31}}
	fmt.Println(gs1.Link("https://id.example.org", it))
	fmt.Println(gs1.Visible(gs1.Elements(it)))
	// Output:
	// https://id.example.org/01/09521234543213/10/ABC?17=261231
	// 01095212345432131726123110ABC
}

func ExampleGTIN_Class() {
	for _, number := range []string{"4006381333931", "9780201379624", "2112345012506", "9812345678902"} {
		g, err := gs1.ParseGTIN(number)
		fmt.Println(number, g.Class(), g.Class().Sold(), err)
	}
	// Output:
	// 4006381333931 product true <nil>
	// 9780201379624 isbn true <nil>
	// 2112345012506 rcn true <nil>
	// 9812345678902 coupon_common_currency false <nil>
}

func ExampleLint() {
	known, err := gs1.Lint("iso4217", "999")
	fmt.Println(known, err)
	known, err = gs1.Lint("csum", "9521234543214")
	fmt.Println(known, err)
	known, _ = gs1.Lint("astrology", "999")
	fmt.Println(known)
	// Output:
	// true <nil>
	// true gs1: "9521234543214" fails its check digit (the last digit should be 3); scan again; if it repeats, the label is misprinted
	// false
}
