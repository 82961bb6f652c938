package strict

import (
	"errors"
	"strings"
	"testing"
	"time"

	"endcap/offers/money"

	"github.com/google/go-cmp/cmp"
)

type inner struct {
	N       int64         `json:"n"`
	Percent money.Percent `json:"percent"`
}

type outer struct {
	Name  string            `json:"name"`
	On    bool              `json:"on"`
	Texts map[string]string `json:"texts"`
	List  []inner           `json:"list"`
	One   *inner            `json:"one"`
	Small int8              `json:"small"`
	Deep  *outer            `json:"deep"`
	Most  *int64            `json:"most"`
}

func TestDecode_StopsAtTooManyFaults(t *testing.T) {
	for name, text := range map[string]string{
		"keys not known": `{` + strings.Repeat(`"x":1,`, 2*maxRead) + `"y":1}`,
		"wrong values":   `{"list":[` + strings.Repeat(`7,`, 2*maxRead) + `7]}`,
	} {
		d := Decode([]byte(text), new(outer), nil)
		if faults, ok := errors.AsType[Faults](d.Err()); !ok || !d.Broken() || len(faults) < maxRead || len(faults) > maxRead+3 {
			t.Errorf("%s: %d faults, broken %t", name, len(faults), d.Broken())
		}
	}
}

func TestDecode_ReadsWhatIsRight(t *testing.T) {
	var v outer
	d := Decode([]byte(`{"name":"a","on":true,"texts":{"en":"x"},"list":[{"n":1,"percent":"12.5"}],"one":{"n":-2},"small":127,"most":0}`), &v, nil)
	if err := d.Err(); err != nil {
		t.Fatal(err)
	}
	want := outer{"a", true, map[string]string{"en": "x"}, []inner{{1, 125_000}}, &inner{N: -2}, 127, nil, new(int64)}
	if diff := cmp.Diff(v, want); diff != "" {
		t.Error(diff)
	}
}

func TestDecode_TellsAllFaultsWithLineAndColumn(t *testing.T) {
	var v outer
	d := Decode([]byte(`{
  "name": 5,
  "nmae": {"down": [1, {"x": 2}]},
  "on": "yes",
  "on": true,
  "texts": {"en": 1, "en": "x"},
  "list": [{"n": 2.5}, {"n": 1, "percent": "1000"}, 7, {"percent": 20}],
  "one": [1],
  "small": 200,
  "later": 1,
  "null": null, "name": null
} {}`), &v, func(key string) string {
		if key == "later" {
			return "later is not built yet"
		}
		return ""
	})
	d.Fault("list[1].n", "too small")
	d.Fault("list[1].absent.deeper", "needed")
	d.Fault("", "as a whole")
	err := d.Err()
	if err == nil {
		t.Fatal("no fault")
	}
	want := []string{
		"1:1: as a whole",
		"2:11: name: it must be a text in quotation marks",
		"3:3: nmae: unknown key; known here: name, on, texts, list, one, small, deep, most",
		"4:9: on: it must be true or false",
		"5:3: on: the key stands here twice",
		"6:19: texts.en: it must be a text in quotation marks",
		"6:22: texts.en: the key stands here twice",
		"7:18: list[0].n: 2.5 must be a whole number that fits; money is in minor units, percentages are texts",
		"7:24: list[1].absent.deeper: needed",
		"7:30: list[1].n: too small",
		`7:44: list[1].percent: money: not a percentage; write it like "12.5", 0 to 999.9999, at most 4 decimals: "1000"`,
		"7:53: list[2]: it must be an object {...}",
		"7:68: list[3].percent: it must be a text in quotation marks",
		"8:10: one: it must be an object {...}",
		"9:12: small: 200 must be a whole number that fits; money is in minor units, percentages are texts",
		"10:3: later: later is not built yet",
		"11:3: null: unknown key; known here: name, on, texts, list, one, small, deep, most",
		"11:17: name: the key stands here twice",
		"11:25: name: it is null; leave the key out instead",
		"12:4: there is more text after the end; a file holds one object",
	}
	if diff := cmp.Diff(strings.Split(err.Error(), "\n"), want); diff != "" {
		t.Error(diff)
	}
}

func TestDecode_RefusesANumberThatNobodyWouldWrite(t *testing.T) {
	var v struct {
		N int64 `json:"n" least:"1"`
		M int64 `json:"m" least:"1"`
		O int64 `json:"o" least:"1"`
	}
	err := Decode([]byte(`{"n": 0, "m": "0"}`), &v, nil).Err()
	if want := "1:7: n: it is 0; write 1 or more, or leave it out\n1:15: m: it must be a whole number"; err == nil || err.Error() != want {
		t.Errorf("%v; want %s", err, want)
	}
}

func TestFault_LeavesOutWhatFollowsFromAnother(t *testing.T) {
	var v struct {
		At   time.Time `json:"at"`
		List []inner   `json:"list"`
	}
	d := Decode([]byte(`{"at": "2026-03-01", "list": [{"n": "x"}, {}]}`), &v, nil)
	for _, path := range []string{"at", "list[0]", "list[0].n", "list[0].n.deeper", "list[0].percent", "list[1].n", "list", "listless"} {
		d.Fault(path, "it is 0")
	}
	d.Fault("", "as a whole")
	want := []string{
		"1:1: listless: it is 0",
		"1:1: as a whole",
		`1:8: at: "2026-03-01" is no moment; write it with its zone, like 2026-03-01T00:00:00Z or 2026-03-01T00:00:00+01:00`,
		"1:31: list[0].percent: it is 0",
		"1:37: list[0].n: it must be a whole number",
		"1:43: list[1].n: it is 0",
	}
	if diff := cmp.Diff(strings.Split(d.Err().Error(), "\n"), want); diff != "" {
		t.Error(diff)
	}
}

func TestDecode_PointsToWhereTheTextBreaks(t *testing.T) {
	for text, want := range map[string]string{
		"":                               "1:1: not JSON",
		"{":                              "1:2: not JSON",
		"{\"name\": \"a\",\n  x}":        "2:3: not JSON",
		"{\"name\": \"a\"\n  \"on\": 1}": "2:3: not JSON",
		"{\"list\": [{\"n\": 01}]}":      "1:18: not JSON",
		"{\"skip\": {\"a\": [1,}}":       "1:19: not JSON",
		strings.Repeat(`{"deep":`, 40) + "{}" + strings.Repeat("}", 40): "not JSON from here on: more than 32 levels",
	} {
		var v outer
		err := Decode([]byte(text), &v, nil).Err()
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v; want %s", text, err, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"name":"a","list":[{"n":1,"percent":"12.5"}],"one":{"n":-2}}`))
	f.Add([]byte(`{"x":[{}],"texts":{"a":[]}} `))
	f.Add([]byte(`[1]`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var v outer
		d := Decode(b, &v, nil)
		d.Fault("list[0].n", "a fault")
		err := d.Err()
		if err == nil {
			t.Fatal("the fault is lost")
		}
		for _, x := range err.(Faults) { //nolint:errorlint // it is what Err returns
			if x.Line < 1 || x.Column < 1 {
				t.Fatalf("%q: %+v points nowhere", b, x)
			}
		}
	})
}
