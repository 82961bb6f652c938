package gs1

import "iter"

// AI is a GS1 Application Identifier, written as its digits after a leading
// 1, so that the number of digits is kept: AI "01" is AI(1_01) and AI "3103"
// is AI(1_3103). It is comparable; the zero value is no AI.
type AI uint16

// The AIs that a shop meets most.
const (
	AISSCC       AI = 1_00
	AIGTIN       AI = 1_01
	AIContent    AI = 1_02 // the GTIN of the items in a logistic unit
	AILot        AI = 1_10
	AIProduced   AI = 1_11
	AIPacked     AI = 1_13
	AIBestBefore AI = 1_15
	AISellBy     AI = 1_16
	AIExpiry     AI = 1_17
	AISerial     AI = 1_21
	AIVariant    AI = 1_22
	AICount      AI = 1_30
	AIExpiryTime AI = 1_7003
)

// LookupAI returns the AI with exactly these digits, if the dictionary has it.
func LookupAI(digits string) (AI, bool) {
	ai, e := match(digits)
	return ai, e != nil && len(digits) == ai.digits()
}

// AIs yields every AI of the dictionary in the order of its digits.
func AIs() iter.Seq[AI] {
	return func(yield func(AI) bool) {
		for i, p := range prefixes {
			for j := range p.size {
				base := AI(100 + i)
				if p.digits > 2 {
					base = base*AI(p.size) + AI(j)
				}
				if slots[p.first+j] != 0 && !yield(base) {
					return
				}
			}
		}
	}
}

// String writes the digits of the AI, or "" for no AI.
func (ai AI) String() string {
	var b [5]byte
	i := len(b)
	for n := ai; n >= 10; n /= 10 {
		i--
		b[i] = byte('0' + n%10)
	}
	return string(b[i:])
}

// MarshalText writes the form of String.
func (ai AI) MarshalText() ([]byte, error) { return []byte(ai.String()), nil }

// Title is the data title that the standard gives the AI, such as
// "BATCH/LOT"; "" where it has none or the AI is not in the dictionary.
func (ai AI) Title() string { return ai.entry().title }

// Decimals is the number of decimal places that the last digit of a measure
// or an amount announces (GenSpecs 3.6), or -1 for other AIs.
func (ai AI) Decimals() int {
	if ai.entry().flags&decimals == 0 {
		return -1
	}
	return int(ai % 10)
}

// Predefined reports whether the length of the AI's value is fixed by the
// standard for ever, so that no separator need follow it (GenSpecs 7.8.5).
func (ai AI) Predefined() bool { return ai.entry().flags&predefined != 0 }

// Key reports whether the AI may begin the path of a Digital Link (URI Syntax
// 1.6, 4.3).
func (ai AI) Key() bool { return ai.entry().flags&linkKey != 0 }

// digits is the number of digits of the AI.
func (ai AI) digits() int {
	switch {
	case ai < 1_00:
		return 0
	case ai < 1_000:
		return 2
	case ai < 1_0000:
		return 3
	default:
		return 4
	}
}

// entry finds the AI in the dictionary; the empty entry where it is not.
func (ai AI) entry() *entry {
	prefix, rest := ai, AI(0)
	switch ai.digits() {
	case 0:
		return &entries[0]
	case 3:
		prefix, rest = ai/10, ai%10
	case 4:
		prefix, rest = ai/100, ai%100
	}
	if p := &prefixes[prefix-100]; int(p.digits) == ai.digits() {
		return &entries[slots[p.first+uint16(rest)]]
	}
	return &entries[0]
}

// match finds the AI with which s begins, and nil where there is none.
func match(s string) (AI, *entry) {
	if len(s) < 2 || !digit(s[0]) || !digit(s[1]) {
		return 0, nil
	}
	n := AI(s[0]-'0')*10 + AI(s[1]-'0')
	p := &prefixes[n]
	rest := uint16(0)
	ai := 100 + n
	for i := 2; i < int(p.digits); i++ {
		if i >= len(s) || !digit(s[i]) {
			return 0, nil
		}
		rest = rest*10 + uint16(s[i]-'0')
		ai = ai*10 + AI(s[i]-'0')
	}
	if p.digits == 0 || slots[p.first+rest] == 0 {
		return 0, nil
	}
	return ai, &entries[slots[p.first+rest]]
}

func digit(c byte) bool { return c-'0' <= 9 }
