package money

import (
	"fmt"
	"math/bits"
)

// Add returns a + b. The zero Amount adds to any currency; otherwise two
// currencies give ErrCurrency, and a sum beyond 64 bits ErrRange.
func (a Amount) Add(b Amount) (Amount, error) {
	switch {
	case a == (Amount{}):
		return b, nil
	case b == (Amount{}):
		return a, nil
	case a.Currency != b.Currency:
		return Amount{}, fmt.Errorf("%w: %s and %s", ErrCurrency, a, b)
	}
	sum := a.Minor + b.Minor
	if (sum > a.Minor) != (b.Minor > 0) {
		return Amount{}, fmt.Errorf("%w: %s + %s", ErrRange, a, b)
	}
	return Amount{sum, a.Currency}, nil
}

// Sub returns a - b, with the errors of Add.
func (a Amount) Sub(b Amount) (Amount, error) {
	switch {
	case b == (Amount{}):
		return a, nil
	case a != (Amount{}) && a.Currency != b.Currency:
		return Amount{}, fmt.Errorf("%w: %s and %s", ErrCurrency, a, b)
	}
	diff := a.Minor - b.Minor
	if (diff < a.Minor) != (b.Minor > 0) {
		return Amount{}, fmt.Errorf("%w: %s - %s", ErrRange, a, b)
	}
	return Amount{diff, b.Currency}, nil
}

// Mul returns n times a, or ErrRange.
func (a Amount) Mul(n int64) (Amount, error) {
	m, err := Ratio(a.Minor, n, 1, Down)
	if err != nil {
		return Amount{}, fmt.Errorf("%w: %d times %s", ErrRange, n, a)
	}
	return Amount{m, a.Currency}, nil
}

// Percent returns p percent of a, rounded to a whole minor unit, or ErrRange.
func (a Amount) Percent(p Percent, r Rounding) (Amount, error) {
	m, err := Ratio(a.Minor, int64(p), int64(Whole), r)
	if err != nil {
		return Amount{}, fmt.Errorf("%w: %s %% of %s", ErrRange, p, a)
	}
	return Amount{m, a.Currency}, nil
}

// Rounding says what becomes of a part of a minor unit.
type Rounding uint8

// Roundings. All work on the size of a figure and leave its sign alone.
const (
	HalfUp   Rounding = iota // a half goes away from zero: what tills do
	HalfEven                 // a half goes to the even neighbour
	Down                     // towards zero
)

// Ratio returns n * num / den rounded to a whole number. The product is
// exact: 128 bits wide. den must be positive; ErrRange if it is not or if the
// result does not fit.
func Ratio(n, num, den int64, r Rounding) (int64, error) {
	if den <= 0 {
		return 0, fmt.Errorf("%w: division by %d", ErrRange, den)
	}
	hi, lo := bits.Mul64(size(n), size(num))
	d := uint64(den)
	if hi >= d {
		return 0, ErrRange
	}
	q, rest := bits.Div64(hi, lo, d)
	up := false
	switch r {
	case HalfUp:
		up = rest >= d-rest
	case HalfEven:
		up = rest > d-rest || rest == d-rest && q&1 == 1
	case Down:
	}
	if up && rest > 0 {
		q++
	}
	negative := (n < 0) != (num < 0)
	switch {
	case !negative && q < 1<<63:
		return int64(q), nil
	case negative && q <= 1<<63:
		return int64(-q), nil
	}
	return 0, ErrRange
}

// size is the absolute value; that of the smallest int64 fits too.
func size(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}
