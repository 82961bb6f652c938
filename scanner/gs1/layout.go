package gs1

import (
	"errors"
	"fmt"
	"strings"
)

// Layout tells where in a number of restricted circulation (GTIN prefixes 02,
// 04 and 20 to 29, GenSpecs 2.1.11) the shop's scales print the item, and the
// weight or price. Layouts differ by country and by retailer. It is
// comparable; the zero value matches nothing.
type Layout struct{ text string }

// ErrLayout is returned when a text is not a layout.
var ErrLayout = errors.New("gs1: not a layout of a variable-measure number")

// layoutLen is the number of digits of an EAN-13.
const layoutLen = 13

// ParseLayout reads a layout of 13 places, such as "21IIIIIWWWWWC": digits
// that the number begins with, then I item, W weight in grams, P price in
// minor units, V check digit of the price (4 or 5 places of P), and last C,
// the check digit.
func ParseLayout(s string) (Layout, error) {
	fail := func(why string) (Layout, error) {
		return Layout{}, fmt.Errorf("%w: %q %s; write 13 places like 21IIIIIWWWWWC", ErrLayout, s, why)
	}
	if len(s) != layoutLen || s[layoutLen-1] != 'C' {
		return fail("has not 12 places and a C")
	}
	body := strings.TrimLeft(s[:layoutLen-1], "0123456789")
	if prefix := s[:layoutLen-1-len(body)]; !restricted(prefix) {
		return fail("does not begin with 02, 04 or 20 to 29")
	}
	for i, c := range body {
		switch {
		case !strings.ContainsRune("IWPV", c):
			return fail(fmt.Sprintf("has %q among I, W, P and V", c))
		case i > 0 && byte(c) != body[i-1] && strings.ContainsRune(body[:i], c):
			return fail(fmt.Sprintf("has %q in two places", c))
		}
	}
	weight, price, proof := strings.Count(body, "W"), strings.Count(body, "P"), strings.Count(body, "V")
	switch {
	case !strings.Contains(body, "I"):
		return fail("has no item")
	case weight+price == 0 || weight > 0 && price > 0:
		return fail("has not either a weight or a price")
	case proof > 1 || proof == 1 && price != 4 && price != 5:
		return fail("has a V that does not go with 4 or 5 places of P")
	}
	return Layout{s}, nil
}

// String writes the form of ParseLayout.
func (l Layout) String() string { return l.text }

// MarshalText writes the form of String.
func (l Layout) MarshalText() ([]byte, error) { return []byte(l.text), nil }

// UnmarshalText reads the form of ParseLayout; an empty text is no layout.
func (l *Layout) UnmarshalText(b []byte) (err error) {
	*l = Layout{}
	if len(b) > 0 {
		*l, err = ParseLayout(string(b))
	}
	return err
}

// restricted reports whether an EAN-13 that begins so is numbered by the shop
// itself.
func restricted(ean string) bool {
	return len(ean) >= 2 && (ean[0] == '2' || ean[:2] == "02" || ean[:2] == "04")
}

// matches reports whether the layout's digits are those of the number.
func (l Layout) matches(ean string) bool {
	if len(l.text) != layoutLen {
		return false
	}
	for i := range l.text {
		if c := l.text[i]; digit(c) && c != ean[i] {
			return false
		}
	}
	return true
}

// field cuts the places of a letter out of a number.
func (l Layout) field(ean string, letter byte) string {
	first, last := strings.IndexByte(l.text, letter), strings.LastIndexByte(l.text, letter)
	if first < 0 {
		return ""
	}
	return ean[first : last+1]
}

// catalogue is the number under which the item is listed: weight and price set
// to zero, and the check digit made anew.
func (l Layout) catalogue(ean string) GTIN {
	n := uint64(0)
	for i := range layoutLen - 1 {
		n *= 10
		if c := l.text[i]; digit(c) || c == 'I' {
			n += uint64(ean[i] - '0')
		}
	}
	return GTIN(n*10 + uint64(CheckDigit(n)))
}

// The weighted products of price check digits (GenSpecs 7.9.2), by digit.
const (
	weight2minus = "0246891357"
	weight3      = "0369258147"
	weight5plus  = "0516273849"
	weight5minus = "0594837261"
)

// priceCheck is the check digit of a price of four or five digits (GenSpecs
// 7.9.3 and 7.9.4).
func priceCheck(price string) byte {
	sum := 0
	add := func(weights ...string) {
		for i, w := range weights {
			sum += int(w[price[i]-'0'] - '0')
		}
	}
	if len(price) == 4 {
		add(weight2minus, weight2minus, weight3, weight5minus)
		return byte('0' + sum*3%10)
	}
	add(weight5plus, weight2minus, weight5minus, weight5plus, weight2minus)
	return byte('0' + strings.IndexByte(weight5minus, byte('0'+(10-sum%10)%10)))
}
