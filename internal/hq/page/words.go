package page

import (
	"fmt"
	"strconv"
	"time"
)

// ago says how long ago t was, as a person would.
func ago(t, now time.Time) string {
	d := now.Sub(t)
	switch {
	case t.IsZero():
		return "never"
	case d < 2*time.Second:
		return "now"
	case d < 2*time.Minute:
		return strconv.Itoa(int(d/time.Second)) + " s ago"
	case d < 2*time.Hour:
		return strconv.Itoa(int(d/time.Minute)) + " min ago"
	case d < 48*time.Hour:
		return strconv.Itoa(int(d/time.Hour)) + " h ago"
	default:
		return strconv.Itoa(int(d/(24*time.Hour))) + " days ago"
	}
}

// thousands writes a whole number with thin spaces between its thousands.
func thousands(n any) string {
	s, sign := fmt.Sprint(n), ""
	if s[0] == '-' {
		sign, s = "−", s[1:]
	}
	out := ""
	for len(s) > 3 {
		out, s = "\u202f"+s[len(s)-3:]+out, s[:len(s)-3]
	}
	return sign + s + out
}

// plural writes a whole number with its noun.
func plural(n any, one, many string) string {
	if fmt.Sprint(n) == "1" {
		return "1 " + one
	}
	return thousands(n) + " " + many
}

// amount writes pieces or grams.
func amount(n int64, grams bool) string {
	if grams {
		return thousands(n) + " g"
	}
	return thousands(n)
}
