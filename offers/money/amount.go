// Package money holds amounts of money: whole minor units of one currency.
// No float ever touches them.
package money

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Currency is an ISO 4217 alphabetic code such as EUR. The zero value is no
// currency; amounts made of it are zero.
type Currency [3]byte

// Errors of parsing and arithmetic.
var (
	// ErrCurrency is returned when a currency is not three capital letters,
	// or when two amounts of different currencies meet.
	ErrCurrency = errors.New("money: not one currency")
	// ErrSyntax is returned when a text is not an amount.
	ErrSyntax = errors.New(`money: not an amount; write it like "2.49 EUR"`)
	// ErrRange is returned when an amount does not fit 64 bits.
	ErrRange = errors.New("money: amount out of range")
)

// ParseCurrency returns the currency with this alphabetic code.
func ParseCurrency(s string) (Currency, error) {
	if len(s) != 3 || strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return Currency{}, fmt.Errorf("%w: %q; write three capital letters like EUR", ErrCurrency, s)
	}
	return Currency{s[0], s[1], s[2]}, nil
}

// String returns the alphabetic code, or "" for no currency.
func (c Currency) String() string {
	if c == (Currency{}) {
		return ""
	}
	return string(c[:])
}

// MarshalText writes the form of String.
func (c Currency) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads the form of ParseCurrency; an empty text is no currency.
func (c *Currency) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*c = Currency{}
		return nil
	}
	v, err := ParseCurrency(string(b))
	if err != nil {
		return err
	}
	*c = v
	return nil
}

// Digits returns how many decimals the currency is written with (ISO 4217
// minor unit): 2 for most.
func (c Currency) Digits() int {
	switch c.String() {
	case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF":
		return 0
	case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND":
		return 3
	case "CLF", "UYW":
		return 4
	default:
		return 2
	}
}

// Amount is a sum of money in whole minor units of its currency. It is
// comparable; the zero value is no money of no currency.
type Amount struct {
	Minor    int64
	Currency Currency
}

// New returns minor units of a currency.
func New(minor int64, c Currency) Amount { return Amount{minor, c} }

// Parse reads an amount such as "2.49 EUR", "-1 JPY" or "12.500 KWD". It
// refuses more decimals than the currency has.
func Parse(s string) (Amount, error) {
	num, code, ok := strings.Cut(s, " ")
	if !ok {
		return Amount{}, fmt.Errorf("%w: %q", ErrSyntax, s)
	}
	c, err := ParseCurrency(code)
	if err != nil {
		return Amount{}, err
	}
	if _, frac, _ := strings.Cut(num, "."); len(frac) > c.Digits() {
		return Amount{}, fmt.Errorf("%w, with the %d decimals of %s: %q", ErrSyntax, c.Digits(), code, s)
	}
	minor, err := parseMinor(num, c.Digits())
	if err != nil {
		return Amount{}, fmt.Errorf("%w: %q", err, s)
	}
	return Amount{minor, c}, nil
}

func parseMinor(s string, digits int) (int64, error) {
	body, neg := strings.CutPrefix(s, "-")
	whole, frac, dot := strings.Cut(body, ".")
	if whole == "" || dot && frac == "" || len(frac) > digits {
		return 0, ErrSyntax
	}
	limit := uint64(math.MaxInt64)
	if neg {
		limit++
	}
	n := uint64(0)
	for _, r := range []byte(whole + frac + "0000"[:digits-len(frac)]) {
		if r < '0' || r > '9' {
			return 0, ErrSyntax
		}
		d := uint64(r - '0')
		if n > (limit-d)/10 {
			return 0, ErrRange
		}
		n = n*10 + d
	}
	if neg {
		return int64(-n), nil
	}
	return int64(n), nil
}

// String writes the amount so that Parse reads it back: "2.49 EUR".
func (a Amount) String() string {
	if a.Currency == (Currency{}) {
		return a.Decimal()
	}
	return a.Decimal() + " " + a.Currency.String()
}

// Decimal writes the figure alone: "2.49".
func (a Amount) Decimal() string {
	d := a.Currency.Digits()
	n, sign := uint64(a.Minor), ""
	if a.Minor < 0 {
		n, sign = -uint64(a.Minor), "-"
	}
	s := strconv.FormatUint(n, 10)
	if d == 0 {
		return sign + s
	}
	if len(s) <= d {
		s = strings.Repeat("0", d-len(s)+1) + s
	}
	return sign + s[:len(s)-d] + "." + s[len(s)-d:]
}

// MarshalText writes the form of String; the zero value is the empty text.
func (a Amount) MarshalText() ([]byte, error) {
	if a == (Amount{}) {
		return nil, nil
	}
	return []byte(a.String()), nil
}

// UnmarshalText reads the form of Parse; an empty text is no money.
func (a *Amount) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*a = Amount{}
		return nil
	}
	v, err := Parse(string(b))
	if err != nil {
		return err
	}
	*a = v
	return nil
}
