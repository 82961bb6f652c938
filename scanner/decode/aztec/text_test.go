package aztec

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

// bitsOf are the bits of codes, each "10101", with or without spaces.
func bitsOf(codes string) []byte {
	var out []byte
	for _, c := range codes {
		if c != ' ' {
			out = append(out, byte(c-'0'))
		}
	}
	return out
}

func TestUnderstand_EveryTable(t *testing.T) {
	for _, c := range []struct {
		what, codes, want string
		gs1               bool
	}{
		{"capitals", "00010 00011 00001 11011", "AB Z", false},
		{"small ones", "11100 00010 11100 00010 00011", "aAb", false},
		{"controls and signs", "11101 01110 10100 11110 00110 11111 00010", "\r@!A", false},
		{"pairs", "00000 00010 00000 00011 00000 00100 00000 00101", "\r\n. , : ", false},
		{"digits", "11110 0010 1011 1100 1101 0001 1110 00010", "09,. A", false},
		{"a capital among digits", "11110 0010 1111 00010 0011", "0A1", false},
		{"a sign among digits", "11110 0010 0000 00110 0011", "0!1", false},
		{"bytes", "11111 00010 11010110 01101100 00010", "ÖlA", false},
		{"bytes after a shift", "11110 0010 1111 11111 00001 01111010 00010", "0zA", false},
		{"many bytes", "11111 00000 00000000001" + strings.Repeat("01111010", 32), strings.Repeat("z", 32), false},
		{"bytes that end too early", "00010 11111 00010 01111010 0110", "Az", false},
		{"GS1", "00000 00000 000 11110 0010 0011 0000 00000 000 0100", "01\x1d2", true},
		{"an application", "11110 0010 0011 0000 00000 000 0100", "012", false},
		{"UTF-8", "00000 00000 010 0100 1000 11111 00010 11000011 10010110", "Ö", false},
		{"Cyrillic", "00000 00000 001 1001 11111 00001 10110000", "А", false},
		{"a part", "11101 11101 00010 00100 00010 00011", "AB", false},
		{"a part with a name", "11101 11101 00001 01111 00001 00010 00100 00010 00011", "AB", false},
	} {
		if got, ok := understand(bitsOf(c.codes)); !ok || got.Text != c.want || got.GS1 != c.gs1 {
			t.Errorf("%s: %q gs1=%v %v, want %q gs1=%v", c.what, got.Text, got.GS1, ok, c.want, c.gs1)
		}
	}
}

func TestUnderstand_RefusesWhatMakesNoSense(t *testing.T) {
	for what, codes := range map[string]string{
		"nothing":             "",
		"no character":        "11100 11101",
		"FLG(7)":              "00010 00000 00000 111",
		"no digit in a set":   "00010 00000 00000 001 1111",
		"letters of no table": "00000 00000 011 1010 1010 1011 11111 00001 11111111",
	} {
		if got, ok := understand(bitsOf(codes)); ok {
			t.Errorf("%s: %q", what, got.Text)
		}
	}
}

func TestUnstuff_TakesOutWhatWasPutIn(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 7))
	for _, bits := range []int{6, 8, 10, 12} {
		var want []byte
		var words []uint16
		for range 200 {
			w, all := uint16(rnd.IntN(1<<bits)), uint16(1)<<bits-1
			last := 0
			switch w >> 1 {
			case 0:
				w, last = 1, 1
			case all >> 1:
				w, last = all-1, 1
			}
			words = append(words, w)
			for i := bits - 1; i >= last; i-- {
				want = append(want, byte(w>>i&1))
			}
		}
		if got, ok := unstuff(words, bits); !ok || string(got) != string(want) {
			t.Errorf("words of %d bits: %v", bits, ok)
		}
		for _, bad := range []uint16{0, 1<<bits - 1} {
			if _, ok := unstuff([]uint16{5, bad}, bits); ok {
				t.Errorf("words of %d bits: %b was taken", bits, bad)
			}
		}
	}
}

func FuzzUnderstand(f *testing.F) {
	f.Add([]byte{0x00, 0x00, 0x78, 0x92})
	f.Add([]byte{0xef, 0x42})
	f.Fuzz(func(t *testing.T, in []byte) {
		if len(in) > 3000 {
			return
		}
		var bits []byte
		for _, c := range in {
			for i := 7; i >= 0; i-- {
				bits = append(bits, c>>i&1)
			}
		}
		if m, ok := understand(bits); ok && (m.Text == "" || !utf8.ValidString(m.Text)) {
			t.Errorf("%q", m.Text)
		}
	})
}
