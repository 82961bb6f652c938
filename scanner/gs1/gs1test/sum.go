package gs1test

import (
	"math/big"
	"strconv"
	"strings"
)

// CheckDigit is the digit that makes a number right (GenSpecs 7.9.1).
func CheckDigit(number string) string {
	sum := 0
	for i := range len(number) {
		weight := 1 + 2*((len(number)-i)%2)
		sum += weight * int(number[i]-'0')
	}
	return strconv.Itoa((1000 - sum) % 10)
}

// CheckPair is the pair of characters that makes a GMN right (GenSpecs
// 7.9.5): every character weighed with a prime, modulo 1021.
func CheckPair(text string) string {
	sum, prime := 0, 1
	for i := len(text) - 1; i >= 0; i-- {
		for prime++; !big.NewInt(int64(prime)).ProbablyPrime(0); prime++ {
		}
		sum += prime * strings.IndexByte(order82, text[i])
	}
	sum %= 1021
	const letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
	return string([]byte{letters[sum>>5], letters[sum&31]})
}

// order82 gives each character of set 82 its value.
const order82 = "!\"%&'()*+,-./0123456789:;<=>?" + capital + "_" + small

// iban draws an International Bank Account Number (ISO 13616).
func (r source) iban() string {
	country, account := r.pick("BE", "DE", "FR", "GB", "NL", "MT"), r.among(digits+capital, r.length(10, 30))
	var long strings.Builder
	for _, c := range account + country + "00" {
		long.WriteString(strconv.FormatInt(int64(strings.IndexRune(digits+capital, c)), 10))
	}
	n, _ := new(big.Int).SetString(long.String(), 10)
	check := strconv.Itoa(98 - int(n.Mod(n, big.NewInt(97)).Int64()))
	return country + "00"[len(check):] + check + account
}

// sized draws a field behind a digit that tells its length beyond least.
func (r source) sized(first, last, least int) string {
	n := first + r.IntN(last-first+1)
	return strconv.Itoa(n) + r.among(digits, n+least)
}

// coupon draws a North American coupon (AI 8110).
func (r source) coupon() string {
	purchase := func() string { return r.sized(1, 5, 0) + r.pick("0", "1", "2", "3", "4", "9") + r.among(digits, 3) }
	prefix := func() string {
		if r.one(2) {
			return "9"
		}
		return r.sized(0, 6, 6)
	}
	v := r.sized(0, 6, 6) + r.among(digits, 6) + r.sized(1, 5, 0) + purchase()
	start, _ := r.timed("yymmdd")
	for _, field := range []string{
		"1" + r.pick("0", "1", "2", "3") + purchase() + prefix(), "2" + purchase() + prefix(),
		"3" + start, "4" + start, "5" + r.sized(0, 9, 6), "6" + r.sized(1, 7, 6),
		"9" + r.pick("0", "1", "2", "5", "6") + r.pick("0", "1", "2") + r.among(digits, 1) + r.pick("0", "1"),
	} {
		if r.one(2) && len(v)+len(field) <= 70 {
			v += field
		}
	}
	return v
}

// offer draws a positive offer file coupon (AI 8112).
func (r source) offer() string {
	return r.pick("0", "1") + r.sized(0, 6, 6) + r.among(digits, 6) + r.sized(0, 9, 6)
}
