package gs1test_test

import (
	"bytes"
	"testing"

	"endcap/scanner/gs1"
	"endcap/scanner/gs1/gs1test"
)

// maker makes cases from the dictionary that is built in.
func maker(t testing.TB, seed uint64) *gs1test.Maker {
	t.Helper()
	m, err := gs1test.New(dictionary(t), seed)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func dictionary(t testing.TB) *bytes.Buffer {
	t.Helper()
	var text bytes.Buffer
	if _, err := gs1.BuiltIn().WriteTo(&text); err != nil {
		t.Fatal(err)
	}
	return &text
}

// parse answers a case as the strict parser does.
func parse(m *gs1.Message, c gs1test.Case) error {
	p := gs1.Parser{SkipRequired: c.SkipRequired, ShortGTIN: c.ShortGTIN}
	switch c.Kind {
	case gs1test.Scan:
		return p.Scan(m, c.Input)
	case gs1test.Element:
		return p.Elements(m, c.Input)
	case gs1test.Bracketed:
		return p.Bracketed(m, c.Input)
	case gs1test.Link:
		return p.Link(m, c.Input)
	}
	_, err := gs1.Lint(c.Linter, c.Input)
	return err
}

func TestCase_IsTheSameAgain(t *testing.T) {
	one, two, other := maker(t, 1), maker(t, 1), maker(t, 2)
	differ := 0
	for n := range 1000 {
		if a, b := one.Case(n), two.Case(n); a != b {
			t.Fatalf("case %d is %+v, and then %+v", n, a, b)
		}
		if one.Case(n) != other.Case(n) {
			differ++
		}
	}
	if differ < 900 {
		t.Errorf("only %d of 1000 cases differ by their seed", differ)
	}
}

// TestCase_IsAcceptedUnlessBroken holds two implementations against each
// other: what is made to be right, and what is proved.
func TestCase_IsAcceptedUnlessBroken(t *testing.T) {
	m := maker(t, 1)
	var msg gs1.Message
	right, refused := map[string]int{}, map[string]int{}
	for n := range 20_000 {
		c := m.Case(n)
		err := parse(&msg, c)
		switch {
		case c.Broken == "" && err != nil:
			t.Fatalf("case %d, %s %q: %v", n, c.Kind, c.Input, err)
		case err != nil:
			refused[c.Kind]++
		default:
			right[c.Kind]++
		}
	}
	for kind, n := range right {
		if refused[kind] < n/10 || n < 500 {
			t.Errorf("%s: %d accepted, %d refused; want plenty of both", kind, n, refused[kind])
		}
	}
}

func TestCase_ComesToEveryAI(t *testing.T) {
	m := maker(t, 1)
	var msg gs1.Message
	seen := map[gs1.AI]bool{}
	for n := range 40_000 {
		if c := m.Case(n); c.Kind != gs1test.Lint && parse(&msg, c) == nil {
			for el := range msg.All() {
				seen[el.AI] = true
			}
		}
	}
	for ai := range gs1.AIs() {
		if !seen[ai] {
			t.Errorf("(%s) stands in no valid case", ai)
		}
	}
}
