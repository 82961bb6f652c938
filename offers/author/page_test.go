package author_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

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
