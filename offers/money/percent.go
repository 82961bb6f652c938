package money

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Percent is a share in ten-thousandths of a percent: exact to four decimals,
// comparable, ordered. The zero value is nothing.
type Percent int64

// Whole is 100 %.
const Whole Percent = 1_000_000

// ErrPercent is returned when a text is not a percentage.
var ErrPercent = errors.New(`money: not a percentage; write it like "12.5", 0 to 999.9999, at most 4 decimals`)

// ParsePercent reads a decimal figure such as "20", "12.5" or "0.0001": up to
// three digits before the point and four behind it, without a sign.
func ParsePercent(s string) (Percent, error) {
	whole, frac, dot := strings.Cut(s, ".")
	if whole == "" || len(whole) > 3 || dot && frac == "" || len(frac) > 4 {
		return 0, fmt.Errorf("%w: %q", ErrPercent, s)
	}
	n := Percent(0)
	for _, c := range []byte(whole + frac + "0000"[len(frac):]) {
		if c < '0' || c > '9' {
			return 0, fmt.Errorf("%w: %q", ErrPercent, s)
		}
		n = n*10 + Percent(c-'0')
	}
	return n, nil
}

// String writes the shortest form that ParsePercent reads back: "12.5".
func (p Percent) String() string {
	sign := ""
	if p < 0 {
		sign, p = "-", -p
	}
	s := sign + strconv.FormatInt(int64(p/10_000), 10)
	if p%10_000 == 0 {
		return s
	}
	return s + "." + strings.TrimRight(fmt.Sprintf("%04d", int64(p%10_000)), "0")
}

// MarshalText writes the form of String.
func (p Percent) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads the form of ParsePercent.
func (p *Percent) UnmarshalText(b []byte) error {
	v, err := ParsePercent(string(b))
	if err != nil {
		return err
	}
	*p = v
	return nil
}
