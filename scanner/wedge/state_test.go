package wedge

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"endcap/scanner"
)

const tick = time.Millisecond

// hand types on a keyboard, an event a millisecond.
type hand struct {
	at     time.Duration
	events []Event
}

func (h *hand) event(kind, code uint16, value int32) {
	h.at += tick
	h.events = append(h.events, Event{h.at, kind, code, value})
}

// keys presses keys one within the other, as a chord.
func (h *hand) keys(codes ...uint16) {
	for _, c := range codes {
		h.event(evKey, c, pressed)
		h.event(evSyn, synReport, 0)
	}
	for i := range codes {
		h.event(evKey, codes[len(codes)-1-i], released)
		h.event(evSyn, synReport, 0)
	}
}

// text types what a layout can.
func (h *hand) text(layout, text string) {
	m, dead := mapOf(layout)
next:
	for _, r := range text {
		switch r {
		case '\r':
			h.keys(keyEnter)
			continue
		case '\t':
			h.keys(keyTab)
			continue
		case 0x1D:
			h.keys(keyLeftCtrl, keyBracket)
			continue
		}
		for level, with := range [][]uint16{nil, {keyLeftShift}, {keyRightAlt}} {
			for code, c := range m[level] {
				if c == r {
					h.keys(append(with, uint16(code))...)
					if strings.ContainsRune(dead, r) {
						h.keys(keySpace)
					}
					continue next
				}
			}
		}
		panic(fmt.Sprintf("%s cannot type %q", layout, r))
	}
}

// play gives events to a keyboard; what is left at the end, silence ends.
func play(s *State, events []Event) (scans []string, faults, alarms []error) {
	take := func(r Result) {
		if r.Scan != "" {
			scans = append(scans, r.Scan)
		}
		if r.Fault != nil {
			faults = append(faults, r.Fault)
		}
		if r.Alarm != nil {
			alarms = append(alarms, r.Alarm)
		}
	}
	for _, e := range events {
		take(s.On(e))
	}
	take(s.Silence())
	return scans, faults, alarms
}

func TestState_ReadsEveryCharacterOnEveryLayout(t *testing.T) {
	const printable = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"
	const scan = "]d2010952123454321310AB-c/d_e\x1d17261231"
	for _, name := range Layouts() {
		h := &hand{}
		h.text(name, printable+"\r"+scan+"\rhttps://id.example.org/01/09521234543213?17=261231\r")
		scans, faults, alarms := play(NewState(name, "\r", 0), h.events)
		want := []string{printable, scan, "https://id.example.org/01/09521234543213?17=261231"}
		if d := cmp.Diff(want, scans); d != "" || faults != nil || alarms != nil {
			t.Errorf("%s: %v %v (-want +got)\n%s", name, faults, alarms, d)
		}
	}
}

// Ensure that the drawings are those of the keyboards: by keys whose place is
// known from elsewhere.
func TestState_KnowsWhereTheKeysLie(t *testing.T) {
	for _, c := range []struct {
		layout string
		codes  []uint16
		want   string
	}{
		{"us", []uint16{21}, "y"},
		{"de", []uint16{21}, "z"},
		{"fr", []uint16{16}, "a"},
		{"fr", []uint16{2}, "&"},
		{"fr", []uint16{keyLeftShift, 2}, "1"},
		{"fr", []uint16{keyRightAlt, 12}, "]"},
		{"fr", []uint16{39}, "m"},
		{"fr", []uint16{51}, ";"},
		{"us", []uint16{keyRightShift, 3}, "@"},
		{"gb", []uint16{keyRightShift, 3}, "\""},
		{"gb", []uint16{43}, "#"},
		{"gb", []uint16{86}, "\\"},
		{"gb", []uint16{keyRightAlt, 5}, "€"},
		{"de", []uint16{keyRightAlt, 10}, "]"},
		{"de", []uint16{keyLeftCtrl, keyLeftAlt, 10}, "]"},
		{"de", []uint16{keyRightAlt, 12}, "\\"},
		{"de", []uint16{keyLeftShift, 8}, "/"},
		{"de", []uint16{keyRightAlt, 86}, "|"},
		{"us", []uint16{71}, "7"},
		{"fr", []uint16{83}, "."},
		{"de", []uint16{keyLeftCtrl, 27}, "\x1d"},
		{"fr", []uint16{keyLeftCtrl, 27}, "\x1d"},
		{"us", []uint16{keyLeftAlt, 82, 80, 73}, "\x1d"}, // Alt and 029
		{"de", []uint16{keyRightAlt, 80, 73}, "\x1d"},
		{"us", []uint16{keyLeftAlt, 80, 77, 77}, "\uFFFD"}, // 266
	} {
		h := &hand{}
		h.keys(c.codes...)
		h.keys(keyEnter)
		if scans, faults, alarms := play(NewState(c.layout, "\r", 0), h.events); len(scans) != 1 || scans[0] != c.want || faults != nil || alarms != nil {
			t.Errorf("%s %v: typed %q, want %q (%v %v)", c.layout, c.codes, scans, c.want, faults, alarms)
		}
	}
}

