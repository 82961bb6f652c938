package catalog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"endcap/offers/strict"
	"endcap/scanner/gs1"
)

func readSheet(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/sheets.json")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestParseSheets_ReadsAFile(t *testing.T) {
	sheets, err := ParseSheets(readSheet(t), nil)
	if err != nil || len(sheets) != 2 {
		t.Fatalf("%d sheets, %v", len(sheets), err)
	}
	s := sheets[0]
	if s.GTIN != 9520001101113 || s.Links[0].Type != "gs1:recipeInfo" || s.Texts[1].Lang != "de" || s.Lots[0].Steps[1].Day != (gs1.Date{Year: 2026, Month: 11, Day: 2}) || !s.Allergens[1].Traces {
		t.Errorf("got %+v", s)
	}
	if r := sheets[1].Recall; r == nil || r.Notices[0].Why == "" || s.Recall != nil {
		t.Errorf("the recall is %+v", r)
	}
	if err := s.Check(); err != nil {
		t.Error(err)
	}
}

// TestParseSheets_TellsEveryFaultWithItsPlace changes one thing of a good file
// after the other, then all together.
func TestParseSheets_TellsEveryFaultWithItsPlace(t *testing.T) {
	good := string(readSheet(t))
	for _, c := range []struct{ was, is, want string }{
		{`endcap-sheets/1`, `endcap-sheets/9`, `2:13: format: the format is "endcap-sheets/9"; this program reads "endcap-sheets/1"`},
		{`"gtin": "9520001101113"`, `"gtin": "9520001101114"`, `sheets[0].gtin: `},
		{`"gtin": "9520001101489"`, `"gtin": "9520001101113"`, `sheets[1].gtin: a sheet of product 09520001101113 stands further up already; each has one`},
		{`"gtin": "9520001101489",`, ``, `sheets[1].gtin: it has no gtin; every sheet is of one product`},
		{`"gs1:recipeInfo"`, `"gs1:recipe"`, `5:49: sheets[0].links[0].type: no link type is called "gs1:recipe"; one that is newer`},
		{`"gs1:recipeInfo"`, `"gs1:defaultLink"`, `"default": true`},
		{`"gs1:recipeInfo"`, `"https://ref.gs1.org/voc/defaultLinkMulti"`, `"default": true`},
		{`"gs1:recipeInfo"`, `"gs1:productSustainabilityInfo"`, `"gs1:sustainabilityInfo" now`},
		{`"gs1:recipeInfo"`, `"http://example.com/recipe"`, `is no link type`},
		{`"gs1:recipeInfo"`, `""`, `it says not what it is`},
		{`/recipes/rice-pudding`, `javascript:alert(1)`, `leads to no place a shopper may be sent to`},
		{`/recipes/rice-pudding`, `http://example.com/`, `leads to no place a shopper may be sent to`},
		{`/recipes/rice-pudding`, `//example.com/`, `leads to no place a shopper may be sent to`},
		{`/recipes/rice-pudding`, `/a/../../b`, `goes up`},
		{`/recipes/rice-pudding`, `/a/%2e%2e/b`, `goes up`},
		{`/recipes/rice-pudding`, `/a\\b`, `is no address`},
		{`/recipes/rice-pudding`, `/a b`, `is no address`},
		{`/recipes/rice-pudding`, `https://example.com/ü`, `is no address`},
		{`/recipes/rice-pudding`, `https://shop@example.com/`, `it holds a user name`},
		{`/recipes/rice-pudding`, `https://`, `leads to no place`},
		{`/recipes/rice-pudding`, `https://exa%mple.com`, `is no address`},
		{`/recipes/rice-pudding`, `/` + strings.Repeat("x", MaxHref), `it has 501 bytes; at most 500 fit`},
		{`/recipes/rice-pudding`, ``, `it leads nowhere`},
		{`"Rice pudding"`, `""`, `links[0].title: it is empty; it is shown to shoppers`},
		{`"Rice pudding"`, `"Rice\u202epudding"`, `the character U+202E after 4 bytes, which nobody sees; take it out`},
		{`"Rice pudding"`, `"Rice\u0007pudding"`, `the character U+0007`},
		{`"Rice pudding"`, `"Rice\npudding"`, `the character U+000A`},
		{`"Rice pudding"`, "\"Rice\xfcpudding\"", `save the file as UTF-8`},
		{`"Rice pudding"`, `"` + strings.Repeat("x", MaxName+1) + `"`, `it has 121 bytes`},
		{`"lang": "en", "media"`, `"lang": "english!", "media"`, `is no language`},
		{`"lang": "en", "media"`, `"lang": "e", "media"`, `is no language`},
		{`"lang": "en", "media"`, `"lang": "en-", "media"`, `is no language`},
		{`text/html`, `html`, `is no media type`},
		{`"lot": "L1101"}`, `"lot": "L 1101"}`, `links[3].lot: "L 1101" is in no bar code`},
		{`"lot": "L1101"}`, `"lot": "123456789012345678901"}`, `is in no bar code`},
		{`"title": "Farm", "lot"`, `"title": "Farm", "default": true, "lot"`, ``},
		{`"title": "Farm", "lot": "L1101"}`, `"title": "Farm", "default": true}`, `"Rice pudding" further up is the default already`},
		{`"/farm", "title": "Farm", "lot": "L1101"`, `"/de/milchreis", "title": "Farm", "lang": "de"`, ``},
		{`"gs1:traceability", "href": "/farm", "title": "Farm", "lot": "L1101"`, `"gs1:recipeInfo", "href": "/de/milchreis", "title": "x", "lang": "de"`, `links[3]: it stands further up already`},
		{`{"lang": "de",`, `{"lang": "EN",`, `texts[1].lang: "EN" stands further up already`},
		{`{"lang": "de",`, `{"lang": "",`, `"" is no language`},
		{`"about": "Milk of`, `"abuot": "Milk of`, `unknown key; known here: lang, about`},
		{`"use": "Drink cold."`, `"use": "Drink\ncold."`, ``},
		{`"use": "Drink cold."`, `"use": "` + strings.Repeat("x", MaxText+1) + `"`, `it has 4001 bytes`},
		{`{"name": "milk"}`, `{"name": "Milch"}`, `no allergen is called "Milch"; write one of gluten,`},
		{`{"name": "milk"}`, `{"name": "almonds"}`, `allergens[1].name: "almonds" stands further up`},
		{`"EU organic"`, `""`, `certificates[0].name: it is empty`},
		{`"2027-06-30"`, `"30.06.2027"`, `is not a date`},
		{`{"lot": "L1101",`, `{"lot": "",`, `lots[0].lot: it is empty`},
		{`{"lot": "L1108",`, `{"lot": "L1101",`, `lots[1].lot: lot L1101 stands further up already`},
		{`"2026-11-02"`, `"2026-10-31"`, `steps[1].day: 2026-10-31 is before the step above it`},
		{`"what": "filled"`, `"what": ""`, `steps[1].what: it is empty`},
		{`"since": "2026-11-20"`, `"since": ""`, `recall.since: it has no day`},
		{`"advice": "Bring`, `"what": "Bring`, `recall.notices[0].what: unknown key`},
		{`"why": "Pieces`, `"why": "", "advise": "Pieces`, `recall.notices[0].why: it is empty`},
		{good, `[]`, `1:1: it must be an object`},
		{good, `{"format": "endcap-sheets/1"}`, `1:1: sheets: there is no sheet in it`},
		{good, `{`, `not JSON from here on`},
		{good, `{"format": "endcap-sheets/1"}x`, `there is more text after the end`},
	} {
		if !strings.Contains(good, c.was) {
			t.Fatalf("%s is not in the file", c.was)
		}
		_, err := ParseSheets([]byte(strings.Replace(good, c.was, c.is, 1)), nil)
		var faults strict.Faults
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.is, err)
		case c.want != "" && (!errors.As(err, &faults) || !strings.Contains(err.Error(), c.want) || faults[0].Line == 0):
			t.Errorf("%.60s: got %v, want %s", c.is, err, c.want)
		}
	}
}

