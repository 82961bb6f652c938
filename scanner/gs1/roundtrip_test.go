package gs1_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"endcap/scanner/gs1"
	"endcap/scanner/gs1/gs1test"
)

const root = "https://id.example.org"

// maker makes cases from the dictionary that is built in.
func maker(t testing.TB) *gs1test.Maker {
	t.Helper()
	var text bytes.Buffer
	if _, err := gs1.BuiltIn().WriteTo(&text); err != nil {
		t.Fatal(err)
	}
	m, err := gs1test.New(&text, 1)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// parseAs parses a text of a kind.
func parseAs(p gs1.Parser, m *gs1.Message, kind, text string) error {
	switch kind {
	case gs1test.Scan:
		return p.Scan(m, text)
	case gs1test.Element:
		return p.Elements(m, text)
	case gs1test.Bracketed:
		return p.Bracketed(m, text)
	default:
		return p.Link(m, text)
	}
}

func TestForms_SayTheSameThereAndBack(t *testing.T) {
	cases, read := maker(t), 0
	var m gs1.Message
	for n := range 20_000 {
		c := cases.Case(n)
		if c.Kind == gs1test.Lint {
			continue
		}
		p := gs1.Parser{SkipRequired: c.SkipRequired, ShortGTIN: c.ShortGTIN}
		if parseAs(p, &m, c.Kind, c.Input) == nil {
			thereAndBack(t, p, &m, c.Input)
			read++
		}
	}
	if read < 5000 {
		t.Errorf("only %d cases could be read", read)
	}
}

// thereAndBack writes a message in every form and reads it again: the elements
// are the same, and what is written then is the same text.
func thereAndBack(t testing.TB, p gs1.Parser, m *gs1.Message, from string) {
	t.Helper()
	if m.Len() == 0 || !together(m, p.SkipRequired) {
		return
	}
	want := slices.Collect(m.All())
	for _, form := range []struct {
		kind  string
		write func(*gs1.Message) (string, error)
		room  int // bytes that may be written for one of the values
	}{
		{gs1test.Bracketed, func(m *gs1.Message) (string, error) { return m.Bracketed(), nil }, 2},
		{gs1test.Element, func(m *gs1.Message) (string, error) { return m.ElementString(), nil }, 1},
		{gs1test.Scan, func(m *gs1.Message) (string, error) { return m.Scan("]d2") }, 1},
		{gs1test.Link, func(m *gs1.Message) (string, error) { return m.Link(root) }, 3},
	} {
		text, err := form.write(m)
		if err != nil && form.kind == gs1test.Link && m.Form != gs1.FormLink {
			continue // it has no key, or holds what has no place in a link
		}
		if err != nil {
			t.Fatalf("%q: write it as %s: %v", from, form.kind, err)
		}
		most := len(root)
		for _, el := range want {
			most += len("(8003)") + form.room*len(el.Value)
		}
		if len(text) > most {
			t.Fatalf("%q is %d bytes as %s, %q; want at most %d", from, len(text), form.kind, text, most)
		}
		var again gs1.Message
		if err := parseAs(p, &again, form.kind, text); err != nil {
			t.Fatalf("%q is, as %s, %q: %v", from, form.kind, text, err)
		}
		got := slices.Collect(again.All())
		if form.kind == gs1test.Link {
			got, want = sorted(got), sorted(want)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%q is, as %s, %q: it says %v, want %v", from, form.kind, text, got, want)
		}
		if twice, err := form.write(&again); err != nil || twice != text {
			t.Fatalf("%q is, as %s, %q and written again %q, %v", from, form.kind, text, twice, err)
		}
	}
}

// together reports whether the elements may stand in one text: above an EAN
// there may be what does not go with its number.
func together(m *gs1.Message, skipRequired bool) bool {
	alone := *m
	bad, refused := errors.AsType[*gs1.Error](alone.Associate())
	return !refused || skipRequired && bad.Code == gs1.CodeMissing
}

// sorted are the elements in the order of their AIs, each once.
func sorted(all []gs1.Element) []gs1.Element {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b gs1.Element) int {
		return strings.Compare(a.AI.String()+" "+a.Value, b.AI.String()+" "+b.Value)
	})
	return slices.Compact(all)
}

func TestParser_AllocatesNothingWhateverComes(t *testing.T) {
	cases := maker(t)
	var m gs1.Message
	for n := range 3000 {
		c := cases.Case(n)
		if c.Kind == gs1test.Lint || strings.ContainsAny(c.Input, `%\+`) {
			continue // only what is encoded needs a place of its own
		}
		p := gs1.Parser{SkipRequired: c.SkipRequired, ShortGTIN: c.ShortGTIN}
		if got := testing.AllocsPerRun(3, func() { _ = parseAs(p, &m, c.Kind, c.Input) }); got != 0 {
			t.Fatalf("%s %q costs %v allocations", c.Kind, c.Input, got)
		}
	}
}
