package gs1_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"endcap/scanner/gs1"
	"endcap/scanner/gs1/gs1test"
)

// The forms are fuzzed from cases that are made of the dictionary: no text may
// bring about a panic, faults lie within the text, and what can be read is the
// same in every form.

func FuzzScan(f *testing.F)      { fuzzForm(f, gs1test.Scan) }
func FuzzElement(f *testing.F)   { fuzzForm(f, gs1test.Element) }
func FuzzBracketed(f *testing.F) { fuzzForm(f, gs1test.Bracketed) }
func FuzzLink(f *testing.F)      { fuzzForm(f, gs1test.Link) }

func fuzzForm(f *testing.F, kind string) {
	cases := maker(f)
	for n, added := 0, 0; added < 100; n++ {
		if c := cases.Case(n); c.Kind == kind {
			f.Add(c.Input, c.SkipRequired, c.ShortGTIN)
			added++
		}
	}
	f.Fuzz(func(t *testing.T, text string, skipRequired, shortGTIN bool) {
		p := gs1.Parser{SkipRequired: skipRequired, ShortGTIN: shortGTIN}
		var m gs1.Message
		err := parseAs(p, &m, kind, text)
		if bad, ok := errors.AsType[*gs1.Error](err); ok {
			if bad.Code == "" || bad.Error() == "" || bad.Pos < 0 || bad.Len < 0 || bad.Pos+bad.Len > len(text) || m.Len() != 0 {
				t.Fatalf("%s %q: %+v with %d elements", kind, text, bad, m.Len())
			}
			return
		}
		if err != nil {
			t.Fatalf("%s %q: %v is no *Error", kind, text, err)
		}
		thereAndBack(t, p, &m, text)
	})
}

// FuzzDictionary proves that no text of a dictionary brings about a panic, and
// that one which can be read is the same after it was written, and parses.
func FuzzDictionary(f *testing.F) {
	var whole bytes.Buffer
	if _, err := gs1.BuiltIn().WriteTo(&whole); err != nil {
		f.Fatal(err)
	}
	for line := range strings.Lines(whole.String()) {
		f.Add(line, "(01)09521234543213(10)ABC")
	}
	f.Add("01 * N14,csum\n02 X..20 ex=01\n", "(02)A")
	f.Add("3100-3105 *? N6 req=01,02 ex=310n # NET WEIGHT (kg)", "(3103)000123")
	f.Fuzz(func(t *testing.T, text, message string) {
		d, err := gs1.ReadDictionary(strings.NewReader(text))
		if err != nil {
			return
		}
		var once, twice bytes.Buffer
		if _, err := d.WriteTo(&once); err != nil {
			t.Fatal(err)
		}
		again, err := gs1.ReadDictionary(bytes.NewReader(once.Bytes()))
		if err != nil {
			t.Fatalf("%q was written as %q: %v", text, once.String(), err)
		}
		if _, err := again.WriteTo(&twice); err != nil || !bytes.Equal(once.Bytes(), twice.Bytes()) {
			t.Fatalf("%q was written as %q, and then as %q: %v", text, once.String(), twice.String(), err)
		}
		var m gs1.Message
		p := gs1.Parser{Dictionary: d}
		if p.Bracketed(&m, message) == nil {
			thereAndBack(t, p, &m, message)
		}
	})
}
