package gs1

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"testing"
)

// TestDerived_IsWhatOthersWorkOutToo runs the recorded meanings of values,
// where they lie beside the repository. Those of prefixes are advisory; they
// agree too.
func TestDerived_IsWhatOthersWorkOutToo(t *testing.T) {
	f, err := os.Open("../../../shared/gs1/derived.jsonl")
	if err != nil {
		t.Skip("the recorded meanings are not here")
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var c struct {
			Kind, Input                              string
			RefYear                                  int `json:"ref_year"`
			Date, Value, Unit, Currency, GTIN14, Cls string
			Error                                    Code
		}
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		var got, want string
		var fault error
		switch c.Kind {
		case "date":
			var d Date
			d, fault = ParseDate(c.Input, c.RefYear)
			got, want = d.String(), c.Date
		case "decimal":
			var m Message
			fault = Parser{SkipRequired: true}.Bracketed(&m, c.Input)
			v, _ := m.At(0).Measure()
			if c.Unit == "PERCENT" {
				c.Unit = string(UnitPercent)
			}
			if c.Currency != "" {
				want = Currency(number(c.Currency)).String()
			}
			got, want = v.Amount.String()+string(v.Unit)+v.Currency.String(), c.Value+c.Unit+want
		case "gtin":
			var m Message
			m, fault = ParseNumber(c.Input)
			got, _ = m.Value(AIGTIN)
			want = c.GTIN14
		case "upce":
			got, fault = ExpandUPCE(c.Input)
			got, want = "00"+got, c.GTIN14
		case "prefix":
			var g GTIN
			g, fault = ParseGTIN(c.Input)
			got, want = g.Class().String(), c.Cls
		default:
			t.Fatalf("unknown kind %s", c.Kind)
		}
		var code Code
		if bad, ok := errors.AsType[*Error](fault); ok {
			code = bad.Code
		}
		if code != c.Error || code == "" && got != want {
			t.Errorf("%s %s: %s, %v, want %s %s", c.Kind, c.Input, got, fault, want, c.Error)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}
