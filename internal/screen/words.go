package screen

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"endcap/offers/money"
	"endcap/scanner/gs1"
)

// price writes an amount the way a shelf does: "2.49 €". It is the only
// function here that makes a text of money.
func price(a money.Amount) string {
	unit := a.Currency.String()
	switch unit {
	case "":
		return a.Decimal()
	case "EUR":
		unit = "€"
	case "GBP":
		unit = "£"
	case "JPY":
		unit = "¥"
	case "USD":
		unit = "$"
	}
	// A line never breaks between figure and unit, and a minus is as wide as a digit.
	return strings.Replace(a.Decimal(), "-", "−", 1) + "\u00a0" + unit
}

// off writes what a discount takes away: "−0.50 €".
func off(a money.Amount) string { return price(money.New(-a.Minor, a.Currency)) }

// kilograms writes a weight exactly: "0.734 kg".
func kilograms(grams int64) string { return measured(grams, "kg") }

// measured writes thousandths of a unit exactly: "1.500 l".
func measured(n int64, unit string) string {
	sign := ""
	if n < 0 {
		sign, n = "−", -n
	}
	return fmt.Sprintf("%s%d.%03d\u00a0%s", sign, n/1000, n%1000, unit)
}

// count writes pieces: "1 item", "2 items".
func count(n int64, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

// day writes a date so that no two countries read it differently: "3 Apr 2027".
func day(d gs1.Date) string {
	return fmt.Sprintf("%d %s %d", d.Day, d.Month.String()[:3], d.Year)
}

// clock writes a moment as seen from now: "14:05:09" today, "3 Apr 14:05" before.
func clock(t, now time.Time) string {
	if gs1.DateOf(t) == gs1.DateOf(now.In(t.Location())) {
		return t.Format(time.TimeOnly)
	}
	return t.Format("2 Jan 15:04")
}

// stamp writes a moment for machines.
func stamp(t time.Time) string { return t.Format(time.RFC3339) }

// sentence writes an error for people who did not write the program: with a
// capital letter, with an end, and not endless.
func sentence(err error) string {
	s := strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(err.Error(), "?"), "\n", "; "))
	if r := []rune(s); len(r) > maxSentence {
		s = string(r[:maxSentence-1]) + "…"
	}
	if s == "" {
		return "That did not work."
	}
	first, size := utf8.DecodeRuneInString(s)
	s = string(unicode.ToUpper(first)) + s[size:]
	if !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "…") {
		s += "."
	}
	return s
}
