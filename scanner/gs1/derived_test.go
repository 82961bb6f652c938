package gs1

import (
	"errors"
	"testing"
)

// TestDerived_IsWhatOthersWorkOutToo runs the recorded meanings of values.
// Those of prefixes are advisory; they agree too.
func TestDerived_IsWhatOthersWorkOutToo(t *testing.T) {
	type meaning struct {
		Kind, Input                              string
		RefYear                                  int `json:"ref_year"`
		Date, Value, Unit, Currency, GTIN14, Cls string
		Error                                    Code
	}
	recorded(t, "derived.jsonl", func(_ int, c meaning) {
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
	})
}
