package gs1

import (
	"errors"
	"strings"
	"testing"
)

// list writes the elements in brackets, or the code of the error.
func list(m Message, err error) string {
	if bad, ok := errors.AsType[*Error](err); ok {
		return string(bad.Code)
	}
	return m.Bracketed()
}

func TestParseScan_TakesWhatTheSymbologyIdentifierAnnounces(t *testing.T) {
	for _, c := range []struct{ scan, want string }{
		{"]d2010952123454321310ABC\x1d17261231", "(01)09521234543213(10)ABC(17)261231"},
		{"]C10109521234543213\x1d10ABC", "(01)09521234543213(10)ABC"},
		{"]e001095212345432133103001250", "(01)09521234543213(3103)001250"},
		{"]Q3010952123454321321S/1", "(01)09521234543213(21)S/1"},
		{"]E09521234543213", "(01)09521234543213"},
		{"]E496385074", "(01)00000096385074"},
		{"]Q1https://id.example.org/01/09521234543213/10/A%2FB?17=261231", "(01)09521234543213(10)A/B(17)261231"},
		{"]d1just a text", ""},
		{"]E09521234543213|]e099ABC", "(01)09521234543213(99)ABC"},
		{"]E09521234543213|]e017261231", "missing_required"},
		{"]d2010952123454321310ABC\x1d\x1d17261231", "unknown_ai"},
		{"]d2010952123454321317261231\r\n", "unknown_ai"},
		{"]d2010952123454321317260230", "date"},
		{"]d20109521234543214", "check_digit"},
		{"]d2010952123454321310AB C", "charset"},
		{"]d2010952123454321310" + strings.Repeat("A", 21), "length"},
		{"]d210ABC", "missing_required"},
		{"]d20109521234543213020952123454321337" + "12", "excluded_pair"},
		{"]d299ABC\x1d99ABD", "repeated_conflict"},
		{"]d2", "syntax"},
		{"]E0952123454321", "length"},
		{"]L0ABC", "symbology"},
		{"0109521234543213", "symbology"},
		{"]d2" + strings.Repeat("99A\x1d", 65), "limit"},
		{"]d1" + strings.Repeat("A", MaxText+1), "limit"},
	} {
		if got := list(ParseScan(c.scan)); got != c.want {
			t.Errorf("ParseScan(%.60q) = %s, want %s", c.scan, got, c.want)
		}
	}
}

func TestParseBracketed_TakesTheFormForPeople(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"(01)09521234543213(10)A\\(1)", "(01)09521234543213(10)A\\(1)"},
		{"(8003)09521234543213ABC", "(8003)09521234543213ABC"},
		{"(01)09521234543213(3922)1299", "missing_required"},
		{"(01)09521234543213(3103)001250(3922)1299", "(01)09521234543213(3103)001250(3922)1299"},
		{"(01)09521234543213(3103)001250(3102)000125", "excluded_pair"},
		{"(01)09521234543213(422)990", "code_list"},
		{"(8001)12340000012311", "value"},
		{"(401)123", "gcp"},
		{"(8110)9", "coupon"},
		{"(253)1234567890128(8030)ABC123", "missing_required"},
		{"(253)1234567890128X(8030)ABC123", "(253)1234567890128X(8030)ABC123"},
		{"(01)", "syntax"},
		{"01)09521234543213", "syntax"},
		{"", "syntax"},
		{"(89)1", "unknown_ai"},
		{"(10)(01)09521234543213", "length"},
	} {
		if got := list(ParseBracketed(c.text)); got != c.want {
			t.Errorf("ParseBracketed(%q) = %s, want %s", c.text, got, c.want)
		}
	}
}