func TestState_EndsScansAsTheScannerDoes(t *testing.T) {
	const gap = 50 * time.Millisecond
	for name, c := range map[string]struct {
		ends   string
		typed  func(h *hand)
		want   []string
		faults []error
	}{
		"Enter":             {"\r", func(h *hand) { h.text("us", "12\r34\r\r") }, []string{"12", "34"}, nil},
		"Enter or Tab":      {"\r\t", func(h *hand) { h.text("us", "12\t34\r") }, []string{"12", "34"}, nil},
		"Enter, Tab within": {"\r", func(h *hand) { h.text("us", "12\t34\r") }, []string{"12\t34"}, nil},
		"the pad's Enter":   {"\r", func(h *hand) { h.text("us", "12"); h.keys(keyPadEnter) }, []string{"12"}, nil},
		"a pause":           {"", func(h *hand) { h.text("us", "12"); h.at += 2 * gap; h.text("us", "34\r5") }, []string{"12", "34\r5"}, nil},
		"a pause within":    {"\r", func(h *hand) { h.text("us", "12"); h.at += 2 * gap; h.text("us", "34\r") }, []string{"1234"}, nil},
		"torn off":          {"\r", func(h *hand) { h.text("us", "12"); h.at += 2 * Unfinished; h.text("us", "34\r") }, []string{"34"}, []error{errUnfinished}},
		"no end":            {"\r", func(h *hand) { h.text("us", "12") }, nil, []error{errUnfinished}},
		"keys lost": {"\r", func(h *hand) {
			h.text("us", "9521")
			h.event(evKey, keyLeftShift, pressed)
			h.event(evSyn, synDropped, 0)
			h.event(evKey, 3, pressed)
			h.event(evSyn, synReport, 0)
			h.text("us", "43\r12\r")
		}, []string{"12"}, []error{errLost}},
		"held down": {"\r", func(h *hand) {
			h.event(evKey, 2, pressed)
			for range 100 {
				h.event(evKey, 2, 2)
			}
			h.event(evKey, 2, released)
			h.text("us", "2\r")
		}, []string{"12"}, nil},
		"caps lock":     {"\r", func(h *hand) { h.keys(keyCapsLock); h.text("us", "aB1\r"); h.text("us", "a\r") }, []string{"Ab1", "a"}, nil},
		"number lock":   {"\r", func(h *hand) { h.keys(keyNumLock); h.text("us", "1\r") }, []string{"1"}, nil},
		"64 KiB":        {"\r", func(h *hand) { h.text("us", strings.Repeat("1", 1<<16)+"\r2\r") }, []string{"2"}, []error{errEndless}},
		"64 KiB, pause": {"", func(h *hand) { h.text("us", strings.Repeat("1", 1<<16)); h.at += 2 * gap; h.text("us", "2") }, []string{"2"}, []error{errEndless}},
	} {
		h := &hand{}
		c.typed(h)
		scans, faults, alarms := play(NewState("us", c.ends, gap), h.events)
		if d := cmp.Diff(c.want, scans); d != "" || fmt.Sprint(faults) != fmt.Sprint(c.faults) || alarms != nil {
			t.Errorf("%s: faults %v, want %v, alarms %v (-want +got)\n%s", name, faults, c.faults, alarms, d)
		}
	}
}

func TestState_NoScannerTypesThat(t *testing.T) {
	for want, codes := range map[string][]uint16{
		"Ctrl+Alt+F1":  {keyLeftCtrl, keyLeftAlt, keyF1},
		"Ctrl+Alt+F12": {keyRightCtrl, keyLeftAlt, keyF12},
		"Ctrl+Alt+Del": {keyLeftCtrl, keyLeftAlt, keyDelete},
		"Alt+SysRq":    {keyLeftAlt, keySysRq},
		"Alt+Tab":      {keyLeftAlt, keyTab},
		"Meta":         {keyLeftMeta},
		"Ctrl+C":       {keyLeftCtrl, 46},
		"Ctrl+D":       {keyLeftCtrl, 32},
		"F5":           {63},
		"Esc":          {keyEsc},
		"Backspace":    {keyBackspace},
		"Ctrl+Enter":   {keyLeftCtrl, keyEnter},
		"key 272":      {272},
		"Alt+key 82":   {keyLeftAlt, 79, 79, 79, 79, 82},
	} {
		want = strings.Replace(want, "Ctrl+Enter", "Ctrl+key 28", 1)
		h := &hand{}
		h.text("us", "952123")
		h.keys(codes...)
		h.text("us", "4543213\r4006381333931\r")
		scans, faults, alarms := play(NewState("us", "\r", 0), h.events)
		if len(scans) != 1 || scans[0] != "4006381333931" || faults != nil {
			t.Errorf("%s: read %q, want only what came after it (%v)", want, scans, faults)
		}
		if len(alarms) == 0 || !strings.Contains(alarms[0].Error(), "wedge: "+want+" was typed") {
			t.Errorf("%s: alarms %v", want, alarms)
		}
	}
}

