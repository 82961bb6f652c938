package author_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"endcap/offers/assortment"
	"endcap/offers/author"
)

// TestPage_HoldsOffersThatWork reads every example of docs/offers.md as a file
// would hold it.
func TestPage_HoldsOffersThatWork(t *testing.T) {
	b, err := os.ReadFile("../../docs/offers.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(b), -1)
	if len(blocks) < 6 {
		t.Fatalf("the page has %d examples", len(blocks))
	}
	text := string(written())
	for _, block := range blocks {
		text += block[1]
	}
	d := author.ReadDraft("offers.yaml", []byte(text))
	for _, f := range d.Faults {
		t.Errorf("%s\n%s", f.Text, strings.Split(text, "\n")[max(f.Line-1, 0)])
	}
	for _, f := range author.Check(&d, author.Shop{}) {
		if f.Level == author.Warning {
			t.Error(f)
		}
	}
}

func TestCheck_FindsNothingWrongInTheOffersOfTheDemo(t *testing.T) {
	text, err := os.ReadFile("../../configs/demo/offers.json")
	if err != nil {
		t.Fatal(err)
	}
	table, err := os.ReadFile("../../configs/demo/products.csv")
	if err != nil {
		t.Fatal(err)
	}
	sold, err := assortment.Read("products.csv", table)
	if err != nil {
		t.Fatal(err)
	}
	d := author.ReadDraft("offers.json", text)
	for _, f := range author.Check(&d, author.Shop{Products: sold}) {
		if f.Level != author.Note || strings.Contains(f.Text, "no example") {
			t.Error(f)
		}
	}
}
