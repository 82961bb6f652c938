package pdf417

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDecode_UnderstandsEveryCompaction(t *testing.T) {
	latin := func(s string) []Part { return []Part{{ECI: -1, Bytes: []byte(s)}} }
	for _, c := range []struct {
		name  string
		words []int32
		want  []Part
	}{
		// The examples of the standard.
		{"text", []int32{453, 178, 121, 239}, latin("PDF417")},
		{"bytes", []int32{924, 163, 238, 432, 766, 244}, latin("alcool")},
		{"bytes left over", []int32{901, 163, 238, 432, 766, 244, 105, 113, 117, 101}, latin("alcoolique")},
		{"numbers", []int32{902, 1, 624, 434, 632, 282, 200}, latin("000213298174000")},
		{"five bytes", []int32{901, 72, 101, 108, 108, 111}, latin("Hello")},
		{"a byte in text", []int32{0*30 + 1, 913, 250, 2*30 + 29}, latin("AB\xfaC")},
		{"a byte after padding", []int32{0*30 + 29, 913, 29, 1*30 + 2}, latin("A\x1dBC")},
		{"a character set", []int32{0*30 + 29, 927, 26, 901, 0xc3, 0xa4}, []Part{{-1, []byte("A")}, {26, []byte("ä")}}},
		{"a macro block", []int32{0*30 + 1, 928, 111, 100, 922}, latin("AB")},
		{"set up the reader", []int32{921, 0*30 + 1}, latin("AB")},
		{"all tables", []int32{0*30 + 27, 0*30 + 27, 1*30 + 28, 10*30 + 25, 0*30 + 29, 2*30 + 29}, latin("AaB&;C")},
		{"padding", []int32{900, 900}, nil},
	} {
		got, ok := decode(c.words)
		if diff := cmp.Diff(got, c.want); diff != "" || !ok {
			t.Errorf("%s: %v %s", c.name, ok, diff)
		}
	}
}

func TestDecode_RefusesWhatIsNoMessage(t *testing.T) {
	for name, words := range map[string][]int32{
		"reserved":                  {903},
		"a composite's":             {920, 1},
		"a byte over 255":           {901, 256},
		"a shift to nothing":        {913},
		"no number after ECI":       {927},
		"digits without a 1 before": {902, 2},
		"six bytes too many":        {924, 899, 899, 899, 899, 899},
	} {
		if got, ok := decode(words); ok {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(strings.Repeat("\x03\x9c\x00\x01", 9)))
	f.Fuzz(func(_ *testing.T, b []byte) {
		words := make([]int32, len(b)/2)
		for i := range words {
			words[i] = (int32(b[2*i])<<8 | int32(b[2*i+1])) % modulus
		}
		decode(words)
	})
}