func TestParseLink_TakesAnyDomainAndEveryKey(t *testing.T) {
	for _, c := range []struct{ uri, want string }{
		{"https://example.com/some/shop/01/09521234543213/22/2A/10/ABC/21/9?17=261231&linkType=gs1:pip#top", "(01)09521234543213(22)2A(10)ABC(21)9(17)261231"},
		{"HTTP://EXAMPLE.COM/414/9521234567899/254/AISLE4", "(414)9521234567899(254)AISLE4"},
		{"https://[2001:db8::1]:8443/00/952123456789012345", "(00)952123456789012345"},
		{"https://example.com/01/09521234543213?99=A+B", "charset"},
		{"https://example.com/01/09521234543213/10/%zz", "(01)09521234543213(10)%zz"},
		{"https://example.com/p/1", "dl_no_key"},
		{"https://example.com/", "dl_no_key"},
		{"https://example.com/01/09521234543213/10/A/", "dl_no_key"},
		{"https://example.com/01/09521234543213/89/A", "dl_no_key"},
		{"https://example.com/01/", "dl_empty_value"},
		{"https://example.com/01/09521234543213?17=", "dl_empty_value"},
		{"https://example.com/01/09521234543213/21/1/10/2", "dl_qualifier_order"},
		{"https://example.com/01/09521234543213?10=A", "dl_should_be_in_path"},
		{"https://example.com/01/09521234543213?21=A", "dl_not_attribute"},
		{"https://example.com/01/09521234543213?17=261231&17=261231", "dl_duplicate"},
		{"https://example.com/01/09521234543213?999=A", "unknown_ai"},
		{"https://example.com/01/9521234543213", "length"},
		{"https://user@example.com/01/09521234543213", "dl_uri"},
		{"https://example.com", "dl_uri"},
		{"ftp://example.com/01/09521234543213", "dl_uri"},
		{"https://example.com/01/09521234543213/10/A%00", "charset"},
	} {
		if got := list(ParseLink(c.uri)); got != c.want {
			t.Errorf("ParseLink(%q) = %s, want %s", c.uri, got, c.want)
		}
	}
}

func TestParse_ChoosesByForm(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"]d20109521234543213", "(01)09521234543213"},
		{"(01)09521234543213", "(01)09521234543213"},
		{"https://example.com/01/09521234543213", "(01)09521234543213"},
		{"HtTps://example.com/01/09521234543213/", "(01)09521234543213"},
		{"]Q1https://example.com/01/9521234543213", "(01)09521234543213"},
		{"9521234543213", "(01)09521234543213"},
		{"036000291452", "(01)00036000291452"},
		{"]E0036000291452", "(01)00036000291452"},
		{"96385074", "(01)00000096385074"},
		{"]I119521234543210", "(01)19521234543210"},
		{"]E3978020137962412", "(01)09780201379624"},
		{"]E09521234543213|]e017261231", "(01)09521234543213(17)261231"},
		{"010952123454321310ABC", "(01)09521234543213(10)ABC"},
		{"\x1d010952123454321310ABC", "(01)09521234543213(10)ABC"},
		{"https://example.com/p/1", "dl_no_key"},
		{"]Q1https://example.com/p/1", "dl_no_key"},
		{"]d1hello", "not_gs1"},
		{"hello", "not_gs1"},
		{"", "not_gs1"},
		{"9521234543214", "check_digit"},
		{"]E39780201379624AB", "charset"},
	} {
		if got := list(Parse(c.text)); got != c.want {
			t.Errorf("Parse(%q) = %s, want %s", c.text, got, c.want)
		}
	}
	if m, err := Parse("]E3978020137962412"); err != nil || m.AddOn != "12" {
		t.Errorf("add-on %q, %v, want 12", m.AddOn, err)
	}
}

