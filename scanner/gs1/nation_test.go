package gs1

import (
	"strings"
	"testing"
)

func TestNation_NamesEveryCountryThatAnElementMayHold(t *testing.T) {
	for codes, width := range map[string]int{countries: 3, countries2: 2} {
		for ; codes != ""; codes = codes[width:] {
			if code := codes[:width]; nation(code) == code {
				t.Errorf("%s has no name", code)
			}
		}
	}
	if got := strings.Count(nations, "|") + 1; got != len(countries)/3 {
		t.Errorf("got %d names, want %d", got, len(countries)/3)
	}
}

func TestMeaning_TellsWhatACodeStandsFor(t *testing.T) {
	for text, want := range map[string]string{
		"(422)276":                       "Germany",
		"(423)076392":                    "Brazil, Japan",
		"(421)2761500001":                "Germany 1500001",
		"(7030)578NO1234":                "Norway NO1234",
		"(7031)999PLANT7":                "PLANT7",
		"(4307)SE":                       "Sweden",
		"(421)528A":                      "Netherlands A",
		"(4309)00125000003527500000":     "latitude -88.7500000, longitude -7.2500000",
		"(4321)1":                        "yes",
		"(7007)261201261205":             "2026-12-01 to 2026-12-05",
		"(7003)2612311430":               "2026-12-31 14:30",
		"(8006)095212345432130102":       "piece 1 of 2 of 09521234543213",
		"(3932)9781299":                  "12.99 EUR",
		"(3103)001250":                   "1.250 kg",
		"(17)270200":                     "2027-02-28",
		"(10)276":                        "",
		"(8110)106141416543213150110120": "1.50 off",
	} {
		var m Message
		if err := (Parser{SkipRequired: true}).Bracketed(&m, text); err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := m.At(0).Meaning(november); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}
