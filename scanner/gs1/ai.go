package gs1

// AI is a GS1 Application Identifier, written as its digits after a leading
// 1, so that the number of digits is kept: AI "01" is AI(1_01) and AI "3103"
// is AI(1_3103). It is comparable; the zero value is no AI.
//
// Its methods tell what the built-in dictionary says; those of [Dictionary]
// tell what another release says.
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

// LookupAI returns the AI with exactly these digits, if the built-in
// dictionary has it.
func LookupAI(digits string) (AI, bool) { return BuiltIn().Lookup(digits) }

// String writes the digits of the AI, or "" for no AI.
func (ai AI) String() string {
	var b [4]byte
	return string(ai.append(b[:0]))
}

// append adds the digits of the AI to dst.
func (ai AI) append(dst []byte) []byte {
	unit := AI(1000)
	for range 4 - ai.digits() {
		unit /= 10
	}
	for range ai.digits() {
		dst = append(dst, byte('0'+ai/unit%10))
		unit /= 10
	}
	return dst
}

// MarshalText writes the form of String.
func (ai AI) MarshalText() ([]byte, error) { return []byte(ai.String()), nil }

// Title is the data title that the standard gives the AI, such as
// "BATCH/LOT"; "" where it has none or the AI is not in the dictionary.
func (ai AI) Title() string { return BuiltIn().Title(ai) }

// Decimals is the number of decimal places that the last digit of a measure
// or an amount announces (GenSpecs 3.6), or -1 for other AIs.
func (ai AI) Decimals() int {
	switch {
	case 1_3100 <= ai && ai <= 1_3699, 1_3900 <= ai && ai <= 1_3959:
		if i, _ := BuiltIn().find(ai); i != 0 {
			return int(ai % 10)
		}
	}
	return -1
}

// Predefined reports whether the length of the AI's value is fixed by the
// standard for ever, so that no separator need follow it (GenSpecs 7.8.5).
func (ai AI) Predefined() bool { return BuiltIn().Predefined(ai) }

// Key reports whether the AI may begin the path of a Digital Link (URI Syntax
// 1.6, 4.3).
func (ai AI) Key() bool {
	_, e := BuiltIn().find(ai)
	return e.flags&linkKey != 0
}

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

// before orders AIs by their digits, as texts.
func (ai AI) before(other AI) bool { return ai.rank() < other.rank() }

// rank is the AI's digits as the first of four.
func (ai AI) rank() int {
	n := int(ai)
	switch ai.digits() {
	case 2:
		return (n - 1_00) * 100
	case 3:
		return (n - 1_000) * 10
	default:
		return n - 1_0000
	}
}

// readAI reads 2 to 4 digits, whether any dictionary has them or not; it is 0
// for another text.
func readAI(digits string) AI {
	if len(digits) < 2 || len(digits) > 4 {
		return 0
	}
	ai := AI(1)
	for i := range len(digits) {
		if !digit(digits[i]) {
			return 0
		}
		ai = ai*10 + AI(digits[i]-'0')
	}
	return ai
}

func digit(c byte) bool { return c-'0' <= 9 }

// span is a range of AIs, both ends included: 31nn in the dictionary.
type span struct{ first, last AI }

func (s span) holds(ai AI) bool { return s.first <= ai && ai <= s.last }
