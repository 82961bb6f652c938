package author_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"endcap/offers"
	"endcap/offers/assortment"
	"endcap/offers/author"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
)

func placesOf(d author.Draft) (out []string) {
	for _, f := range d.Faults {
		out = append(out, fmt.Sprintf("%d:%d %s", f.Line, f.Column, f.Path))
	}
	return out
}

func TestReadDraft_FindsEveryPlantedFaultWhereItStands(t *testing.T) {
	for name, want := range map[string][]string{
		"testdata/faulty.yaml": {
			"4:11 sequence", "6:9 offers[0].id", "10:38 offers[0].rewards[0].percent", "14:1 offers[1]", "18:55 offers[2].name.english",
			"20:5 offers[2].prioritty", "23:17 offers[2].rewards[0].amount", "25:26 offers[2].rewards[0].select.gtins[0]", "28:4 offers[3]",
			"31:16 offers[4]", "36:12 offers[5].valid", "37:15 offers[5].priority", "41:5 offers[6].name", "54:9 offers[7].examples[0]",
		},
		"testdata/faulty.json": {
			"2:13 format", "3:53 sequence", "7:54 offers[0].rewards[0].percent", "10:13 offers[1].id", "14:61 offers[2].valid.from",
			"15:52 offers[2].rewards[0].amount", "19:76 offers[3].rewards[0].groups[0].quantity", "19:98 offers[3].priority",
			"26:9 offers[4].examples[1]", "31:65 offers[5].rewards[0].scope",
		},
	} {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		d := author.ReadDraft(name, b)
		if diff := cmp.Diff(placesOf(d), want); diff != "" {
			t.Errorf("%s: %s\n%v", name, diff, d.Faults)
		}
		if f, err := author.Read(name, b); err == nil || f.Offers != nil {
			t.Errorf("%s: it is read, though it is faulty", name)
		}
	}
}

// file is a file of one offer, with a part of it replaced.
func file(old, anew string) string {
	const text = `format: endcap-offers/1
currency: EUR
minor_digits: 2
offers:
  - id: tea
    name: {en: Tea}
    valid: {from: 2026-03-01T00:00:00Z, to: 2026-04-01T00:00:00Z}
    rewards:
      - type: amount_off
        amount: 20
        scope: unit
  - id: ham
    name: {en: Ham}
    valid: {from: 2026-03-01T00:00:00Z, to: 2026-04-01T00:00:00Z}
    rewards: [{type: amount_off, amount: 20, scope: unit}]
`
	return strings.Replace(text, old, anew, 1)
}

