package gs1

// checkDigit is the modulo-10 check digit of digits (GenSpecs 7.9.1).
func checkDigit(digits string) int {
	sum, weight := 0, 3
	for i := len(digits) - 1; i >= 0; i-- {
		sum += int(digits[i]-'0') * weight
		weight = 4 - weight
	}
	return (10 - sum%10) % 10
}

func checkSum(v string) fault {
	if v != "" && sums10(v) {
		return fault{}
	}
	if !isDigits(v) {
		return csetN.check(v)
	}
	if v == "" {
		return fault{CodeCheckDigit, 0, 0, "is too short for a check digit"}
	}
	return fault{code: CodeCheckDigit, pos: len(v) - 1, len: 1}
}

// sums10 reports whether v is digits of which the last is their check digit:
// weighted 1, 3, 1, 3 ... from the right they sum up to a multiple of 10. It
// takes eight at a time, the first of them filled up with zeros.
func sums10(v string) bool {
	sum, front := uint64(0), v
	for len(v) >= 8 {
		x := load(v[len(v)-8:])
		if !eightDigits(x) {
			return false
		}
		sum += weighted(x)
		v = v[:len(v)-8]
	}
	if free := 64 - 8*len(v); free < 64 && len(front) >= 8 {
		x := load(front)<<free | zeros8>>(64-free)
		return eightDigits(x) && (sum+weighted(x))%10 == 0
	}
	weight := uint64(1)
	for i := len(v) - 1; i >= 0; i-- {
		if !digit(v[i]) {
			return false
		}
		sum += uint64(v[i]-'0') * weight
		weight = 4 - weight
	}
	return sum%10 == 0
}

// weighted sums up eight digits, of which the last has weight 1.
func weighted(x uint64) uint64 {
	const every2nd = 0x000F000F000F000F
	return (x&every2nd*3 + x>>8&every2nd) * 0x0001000100010001 >> 48
}

// pairLetters are the digits of a check character pair, base 32.
const pairLetters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

// pairWeights are the first 97 primes, the weights of the characters before
// the pair from right to left (GenSpecs 7.9.5).
var pairWeights = [...]uint16{
	2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97,
	101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167, 173, 179, 181, 191, 193, 197, 199,
	211, 223, 227, 229, 233, 239, 241, 251, 257, 263, 269, 271, 277, 281, 283, 293, 307, 311, 313, 317,
	331, 337, 347, 349, 353, 359, 367, 373, 379, 383, 389, 397, 401, 409, 419, 421, 431, 433, 439, 443,
	449, 457, 461, 463, 467, 479, 487, 491, 499, 503, 509,
}

// checkPair proves the check character pair at the end of a GMN or MUDI.
func checkPair(v string) fault {
	switch {
	case len(v) < 2:
		return fault{CodeCheckDigit, 0, len(v), "is too short for its check characters"}
	case len(v) > len(pairWeights)+2:
		return fault{CodeCheckDigit, 0, len(v), "is too long for its check characters"}
	}
	body, sum := v[:len(v)-2], 0
	if f := csetX.check(body); f.code != "" {
		return f
	}
	for i := range len(body) {
		sum += value82(body[i]) * int(pairWeights[len(body)-1-i])
	}
	sum %= 1021
	if v[len(body)] != pairLetters[sum>>5] || v[len(body)+1] != pairLetters[sum&31] {
		return fault{CodeCheckDigit, len(body), 2, "fails its check characters"}
	}
	return fault{}
}

// value82 is the place of a character in set 82.
func value82(c byte) int {
	for i := range len(cset82) {
		if cset82[i] == c {
			return i
		}
	}
	return -1
}

// iban proves an International Bank Account Number (ISO 13616).
func iban(v string) fault {
	const least, most = 11, 34
	switch {
	case len(v) < 4:
		return fault{CodeValue, 0, len(v), "is too short for a bank account"}
	case !listed(countries2, v[:2]):
		return fault{CodeCodeList, 0, 2, "begins with letters that are no country"}
	case len(v) < least:
		return fault{CodeValue, 0, len(v), "is too short for a bank account"}
	case len(v) > most:
		return fault{CodeValue, 0, len(v), "is too long for a bank account"}
	}
	sum := 0
	for i := range len(v) {
		at := (i + 4) % len(v)
		switch c := v[at]; {
		case digit(c):
			sum = (sum*10 + int(c-'0')) % 97
		case 'A' <= c && c <= 'Z':
			sum = (sum*100 + int(c-'A') + 10) % 97
		default:
			return fault{CodeCharset, at, 1, "has a character that no bank account has"}
		}
	}
	if sum != 1 {
		return fault{CodeCheckDigit, 2, 2, "fails its check digits"}
	}
	return fault{}
}
