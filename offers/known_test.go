package offers_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"endcap/offers"
	"endcap/offers/strict"
)

func TestCompileKnown_LeavesOutWhatANewerProgramWrote(t *testing.T) {
	const ten = `"name":{"en":"X"},"rewards":[{"type":"percent_off","percent":"10","scope":"basket"}]`
	var list []offers.Offer
	text := `[{"id":"good",` + ten + `},
		{"id":"type","name":{"en":"X"},"rewards":[{"type":"hologram"}]},
		{"id":"condition","conditions":[{"type":"phase_of_moon"}],` + ten + `},
		{"id":"key","lunar":true,` + ten + `},
		{"id":"deep","limits":{"per_moon":1},` + ten + `},
		{"id":"kind","priority":{"base":1},` + ten + `}]`
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		t.Fatal(err)
	}
	s, unknown, err := offers.CompileKnown(eur, list)
	if err != nil {
		t.Fatal(err)
	}
	var left []string
	for _, u := range unknown {
		left = append(left, u.Offer)
		if faults := strict.Faults(nil); !errors.As(u.Err, &faults) {
			t.Errorf("%s: %v", u.Offer, u.Err)
		}
	}
	if got := strings.Join(left, " "); got != "type condition key deep kind" {
		t.Errorf("left out: %s", got)
	}
	if r := s.Price(of(line("x", 1, 1000)), offers.Context{Now: now}); r.Saved.Minor != 100 || s.Len() != 1 {
		t.Errorf("%d offers save %s", s.Len(), r.Saved)
	}
	if _, _, err := offers.CompileKnown(eur, append(list, list[0])); err == nil || !strings.Contains(err.Error(), "every offer needs its own") {
		t.Errorf("an id twice: %v", err)
	}
	if _, err := offers.Compile(eur, list); err == nil || !strings.Contains(err.Error(), `unknown field "lunar"`) {
		t.Errorf("all of it compiles: %v", err)
	}
}
