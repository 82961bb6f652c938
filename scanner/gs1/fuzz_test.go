package gs1

import (
	"errors"
	"strings"
	"testing"
)

// FuzzParse proves that no text makes Parse panic, that every error marks a
// place in the text, and that what was parsed is the same after it was written
// in either form and parsed again.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"]d2010952123454321310ABC\x1d17261231", "(01)09521234543213(10)A\\(1)", "9521234543213",
		"https://example.com/x/01/09521234543213/10/A%2FB?17=261231&99=A+B&x", "]E09521234543213|]e017261231",
		"]E3978020137962412", "(8110)012345612345611110123", "(8013)1987654Ad4X4bL5ttr2310c2K", "\x1d0109521234543213",
		"(8007)DE91100000000123456789(415)9521234567899(8020)A", "(7258)2/3(7259)A(8018)952123456789012348", "]I119521234543210",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := Parse(text)
		if bad, ok := errors.AsType[*Error](err); ok {
			if bad.Error() == "" || bad.Code == "" || bad.Pos < 0 || bad.Pos > len(text) || bad.Len < 0 {
				t.Fatalf("Parse(%q): %+v", text, bad)
			}
			return
		}
		it, _ := m.Item(november, nil)
		if it.GTIN != 0 {
			if again, err := ParseLink(Link("https://example.com", it)); err != nil || again.Len() == 0 {
				t.Fatalf("Link of %q: %v", text, err)
			}
		}
		for _, el := range [...]string{m.Bracketed(), "]d2" + m.ElementString()} {
			again, err := Parse(el)
			if err != nil {
				t.Fatalf("%q parsed, %q does not: %v", text, el, err)
			}
			if again.Bracketed() != m.Bracketed() {
				t.Fatalf("%q is %s, again %s", text, m.Bracketed(), again.Bracketed())
			}
		}
	})
}

// FuzzLint proves that no component makes a check panic, and that faults lie
// within the component.
func FuzzLint(f *testing.F) {
	f.Add("csum", "9521234543213")
	f.Add("couponcode", "0123456123456111101231011012301234")
	f.Add("iban", "DE91100000000123456789")
	f.Fuzz(func(t *testing.T, name, component string) {
		_, err := Lint(name, component)
		if bad, ok := errors.AsType[*Error](err); ok && (bad.Pos < 0 || bad.Len < 0 || bad.Pos+bad.Len > len(component)) {
			t.Fatalf("Lint(%q, %q): %+v", name, component, bad)
		}
	})
}

// FuzzParseLayout proves that a layout reads any EAN-13 it matches.
func FuzzParseLayout(f *testing.F) {
	f.Add("21IIIIIWWWWWC", uint64(211234501250))
	f.Add("02IIIIIVPPPPC", uint64(21234592875))
	f.Fuzz(func(t *testing.T, text string, number uint64) {
		l, err := ParseLayout(text)
		if err != nil {
			return
		}
		if l.String() != text {
			t.Fatalf("%q became %q", text, l)
		}
		g := GTIN(number%1e12*10 + uint64(CheckDigit(number%1e12)))
		ean := g.EAN()
		if len(ean) != layoutLen {
			return
		}
		m, err := ParseNumber(ean)
		if err != nil {
			t.Fatal(err)
		}
		it, _ := m.Item(november, []Layout{l})
		if _, err := ParseGTIN(it.GTIN.String()); err != nil && it.GTIN != 0 || strings.Contains(it.GTIN.String(), "-") {
			t.Fatalf("%s by %s is %v: %v", ean, text, it, err)
		}
	})
}
