package gs1

import (
	"errors"
	"fmt"
)

// GTIN is a Global Trade Item Number of any length, kept as its 14-digit
// form (GenSpecs 3.3.2). It is comparable and orders as a number; the zero
// value is no GTIN.
type GTIN uint64

// ErrGTIN is returned when a text is not a GTIN: 8, 12, 13 or 14 digits of
// which the last is the check digit.
var ErrGTIN = errors.New("gs1: not a GTIN")

// ParseGTIN reads a GTIN-8, -12, -13 or -14 and proves its check digit
// (GenSpecs 7.9.1).
func ParseGTIN(s string) (GTIN, error) {
	switch len(s) {
	case 8, 12, 13, 14:
	default:
		return 0, fmt.Errorf("%w: %q has %d digits; a product number has 8, 12, 13 or 14", ErrGTIN, s, len(s))
	}
	n := uint64(0)
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, fmt.Errorf("%w: %q has a character that is no digit at position %d", ErrGTIN, s, i+1)
		}
		n = n*10 + uint64(s[i]-'0')
	}
	if n == 0 {
		return 0, fmt.Errorf("%w: %q is all zeros", ErrGTIN, s)
	}
	if want := CheckDigit(n / 10); want != int(n%10) {
		return 0, fmt.Errorf("%w: the product number %s fails its check digit (the last digit should be %d)", ErrGTIN, s, want)
	}
	return GTIN(n), nil
}

// CheckDigit returns the modulo-10 check digit of a number without it
// (GenSpecs 7.9.1): weights 3 and 1 in turn from the right.
func CheckDigit(n uint64) int {
	sum, weight := uint64(0), uint64(3)
	for ; n > 0; n /= 10 {
		sum += n % 10 * weight
		weight = 4 - weight
	}
	return int((10 - sum%10) % 10)
}

// String writes all 14 digits, or "" for no GTIN.
func (g GTIN) String() string {
	if g == 0 {
		return ""
	}
	return fmt.Sprintf("%014d", uint64(g))
}

// EAN writes the number as it stands under a bar code: 8 digits for a
// GTIN-8, 13 for a GTIN-12 or -13, 14 otherwise.
func (g GTIN) EAN() string {
	switch {
	case g == 0:
		return ""
	case g < 1e8:
		return fmt.Sprintf("%08d", uint64(g))
	case g < 1e13:
		return fmt.Sprintf("%013d", uint64(g))
	default:
		return g.String()
	}
}

// MarshalText writes the form of String.
func (g GTIN) MarshalText() ([]byte, error) { return []byte(g.String()), nil }

// UnmarshalText reads the form of ParseGTIN; an empty text is no GTIN.
func (g *GTIN) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*g = 0
		return nil
	}
	v, err := ParseGTIN(string(b))
	if err != nil {
		return err
	}
	*g = v
	return nil
}
