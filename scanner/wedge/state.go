package wedge

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"endcap/scanner"
)

// Faults of what is typed; each names the remedy.
var (
	errEndless    = errors.New("wedge: cut a scan: it has no end: let the scanner send Enter (CR) after each, and look whether it is a scanner at all")
	errUnfinished = errors.New("wedge: cut a scan: it ended without Enter: let the scanner send Enter (CR) after each")
	errLost       = errors.New("wedge: read keys: some were lost, and the scan with them: the device is too slow for the scanner; give it a pause between characters")
	errFlood      = fmt.Errorf("wedge: more than %d scans in a second: no hand makes them; look what is plugged in", MaxScans)
)

// Event is one of the kernel's input events (struct input_event).
type Event struct {
	At         time.Duration // by the monotonic clock
	Type, Code uint16
	Value      int32
}

// Types, codes and values of events, as linux/input-event-codes.h has them.
const (
	evSyn, evKey          = 0, 1
	synReport, synDropped = 0, 3
	released, pressed     = 0, 1
)

// Result is what an event led to. Each part is empty most of the time.
type Result struct {
	Scan  string // whole, without what ended it
	Fault error  // what was dropped, and why
	Alarm error  // something that no scanner types
}

// State is a keyboard and what has been typed on it. It is pure: it knows no
// clock and no device. It is for one goroutine.
type State struct {
	keys *keymap
	dead string
	ends string
	gap  time.Duration

	held modifiers
	caps bool
	code string // digits typed while Alt is held
	died bool   // the last character came from a dead key

	text []byte
	bad  bool // what is being typed is no scan, however it ends
	deaf bool // events were lost; those until the next report are not whole
	last time.Duration

	second time.Duration // in which scans are counted
	scans  int
}

// NewState returns a keyboard with nothing typed. ends are the characters that
// end a scan, of "\r" (Enter) and "\t" (Tab); with none of them, a pause of
// gap does.
func NewState(layout, ends string, gap time.Duration) *State {
	s := &State{ends: ends, gap: gap}
	if ends != "" {
		s.gap = Unfinished
	}
	s.keys, s.dead = mapOf(layout)
	return s
}

// Begun reports whether something was typed that silence will end.
func (s *State) Begun() bool { return len(s.text) > 0 || s.bad }

// Gap is how long the silence is.
func (s *State) Gap() time.Duration { return s.gap }

// On takes the next event.
func (s *State) On(e Event) Result {
	switch {
	case e.Type == evSyn && e.Code == synDropped:
		s.deaf, s.held, s.bad = true, 0, true
		return Result{Fault: errLost}
	case e.Type == evSyn && e.Code == synReport:
		s.deaf = false
	}
	if e.Type != evKey || s.deaf {
		return Result{}
	}
	var r Result
	if s.Begun() && e.At-s.last > s.gap {
		r = s.Silence()
	}
	s.last = e.At
	switch e.Value {
	case pressed:
		s.press(e, &r)
	case released:
		s.release(e, &r)
	}
	return r
}

// Silence says that nothing was typed for a Gap.
func (s *State) Silence() Result {
	if s.ends == "" {
		return s.end(s.last)
	}
	r := Result{}
	if !s.bad && len(s.text) > 0 {
		r.Fault = errUnfinished
	}
	s.forget()
	return r
}

// forget begins anew; keys that are held are held on.
func (s *State) forget() {
	s.text, s.bad, s.caps, s.died, s.code = s.text[:0], false, false, false, ""
}

// end ends a scan.
func (s *State) end(at time.Duration) Result {
	text, bad := string(s.text), s.bad
	s.forget()
	if bad || text == "" {
		return Result{}
	}
	if at-s.second >= time.Second {
		s.second, s.scans = at, 0
	}
	if s.scans++; s.scans > MaxScans {
		return Result{Alarm: errFlood}
	}
	return Result{Scan: text}
}

func (s *State) release(e Event, r *Result) {
	s.held &^= modifier(e.Code)
	if s.held&alt == 0 && s.code != "" {
		n, _ := strconv.Atoi(s.code) // at most maxCode digits
		s.code = ""
		s.put(numbered(n), e, r)
	}
}

// numbered is the character that Alt and a number give. Below 128 all code
// pages agree; above, it depends on the machine that the scanner was made for.
func numbered(n int) rune {
	if 0 < n && n < 128 {
		return rune(n)
	}
	return utf8.RuneError
}

func (s *State) press(e Event, r *Result) {
	digit := pad(e.Code)
	switch m := modifier(e.Code); {
	case m != 0:
		if s.held |= m; m&meta != 0 {
			s.alarm(e, r)
		}
	case e.Code == keyNumLock, e.Code == keyScrollLock: // some scanners set them right
	case e.Code == keyCapsLock && s.held == 0:
		s.caps = !s.caps
	case s.held&meta != 0:
		s.alarm(e, r)
	case s.held&alt != 0 && s.held&ctrl == 0 && '0' <= digit && digit <= '9' && len(s.code) < maxCode:
		s.code += string(digit)
	default:
		if c := s.typed(e.Code); c != 0 {
			s.put(c, e, r)
		} else {
			s.alarm(e, r)
		}
	}
}

// typed returns what a key gives with those that are held, or 0. Ctrl+Alt is
// AltGr, as it is on Windows.
func (s *State) typed(code uint16) rune {
	switch {
	case s.held&rightAlt != 0, s.held&ctrl != 0 && s.held&leftAlt != 0:
		return s.keys.at(altGr, code)
	case s.held&leftAlt != 0:
		return 0
	case s.held&ctrl != 0 && code == keyBracket:
		return 0x1D // GS, on every layout of Windows
	case s.held&ctrl != 0:
		return 0
	case code == keyEnter, code == keyPadEnter:
		return '\r'
	case code == keyTab:
		return '\t'
	}
	level := alone
	if s.held&shift != 0 {
		level = shifted
	}
	c := s.keys.at(level, code)
	switch {
	case s.caps && unicode.IsUpper(c):
		return unicode.ToLower(c)
	case s.caps:
		return unicode.ToUpper(c)
	}
	return c
}

// put adds a character, or ends the scan with it.
func (s *State) put(c rune, e Event, r *Result) {
	died := s.died
	s.died = strings.ContainsRune(s.dead, c)
	switch {
	case strings.ContainsRune(s.ends, c):
		done := s.end(e.At)
		r.Scan = done.Scan
		if done.Alarm != nil {
			r.Alarm = done.Alarm
		}
	case died && c == ' ':
	case len(s.text) >= scanner.MaxFrame:
		if !s.bad {
			r.Fault = errEndless
		}
		s.bad = true
	default:
		s.text = utf8.AppendRune(s.text, c)
	}
}

// alarm drops what no scanner types, and the scan in which it came.
func (s *State) alarm(e Event, r *Result) {
	s.bad, s.code = true, ""
	r.Alarm = fmt.Errorf("wedge: %s was typed: no scanner does that; look what is plugged in", s.held.chord(e.Code))
}