func TestError_TellsWhatWhereAndTheRemedy(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"(01)09521234543214", `gs1: (01) GTIN "09521234543214" fails its check digit (the last digit should be 3); scan again; if it repeats, the label is misprinted`},
		{"(253)9521234567898ABC", `gs1: (253) GDTI "9521234567898ABC" fails its check digit (digit 13 should be 9); scan again; if it repeats, the label is misprinted`},
		{"(8003)09521234567898", `gs1: (8003) GRAI "09521234567898" fails its check digit (the last digit should be 9); scan again; if it repeats, the label is misprinted`},
		{"https://example.com/01/%30952%31234543214/10/A", `gs1: (01) GTIN "09521234543214" fails its check digit (the last digit should be 3); scan again; if it repeats, the label is misprinted`},
		{"(01)09521234543213(17)260230", `gs1: (17) USE BY or EXPIRY "260230" has a day that does not exist in its month; the label is misprinted: take it to the goods desk`},
		{"(3922)1299(01)09521234543213", `gs1: (3922) PRICE "1299" needs (30) or (31nn) or (32nn) or (35nn) or (36nn) beside it; another code on the same label may carry it; otherwise tell its supplier`},
		{"(250)X(01)09521234543213", `gs1: (250) SECONDARY SERIAL "X" needs (21) beside it; another code on the same label may carry it; otherwise tell its supplier`},
		{"(01)09521234543213(37)12", `gs1: (01) GTIN may not stand together with (37) COUNT; the label is misprinted: tell its supplier`},
		{"]d2010952123454321310ABCDEFGHIJKLMNOPQRSTU", `gs1: (10) BATCH/LOT "ABCDEFGHIJKLMNOPQRSTU" is too long; if it swallowed what follows, the scanner does not send the separator: set its GS1 separator to ASCII 29`},
		{"(01)095212345432139", `gs1: (01) GTIN "095212345432139" is too long; scan again; if it repeats, the label is misprinted`},
		{"0425261", `gs1: "0425261" is no product number: it has 8, 12, 13 or 14 digits; scan the product's own bar code`},
		{"0123456", `gs1: "0123456" is no product number: it has 8, 12, 13 or 14 digits; let the scanner send every digit under the bars, the check digit too, and nothing else`},
		{"]E00123456", `gs1: (01) GTIN "0123456" is no EAN-13: it has 13 digits; let the scanner send every digit under the bars, the check digit too, and nothing else`},
		{"https://example.com/p/1", `gs1: "https://example.com/p/1" is an ordinary web link, not a product code; scan the product's own bar code`},
	} {
		if _, err := Parse(c.text); err == nil || err.Error() != c.want {
			t.Errorf("Parse(%q): %v, want %s", c.text, err, c.want)
		}
	}
}

func TestError_MarksTheFaultInTheTextAsGiven(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"]d2010952123454321310AB C", " "},
		{"]d2010952123454321317260230", "30"},
		{"(01)09521234543213(10)AB C", " "},
		{"https://example.com/01/09521234543213?17=261331", "13"},
		{"https://example.com/01/09521234543213?17=261231&999=1", "999"},
		{"]Q1https://example.com/01/09521234543214", "4"},
		{"]E09521234543214", "4"},
		{"]C0]d2010952123454321310AB C", " "},
		{"\x1d010952123454321310AB C", " "},
		{"(01)09521234543213(10)A\\(B C", " "},
		{"https://example.com/01/09521234543213/10/A%2FB%20C", "%20"},
		{"https://example.com/01/09521234543213/10/A%2FB?17=26%31331", "%313"},
		{"]Q1https://example.com/01/09521234543213?99=A%28+B", "+"},
		{"https://example.com/01/09521234543213/10/A^B", "^"},
	} {
		_, err := Parse(c.text)
		bad, ok := errors.AsType[*Error](err)
		if !ok {
			t.Errorf("Parse(%q): %v", c.text, err)
			continue
		}
		if got := c.text[bad.Pos : bad.Pos+bad.Len]; got != c.want {
			t.Errorf("Parse(%q) marks %q, want %q", c.text, got, c.want)
		}
	}
}

func TestAI_ReadsAndWritesItsDigits(t *testing.T) {
	n := 0
	for ai := range AIs() {
		n++
		if got, ok := LookupAI(ai.String()); !ok || got != ai {
			t.Errorf("LookupAI(%q) = %v, %v", ai, got, ok)
		}
	}
	if n != 541 {
		t.Errorf("%d AIs, want 541", n)
	}
	for _, no := range []string{"", "0", "3", "31", "310", "3106", "89", "010", "8A", "31035"} {
		if ai, ok := LookupAI(no); ok {
			t.Errorf("LookupAI(%q) = %v", no, ai)
		}
	}
	if AI(1_3103).Decimals() != 3 || AILot.Decimals() != -1 || AI(0).Title() != "" || AI(1_89).Title() != "" {
		t.Error("decimals or titles of AIs are wrong")
	}
}

func TestParse_IsTheSameForScansThatHideTheirForm(t *testing.T) {
	for _, id := range []string{"]C0", "]d0", "]Q0"} {
		if got := list(Parse(id + "9521234543213")); got != "(01)09521234543213" {
			t.Errorf("Parse(%s9521234543213) = %s", id, got)
		}
		if got := list(Parse(id + "]d20109521234543213")); got != "(01)09521234543213" {
			t.Errorf("Parse of an identifier within %s = %s", id, got)
		}
	}
}