func TestReadDraft_TellsWhereYAMLBreaks(t *testing.T) {
	for _, c := range []struct{ old, anew, want string }{
		{"", "", ""},
		{"", "\ufeff", ""},
		{"\n", "\n# a comment: [\n", ""},
		{"\n", "\r\n", ""},
		{"    name: {en: Tea}", "\tname: {en: Tea}", "6:1: offers[0]: a tab"},
		{"    name: {en: Tea}", "    name:\t{en: Tea}", ""},
		{"    name: {en: Tea}", "   name: {en: Tea}", "6:4: offers[0]: it is indented otherwise"},
		{"    name: {en: Tea}", "     name: {en: Tea}", "6:6: offers[0]: it is indented deeper"},
		{"    name: {en: Tea}", "name: {en: Tea}", "6:1: offers[0]: it is indented otherwise"},
		{"{en: Tea}", "{en: Tea", "6:11: offers[0]: this bracket is never closed"},
		{"{en: Tea}", "{en: 'T]ea', de: [x, # ]", "6:28: offers[0]: this bracket is never closed"},
		{"scope: unit\n", "scope: unit\n         cap: 5\n", "12:10: offers[0]: it is indented deeper"},
		{"{en: Tea}", "{en: 'Tea}", "6:16: offers[0]: the quotation mark"},
		{"{en: Tea}", "{en: Tea: time}", "6:16: offers[0].name.en: a colon too many"},
		{"{en: Tea}", "'x' y", "6:15: offers[0]: something stands behind"},
		{"{en: Tea}", "en: Tea", "6:11: offers[0]: a colon too many"},
		{"{en: Tea}", "{en: @Tea}", "6:16: offers[0]: a text does not begin"},
		{"{en: Tea}", `{en: "\q"}`, "offers[0]: no such character"},
		{"{en: Tea}", "{en: !!str Tea}", "6:16: offers[0].name.en: tags (!)"},
		{"{en: Tea}", "{en: *tea}", "6:16: offers[0].name.en: aliases"},
		{"{en: Tea}", "&name {en: Tea}", "6:11: offers[0].name: anchors"},
		{"{en: Tea}", "{<<: x, en: Tea}", "6:12: offers[0].name.<<: this is no key"},
		{"{en: Tea}", "{en: 7}", "6:16: offers[0].name.en: it must be a text"},
		{"{en: Tea}", "{en: 0x7}", "6:16: offers[0].name.en: programs read 0x7 differently"},
		{"{en: Tea}", "{en: ~}", "6:16: offers[0].name.en: it is null"},
		{"{en: Tea}", "", "6:10: offers[0].name: it is null"},
		{"{en: Tea}", "{en: yes}", ""},
		{"{en: Tea}", "{en: Tea, en: Tee}", "6:21: offers[0].name.en: the key stands here twice"},
		{"{en: Tea}", "{en: T\xffea}", "6:17: this is not UTF-8"},
		{"2026-03-01T00", "2026-02-30T00", "7:19: offers[0].valid.from: "},
		{"2026-03-01T00:00:00Z", "2026-03-01", "7:19: offers[0].valid.from: "},
		{"20\n", "2_0\n", "10:17: offers[0].rewards[0].amount: programs read 2_0 differently"},
		{"20\n", "020\n", "10:17: offers[0].rewards[0].amount: programs read 020 differently"},
		{"20\n", "'20'\n", "10:17: offers[0].rewards[0].amount: it must be a whole number"},
		{"20\n", "20 # cents\n", ""},
		{"offers:", "offers: # all\n# of them", ""},
		{"offers:", "offer:", "4:1: offer: unknown key"},
		{"  - id: ham", "---\n  - id: ham", "a second document"},
	} {
		d := author.ReadDraft("offers.yaml", []byte(file(c.old, c.anew)))
		got := ""
		if len(d.Faults) > 0 {
			got = d.Faults.Error()
		}
		if c.want == "" && got != "" || !strings.Contains(got, c.want) || strings.Contains(got, "\n") {
			t.Errorf("%q for %q: %s\nwant %s", c.anew, c.old, got, c.want)
		}
	}
}

func TestReadDraft_TellsByItsNameOrItsTextWhatAFileIs(t *testing.T) {
	const json = `{"format": "endcap-offers/1", "currency": "EUR", "minor_digits": 2, "offers": []}`
	for name, text := range map[string]string{"a.json": json, "a.yaml": json, "a.YML": json, "a": json, "-": file("", "")} {
		if d := author.ReadDraft(name, []byte(text)); d.Faults != nil {
			t.Errorf("%s: %v", name, d.Faults)
		}
	}
	if d := author.ReadDraft("a.json", []byte(file("", ""))); d.Faults == nil {
		t.Error("YAML is read from a.json")
	}
}

func FuzzReadDraft(f *testing.F) {
	for _, name := range []string{"testdata/faulty.yaml", "testdata/faulty.json"} {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte(file("", "")))
	f.Add([]byte("{\"format\": \"endcap-offers/1\",\n  \"offers\": [\n    {"))
	sold, err := assortment.Read("p.csv", []byte(products))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		lines := 1 + strings.Count(string(b), "\n")
		for _, name := range []string{"a.json", "a.yaml"} {
			d := author.ReadDraft(name, b)
			for _, x := range d.Faults {
				if x.Line < 1 || x.Line > lines || x.Column < 1 {
					t.Fatalf("%s: %+v points nowhere", name, x)
				}
			}
			author.Check(&d, author.Shop{Products: sold})
			if d.Faults != nil {
				continue
			}
			if _, err := offers.Compile(d.Currency, d.Offers); err != nil {
				t.Fatalf("%s: a file that was read does not compile: %v", name, err)
			}
		}
		var any map[string]any
		if d := author.ReadDraft("a.yaml", b); d.Faults == nil && yaml.Unmarshal(b, &any) != nil {
			t.Fatal("it is read, though it is no YAML")
		}
	})
}

