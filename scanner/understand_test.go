package scanner

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"endcap/scanner/gs1"

	"github.com/google/go-cmp/cmp"
)

var november = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)

func TestUnderstand_ReadsEveryFormatAsWhatItCarries(t *testing.T) {
	cheese, err := gs1.ParseLayout("21IIIIIWWWWWC")
	if err != nil {
		t.Fatal(err)
	}
	milk, lot := gs1.Item{GTIN: 9521234543213}, gs1.Item{GTIN: 9521234543213, Lot: "ABC", Expiry: gs1.Date{Year: 2026, Month: 12, Day: 31}}
	const link = "https://id.example.org/01/09521234543213"
	for _, c := range []struct {
		sym  Symbol
		want gs1.Item
	}{
		{Symbol{Format: "EAN_13", Text: "9521234543213"}, milk},
		{Symbol{Format: "EAN_13", Text: "]E09521234543213"}, milk},
		{Symbol{Format: "EAN_13", Text: "2112345012506"}, gs1.Item{GTIN: 2112345000008, Grams: 1250}},
		{Symbol{Format: "EAN_8", Text: "96385074"}, gs1.Item{GTIN: 96385074}},
		{Symbol{Format: "UPC_A", Text: "036000291452"}, gs1.Item{GTIN: 36000291452}},
		{Symbol{Format: "UPC_E", Text: "01234523"}, gs1.Item{GTIN: 12200003453}},
		{Symbol{Format: "ITF", Text: "19521234543210"}, gs1.Item{GTIN: 19521234543210}},
		{Symbol{Format: "CODE_128", GS1: true, Text: "010952123454321310ABC\x1d17261231"}, lot},
		{Symbol{Format: "CODE_128", Text: "9521234543213"}, milk},
		{Symbol{Format: "DATABAR_EXPANDED", GS1: true, Text: "(01)09521234543213(17)261231(10)ABC"}, lot},
		{Symbol{Format: "DATABAR", GS1: true, Text: "0109521234543213"}, milk},
		{Symbol{Format: "DATABAR", Text: "09521234543213"}, milk},
		{Symbol{Format: "DATA_MATRIX", GS1: true, Text: "010952123454321310ABC\x1d17261231"}, lot},
		{Symbol{Format: "QR_CODE", GS1: true, Text: "010952123454321310ABC\x1d17261231"}, lot},
		{Symbol{Format: "QR_CODE", Text: link}, gs1.Item{GTIN: 9521234543213, Link: link}},
		{Symbol{Text: "]d2010952123454321310ABC\x1d17261231"}, lot},
		{Symbol{Text: "9521234543213"}, milk},
	} {
		got, err := Understand(c.sym, gs1.Shop{Layouts: []gs1.Layout{cheese}}, november)
		if err != nil {
			t.Errorf("%+v: %v", c.sym, err)
			continue
		}
		if d := cmp.Diff(Scan{Symbol: c.sym, Item: c.want}, got); d != "" {
			t.Errorf("%s %q: (-want +got)\n%s", c.sym.Format, c.sym.Text, d)
		}
	}
}

func TestUnderstand_TellsWhyASymbolIsNoProduct(t *testing.T) {
	for _, c := range []struct {
		sym  Symbol
		want gs1.Code
	}{
		{Symbol{Format: "QR_CODE", Text: "https://example.com/menu"}, gs1.CodeLinkNoKey},
		{Symbol{Format: "QR_CODE", Text: "WIFI:S:shop;;"}, gs1.CodeNotGS1},
		{Symbol{Format: "EAN_13", Text: "9521234543214"}, gs1.CodeCheckDigit},
		{Symbol{Format: "UPC_E", Text: "01234524"}, gs1.CodeCheckDigit},
		{Symbol{Format: "CODE_128", GS1: true, Text: "0109521234543213\x1d\x1d"}, gs1.CodeUnknownAI},
	} {
		got, err := Understand(c.sym, gs1.Shop{}, november)
		if bad, ok := errors.AsType[*gs1.Error](err); !ok || bad.Code != c.want {
			t.Errorf("%s %q: %v, want %s", c.sym.Format, c.sym.Text, err, c.want)
		}
		if d := cmp.Diff(Scan{Symbol: c.sym}, got); d != "" {
			t.Errorf("%s %q: (-want +got)\n%s", c.sym.Format, c.sym.Text, d)
		}
	}
}

func TestRepeat_TakesTheSameLabelHeldUpForOneScan(t *testing.T) {
	at := func(ms int) time.Time { return november.Add(time.Duration(ms) * time.Millisecond) }
	milk := func(ms int) Symbol { return Symbol{Format: "EAN_13", Text: "9521234543213", At: at(ms)} }
	jam := func(ms int) Symbol { return Symbol{Format: "EAN_13", Text: "4006381333931", At: at(ms)} }
	file := func(id string, ms int) Symbol { return Symbol{Text: "9521234543213", ID: id, At: at(ms)} }
	for _, c := range []struct {
		name    string
		symbols []Symbol
		want    []bool
	}{
		{"held still", []Symbol{milk(0), milk(100), milk(900)}, []bool{false, true, true}},
		{"held for long", []Symbol{milk(0), milk(900), milk(1800), milk(2700)}, []bool{false, true, true, true}},
		{"taken away and brought back", []Symbol{milk(0), milk(1000), milk(1999)}, []bool{false, false, true}},
		{"two labels in one picture", []Symbol{milk(0), jam(0), milk(100), jam(100)}, []bool{false, false, true, true}},
		{"same digits, other symbology", []Symbol{milk(0), {Format: "CODE_128", Text: "9521234543213", At: at(1)}}, []bool{false, false}},
		{"same file after a crash", []Symbol{file("a", 0), file("b", 1), file("a", 3_600_000)}, []bool{false, false, true}},
		{"a file is no repetition of a label", []Symbol{milk(0), file("a", 1)}, []bool{false, false}},
		{"the clock stepped back", []Symbol{milk(5000), milk(0), milk(100)}, []bool{false, true, true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := Repeat{Hold: time.Second}
			var got []bool
			for _, sym := range c.symbols {
				got = append(got, r.Seen(sym))
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}

func TestRepeat_RemembersNoMoreThanItsLimit(t *testing.T) {
	var r Repeat
	label := func(i int) Symbol { return Symbol{Text: fmt.Sprint(i), At: november} }
	for i := range 2 * RepeatLabels {
		if r.Seen(label(i)) {
			t.Fatalf("label %d was new", i)
		}
	}
	if !r.Seen(label(2*RepeatLabels-1)) || r.Seen(label(0)) {
		t.Error("the newest labels are not the ones remembered")
	}
}

func ExampleUnderstand() {
	scan, err := Understand(Symbol{Format: "CODE_128", GS1: true, Text: "010952123454321310ABC\x1d17261231"}, gs1.Shop{}, november)
	fmt.Println(scan.Item.GTIN, scan.Item.Lot, scan.Item.Expiry, err)
	// Output:
	// 09521234543213 ABC 2026-12-31 <nil>
}
