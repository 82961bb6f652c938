package gs1

import (
	"errors"
	"testing"
)

func TestMessage_IsWrittenInEveryForm(t *testing.T) {
	for _, c := range []struct {
		text, elements, bracketed, link string
		code                            Code // of the link, where there is none
	}{
		{"]E09521234543213", "0109521234543213", "(01)09521234543213", "/01/09521234543213", ""},
		{"(21)S(01)09521234543213(10)A\\(1)(17)261231", "21S\x1d010952123454321310A(1)\x1d17261231", "(21)S(01)09521234543213(10)A\\(1)(17)261231", "/01/09521234543213/10/A%281%29/21/S?17=261231", ""},
		{"(99)A+B(3103)001250(01)09521234543213(99)A+B", "99A+B\x1d3103001250010952123454321399A+B", "(99)A+B(3103)001250(01)09521234543213(99)A+B", "/01/09521234543213?3103=001250&99=A%2BB", ""},
		{"(01)09521234543213(10)L(235)T", "010952123454321310L\x1d235T", "(01)09521234543213(10)L(235)T", "", CodeLinkAttribute}, // 235 has no place in a query
		{"(414)9521234567899(254)A/1(7040)1ABC", "4149521234567899254A/1\x1d70401ABC", "(414)9521234567899(254)A/1(7040)1ABC", "", CodeLinkAttribute},
		{"(00)952123456789012345(4300)A%20B(4307)DE", "009521234567890123454300A%20B\x1d4307DE", "(00)952123456789012345(4300)A%20B(4307)DE", "/00/952123456789012345?4300=A%2520B&4307=DE", ""},
		{"https://example.com/p/01/09521234543213/21/9?99=B&17=261231&x=y", "0109521234543213219\x1d99B\x1d17261231", "(01)09521234543213(21)9(99)B(17)261231", "/01/09521234543213/21/9?17=261231&99=B", ""},
		{"(99)A", "99A", "(99)A", "", CodeLinkNoKey},
	} {
		m, err := Parse(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if got := m.ElementString(); got != c.elements {
			t.Errorf("%s: element string %q, want %q", c.text, got, c.elements)
		}
		if got := m.Bracketed(); got != c.bracketed {
			t.Errorf("%s: in brackets %s, want %s", c.text, got, c.bracketed)
		}
		got, err := m.Link("https://example.com/")
		bad, _ := errors.AsType[*Error](err)
		switch {
		case c.code != "":
			if bad == nil || bad.Code != c.code {
				t.Errorf("%s: link %s, %v, want %s", c.text, got, err, c.code)
			}
		case err != nil || got != "https://example.com"+c.link:
			t.Errorf("%s: link %s, %v, want %s", c.text, got, err, c.link)
		}
	}
}

func TestMessage_IsWrittenAsAScannerSendsIt(t *testing.T) {
	for _, c := range []struct{ text, id, want string }{
		{"(01)09521234543213(10)A(17)261231", "]d2", "]d2010952123454321310A\x1d17261231"},
		{"(01)09521234543213(10)A(17)261231", "]C1", "]C1010952123454321310A\x1d17261231"},
		{"(01)09521234543213(10)A", "]Q1", "]Q1https://id.gs1.org/01/09521234543213/10/A"},
		{"(01)09521234543213", "]E0", "]E09521234543213"},
		{"(99)A(01)09521234543213", "]E0", "]E09521234543213|]e099A"},
		{"96385074", "]E4", "]E496385074"},
		{"(01)19521234543210", "]E0", "symbology"},
		{"(01)09521234543213", "]E4", "symbology"},
		{"(00)952123456789012345", "]E0", "symbology"},
		{"(01)09521234543213", "]I1", "symbology"},
		{"(99)A", "]Q1", "dl_no_key"},
	} {
		m, err := Parse(c.text)
		if err != nil {
			t.Fatal(err)
		}
		got, err := m.Scan(c.id)
		if bad, ok := errors.AsType[*Error](err); ok {
			got = string(bad.Code)
		}
		if got != c.want {
			t.Errorf("%s as %s: %q, want %q", c.text, c.id, got, c.want)
		}
		if err != nil {
			continue
		}
		again, err := ParseScan(got)
		if err != nil || again.Len() != m.Len() {
			t.Errorf("%q does not parse: %v", got, err)
		}
	}
}

func TestMerge_JudgesAllCarriersOfOneThing(t *testing.T) {
	for _, c := range []struct {
		name, want string
		parts      []string
	}{
		{"number and date", "(01)09521234543213(17)261231", []string{"]E09521234543213", "]d217261231"}},
		{"date first", "(17)261231(01)09521234543213", []string{"]d217261231", "]E09521234543213"}},
		{"the same twice", "(01)09521234543213(10)A", []string{"]E09521234543213", "]d2010952123454321310A"}},
		{"two things", "repeated_conflict", []string{"]E09521234543213", "]E496385074"}},
		{"not enough", "missing_required", []string{"]d217261231", "]d299A"}},
		{"what excludes each other", "excluded_pair", []string{"]E09521234543213", "]d202095212345432133712"}},
		{"one alone", "missing_required", []string{"]d217261231"}},
		{"nothing", "", nil},
	} {
		var parts []*Message
		for _, text := range c.parts {
			var m Message
			if err := (Parser{SkipRequired: true}).Scan(&m, text); err != nil {
				t.Fatal(err)
			}
			parts = append(parts, &m)
		}
		m, err := Merge(parts...)
		if got := list(m, err); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
