package gs1

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestParse_MendsWhatItNamesAndNothingElse(t *testing.T) {
	const gtin = "(01)09521234543213"
	for _, c := range []struct {
		text, want string
		repair     Repair
	}{
		{"010952123454321310A", gtin + "(10)A", RepairBare},
		{"]C0010952123454321310A", gtin + "(10)A", RepairPlainID | RepairBare},
		{"\x1d010952123454321310A", gtin + "(10)A", RepairFNC1},
		{"]d2\x1d010952123454321310A", gtin + "(10)A", RepairFNC1},
		{"]I109521234543213", gtin, RepairITF14},
		{"]E0036000291452", "(01)00036000291452", RepairUPCA},
		{"]E3952123454321302", gtin, RepairAddOn},
		{"]E001234523", "(01)00012200003453", RepairUPCE},
		{"https://example.com/01/9521234543213", gtin, RepairShortGTIN},
		{"https://example.com/01/09521234543213/", gtin, RepairSlash},
		{"HtTps://example.com/01/9521234543213/", gtin, RepairScheme | RepairSlash | RepairShortGTIN},
		{"]E09521234543213|]e017261231", gtin + "(17)261231", RepairComposite},
		{"]E09521234543213|]e099A", gtin + "(99)A", 0},
		{"]d20109521234543213\r\n", gtin, RepairLineEnd},
		{"9521234543213\t", gtin, RepairLineEnd},
		{"]d2010952123454321310A<GS>17261231", gtin + "(10)A(17)261231", RepairTyped},
		{"]d2010952123454321310A<gs>17261231\r", gtin + "(10)A(17)261231", RepairTyped | RepairLineEnd},
		{"<FNC1>010952123454321310A<FNC1>17261231", gtin + "(10)A(17)261231", RepairTyped | RepairFNC1},
		{"]C1{GS}010952123454321310A{GS}17261231", gtin + "(10)A(17)261231", RepairTyped | RepairFNC1},
		{"010952123454321310A^]17261231", gtin + "(10)A(17)261231", RepairTyped | RepairBare},
		{"010952123454321310A␝17261231", gtin + "(10)A(17)261231", RepairTyped | RepairBare},
		{`010952123454321310A\x1d17261231`, gtin + "(10)A(17)261231", RepairTyped | RepairBare},
		{`010952123454321310A\u001D17261231`, gtin + "(10)A(17)261231", RepairTyped | RepairBare},
		{"(01)09521234543213(10)A<GS>(17)261231", gtin + "(10)A(17)261231", RepairTyped},
		// It may be what the lot is called.
		{"]d2010952123454321310A%1D17261231", gtin + "(10)A%1D17261231", 0},
		{"]d2010952123454321310<GT>", gtin + "(10)<GT>", 0},
		{"]d2010952123454321310A<GS>B", gtin + "(10)A<GS>B", 0},
		{"]d2010952123454321310ABC17261231", gtin + "(10)ABC17261231", 0},
		{"]d2010952123454321310A 17261231", "", 0},
		{"9521234543214\r", "", 0},
	} {
		m, err := Parse(c.text)
		if err != nil && c.want != "" || m.Bracketed() != c.want || m.Repairs != c.repair {
			t.Errorf("Parse(%q) = %s by %s, %v, want %s by %s", c.text, m.Bracketed(), m.Repairs, err, c.want, c.repair)
		}
		if got := len(m.Repairs.Warnings()); c.repair != 0 && got != strings.Count(c.repair.String(), ",")+1 {
			t.Errorf("Parse(%q): %d warnings of %s", c.text, got, c.repair)
		}
		var again Message
		if err := (Parser{Repairs: AllRepairs &^ c.repair}).Parse(&again, c.text); c.repair != 0 && err == nil && again.Bracketed() == c.want {
			t.Errorf("%q was mended without %s", c.text, c.repair)
		}
	}
}

func TestRepair_EveryOneHasANameAndARemedy(t *testing.T) {
	if n := len(AllRepairs.Warnings()); n != len(repairs) || 1<<n != repairsEnd {
		t.Errorf("%d repairs are told of, there are bits up to %b", n, repairsEnd)
	}
	for i, r := range repairs {
		if r.name == "" || r.text == "" || Repair(1<<i).String() != r.name {
			t.Errorf("repair %d is %+v", i, r)
		}
	}
}

// TestParse_TheErrorIsOfTheTextAsItStands proves that an attempt to mend a
// text leaves no trace when it fails.
func TestParse_TheErrorIsOfTheTextAsItStands(t *testing.T) {
	for _, text := range []string{"]d2010952123454321410A<GS>17261231", "]d2010952123454321310A{GS}17261331", "]d2010952123454321310A{GS}17261231\x1d\x1d\r\n"} {
		var strict Message
		want := (Parser{}).Scan(&strict, strings.TrimRight(text, "\r\n"))
		_, got := Parse(text)
		a, _ := errors.AsType[*Error](got)
		b, _ := errors.AsType[*Error](want)
		if a == nil || a.Code != b.Code || a.Pos != b.Pos || a.Len != b.Len {
			t.Errorf("Parse(%q): %v, want %v", text, got, want)
		}
	}
}

func TestItem_TellsOfASwallowedDateInTheWordsOfATechnician(t *testing.T) {
	for text, want := range map[string]string{
		"]d2010952123454321310ABC17261231":                     "lot ABC17261231 may have swallowed an expiry date: the scanner does not send the GS character; set its GS1 separator to ASCII 29",
		"]d2010952123454321321S115270101":                      "serial number S115270101 may have swallowed a best-before date: the scanner does not send the GS character; set its GS1 separator to ASCII 29",
		"]d20109521234543213240X1116261130":                    "additional id X1116261130 may have swallowed a sell-by date: the scanner does not send the GS character; set its GS1 separator to ASCII 29",
		"]d2010952123454321310ABC1726123110A2":                 "lot ABC1726123110A2 may have swallowed an expiry date: the scanner does not send the GS character; set its GS1 separator to ASCII 29",
		"]d2010952123454321310ABC17261231A":                    "", // nothing begins with A
		"]d2010952123454321310ABC17991231":                     "", // no year near now
		"https://example.com/01/09521234543213/10/ABC17261231": "", // which has no separators to lose
	} {
		m, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		_, warnings := m.Item(november, nil)
		for _, w := range warnings {
			got += w.Text
		}
		if got != want {
			t.Errorf("%q warns %q, want %q", text, got, want)
		}
	}
}

// BenchmarkItem_Doubts looks for dates in the values that could have swallowed
// the most of them: the costliest message there is.
func BenchmarkItem_Doubts(b *testing.B) {
	var text strings.Builder
	text.WriteString("]d2")
	for i := range 9 {
		fmt.Fprintf(&text, "9%d%s\x1d", i+1, strings.Repeat("17261231", 11)+"A")
	}
	m, err := ParseScan(text.String())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		_, _ = m.Item(november, nil)
	}
}
