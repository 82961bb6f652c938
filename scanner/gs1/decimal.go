package gs1

import (
	"errors"
	"fmt"
	"strings"
)

// Decimal is a number with a decimal point as GS1 data carries it: Value
// divided by ten to the power of Scale. It keeps the digits that were printed,
// so that 1.250 and 1.25 are two values; it is comparable, and never a float.
type Decimal struct {
	Value int64
	Scale uint8
}

// ErrDecimal is returned when a text is not a decimal number.
var ErrDecimal = errors.New("gs1: not a decimal number")

// maxDigits is how many digits always fit a Value; no AI carries more than 15.
const maxDigits = 18

// decimalOf reads digits of which the last places are decimals.
func decimalOf(digits string, places int) (Decimal, bool) {
	if digits == "" || len(digits) > maxDigits || places < 0 || places > maxDigits {
		return Decimal{}, false
	}
	n := int64(0)
	for i := range len(digits) {
		if !digit(digits[i]) {
			return Decimal{}, false
		}
		n = n*10 + int64(digits[i]-'0')
	}
	return Decimal{n, uint8(places)}, true
}

// At returns the number in units of ten to the power of minus scale, rounded
// half away from zero: At(2) of 12.995 is 1300. ok is false where that does
// not fit 64 bits.
func (d Decimal) At(scale uint8) (n int64, ok bool) { return d.times(1, scale) }

// times is the number times factor, as At gives it.
func (d Decimal) times(factor int64, scale uint8) (int64, bool) {
	n := d.Value * factor
	if factor != 0 && n/factor != d.Value {
		return 0, false
	}
	for ; d.Scale < scale; d.Scale++ {
		if n*10/10 != n {
			return 0, false
		}
		n *= 10
	}
	unit := int64(1)
	for ; d.Scale > scale; d.Scale-- {
		if unit > 1e17 {
			return 0, true // less than a half of the unit asked for
		}
		unit *= 10
	}
	whole, rest := n/unit, n%unit
	switch {
	case rest >= unit-rest && rest > 0:
		whole++
	case -rest >= unit+rest && rest < 0:
		whole--
	}
	return whole, true
}

// String writes the number with its decimal point: "1.250", "-0.05".
func (d Decimal) String() string {
	digits, sign := fmt.Sprint(d.Value), ""
	if d.Value < 0 {
		digits, sign = digits[1:], "-"
	}
	n := int(d.Scale)
	if n == 0 {
		return sign + digits
	}
	if n >= len(digits) {
		digits = strings.Repeat("0", n+1-len(digits)) + digits
	}
	return sign + digits[:len(digits)-n] + "." + digits[len(digits)-n:]
}

// MarshalText writes the form of String.
func (d Decimal) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the form of String, of at most 18 digits.
func (d *Decimal) UnmarshalText(b []byte) error {
	digits, minus := strings.CutPrefix(string(b), "-")
	whole, fraction, point := strings.Cut(digits, ".")
	n, ok := decimalOf(whole+fraction, len(fraction))
	if !ok || whole == "" || point && fraction == "" {
		return fmt.Errorf("%w: %q; write at most %d digits like 1.250", ErrDecimal, show(string(b)), maxDigits)
	}
	if minus {
		n.Value = -n.Value
	}
	*d = n
	return nil
}