func TestReadDraft_TellsWhereJSONBreaks(t *testing.T) {
	const text = `{
  "format": "endcap-offers/1", "currency": "EUR", "minor_digits": 2,
  "offers": [
    {"id": "tea", "name": {"en": "Tea"},
     "valid": {"from": "2026-03-01T00:00:00Z", "to": "2026-04-01T00:00:00Z"},
     "rewards": [{"type": "amount_off", "amount": 20, "scope": "unit"}]},
    {
      "id": "ham", "name": {"en": "Ham"}, "valid": {"from": "2026-03-01T00:00:00Z", "to": "2026-04-01T00:00:00Z"},
      "rewards": [{"type": "amount_off", "amount": 20, "scope": "unit"}]
    },
    {"id": "jam", "name": {"en": "Jam"}, "valid": {"from": "2026-03-01T00:00:00Z", "to": "2026-04-01T00:00:00Z"},
     "rewards": [{"type": "amount_off", "amount": 0, "scope": "unit"}]}
  ]
}
`
	const told = "\n12:51: offers[2].rewards[0].amount: it is 0; it must be 1 to 100000000000000"
	for _, c := range []struct{ old, anew, want string }{
		{"", "", told[1:]},
		{`"tea", "name"`, `"tea" "name"`, "4:18: offers[0]: not JSON from here on: "},
		{`{"en": "Tea"}`, `{"en": "Tea"`, "offers[0]: not JSON from here on: "},
		{`{"en": "Tea"}`, `{"en": "Tea}`, "offers[0]: not JSON from here on: "},
		{`{"en": "Tea"}`, `{"en": "Tea",}`, "4:40: offers[0]: not JSON from here on: "},
		{`"scope": "unit"}]},`, `"scope": "unit"}],},`, "6:73: offers[0]: not JSON from here on: "},
		{`"scope": "unit"}]},`, `"scope": "unit"}]}`, "6:73: offers[0]: a comma is missing behind this offer"},
		{`"scope": "unit"}]},`, `"scope": "unit"}]}},`, "6:73: offers[0]: there is more text after the end"},
		{`"id": "ham"`, `// "id": "ham"`, "8:7: offers[1]: not JSON from here on: "},
		{`"id": "ham"`, `'id': "ham"`, "8:7: offers[1]: not JSON from here on: "},
		{`"amount": 20, "scope": "unit"}]` + "\n", `"amount": 020, "scope": "unit"}]` + "\n", "9:53: offers[1]: not JSON from here on: "},
	} {
		d := author.ReadDraft("offers.json", []byte(strings.Replace(text, c.old, c.anew, 1)))
		if got := d.Faults.Error(); !strings.Contains(got, c.want) || strings.Count(got, "\n") > 1 || !strings.HasSuffix("\n"+got, told) {
			t.Errorf("%q for %q: %s\nwant %s", c.anew, c.old, got, c.want)
		}
	}
	// The comma that is one too many behind the last offer hides its faults.
	d := author.ReadDraft("offers.json", []byte(strings.Replace(text, "}]}\n  ]", "}]},\n  ]", 1)))
	if got, want := d.Faults.Error(), "12:72: offers[2]: a comma behind the last offer; take it out"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	// What lies outside the offers cannot be mended.
	d = author.ReadDraft("offers.json", []byte(strings.Replace(text, `2,`, `2`, 1)))
	if got, want := d.Faults.Error(), "3:3: not JSON from here on: "; !strings.HasPrefix(got, want) {
		t.Errorf("got %s, want %s", got, want)
	}
}
