package gs1

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseLayout_RefusesWhatCannotBeRead(t *testing.T) {
	for _, bad := range []string{
		"", "21IIIIIWWWWW", "21IIIIIWWWWWW", "31IIIIIWWWWWC", "21IIIIIXXXXXC", "21IIWWIWWWWWC", "21WWWWWWWWWWC", "21IIIIIIIIIIC",
		"21IIIIVPPPWWC", "21IIIVPPPPPPC", "2112345678901", "21IIIIVVPPPPC", "se", "XX", "21IIIIIW.W.WWWC", "21II.IIIWWWWWC",
		"21IIIIIWWWWW.C1", "21IIIIINNN.NNC", ".21IIIIIWWWWWC", "3IIIIIVPPPPC", "21IIIIIWWPPPC", "\u202e21IIIIIWWWWWC",
	} {
		if l, err := ParseLayout(bad); err == nil {
			t.Errorf("ParseLayout(%q) = %v", bad, l)
		}
	}
}

func TestLayout_TakesTheMeasureOutOfANumber(t *testing.T) {
	for _, c := range []struct {
		layout, number string
		want           Item
	}{
		{"21IIIIIWWWWWC", "211234501250", Item{GTIN: 2112345000008, Grams: 1250}},
		{"21IIIIIWW.WWWC", "211234501250", Item{GTIN: 2112345000008, Grams: 1250}},
		{"21IIIIIWWW.WWC", "211234501250", Item{GTIN: 2112345000008, Grams: 12500}},
		{"21IIIIILLL.LLC", "211234500150", Item{GTIN: 2112345000008, Grams: 680}},
		{"21IIIIIPPPP.PC", "211234500125", Item{GTIN: 2112345000008, Price: 1250, Printed: Decimal{125, 1}}},
		{"21IIIIIPPPPP.C", "211234500125", Item{GTIN: 2112345000008, Price: 12500, Printed: Decimal{125, 0}}},
		{"21IIIIINNNNNC", "211234500012", Item{GTIN: 2112345000008, Count: 12}},
		{"2IIIIIVPPPPC", "021234592875", Item{GTIN: 212345000007, Price: 2875}},
		{"US", "021234592875", Item{GTIN: 212345000007, Price: 2875}},
		{"GB", "201234592875", Item{GTIN: 2012345000001, Price: 2875}},
		{"SE", "201234561999", Item{GTIN: 2012345600003, Price: 1999, Printed: Decimal{1999, 2}}},
		{"SE", "211234561999", Item{GTIN: 2112345600000, Price: 19990, Printed: Decimal{1999, 1}}},
		{"SE", "221234561999", Item{GTIN: 2212345600007, Price: 199900, Printed: Decimal{1999, 0}}},
		{"SE", "231234561999", Item{GTIN: 2312345600004, Grams: 1999}},
		{"SE", "241234561999", Item{GTIN: 2412345600001, Grams: 19990}},
		{"DE", "281234001250", Item{GTIN: 2812340000002}},
		{"DE", "281234701250", Item{GTIN: 2812340000002, Grams: 1250}},
		{"DK", "261234001250", Item{GTIN: 2612340000008, Grams: 1250}},
	} {
		var it Item
		if err := it.GTIN.UnmarshalText([]byte(c.number + string('0'+rune(checkDigit(c.number))))); err != nil {
			t.Fatal(err)
		}
		it.takeApart(layouts(t, c.layout), func(string, AI, string, ...any) {})
		if d := cmp.Diff(c.want, it); d != "" {
			t.Errorf("%s of %s: (-want +got)\n%s", c.number, c.layout, d)
		}
	}
}

func TestCountries_AllHaveLayouts(t *testing.T) {
	for i, c := range countryLayouts {
		if l, err := ParseLayout(c.code); err != nil || l.String() != c.code {
			t.Errorf("%s: %v, %v", c.code, l, err)
		}
		for _, p := range countryRead[i] {
			if letter := p.measure(); letter == 0 {
				t.Errorf("%s has a layout without a measure: %s", c.code, p.places)
			}
		}
		if len(countryRead[i]) == 0 || i > 0 && c.code <= countryLayouts[i-1].code {
			t.Errorf("%s has no layouts or is out of order", c.code)
		}
	}
}

func TestPriceCheck_IsTheStandards(t *testing.T) {
	for price, want := range map[string]byte{"2875": '9', "14685": '6', "0000": '0', "00000": '0'} {
		if got := priceCheck(price); got != want {
			t.Errorf("priceCheck(%s) = %c, want %c", price, got, want)
		}
	}
}
