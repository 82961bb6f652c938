package gs1

import (
	"errors"
	"strings"
	"testing"
)

// The compressed forms were made by two generations of GS1's own tools.
var compressedLinks = []struct{ name, compressed, plain string }{
	{"key alone", "/ARFRq5sE2g", "/01/09521234543213"},
	{"lower hexadecimal", "/CxFRq5sE2klWJA", "/01/09521234543213/10/ab12"},
	{"upper hexadecimal", "/CxFRq5sE2olWJA", "/01/09521234543213/10/AB12"},
	{"base 64", "/CxFRq5sE2s5dFv3f-I", "/01/09521234543213/10/Lot-7_x"},
	{"ASCII", "/CxFRq5sE2w0FfCVsUo", "/01/09521234543213/10/A%2FB%2B1%25"},
	{"twenty digits", "/CxFRq5sE2igAbabS6Yw804", "/01/09521234543213/10/00123456789012345678"},
	{"no sequences", "/ARFRq5sE2iCJViQuf43g", "/01/09521234543213/10/AB12?17=261231"},
	{"lot, serial, expiry", "/GhFRq5sE2olWJMSWp_je", "/01/09521234543213/10/AB12/21/S1?17=261231"},
	{"lot, expiry, serial", "/GhFRq5sE2olWJH-N7Elq", "/01/09521234543213/10/AB12/21/S1?17=261231"},
	{"place, extension", "/nYqNXN4ttpback-room", "/414/9521234567899/254/back-room"},
	{"extension, place", "/nWltpyT6uiiaKjVzeLb", "/414/9521234567899/254/back-room"},
	{"weight and price", "/LbUHL6pE4ACcRyRIDHg", "/01/99521234543216?3103=001250&3922=0399"},
	{"coupon", "/woqNXN4tsBks", "/255/9521234567899?3902=150"},
	{"coupon of its own number", "/y4qNXN4ttACoBk", "/255/95212345678990042?3941=0100"},
	{"digits, then letters", "/gAMRUaubxbaFVg", "/8003/09521234567899AB"},
	{"old format of 8007", "/QVio1c3i24AHVt6REAAAAAEjRWeJgCBCpw", "/415/9521234567899/8020/A7?8007=DE91100000000123456789"},
	{"old format of 235", "/ARFRq5sE2kaj2h1eA", "/01/09521234543213/235/123ABC"},
	{"new format of 235", "/01/09521234543213/I1j3FSNWcOGeFywaR5CZm", "/01/09521234543213/235/8TFV883a904GH%263"},
	{"several countries", "/ARFRq5sE2oRhwcIA", "/01/09521234543213?423=056528"},
	{"hours and minutes", "/ARFRq5sE2wAQY6bc07", "/01/09521234543213?8008=2612312359"},
	{"two letters in front", "/ARFRq5sE2uRoyiKNNuA", "/01/09521234543213?7234=EUabc"},
	{"parameters of others", "/CxFRq5sE2oNeElangILe8DVAuFBiTYw", "/01/09521234543213/10/A?lang=de&q=a%20b%26c"},
	{"plain key in front", "/shop/01/09521234543213/EESrEiJCKg?lang=de#top", "/shop/01/09521234543213/22/2A/10/AB12?lang=de#top"},
	{"parameters on both sides", "/CxFRq5sE2oNeElangILe8DVAuFBiTYw?x=1", "/01/09521234543213/10/A?lang=de&q=a%20b%26c&x=1"},
	{"slash at the end", "/ARFRq5sE2g/", "/01/09521234543213"},
	{"plain already", "/01/09521234543213/10/A?17=261231", "/01/09521234543213/10/A?17=261231"},
}

func TestDecompress(t *testing.T) {
	for _, c := range compressedLinks {
		t.Run(c.name, func(t *testing.T) {
			got, err := Decompress("https://example.com" + c.compressed)
			if want := "https://example.com" + c.plain; err != nil || got != want {
				t.Fatalf("got %s, %v, want %s", got, err, want)
			}
			var m Message
			if err := (Parser{SkipRequired: true}).Link(&m, got); err != nil {
				t.Errorf("the plain link does not parse: %v", err)
			}
		})
	}
}

func TestParse_ReadsACompressedLinkAndSaysSo(t *testing.T) {
	for text, repairs := range map[string]Repair{
		"https://example.com/CxFRq5sE2olWJA":                      RepairCompressed,
		"]Q1HTTPS://example.com/shop/01/9521234543213/EESrEiJCKg": RepairCompressed,
		"Https://example.com/CxFRq5sE2olWJA/":                     RepairCompressed | RepairScheme | RepairSlash,
	} {
		m, err := Parse(text)
		if err != nil || m.Repairs != repairs {
			t.Errorf("%s: got %s, %v, want %s", text, m.Repairs, err, repairs)
		}
		if lot, _ := m.Value(AILot); lot != "AB12" {
			t.Errorf("%s: got lot %q", text, lot)
		}
	}
	if _, err := ParseLink("https://example.com/CxFRq5sE2olWJA"); err == nil {
		t.Error("the strict parser reads a compressed link")
	}
}

func TestDecompress_RefusesWhatIsNoCompressedLink(t *testing.T) {
	for name, c := range map[string]struct {
		uri  string
		code Code
	}{
		"an ordinary link":      {"https://example.com/p/watch", CodeLinkNoKey},
		"no path":               {"https://example.com/", CodeLinkNoKey},
		"no address":            {"ARFRq5sE2g", CodeLinkURI},
		"a bit lost":            {"https://example.com/ARFRq5sE2", CodeLinkNoKey},
		"a bit changed":         {"https://example.com/ARFRq5sE2h", CodeLinkNoKey},
		"a digit changed":       {"https://example.com/ARFRq5sE3g", CodeLinkNoKey},
		"no key":                {"https://example.com/EESrEg", CodeLinkNoKey},
		"a character of others": {"https://example.com/ARFRq5s~E2g", CodeLinkNoKey},
		"a number too large":    {"https://example.com/AR_____2g", CodeLinkNoKey},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Decompress(c.uri)
			if bad, ok := errors.AsType[*Error](err); !ok || bad.Code != c.code {
				t.Errorf("got %q, %v, want %s", got, err, c.code)
			}
		})
	}
}

// FuzzDecompress proves that no text makes Decompress panic or write without
// measure, and that what it wrote is plain.
func FuzzDecompress(f *testing.F) {
	for _, c := range compressedLinks {
		f.Add(c.compressed[1:])
	}
	f.Add(strings.Repeat("8", MaxText))
	f.Fuzz(func(t *testing.T, text string) {
		plain, err := Decompress("https://example.com/" + text)
		if err != nil {
			return
		}
		if most := 32*len(text) + 64; len(plain) > most {
			t.Fatalf("%q became %d bytes", text, len(plain))
		}
		if again, err := Decompress(plain); err != nil || again != plain {
			t.Fatalf("%q is not plain: %q, %v", plain, again, err)
		}
	})
}
