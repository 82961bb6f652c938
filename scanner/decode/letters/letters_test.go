package letters

import (
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
)

func in(t *testing.T, e encoding.Encoding, text string) []byte {
	t.Helper()
	b, err := e.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestText_InTheSetThatIsNamed(t *testing.T) {
	for _, c := range []struct {
		set  int
		raw  []byte
		want string
	}{
		{3, []byte("\xd6l"), "Öl"},
		{1, []byte("\xd6l"), "Öl"},
		{2, []byte("\x99l"), "Öl"},
		{7, in(t, charmap.ISO8859_5, "Чай № 5"), "Чай № 5"},
		{9, []byte("\xe1"), "α"},
		{13, in(t, charmap.Windows874, "ชา"), "ชา"},
		{17, []byte("2 \xa4"), "2 €"},
		{ShiftJIS, in(t, japanese.ShiftJIS, "お茶 100"), "お茶 100"},
		{22, in(t, charmap.Windows1251, "Чай"), "Чай"},
		{25, []byte{0x04, 0x27, 0, 'a'}, "Чa"},
		{26, []byte("茶"), "茶"},
		{26, []byte("tea \xff"), "tea \ufffd"},
		{27, []byte("tea"), "tea"},
		{170, []byte("tea"), "tea"},
		{899, []byte{0xff}, "ÿ"},
		{30, []byte("tea"), "tea"},
	} {
		if got, ok := Text(c.set, c.raw); got != c.want || !ok {
			t.Errorf("set %d: %q %v, want %q", c.set, got, ok, c.want)
		}
	}
	for _, set := range []int{27, 170, 28, 29, 30, 14, 19, 500, 810899} {
		if got, ok := Text(set, []byte("tea \xe9")); ok {
			t.Errorf("set %d: %q", set, got)
		}
	}
	if got, ok := Text(810899, []byte("tea")); ok {
		t.Errorf("a number that is no set: %q", got)
	}
}

func TestText_InTheLikeliestSet(t *testing.T) {
	for _, c := range []struct {
		raw  []byte
		want string
	}{
		{[]byte("tea"), "tea"},
		{[]byte("thé 茶"), "thé 茶"},
		{[]byte("th\xe9 glac\xe9"), "thé glacé"},
		{[]byte("Hist\xf3\xf3\xf3\xf3\xf3\xf3rico"), "Históóóóóórico"},
		{[]byte("\xe9gal \xe9t\xe9"), "égal été"},
		{in(t, japanese.ShiftJIS, "緑茶です"), "緑茶です"},
		{in(t, japanese.ShiftJIS, "ｵﾁｬ 500ml"), "ｵﾁｬ 500ml"},
		{nil, ""},
	} {
		if got, ok := Text(Unnamed, c.raw); got != c.want || !ok {
			t.Errorf("%q: %q %v, want %q", c.raw, got, ok, c.want)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add(3, []byte("\xd6l"))
	f.Add(20, []byte("\x82\xa8"))
	f.Add(-1, []byte("\x82\xa8\x82\xa8\x82\xa8"))
	f.Fuzz(func(t *testing.T, set int, raw []byte) {
		if text, ok := Text(set, raw); ok && !utf8.ValidString(text) {
			t.Errorf("set %d: %q is not UTF-8", set, text)
		}
	})
}
