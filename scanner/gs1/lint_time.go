package gs1

// Dates and times of day (GenSpecs 3.4): fixed columns of digits.

// columns proves that v is n digits.
func columns(v string, n int, why string) fault {
	if f := width(v, n, why); f.code != "" {
		return f
	}
	return csetN.check(v)
}

// width proves that v is n bytes long.
func width(v string, n int, why string) fault {
	if len(v) != n {
		return fault{CodeDate, 0, len(v), why}
	}
	return fault{}
}

func shortDate(v string) fault     { return calendar(v, 2, false) }
func shortDateDay0(v string) fault { return calendar(v, 2, true) }
func longDate(v string) fault      { return calendar(v, 4, false) }
func longDateDay0(v string) fault  { return calendar(v, 4, true) }

// calendar proves a date whose year has so many digits. Day 00, where it is
// allowed, means the last day of the month.
func calendar(v string, year int, day0 bool) fault {
	if f := columns(v, year+4, "is not as long as a date"); f.code != "" {
		return f
	}
	if m := number(v[year : year+2]); m < 1 || m > 12 {
		return fault{CodeDate, year, 2, "has a month that does not exist"}
	}
	if !isDay(number(v[:year]), v[year:], day0) {
		return fault{CodeDate, year + 2, 2, "has a day that does not exist in its month"}
	}
	return fault{}
}

// isDay reports whether month and day, four digits, exist in a year. A year of
// two digits is held to be in the years 2000 to 2099: of the years 00 that can
// be meant, 2000 is a leap year.
func isDay(year int, mmdd string, day0 bool) bool {
	m, d := pair(mmdd), pair(mmdd[2:])
	if m < 1 || m > 12 {
		return false
	}
	return 0 < d && d <= 28 || d == 0 && day0 || d > 0 && d <= daysIn(year, m)
}

// pair reads the two digits in front.
func pair(v string) int { return int(v[0]-'0')*10 + int(v[1]-'0') }

// daysIn is the length of a month. Year 0 stands for 2000.
func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

func clockHour(v string) fault   { return clock(v, 24, "has an hour past 23") }
func clockMinute(v string) fault { return clock(v, 60, "has a minute past 59") }
func clockSecond(v string) fault { return clock(v, 60, "has a second past 59") }

func clockHourMinute(v string) fault {
	if f := width(v, 4, "is not as long as a time of day"); f.code != "" {
		return f
	}
	if f := clockHour(v[:2]); f.code != "" {
		return f
	}
	f := clockMinute(v[2:])
	if f.code != "" {
		f.pos += 2
	}
	return f
}

func clock(v string, end int, past string) fault {
	if f := columns(v, 2, "is not as long as a part of a time of day"); f.code != "" {
		return f
	}
	if number(v) >= end {
		return fault{CodeDate, 0, 2, past}
	}
	return fault{}
}

// number reads digits; the caller has proved that they are, and few.
func number(digits string) int {
	n := 0
	for i := range len(digits) {
		n = n*10 + int(digits[i]-'0')
	}
	return n
}
