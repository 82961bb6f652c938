package wedge

import "strings"

// A layout is drawn as the keys lie: what each of the four rows types alone,
// with Shift and with AltGr. A blank is a key that types nothing.
type layout struct {
	name  string
	dead  string // type nothing until the next key, of which Space gives themselves
	drawn [4][3]string
}

// rows are the codes of the keys that differ: the digits and what surrounds
// them, and the three rows of letters, from left to right.
var rows = [4]string{
	"\x29\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d",
	"\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b",
	"\x1e\x1f\x20\x21\x22\x23\x24\x25\x26\x27\x28\x2b",
	"\x56\x2c\x2d\x2e\x2f\x30\x31\x32\x33\x34\x35",
}

var layouts = [...]layout{
	{"us", "", [4][3]string{
		{"`1234567890-=", "~!@#$%^&*()_+", "             "},
		{"qwertyuiop[]", "QWERTYUIOP{}", "            "},
		{"asdfghjkl;'\\", "ASDFGHJKL:\"|", "            "},
		{"<zxcvbnm,./", ">ZXCVBNM<>?", "           "},
	}},
	{"gb", "", [4][3]string{
		{"`1234567890-=", "¬!\"£$%^&*()_+", "¦   €        "},
		{"qwertyuiop[]", "QWERTYUIOP{}", "            "},
		{"asdfghjkl;'#", "ASDFGHJKL:@~", "            "},
		{"\\zxcvbnm,./", "|ZXCVBNM<>?", "           "},
	}},
	{"de", "^´`", [4][3]string{
		{"^1234567890ß´", "°!\"§$%&/()=?`", "  ²³   {[]}\\ "},
		{"qwertzuiopü+", "QWERTZUIOPÜ*", "@ €        ~"},
		{"asdfghjklöä#", "ASDFGHJKLÖÄ'", "            "},
		{"<yxcvbnm,.-", ">YXCVBNM;:_", "|      µ   "},
	}},
	{"fr", "^¨~`", [4][3]string{
		{"²&é\"'(-è_çà)=", " 1234567890°+", "  ~#{[|`\\^@]}"},
		{"azertyuiop^$", "AZERTYUIOP¨£", "  €        ¤"},
		{"qsdfghjklmù*", "QSDFGHJKLM%µ", "            "},
		{"<wxcvbn,;:!", ">WXCVBN?./§", "           "},
	}},
}

// Layouts are the names of the keyboards that scanners are understood on.
func Layouts() []string {
	var names []string
	for _, l := range layouts {
		names = append(names, l.name)
	}
	return names
}

// levels of a key.
const (
	alone = iota
	shifted
	altGr
)

// keymap is a layout by the codes of its keys; 0 is nothing.
type keymap [3][128]rune

// mapOf returns the keys of the layout called name, of us where there is none,
// and its dead keys.
func mapOf(name string) (*keymap, string) {
	l := layouts[0]
	for _, known := range layouts {
		if known.name == name {
			l = known
		}
	}
	m := &keymap{}
	for row, levels := range l.drawn {
		for level, drawn := range levels {
			i := 0
			for _, r := range drawn {
				if r != ' ' {
					m[level][rows[row][i]] = r
				}
				i++
			}
		}
	}
	for level := range m {
		m[level][keySpace] = ' '
	}
	return m, l.dead
}

// at returns what a key types on a level, or 0.
func (m *keymap) at(level int, code uint16) rune {
	if r := pad(code); r != 0 {
		return r
	}
	if int(code) >= len(m[level]) {
		return 0
	}
	return m[level][code]
}

// usKey returns what a key types on an American keyboard, by which keys are
// named in chords, or 0.
func usKey(code uint16) byte {
	for i, row := range rows {
		if at := strings.IndexByte(row, byte(code)); at >= 0 && code < 128 {
			return layouts[0].drawn[i][alone][at]
		}
	}
	return 0
}
