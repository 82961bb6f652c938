package gs1test

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

const (
	digits  = "0123456789"
	capital = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	small   = "abcdefghijklmnopqrstuvwxyz"
	set39   = "#-/" + digits + capital
	set64   = "-_" + digits + capital + small
	set82   = "!\"%&'()*+,-./:;<=>?_" + digits + capital + small
)

// sets are the characters that a component may be made of.
var sets = map[byte]string{'N': digits, 'X': set82, 'Y': set39, 'Z': set64}

// source draws what a case is made of.
type source struct{ *rand.Rand }

// one in n.
func (r source) one(n int) bool { return r.IntN(n) == 0 }

// pick draws one of the words.
func (r source) pick(words ...string) string { return words[r.IntN(len(words))] }

// among draws n characters of a set.
func (r source) among(set string, n int) string {
	var b strings.Builder
	for range n {
		b.WriteByte(set[r.IntN(len(set))])
	}
	return b.String()
}

// plain draws n characters that shops really print, but now and then any of
// the set.
func (r source) plain(set byte, n int) string {
	all := sets[set]
	if set == 'X' && !r.one(4) {
		all = digits + capital
	}
	return r.among(all, n)
}

// length draws one within bounds, and often a bound.
func (r source) length(least, most int) int {
	switch r.IntN(4) {
	case 0:
		return least
	case 1:
		return most
	}
	return least + r.IntN(min(most-least, 20)+1)
}

// value draws a value that the entry allows.
func (r source) value(e *Entry) string {
	var b strings.Builder
	for _, p := range e.Parts {
		if p.Optional && r.one(2) {
			break
		}
		b.WriteString(r.part(p))
	}
	return b.String()
}

// part draws a component: the rules make its characters, or bend those of its
// set.
func (r source) part(p Part) string {
	n := r.length(p.Min, p.Max)
	if p.Set == 'Z' {
		return r.base64(n)
	}
	v := r.plain(p.Set, n)
	for _, lint := range p.Lints {
		v = r.rule(lint, v, p)
	}
	return v
}

// base64 draws characters of set 64, padded where the length asks for it.
func (r source) base64(n int) string {
	v := r.among(set64, n)
	if pad := r.IntN(3); n%3 == 0 && pad < n {
		v = v[:n-pad] + "=="[:pad]
	}
	return v
}

// rule makes a component right by one rule of the dictionary.
func (r source) rule(lint, v string, p Part) string {
	if made, ok := r.timed(lint); ok {
		return made
	}
	if made, ok := r.listed(lint); ok {
		return made
	}
	switch lint {
	case "csum":
		return v[:len(v)-1] + CheckDigit(v[:len(v)-1])
	case "csumalpha":
		v = r.among(digits, 4) + r.plain('X', r.length(3, p.Max-6))
		return v + CheckPair(v)
	case "gcppos1", "gcppos2":
		if p.Set == 'N' || strings.Contains(strings.Join(p.Lints, " "), "csumalpha") {
			return v
		}
		return r.among(digits, 4) + r.plain(p.Set, r.length(0, p.Max-4))
	case "hasnondigit":
		if len(v) < 3 {
			return v + r.among(capital, 1)
		}
		v = v[:len(v)-3] + r.among(capital, 1)
		return v + CheckPair(v)
	case "nozeroprefix":
		return r.among("123456789", 1) + v[1:]
	case "nonzero":
		return v[1:] + r.among("123456789", 1)
	case "zero":
		return strings.Repeat("0", len(v))
	case "hyphen":
		return strings.Repeat("-", len(v))
	case "pcenc":
		return r.percented(p)
	case "pieceoftotal":
		total := 1 + r.IntN(99)
		return fmt.Sprintf("%02d%02d", 1+r.IntN(total), total)
	case "posinseqslash":
		total := 1 + r.IntN(9)
		return fmt.Sprintf("%d/%d", 1+r.IntN(total), total)
	case "importeridx":
		return r.among(set64, 1)
	case "iban":
		return r.iban()
	case "latitude":
		return fmt.Sprintf("%010d", r.Int64N(1_800_000_001))
	case "longitude":
		return fmt.Sprintf("%010d", r.Int64N(3_600_000_001))
	case "couponcode":
		return r.coupon()
	case "couponposoffer":
		return r.offer()
	}
	return v
}

// timed draws dates and times of day.
func (r source) timed(lint string) (string, bool) {
	year, month := 1900+r.IntN(200), 1+r.IntN(12)
	days := [...]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[month-1]
	if month == 2 && year%4 == 0 && year%100 != 0 {
		days++
	}
	day := 1 + r.IntN(days)
	if r.one(4) && strings.HasSuffix(lint, "0") {
		day = 0
	}
	switch lint {
	case "yymmd0", "yymmdd":
		return fmt.Sprintf("%02d%02d%02d", year%100, month, day), true
	case "yyyymmd0", "yyyymmdd":
		return fmt.Sprintf("%04d%02d%02d", year, month, day), true
	case "hh":
		return fmt.Sprintf("%02d", r.IntN(24)), true
	case "mi", "ss":
		return fmt.Sprintf("%02d", r.IntN(60)), true
	case "hhmi":
		return fmt.Sprintf("%02d%02d", r.IntN(24), r.IntN(60)), true
	}
	return "", false
}

// listed draws codes of lists; of each list a few that will stay.
func (r source) listed(lint string) (string, bool) {
	switch lint {
	case "iso3166":
		return r.pick("004", "056", "276", "528", "724", "756", "840", "894"), true
	case "iso3166999":
		return r.pick("004", "056", "276", "528", "724", "840", "999"), true
	case "iso3166alpha2":
		return r.pick("AD", "BE", "DE", "ES", "NL", "US", "ZW"), true
	case "iso4217":
		return r.pick("008", "756", "826", "840", "978", "999"), true
	case "iso5218":
		return r.pick("0", "1", "2", "9"), true
	case "mediatype":
		return r.pick("01", "05", "10", "80", "99"), true
	case "packagetype":
		return r.pick("1A", "BX", "CT", "ZZ", "200", "APE", "X20"), true
	case "winding":
		return r.pick("0", "1", "9"), true
	case "yesno":
		return r.pick("0", "1"), true
	}
	return "", false
}

// percented draws text in which a % stands for two digits behind it.
func (r source) percented(p Part) string {
	v := strings.ReplaceAll(r.plain(p.Set, r.length(p.Min, p.Max)), "%", "+")
	for range r.IntN(3) {
		if len(v)+3 <= p.Max {
			v += r.pick("%20", "%C3", "%e9", "%25", "%2f") + "-"[:min(1, p.Max-len(v)-3)]
		}
	}
	return v
}
