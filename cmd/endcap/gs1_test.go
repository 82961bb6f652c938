package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"endcap/internal/cli"

	"github.com/google/go-cmp/cmp"
)

func TestGS1_ExplainsWhatALabelSays(t *testing.T) {
	var out bytes.Buffer
	v := gs1Verb{Text: []string{"(01)09521234543213(17)261231(10)ABC"}}
	if err := v.Run(&cli.IO{Out: &out}); err != nil {
		t.Fatal(err)
	}
	want := `(01)09521234543213(17)261231(10)ABC
AI  TITLE             VALUE           MEANING
01  GTIN              09521234543213
17  USE BY or EXPIRY  261231          2026-12-31
10  BATCH/LOT         ABC
`
	if d := cmp.Diff(want, out.String()); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

func TestGS1_MarksTheFaultAndFails(t *testing.T) {
	var out bytes.Buffer
	v := gs1Verb{Text: []string{"]d2010952123454321310A<GS>17260230"}}
	if err := v.Run(&cli.IO{Out: &out}); !errors.Is(err, cli.ErrWanting) {
		t.Fatalf("error %v, want %v", err, cli.ErrWanting)
	}
	want := `]d2010952123454321310A␝17260230
                             ^^
gs1: (17) USE BY or EXPIRY "260230" has a day that does not exist in its month; the label is misprinted: take it to the goods desk
`
	if d := cmp.Diff(want, out.String()); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

func TestGS1_WritesOneLineOfJSONForEachText(t *testing.T) {
	var out bytes.Buffer
	v := gs1Verb{Text: []string{"9521234543213", "https://example.com/p/1"}}
	if err := v.Run(&cli.IO{Out: &out, JSON: true}); !errors.Is(err, cli.ErrWanting) {
		t.Fatalf("error %v, want %v", err, cli.ErrWanting)
	}
	want := `{"text":"9521234543213","elements":[{"ai":"01","value":"09521234543213","title":"GTIN"}],"class":"demo","item":{"gtin":"09521234543213"}}
{"text":"https://example.com/p/1","error":{"code":"dl_no_key","pos":19,"len":4,"text":"gs1: \"https://example.com/p/1\" is an ordinary web link, not a product code; scan the product's own bar code"}}
`
	if d := cmp.Diff(want, out.String()); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

func TestGS1_AnswersLines(t *testing.T) {
	in := strings.NewReader(`{"id":"1","kind":"scan","input":"]d2010952123454321310A\u001d17261231"}
{"id":"2","kind":"bracketed","input":"(10)A"}
{"id":"3","kind":"bracketed","input":"(10)A","opts":{"requisite":false}}
{"id":"4","kind":"dl","input":"https://example.com/01/9521234543213","opts":{"zero_suppressed_gtin":true}}
{"id":"5","kind":"lint","linter":"csum","input":"9521234543214"}
{"id":"6","kind":"date","input":"240200","ref_year":1999}
{"id":"7","kind":"upce","input":"01234523"}
{"id":"8","kind":"decimal","input":"(3103)001250"}
{"id":"9","kind":"dlc","input":"https://example.com/CxFRq5sE2klWJA"}
{"id":"10","kind":"dlc","input":"https://example.com/p/watch"}
{"id":"11","linter":"yesno","input":"1"}
{"id":"12","kind":"riddle","input":"1"}
`)
	var out bytes.Buffer
	v := gs1Verb{Lines: true}
	if err := v.Run(&cli.IO{In: in, Out: &out}); err != nil {
		t.Fatal(err)
	}
	want := `{"id":"1","ais":[["01","09521234543213"],["10","A"],["17","261231"]]}
{"id":"2","error":"missing_required"}
{"id":"3","ais":[["10","A"]]}
{"id":"4","ais":[["01","09521234543213"]]}
{"id":"5","error":"check_digit"}
{"id":"6","date":"2024-02-29"}
{"id":"7","gtin14":"00012200003453"}
{"id":"8","value":"1.250"}
{"id":"9","ais":[["01","09521234543213"],["10","ab12"]]}
{"id":"10","error":"dl_no_key"}
{"id":"11","ais":[]}
{"id":"12","skip":true}
`
	if d := cmp.Diff(want, out.String()); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

// A line that is no question spoils only itself.
func TestAnswerLines_GoesOnAfterALineThatIsNone(t *testing.T) {
	var out bytes.Buffer
	in := "nonsense\n\n" + `{"id":"1","kind":"element","input":"0109521234543213"}` + "\n"
	if err := answerLines(nil, strings.NewReader(in), &out); err != nil {
		t.Fatal(err)
	}
	want := `{"id":"","error":"syntax"}` + "\n" + `{"id":"","error":"syntax"}` + "\n" + `{"id":"1","ais":[["01","09521234543213"]]}` + "\n"
	if got := out.String(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