func TestParseSheets_HoldsTheLimits(t *testing.T) {
	many := func(n int, of string) string {
		var all []string
		for i := range n {
			all = append(all, strings.ReplaceAll(of, "#", fmt.Sprint(i)))
		}
		return strings.Join(all, ",")
	}
	step := `{"day": "2026-11-02", "what": "x", "where": "y"}`
	for _, c := range []struct {
		key, entry string
		most       int
	}{
		{"links", `{"type": "gs1:pip", "href": "/#", "title": "x"}`, MaxLinks},
		{"certificates", `{"name": "x"}`, MaxCertificates},
		{"lots", `{"lot": "#", "steps": [` + step + `]}`, MaxLots},
		{"texts", `{"lang": "aa-x-a#", "use": "x"}`, MaxLangs},
	} {
		for n, want := range map[int]bool{c.most: true, c.most + 1: false} {
			_, err := ParseSheets(fmt.Appendf(nil, `{"format": %q, "sheets": [{"gtin": "9520001101113", %q: [%s]}]}`, SheetsFormat, c.key, many(n, c.entry)), nil)
			if (err == nil) != want {
				t.Errorf("%d %s: %v", n, c.key, err)
			}
		}
	}
	s := Sheet{GTIN: 9520001101113, Lots: []Lot{{Lot: "1"}}, Texts: []Text{{Lang: "de", About: strings.Repeat("x", MaxText), Use: strings.Repeat("x", MaxText), Storage: strings.Repeat("x", MaxText), Recipe: strings.Repeat("x", 300)}}}
	if err := s.Check(); err == nil || !strings.Contains(err.Error(), "sheet 09520001101113: it has 124") || !strings.Contains(err.Error(), "lots[0]: it has no steps") {
		t.Errorf("got %v, want both faults", err)
	}
}

