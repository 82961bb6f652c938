package gs1

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDictionary_IsEqualAfterItWasWrittenAndRead(t *testing.T) {
	var text strings.Builder
	if _, err := BuiltIn().WriteTo(&text); err != nil {
		t.Fatal(err)
	}
	again, err := ReadDictionary(strings.NewReader(text.String()))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(again, BuiltIn(), cmp.AllowUnexported(Dictionary{}, row{}, prefix{}, entry{}, part{}, need{})); diff != "" {
		t.Error(diff)
	}
	if BuiltIn().Release() != Release {
		t.Errorf("release %s, want %s", BuiltIn().Release(), Release)
	}
}

func TestReadDictionary_TakesWhatANewerReleaseMayHold(t *testing.T) {
	d, err := ReadDictionary(strings.NewReader("# Release: 2031-01-01\r\n01 *?! N14,csum dlpkey=22,10|235 new=1 alone # GTIN\r\n\r\n8100-8102 N2 # RANGE\r\n89 $ X..5 req=01 ex=8nnn # NEW\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	p := Parser{Dictionary: d}
	var m Message
	for text, want := range map[string]string{
		"(01)09521234543213(89)AB":         "",
		"(89)AB":                           `gs1: (89) NEW "AB" needs (01) beside it; another code on the same label may carry it; otherwise tell its supplier`,
		"(01)09521234543213(89)AB(8101)12": `gs1: (89) NEW may not stand together with (8101) RANGE; the label is misprinted: tell its supplier`,
		"(10)AB":                           `gs1: "10" is no known AI; the scanner may add or lose characters (a carriage return, a prefix, the separator): check its set-up`,
	} {
		got := ""
		if err := p.Bracketed(&m, text); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
	if d.Release() != "2031-01-01" {
		t.Errorf("release %q", d.Release())
	}
}

func TestReadDictionary_NamesTheLineAndTheFault(t *testing.T) {
	for text, want := range map[string]string{
		"":                                   "it holds no AI",
		"01 * N14\n9 X1":                     `line 2: "9" is no AI`,
		"91-9 X1":                            `line 1: "91-9" is no AI`,
		"91-91 X1":                           "differ in their last digit",
		"10-29 X1":                           "differ in their last digit",
		"10 X1\n01 X1":                       "line 2: AI 01 does not stand behind AI 10",
		"10 X1\n10 X1":                       "line 2: AI 10 does not stand behind AI 10",
		"10 ?":                               "has no component",
		"10 Q1":                              "no character set",
		"10 X0":                              "no length of 1 to 99",
		"10 X..100":                          "no length of 1 to 99",
		"10 [X5":                             "lacks its ]",
		"10 [X5] X5":                         "stands behind an optional one",
		"10 X..5 X5":                         "stands behind one of free length",
		"10 * X..5":                          "flag * says",
		"10 X5,horoscope":                    `asks for the check "horoscope", which this package does not know`,
		"10 X5 Req=1":                        "no character set",
		"10 X5 =1":                           "neither a name nor name=value",
		"10 X5 req=":                         "neither a name nor name=value",
		"10 X5 req=!":                        "character that attributes have not",
		"10 X5 req=1":                        "neither an AI nor a pattern",
		"10 X5 ex=01+02":                     "neither an AI nor a pattern",
		"10 X5 dlpkey=10,,21":                "neither an AI nor a pattern",
		"10 X5 dlpkey=10,11,12,13,15,16":     "more than 5 qualifiers",
		"10 X5 # @":                          "character that titles have not",
		"231 X5\n23 X5":                      "does not stand behind",
		"23 X5\n231 X5":                      "have 2 digits and also 3",
		"10 X9" + strings.Repeat(" ", 2000):  "line 1 is longer than 1024 bytes",
		strings.Repeat("#\n", MaxDictionary): "it is longer than",
	} {
		if _, err := ReadDictionary(strings.NewReader(text)); !errors.Is(err, ErrDictionary) || !strings.Contains(err.Error(), want) {
			t.Errorf("%.30q: got %v, want %s", text, err, want)
		}
	}
}

// FuzzReadDictionary proves that no text makes it panic, and that what was
// read is the same after it was written and read again.
func FuzzReadDictionary(f *testing.F) {
	f.Add(table[:2000])
	f.Add("01 *? N14,csum ex=255,37 dlpkey=22,10,21|235 # GTIN\n89 [X..5] req=01+21,31nn # A #1")
	f.Fuzz(func(t *testing.T, text string) {
		d, err := ReadDictionary(strings.NewReader(text))
		if err != nil {
			return
		}
		var written strings.Builder
		if _, err := d.WriteTo(&written); err != nil {
			t.Fatal(err)
		}
		again, err := ReadDictionary(strings.NewReader(written.String()))
		if err != nil {
			t.Fatalf("%q was written as %q: %v", text, written.String(), err)
		}
		if diff := cmp.Diff(again, d, cmp.AllowUnexported(Dictionary{}, row{}, prefix{}, entry{}, part{}, need{})); diff != "" {
			t.Fatalf("%q: %s", text, diff)
		}
		var m Message
		_ = Parser{Dictionary: d}.Parse(&m, "0109521234543213")
	})
}
