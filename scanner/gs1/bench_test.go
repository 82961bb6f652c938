package gs1

import (
	"strings"
	"testing"
)

// inputs are those that the official engine was measured with; see
// docs/performance.md.
var inputs = []struct{ name, text string }{
	{"EAN13", "]E09521234543213"},
	{"GTIN_Expiry_Lot", "]d201095212345432131726123110ABC123"},
	{"GTIN_Expiry_Lot_Serial", "]d201095212345432131726123110ABC123\x1d21SERIAL0001"},
	{"GTIN_Weight_Price", "]e0019952123454321631030012503922399"},
	{"Link_GTIN", "]Q1https://id.example.org/01/09521234543213"},
	{"Link_GTIN_Lot_Serial_Expiry_Weight", "]Q1https://id.example.org/01/99521234543216/10/ABC123/21/S1?17=261231&3103=001250"},
	{"BadCheckDigit", "]d20109521234543214"},
}

func BenchmarkScan(b *testing.B) {
	var m Message
	for _, c := range inputs {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_ = Parser{}.Scan(&m, c.text)
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	for _, c := range inputs {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = Parse(c.text)
			}
		})
	}
}

func BenchmarkItem(b *testing.B) {
	m, err := ParseScan("]d201095212345432131726123110ABC123\x1d21SERIAL0001")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		_, _ = m.Item(november, nil)
	}
}

// The built-in dictionary is read once, when it is first asked for.
func BenchmarkReadDictionary(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ReadDictionary(strings.NewReader(table)); err != nil {
			b.Fatal(err)
		}
	}
}