func TestParseSheets_AsksHowEachFits(t *testing.T) {
	_, err := ParseSheets(readSheet(t), func(s Sheet) string { return "nobody sells " + s.GTIN.String() })
	if err == nil || !strings.Contains(err.Error(), "4:5: sheets[0]: nobody sells 09520001101113\n") {
		t.Errorf("got %v", err)
	}
}

func TestAllergen_HasANameInGerman(t *testing.T) {
	for _, c := range []struct{ name, lang, want string }{{"milk", "de", "Milch"}, {"milk", "DE-at", "Milch"}, {"milk", "en", "milk"}, {"milk", "", "milk"}, {"?", "de", "?"}} {
		if got := (Allergen{Name: c.name}).In(c.lang); got != c.want {
			t.Errorf("%s in %q: %s, want %s", c.name, c.lang, got, c.want)
		}
	}
}

func FuzzParseSheets(f *testing.F) {
	f.Add(readSheet(f))
	f.Add([]byte(`{"format": "endcap-sheets/1", "sheets": [{"gtin": "9520001101113", "links": [{"type": "https://a.example/b", "href": "https://[::1]:80/%20?a#b", "title": "\u00ad"}]}]}`))
	f.Add([]byte(`{"format": "endcap-sheets/1", "sheets": [{"recall": null, "texts": [{"lang": "x-a"}], "lots": [{"steps": [{}]}]}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		sheets, err := ParseSheets(b, nil)
		if err != nil {
			var faults strict.Faults
			if !errors.As(err, &faults) || len(faults) == 0 || faults[0].Line == 0 && len(b) <= MaxSheetsFile {
				t.Fatalf("%v tells no place", err)
			}
			return
		}
		for _, s := range sheets {
			if err := s.Check(); err != nil {
				t.Errorf("read and refused: %v", err)
			}
		}
		text := written(t, sheets)
		if again, err := ParseSheets(text, nil); err != nil || !bytes.Equal(written(t, again), text) {
			t.Errorf("written %s: %v", text, err)
		}
	})
}

func written(t *testing.T, sheets []Sheet) []byte {
	t.Helper()
	text, err := json.Marshal(map[string]any{"format": SheetsFormat, "sheets": sheets})
	if err != nil {
		t.Fatal(err)
	}
	return text
}
