package gs1

import (
	"strconv"
	"testing"
	"unicode/utf8"
)

func TestVisible_ShowsWhatWouldConfuse(t *testing.T) {
	for text, want := range map[string]string{
		"(01)09521234543213": "(01)09521234543213", "10ABC\x1d17": "10ABC␝17", "a\x1b[2Jb": `a\x1b[2Jb`, "a\r\nb": `a\r\nb`,
		"\u202egnp.exe": `\u202egnp.exe`, "\u2066x": `\u2066x`, "\xff\xfe": `\xff\xfe`, "Käse": "Käse", "\u200b": `\u200b`, "": "",
	} {
		if got := Visible(text); got != want {
			t.Errorf("Visible(%q) = %q, want %q", text, got, want)
		}
	}
}

func FuzzVisible(f *testing.F) {
	f.Add("10ABC\x1d\u202e\xff\x00")
	f.Fuzz(func(t *testing.T, text string) {
		got := Visible(text)
		if !utf8.ValidString(got) {
			t.Fatalf("Visible(%q) = %q", text, got)
		}
		for _, r := range got {
			if !strconv.IsPrint(r) {
				t.Fatalf("Visible(%q) = %q", text, got)
			}
		}
	})
}
