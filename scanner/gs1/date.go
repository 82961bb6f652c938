package gs1

import (
	"fmt"
	"time"
)

// Date is a calendar day without a place on earth. The zero value is no date.
type Date struct {
	Year  int16
	Month time.Month
	Day   int8
}

// DateOf returns the day of t in t's own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{int16(y), m, int8(d)}
}

// ParseDate reads a date as element strings write it, YYMMDD, as seen from
// the year now: of the years with the same two last digits the one from 49
// years before to 50 years after (GenSpecs 7.12). Day 00 is the last day of
// the month (GenSpecs 3.4.2). The error is an *Error.
func ParseDate(yymmdd string, now int) (Date, error) {
	if f := shortDateDay0(yymmdd); f.code != "" {
		return Date{}, &Error{Code: CodeDate, Pos: f.pos, Len: f.len, Value: yymmdd, why: f.why}
	}
	year, month, day := century(number(yymmdd[:2]), now), number(yymmdd[2:4]), number(yymmdd[4:])
	if last := daysIn(year, month); day == 0 || day > last {
		day = last
	}
	return Date{int16(year), time.Month(month), int8(day)}, nil
}

// century completes a year of two digits.
func century(yy, now int) int {
	year := now - now%100 + yy
	switch d := yy - now%100; {
	case d >= 51:
		return year - 100
	case d <= -50:
		return year + 100
	}
	return year
}

// Before reports whether d is an earlier day than e.
func (d Date) Before(e Date) bool {
	if d.Year != e.Year {
		return d.Year < e.Year
	}
	if d.Month != e.Month {
		return d.Month < e.Month
	}
	return d.Day < e.Day
}

// String writes the day as in ISO 8601: 2027-01-31, or "" for no date.
func (d Date) String() string {
	if d == (Date{}) {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// MarshalText writes the form of String.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the form of String.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	t, err := time.Parse(time.DateOnly, string(b))
	if err != nil {
		return fmt.Errorf("gs1: %q is not a date; write it like 2027-01-31", b)
	}
	*d = DateOf(t)
	return nil
}

// short writes the day as element strings do, or "" for no date.
func (d Date) short() string {
	if d == (Date{}) {
		return ""
	}
	return fmt.Sprintf("%02d%02d%02d", d.Year%100, d.Month, d.Day)
}
