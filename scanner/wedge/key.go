package wedge

import (
	"fmt"
	"strings"
)

// Codes of keys, as linux/input-event-codes.h numbers them.
const (
	keyEsc        = 1
	keyBackspace  = 14
	keyTab        = 15
	keyBracket    = 27 // ] on an American keyboard
	keyEnter      = 28
	keyLeftCtrl   = 29
	keyLeftShift  = 42
	keyRightShift = 54
	keyLeftAlt    = 56
	keySpace      = 57
	keyCapsLock   = 58
	keyF1         = 59
	keyF10        = 68
	keyNumLock    = 69
	keyScrollLock = 70
	keyF11        = 87
	keyF12        = 88
	keyPadEnter   = 96
	keyRightCtrl  = 97
	keySysRq      = 99
	keyRightAlt   = 100
	keyDelete     = 111
	keyLeftMeta   = 125
	keyRightMeta  = 126
)

// modifiers are the keys that are held.
type modifiers uint8

const (
	leftShift modifiers = 1 << iota
	rightShift
	leftCtrl
	rightCtrl
	leftAlt
	rightAlt
	leftMeta
	rightMeta

	shift = leftShift | rightShift
	ctrl  = leftCtrl | rightCtrl
	alt   = leftAlt | rightAlt
	meta  = leftMeta | rightMeta
)

// modifier returns the bit of a key that is one, or 0.
func modifier(code uint16) modifiers {
	switch code {
	case keyLeftShift:
		return leftShift
	case keyRightShift:
		return rightShift
	case keyLeftCtrl:
		return leftCtrl
	case keyRightCtrl:
		return rightCtrl
	case keyLeftAlt:
		return leftAlt
	case keyRightAlt:
		return rightAlt
	case keyLeftMeta:
		return leftMeta
	case keyRightMeta:
		return rightMeta
	}
	return 0
}

// pad returns what a key of the number pad types, or 0. It is the same on all
// keyboards.
func pad(code uint16) rune {
	const first, keys = 71, "789-456+1230."
	switch i := int(code) - first; {
	case 0 <= i && i < len(keys):
		return rune(keys[i])
	case code == 55:
		return '*'
	case code == 98:
		return '/'
	}
	return 0
}

// chord writes keys as people name them: Ctrl+Alt+F1.
func (m modifiers) chord(code uint16) string {
	var names []string
	for _, k := range [...]struct {
		keys modifiers
		name string
	}{{ctrl, "Ctrl"}, {alt, "Alt"}, {shift, "Shift"}, {meta, "Meta"}} {
		if m&k.keys != 0 {
			names = append(names, k.name)
		}
	}
	if modifier(code) == 0 {
		names = append(names, keyName(code))
	}
	return strings.Join(names, "+")
}

func keyName(code uint16) string {
	switch {
	case keyF1 <= code && code <= keyF10:
		return fmt.Sprint("F", code-keyF1+1)
	case code == keyF11, code == keyF12:
		return fmt.Sprint("F", code-keyF11+11)
	case code == keySysRq:
		return "SysRq"
	case code == keyDelete:
		return "Del"
	case code == keyEsc:
		return "Esc"
	case code == keyTab:
		return "Tab"
	case code == keyBackspace:
		return "Backspace"
	}
	if c := usKey(code); c != 0 {
		return strings.ToUpper(string(c))
	}
	return fmt.Sprint("key ", code)
}
