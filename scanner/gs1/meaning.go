package gs1

import (
	"strings"
	"time"
)

// Decimal writes a measure, an amount or a price with its decimal point:
// "1.250" for (3103)001250. A currency in front of an amount is left out. It
// is "" for other elements.
func (el Element) Decimal() string {
	n := el.AI.Decimals()
	if n < 0 {
		return ""
	}
	v := el.Value
	if el.withCurrency() {
		v = v[3:]
	}
	if n >= len(v) {
		v = strings.Repeat("0", n+1-len(v)) + v
	}
	whole, fraction := strings.TrimLeft(v[:len(v)-n], "0"), v[len(v)-n:]
	if whole == "" {
		whole = "0"
	}
	if n == 0 {
		return whole
	}
	return whole + "." + fraction
}

// withCurrency reports whether the value is an amount behind its currency.
func (el Element) withCurrency() bool {
	return (span{1_3910, 1_3919}.holds(el.AI) || span{1_3930, 1_3939}.holds(el.AI)) && len(el.Value) > 3
}

// Meaning writes for people what a value stands for, where that is more than
// the value itself: a day for a date, a decimal for a measure.
func (el Element) Meaning(now time.Time) string {
	if d := el.Decimal(); d != "" {
		if el.withCurrency() {
			return d + " of currency " + el.Value[:3]
		}
		return d
	}
	if el.AI == AIGTIN && el.Value[0] == '0' && restricted(el.Value[1:]) {
		return "numbered by the shop itself"
	}
	parts := formats[el.AI.entry().format]
	if len(parts) == 0 || parts[0].lints[0] != lintYymmd0 && parts[0].lints[0] != lintYymmdd {
		return ""
	}
	d, err := ParseDate(el.Value[:6], now.Year())
	if err != nil {
		return ""
	}
	return d.String()
}
