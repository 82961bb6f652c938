package gs1

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"testing"
)

// entries are the parsers, by the kind of a recorded case.
var entries = map[string]func(Parser, *Message, string) error{
	"scan": Parser.Scan, "element": Parser.Elements, "bracketed": Parser.Bracketed, "dl": Parser.Link,
}

// TestStrict_IsEqualToTheOfficialEngine runs the recorded answers of the GS1
// Barcode Syntax Engine, where they lie beside the repository.
func TestStrict_IsEqualToTheOfficialEngine(t *testing.T) {
	f, err := os.Open("../../../shared/gs1/dev.jsonl")
	if err != nil {
		t.Skip("the recorded answers of the official engine are not here")
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	var m Message
	for n := 1; lines.Scan(); n++ {
		var c struct {
			Kind, Input string
			Opts        struct {
				Requisite *bool
				ShortGTIN bool `json:"zero_suppressed_gtin"`
			}
			AIs   [][2]string
			Error Code
		}
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		p := Parser{SkipRequired: c.Opts.Requisite != nil && !*c.Opts.Requisite, ShortGTIN: c.Opts.ShortGTIN}
		err := entries[c.Kind](p, &m, c.Input)
		if bad, ok := errors.AsType[*Error](err); ok && bad.Code != c.Error || err == nil && c.Error != "" {
			t.Errorf("line %d: %s %q: %v, want %q", n, c.Kind, c.Input, err, c.Error)
			continue
		}
		if m.Len() != len(c.AIs) {
			t.Errorf("line %d: %s %q: %s, want %v", n, c.Kind, c.Input, m.Bracketed(), c.AIs)
			continue
		}
		for i, want := range c.AIs {
			if el := m.At(i); el.AI.String() != want[0] || el.Value != want[1] {
				t.Errorf("line %d: %s %q: element %d is %v, want %v", n, c.Kind, c.Input, i, el, want)
			}
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}

// TestLink_IsTheOfficialEnginesOwn writes the recorded inputs as links.
func TestLink_IsTheOfficialEnginesOwn(t *testing.T) {
	f, err := os.Open("../../../shared/gs1/dev.jsonl")
	if err != nil {
		t.Skip("the recorded answers of the official engine are not here")
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	var m Message
	n := 0
	for lines.Scan() {
		var c struct {
			Kind, Input string
			Opts        struct {
				Requisite *bool
				ShortGTIN bool `json:"zero_suppressed_gtin"`
			}
			Link string `json:"canonical_dl"`
		}
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		if c.Link == "" {
			continue
		}
		n++
		p := Parser{SkipRequired: c.Opts.Requisite != nil && !*c.Opts.Requisite, ShortGTIN: c.Opts.ShortGTIN}
		if err := entries[c.Kind](p, &m, c.Input); err != nil {
			t.Errorf("%s: %v", c.Input, err)
			continue
		}
		if got, err := m.Link(CanonicalRoot); err != nil || got != c.Link {
			t.Errorf("%s: got %s, %v, want %s", c.Input, got, err, c.Link)
		}
	}
	if n == 0 {
		t.Error("no link was compared")
	}
}

// TestLint_MarksFaultsWhereTheOfficialLintersDo runs the recorded answers of
// the linters, where they lie beside the repository.
func TestLint_MarksFaultsWhereTheOfficialLintersDo(t *testing.T) {
	f, err := os.Open("../../../shared/gs1/lint_dev.jsonl")
	if err != nil {
		t.Skip("the recorded answers of the official linters are not here")
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var c struct {
			Linter, Input string
			Error         Code
			Lint          string
			Pos, Len      int
		}
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		_, err := Lint(c.Linter, c.Input)
		got, _ := errors.AsType[*Error](err)
		if got == nil {
			got = &Error{}
		}
		if got.Code != c.Error {
			t.Errorf("%s %q: %v, want %s", c.Linter, c.Input, err, c.Error)
		}
		if got.Pos != c.Pos || got.Len != c.Len {
			t.Errorf("%s %q: %s at %d+%d, want %d+%d", c.Linter, c.Input, c.Lint, got.Pos, got.Len, c.Pos, c.Len)
		}
	}
}
