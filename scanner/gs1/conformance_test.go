package gs1

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"testing"
)

// recorded calls each with every line of a file of recorded answers, where
// those lie beside the repository, and its number.
func recorded[T any](t *testing.T, name string, each func(n int, c T)) {
	t.Helper()
	f, err := os.Open("../../../shared/gs1/" + name)
	if err != nil {
		t.Skip("the recorded answers are not here")
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		var c T
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatalf("%s, line %d: %v", name, n, err)
		}
		each(n, c)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}

// answer is what the official engine made of a text.
type answer struct {
	Kind, Input string
	Opts        struct {
		Requisite *bool
		ShortGTIN bool `json:"zero_suppressed_gtin"`
	}
	AIs   [][2]string
	Link  string `json:"canonical_dl"`
	Error Code
}

// parse parses the text as the engine was told to.
func (c answer) parse(m *Message) error {
	p := Parser{SkipRequired: c.Opts.Requisite != nil && !*c.Opts.Requisite, ShortGTIN: c.Opts.ShortGTIN}
	entry := map[string]func(Parser, *Message, string) error{
		"scan": Parser.Scan, "element": Parser.Elements, "bracketed": Parser.Bracketed, "dl": Parser.Link,
	}[c.Kind]
	return entry(p, m, c.Input)
}

// TestStrict_IsEqualToTheOfficialEngine runs the recorded answers of the GS1
// Barcode Syntax Engine.
func TestStrict_IsEqualToTheOfficialEngine(t *testing.T) {
	var m Message
	recorded(t, "dev.jsonl", func(n int, c answer) {
		err := c.parse(&m)
		if bad, ok := errors.AsType[*Error](err); ok && bad.Code != c.Error || err == nil && c.Error != "" {
			t.Errorf("line %d: %s %q: %v, want %q", n, c.Kind, c.Input, err, c.Error)
			return
		}
		if m.Len() != len(c.AIs) {
			t.Errorf("line %d: %s %q: %s, want %v", n, c.Kind, c.Input, m.Bracketed(), c.AIs)
			return
		}
		for i, want := range c.AIs {
			if el := m.At(i); el.AI.String() != want[0] || el.Value != want[1] {
				t.Errorf("line %d: %s %q: element %d is %v, want %v", n, c.Kind, c.Input, i, el, want)
			}
		}
	})
}

// TestLink_IsTheOfficialEnginesOwn writes the recorded inputs as links.
func TestLink_IsTheOfficialEnginesOwn(t *testing.T) {
	var m Message
	compared := 0
	recorded(t, "dev.jsonl", func(n int, c answer) {
		if c.Link == "" {
			return
		}
		compared++
		if err := c.parse(&m); err != nil {
			t.Errorf("line %d: %s: %v", n, c.Input, err)
			return
		}
		if got, err := m.Link(CanonicalRoot); err != nil || got != c.Link {
			t.Errorf("line %d: %s: got %s, %v, want %s", n, c.Input, got, err, c.Link)
		}
	})
	if compared == 0 {
		t.Error("no link was compared")
	}
}

// TestLint_MarksFaultsWhereTheOfficialLintersDo runs the recorded answers of
// the linters.
func TestLint_MarksFaultsWhereTheOfficialLintersDo(t *testing.T) {
	type answer struct {
		Linter, Input string
		Error         Code
		Lint          string
		Pos, Len      int
	}
	recorded(t, "lint_dev.jsonl", func(_ int, c answer) {
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
	})
}
