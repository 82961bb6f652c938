package configs

import (
	"embed"
	"reflect"
)

// DemoFiles are the story that comes with the program: demo.yaml and, in the
// folder demo, its price book (products.csv, offers.json).
//
//go:embed demo.yaml demo/products.csv demo/offers.json demo/sheets.json
var DemoFiles embed.FS

// Demo is the story that `endcap-hq demo` plays.
type Demo struct {
	Tenant Name        `yaml:"tenant" need:"yes" doc:"The retailer."`
	Store  Name        `yaml:"store" need:"yes" doc:"The shop."`
	Link   string      `yaml:"link" need:"yes" doc:"Root of the Digital Links on its labels."`
	Pace   Duration    `yaml:"pace" default:"900ms" doc:"Wait between two steps."`
	Labels []DemoLabel `yaml:"labels" need:"yes" doc:"The labels of the shelf."`
	Steps  []DemoStep  `yaml:"steps" need:"yes" doc:"What happens, in this order."`
}

// DemoLabel is one label of the demo's shelf.
type DemoLabel struct {
	Product string `yaml:"product" need:"yes" doc:"Name of the product, as in the price book."`
	Place   string `yaml:"place" need:"yes" doc:"Where it hangs."`
	Size    Pixels `yaml:"size" default:"250x122" doc:"Size of the panel."`
}

// DemoStep is one thing that happens, or a sentence that leads on.
type DemoStep struct {
	Say     string  `yaml:"say" doc:"A sentence for the reader; nothing happens."`
	Do      Act     `yaml:"do" doc:"stock, scan, present, remove, pay, price, broker or kill."`
	Product string  `yaml:"product" doc:"Name of the product."`
	As      Carrier `yaml:"as" default:"ean" doc:"How the product is marked: ean, link, gs1-128 or weight."`
	Text    string  `yaml:"text" doc:"Instead of a product: any text in a QR code; present: the code of a coupon."`
	Pieces  int     `yaml:"pieces" doc:"How many pieces, one picture each; 1 if not given."`
	Grams   int     `yaml:"grams" doc:"The weight in a weight code."`
	Lot     string  `yaml:"lot" doc:"Lot in the code."`
	Expires int     `yaml:"expires" doc:"Expiry in the code, in days from today; a code with a lot has one."`
	Expect  string  `yaml:"expect" doc:"Cause of the refusal that must come; nothing: it is taken."`
	To      string  `yaml:"to" doc:"The new price."`
	Is      string  `yaml:"is" doc:"broker: away or back."`
}

// Act is what a step does.
type Act string

// Acts.
const (
	Stock   Act = "stock"
	Scan    Act = "scan"
	Present Act = "present"
	Remove  Act = "remove"
	Pay     Act = "pay"
	Price   Act = "price"
	Network Act = "broker"
	Kill    Act = "kill"
)

// UnmarshalText reads an act.
func (a *Act) UnmarshalText(b []byte) error {
	return oneOf(a, b, Stock, Scan, Present, Remove, Pay, Price, Network, Kill)
}

// Carrier is the symbol a product is marked with.
type Carrier string

// Carriers.
const (
	EAN    Carrier = "ean"
	Link   Carrier = "link"
	GS1128 Carrier = "gs1-128"
	Weight Carrier = "weight"
)

// UnmarshalText reads a carrier.
func (c *Carrier) UnmarshalText(b []byte) error { return oneOf(c, b, EAN, Link, GS1128, Weight) }

// Length is how many steps something happens in.
func (s Demo) Length() int {
	n := 0
	for _, step := range s.Steps {
		if step.Say == "" {
			n++
		}
	}
	return n
}

// ParseDemo reads a story; file is its name in faults. The error is FileErrors
// when not all of it is right.
func ParseDemo(file string, b []byte) (Demo, error) {
	s := Demo{}
	setDefaults(reflect.ValueOf(&s).Elem())
	d := newDecoder(file)
	d.decode(b, &s)
	for i := range s.Labels {
		setMissing(reflect.ValueOf(&s.Labels[i]).Elem())
	}
	for i := range s.Steps {
		setMissing(reflect.ValueOf(&s.Steps[i]).Elem())
		s.Steps[i].Pieces = max(s.Steps[i].Pieces, 1)
	}
	if len(d.faults) > 0 {
		return Demo{}, d.faults.sorted()
	}
	return s, nil
}
