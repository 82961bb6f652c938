package author

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"endcap/offers"
)

// momentOf returns a moment at which the conditions of day and hour hold, the
// first that a search finds, and whether there is one.
func momentOf(o *offers.Offer) (time.Time, bool) {
	from, to := o.Valid.From, o.Valid.To
	var days []time.Time
	for i := range o.Conditions {
		c := &o.Conditions[i]
		if c.Type == offers.Coupon && c.Valid.From.After(from) {
			from = c.Valid.From.In(from.Location())
		}
		if c.Type == offers.Coupon && !c.Valid.To.IsZero() && c.Valid.To.Before(to) {
			to = c.Valid.To
		}
		if c.Type == offers.Holiday {
			for _, d := range c.AnyOf {
				if day, err := time.ParseInLocation(time.DateOnly, d, from.Location()); err == nil {
					days = append(days, day)
				}
			}
		}
	}
	if days == nil {
		for d := range 9 { // a week, and the days that begin and end it
			days = append(days, midnight(from).AddDate(0, 0, d))
		}
	}
	for _, day := range days {
		for _, at := range append(startsOn(o, day), from) {
			if !at.Before(from) && at.Before(to) && midnight(at).Equal(day) && allows(o, at) {
				return at, true
			}
		}
	}
	return from, false
}

// startsOn returns the moments of a day at which its conditions of the hour
// may begin to hold.
func startsOn(o *offers.Offer, day time.Time) []time.Time {
	starts := []time.Time{day}
	for i := range o.Conditions {
		if c := &o.Conditions[i]; c.Type == offers.TimeOfDay {
			starts = append(starts, time.Date(day.Year(), day.Month(), day.Day(), 0, minuteOf(c.From), 0, 0, day.Location()))
		}
	}
	return starts
}

// minuteOf is the minute of the day of a text such as 17:30, which was checked.
func minuteOf(text string) int {
	hour, minute, _ := strings.Cut(text, ":")
	h, _ := strconv.Atoi(hour)
	m, _ := strconv.Atoi(minute)
	return 60*h + m
}

func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}

// allows reports whether the conditions of day and hour hold.
func allows(o *offers.Offer, at time.Time) bool {
	for i := range o.Conditions {
		c := &o.Conditions[i]
		switch c.Type { //nolint:exhaustive // the others do not ask the clock
		case offers.Weekday:
			if !slices.Contains(c.AnyOf, strings.ToLower(at.Weekday().String()[:3])) {
				return false
			}
		case offers.Holiday:
			if !slices.Contains(c.AnyOf, at.Format(time.DateOnly)) {
				return false
			}
		case offers.TimeOfDay:
			now, from, to := 60*at.Hour()+at.Minute(), minuteOf(c.From), minuteOf(c.To)
			if inside := from <= now && now < to; !inside && (from <= to || from > now && now >= to) {
				return false
			}
		}
	}
	return true
}