func TestState_NoHandScansThatFast(t *testing.T) {
	h := &hand{}
	h.text("us", strings.Repeat("1\r", 3*MaxScans))
	scans, _, alarms := play(NewState("us", "\r", 0), h.events)
	if len(scans) != MaxScans || len(alarms) != 2*MaxScans || !errors.Is(alarms[0], errFlood) {
		t.Errorf("%d scans and %d alarms in a quarter of a second, want %d and %d", len(scans), len(alarms), MaxScans, 2*MaxScans)
	}
	h.at += time.Second
	h.events = nil
	h.text("us", "1\r")
	if scans, _, alarms := play(NewState("us", "\r", 0), h.events); len(scans) != 1 || alarms != nil {
		t.Errorf("a second later %q, %v", scans, alarms)
	}
}

func ExampleState_On() {
	s := NewState("de", "\r", 0)
	for i, code := range []uint16{44, 21, keyEnter} { // where an American keyboard has z and y
		at := time.Duration(i) * time.Millisecond
		s.On(Event{At: at, Type: evKey, Code: code, Value: released})
		if r := s.On(Event{At: at, Type: evKey, Code: code, Value: pressed}); r.Scan != "" {
			fmt.Println(r.Scan)
		}
	}
	// Output: yz
}

func FuzzState(f *testing.F) {
	add := func(layout, ends string, h *hand) {
		var b []byte
		for _, e := range h.events {
			b = append(b, byte(e.Type), byte(e.Code), byte(e.Value), 1)
		}
		f.Add(b, layout, ends)
	}
	h := &hand{}
	h.text("de", "]d210AB\x1d17\r")
	h.keys(keyLeftCtrl, keyLeftAlt, keyF1)
	h.keys(keyLeftAlt, 82, 80, 73)
	h.event(evSyn, synDropped, 0)
	add("de", "\r", h)
	add("fr", "", h)
	f.Fuzz(func(t *testing.T, b []byte, layout, ends string) {
		s, at := NewState(layout, ends, 100*time.Millisecond), time.Duration(0)
		for ; len(b) >= 4; b = b[4:] {
			at += time.Duration(b[3]) * 10 * time.Millisecond
			r := s.On(Event{at, uint16(b[0]), uint16(b[1]), int32(b[2])})
			if len(r.Scan) > scanner.MaxFrame+utf8.UTFMax || !utf8.ValidString(r.Scan) || ends != "" && strings.ContainsAny(r.Scan, ends) {
				t.Fatalf("scanned %q", r.Scan)
			}
		}
		s.Silence()
		if s.Begun() {
			t.Error("silence ended nothing")
		}
	})
}

func TestParse_OnBothKindsOfMachines(t *testing.T) {
	put, want := binary.NativeEndian, Event{At: 7*time.Second + 5*time.Microsecond, Type: evKey, Code: keyEnter, Value: -1}
	long, short := make([]byte, 24), make([]byte, 16)
	put.PutUint64(long, 7)
	put.PutUint64(long[8:], 5)
	put.PutUint32(short, 7)
	put.PutUint32(short[4:], 5)
	for word, b := range map[int][]byte{8: long, 4: short} {
		put.PutUint16(b[2*word:], evKey)
		put.PutUint16(b[2*word+2:], keyEnter)
		put.PutUint32(b[2*word+4:], 0xFFFFFFFF)
		if got := parse(b, word); got != want {
			t.Errorf("words of %d bytes: %+v, want %+v", word, got, want)
		}
	}
}

func BenchmarkState(b *testing.B) {
	h := &hand{}
	h.text("de", "]d2010952123454321310ABC\x1d17261231\r")
	s := NewState("de", "\r", 0)
	b.ReportAllocs()
	for at := time.Duration(0); b.Loop(); at += time.Second {
		n := 0
		for _, e := range h.events {
			e.At += at
			n += len(s.On(e).Scan)
		}
		if n < 30 {
			b.Fatal(n)
		}
	}
}
