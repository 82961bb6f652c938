package scanner

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"endcap/scanner/gs1"
)

func TestTransport_KnowsWhatTheIdentifierSays(t *testing.T) {
	const gtin, el = "9521234543213", "010952123454321310ABC\x1d17261231"
	for frame, want := range map[string]Symbol{
		gtin:                          {Text: gtin},
		"]E0" + gtin:                  {Format: "EAN_13", Text: gtin},
		"]E00036000291452":            {Format: "UPC_A", Text: "036000291452"},
		"]E0036000291452":             {Format: "UPC_A", Text: "036000291452"},
		"]E001234523":                 {Format: "UPC_E", Text: "01234523"},
		"]E496385074":                 {Format: "EAN_8", Text: "96385074"},
		"]E3978014300723401":          {Format: "EAN_13", Text: "]E3978014300723401"},
		"]E112":                       {Text: "]E112"},
		"]E0" + gtin + "|]e017261231": {Format: "EAN_13", Text: "]E0" + gtin + "|]e017261231"},
		"]C1" + el:                    {Format: "CODE_128", Text: el, GS1: true},
		"]C1\x1d" + el:                {Format: "CODE_128", Text: el, GS1: true},
		"]C0" + gtin:                  {Format: "CODE_128", Text: gtin},
		"]d2" + el:                    {Format: "DATA_MATRIX", Text: el, GS1: true},
		"]d5\\000026" + el:            {Format: "DATA_MATRIX", Text: el, GS1: true},
		"]d1C:\\dir":                  {Format: "DATA_MATRIX", Text: "C:\\dir"},
		"]Q3" + el:                    {Format: "QR_CODE", Text: el, GS1: true},
		"]Q1https://x.example/01/1":   {Format: "QR_CODE", Text: "https://x.example/01/1"},
		"]Q2\\000026a\\\\b":           {Format: "QR_CODE", Text: "a\\b"},
		"]e00109521234543213":         {Format: "DATABAR", Text: "0109521234543213", GS1: true},
		"]e0" + el:                    {Format: "DATABAR_EXPANDED", Text: el, GS1: true},
		"]I119521234543210":           {Format: "ITF", Text: "19521234543210"},
		"]A0AB-12":                    {Format: "CODE_39", Text: "AB-12"},
		"]L0text":                     {Format: "PDF_417", Text: "text"},
		"]z0text":                     {Format: "AZTEC", Text: "text"},
		"]M0123":                      {Text: "]M0123"},
		"]E":                          {Text: "]E"},
		"Gr\xfc\xdfe":                 {Text: "Gr\uFFFDe"},
	} {
		got, err := Transport{}.Symbol(frame)
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Errorf("%q: %v (-want +got)\n%s", frame, err, d)
		}
	}
}

// Ensure that a wire tells the same of a product as a camera.
func TestTransport_IsUnderstoodLikeACamera(t *testing.T) {
	const milk = gs1.GTIN(9521234543213)
	for frame, want := range map[string]gs1.Item{
		"]E09521234543213":             {GTIN: milk},
		"]E0036000291452":              {GTIN: 36000291452},
		"]E001234523":                  {GTIN: 12200003453},
		"]E3978014300723401":           {GTIN: 9780143007234},
		"]C1010952123454321310ABC":     {GTIN: milk, Lot: "ABC"},
		"]d2\x1d010952123454321310ABC": {GTIN: milk, Lot: "ABC"},
		"]E09521234543213|]e010ABC":    {GTIN: milk, Lot: "ABC"},
		"]e00109521234543213":          {GTIN: milk},
		"9521234543213":                {GTIN: milk},
	} {
		sym, err := Transport{}.Symbol(frame)
		if err != nil {
			t.Errorf("%q: %v", frame, err)
			continue
		}
		got, err := Understand(sym, gs1.Shop{}, november)
		if d := cmp.Diff(want, got.Item); d != "" || err != nil {
			t.Errorf("%q: %v (-want +got)\n%s", frame, err, d)
		}
	}
}

func TestTransport_TakesOffWhatIsConfiguredAndWantsItThere(t *testing.T) {
	stx := Transport{Prefix: "\x02", Suffix: "#", GS: "{GS}"}
	for _, c := range []struct {
		how         Transport
		frame, want string
	}{
		{stx, "\x02]d210A{GS}17261231#", "10A\x1d17261231"},
		{stx, "\x0212{GS}3#", "12\x1d3"},
		{stx, "]d210A#", "the prefix \"\\x02\""},
		{stx, "\x02]d210A", "the suffix \"#\""},
		{Transport{Prefix: "ab", Suffix: "b"}, "ab", "the suffix"},
		{Transport{}, "952123\x0043213", "parity"},
	} {
		sym, err := c.how.Symbol(c.frame)
		if err != nil {
			sym.Text = err.Error()
		}
		if !strings.Contains(sym.Text, c.want) {
			t.Errorf("%q: %q, want %q", c.frame, sym.Text, c.want)
		}
	}
}

func ExampleTransport_Symbol() {
	how := Transport{Prefix: "\x02", GS: "{GS}"}
	sym, err := how.Symbol("\x02]d2010952123454321310ABC{GS}17261231")
	fmt.Printf("%s %q gs1=%v %v\n", sym.Format, sym.Text, sym.GS1, err)
	// Output: DATA_MATRIX "010952123454321310ABC\x1d17261231" gs1=true <nil>
}

func FuzzTransport_Symbol(f *testing.F) {
	f.Add("\x02]Q2\\000026a\\\\b#", "\x02", "#", "{GS}")
	f.Add("]E09521234543213|]e010ABC", "", "", "")
	f.Add("]d5\\", "", "", "")
	f.Add("]A\xae", "", "", "")
	f.Fuzz(func(t *testing.T, frame, prefix, suffix, sep string) {
		sym, err := Transport{prefix, suffix, sep}.Symbol(frame)
		if err == nil && (!utf8.ValidString(sym.Text) || strings.Contains(sym.Text, "\x00")) {
			t.Errorf("%q became %q", frame, sym.Text)
		}
		_, _ = Understand(sym, gs1.Shop{}, november)
	})
}
