package qr

import (
	"testing"
	"unicode/utf8"
)

func TestUnderstand_EveryMode(t *testing.T) {
	put := func(pairs ...int) []byte { // a value, its bits, and so on
		var w bitWriter
		for i := 0; i < len(pairs); i += 2 {
			w.put(pairs[i], pairs[i+1])
		}
		return w.data
	}
	for _, c := range []struct {
		what string
		data []byte
		want string
		gs1  bool
	}{
		{"digits", put(1, 4, 8, 10, 12, 10, 345, 10, 67, 7, 0, 4), "01234567", false},
		{"letters and signs", put(2, 4, 3, 9, 10*45+44, 11, 36, 6, 0, 4), "A: ", false},
		{"bytes", put(4, 4, 2, 8, 0xd6, 8, 'l', 8, 0, 4), "Öl", false},
		{"bytes of UTF-8 that nobody named", put(4, 4, 2, 8, 0xc3, 8, 0x96, 8, 0, 4), "Ö", false},
		{"named UTF-8", put(7, 4, 26, 8, 4, 4, 2, 8, 0xc3, 8, 0x96, 8, 0, 4), "Ö", false},
		{"a set of two bytes", put(7, 4, 0x8000|899, 16, 4, 4, 1, 8, 0xc3, 8, 0, 4), "Ã", false},
		{"Kanji", put(8, 4, 2, 8, 0xd9f, 13, 0x1aaa, 13, 0, 4), "点茗", false},
		{"GS1", put(5, 4, 2, 4, 5, 9, 1, 11, 38*45+38, 11, 38, 6, 0, 4), "01%\x1d", true},
		{"an application of digits", put(9, 4, 37, 8, 2, 4, 1, 9, 38, 6, 0, 4), "37\x1d", false},
		{"an application of a letter", put(9, 4, 197, 8, 4, 4, 1, 8, 'x', 8, 0, 4), "ax", false},
		{"a part of several", put(3, 4, 0x12, 8, 0x34, 8, 4, 4, 1, 8, 'x', 8, 0, 4), "x", false},
		{"no terminator where there is no room", put(4, 4, 1, 8, 'x', 8), "x", false},
	} {
		if got, ok := understand(c.data, 1); !ok || got.Text != c.want || got.GS1 != c.gs1 {
			t.Errorf("%s: %q gs1=%v %v, want %q gs1=%v", c.what, got.Text, got.GS1, ok, c.want, c.gs1)
		}
	}
	for what, data := range map[string][]byte{
		"nothing":            put(0, 4),
		"three digits above": put(1, 4, 3, 10, 1000, 10),
		"letters above":      put(2, 4, 2, 9, 45*45, 11),
		"a letter above":     put(2, 4, 1, 9, 45, 6),
		"bytes missing":      put(4, 4, 200, 8, 'x', 8),
		"an unknown mode":    put(13, 4, 1, 8, 'x', 8),
		"an unknown set":     put(7, 4, 30, 8, 4, 4, 1, 8, 0xc3, 8),
		"no application":     put(9, 4, 120, 8, 4, 4, 1, 8, 'x', 8),
	} {
		if got, ok := understand(data, 1); ok {
			t.Errorf("%s: %q", what, got.Text)
		}
	}
}

func FuzzUnderstand(f *testing.F) {
	f.Add([]byte{0x10, 0x20, 0x0c, 0x56, 0x61, 0x80}, uint8(1))
	f.Add([]byte{0x80, 0x23, 0x67, 0xea, 0xa8}, uint8(30))
	f.Fuzz(func(t *testing.T, data []byte, version uint8) {
		if m, ok := understand(data, 1+int(version)%40); ok && (m.Text == "" || !utf8.ValidString(m.Text)) {
			t.Errorf("%q", m.Text)
		}
	})
}
