package gs1

import (
	"strings"
	"unicode/utf8"
)

// code proves that v is a code of a list of codes of one width.
func code(v, list string, width int, why string) fault {
	if len(v) != width || !listed(list, v) {
		return fault{CodeCodeList, 0, len(v), why}
	}
	return fault{}
}

func country(v string) fault { return code(v, countries, 3, "is no country of ISO 3166") }
func countryLetters(v string) fault {
	return code(v, countries2, 2, "is no country of ISO 3166")
}
func currency(v string) fault { return code(v, currencies, 3, "is no currency of ISO 4217") }

func countryOr999(v string) fault {
	if v == "999" {
		return fault{}
	}
	return country(v)
}

func packageType(v string) fault {
	lists := [...]string{1: packages1, 2: packages2, 3: packages3}
	if v == "" || len(v) >= len(lists) {
		return fault{CodeCodeList, 0, len(v), "is no type of package"}
	}
	return code(v, lists[len(v)], len(v), "is no type of package")
}

// mediaType: 01 to 10 are assigned, 80 to 99 are for national use.
func mediaType(v string) fault {
	if len(v) == 2 && digit(v[0]) && digit(v[1]) {
		if n := number(v); 1 <= n && n <= 10 || n >= 80 {
			return fault{}
		}
	}
	return fault{CodeCodeList, 0, len(v), "is no type of AIDC media"}
}

func sex(v string) fault { return one(v, "0129", CodeCodeList, "is no code of ISO 5218") }
func winding(v string) fault {
	return one(v, "019", CodeValue, "is no winding direction (0, 1 or 9)")
}
func yesNo(v string) fault { return one(v, "01", CodeValue, "is neither 0 (no) nor 1 (yes)") }

// one proves that v is one of the characters.
func one(v, chars string, c Code, why string) fault {
	if len(v) != 1 || strings.IndexByte(chars, v[0]) < 0 {
		return fault{c, 0, len(v), why}
	}
	return fault{}
}

func importerIndex(v string) fault {
	if utf8.RuneCountInString(v) != 1 {
		return fault{CodeValue, 0, len(v), "is not one character long"}
	}
	return csetZ.check(v)
}

// companyPrefix: a GS1 Company Prefix begins with four digits at least.
func companyPrefix(v string) fault {
	if len(v) < 4 {
		return fault{CodeGCP, 0, len(v), "is too short to begin with a company prefix"}
	}
	if f := csetN.check(v[:4]); f.code != "" {
		return fault{CodeGCP, f.pos, 1, "does not begin with a company prefix"}
	}
	return fault{}
}

// companyPrefixSecond: the same behind an indicator or extension digit.
func companyPrefixSecond(v string) fault {
	if len(v) < 2 {
		return fault{CodeGCP, 0, len(v), "is too short to hold a company prefix"}
	}
	f := companyPrefix(v[1:])
	if f.code != "" {
		f.pos++
	}
	return f
}

func hasNonDigit(v string) fault {
	if csetN.check(v) == (fault{}) {
		return fault{CodeValue, 0, len(v), "has digits only"}
	}
	return fault{}
}

func hyphens(v string) fault { return all(v, '-', "is not a minus sign") }
func zeros(v string) fault   { return all(v, '0', "is not zero") }

// all proves that v is one character over and over.
func all(v string, c byte, why string) fault {
	if v == "" || strings.Count(v, string(rune(c))) != len(v) {
		return fault{CodeValue, 0, len(v), why}
	}
	return fault{}
}

func nonZero(v string) fault {
	if f := csetN.check(v); f.code != "" {
		return f
	}
	if strings.Count(v, "0") == len(v) {
		return fault{CodeValue, 0, len(v), "is zero"}
	}
	return fault{}
}

func noZeroPrefix(v string) fault {
	if v != "" && v[0] == '0' {
		return fault{CodeValue, 0, 1, "begins with 0"}
	}
	return csetN.check(v)
}

func latitude(v string) fault  { return degrees(v, "1800000000", "is no latitude") }
func longitude(v string) fault { return degrees(v, "3600000000", "is no longitude") }

// degrees are ten digits, seven of them decimals, shifted to be positive.
func degrees(v, most, why string) fault {
	if len(v) != len(most) {
		return fault{CodeValue, 0, len(v), why}
	}
	if f := csetN.check(v); f.code != "" {
		return f
	}
	if v > most {
		return fault{CodeValue, 0, len(v), why}
	}
	return fault{}
}

func percentEncoded(v string) fault {
	for i := 0; i < len(v); i++ {
		if v[i] != '%' {
			continue
		}
		if i+2 >= len(v) {
			return fault{CodeCharset, i, len(v) - i, "has a % without two digits behind it"}
		}
		if hex(v[i+1]) < 0 || hex(v[i+2]) < 0 {
			return fault{CodeCharset, i, 3, "has a % without two digits behind it"}
		}
		i += 2
	}
	return fault{}
}

// hex is the value of a hexadecimal digit, or -1.
func hex(c byte) int {
	switch {
	case digit(c):
		return int(c - '0')
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	}
	return -1
}

// pieceOfTotal: two numbers of the same width, piece and total.
func pieceOfTotal(v string) fault {
	if f := csetN.check(v); f.code != "" {
		return f
	}
	if v == "" || len(v)%2 != 0 {
		return fault{CodeLength, 0, len(v), "is not two numbers of one width"}
	}
	half := len(v) / 2
	switch piece, total := v[:half], v[half:]; {
	case zeros(piece) == fault{}:
		return fault{CodeValue, 0, half, "is piece number zero"}
	case zeros(total) == fault{}:
		return fault{CodeValue, half, half, "is a piece of zero"}
	case piece > total:
		return fault{CodeValue, 0, len(v), "has a piece number beyond its total"}
	}
	return fault{}
}

// positionInSequence: two numbers around a slash, such as 2/3.
func positionInSequence(v string) fault {
	pos, end, ok := strings.Cut(v, "/")
	if !ok || pos == "" || end == "" || csetN.check(pos) != (fault{}) || csetN.check(end) != (fault{}) {
		return fault{CodeValue, 0, len(v), "is not a place in a sequence, like 2/3"}
	}
	switch {
	case pos[0] == '0':
		return fault{CodeValue, 0, len(pos), "begins with 0"}
	case end[0] == '0':
		return fault{CodeValue, len(pos) + 1, len(end), "has 0 behind its slash"}
	case len(pos) > len(end) || len(pos) == len(end) && pos > end:
		return fault{CodeValue, 0, len(v), "is a place beyond the end of its sequence"}
	}
	return fault{}
}
