package gs1

import (
	"errors"
	"fmt"
	"strings"
)

// Layout tells where in a number of restricted circulation (GTIN prefixes 02,
// 04 and 20 to 29, GenSpecs 2.1.11) the shop's scales print the item, and the
// weight, price or number of pieces. Layouts differ by country and by retailer.
// It is comparable; the zero value matches nothing.
type Layout struct {
	text string
	own  pattern // none where text is the name of a country
}

// pattern is a layout of one prefix.
type pattern struct {
	places [layoutLen]byte
	point  int8 // decimals of the measure; -1 in grams and minor units
}

// ErrLayout is returned when a text is not a layout.
var ErrLayout = errors.New("gs1: not a layout of a variable-measure number")

// layoutLen is the number of digits of an EAN-13.
const layoutLen = 13

// ParseLayout reads a layout of the 13 places of an EAN-13, such as
// "21IIIIIWWWWWC", or of the 12 of a UPC-A, such as "2IIIIIVPPPPC": digits that
// the number begins with, then
//
//	I  item
//	W  weight in grams; with a point, as in WW.WWW, in kilograms
//	L  weight in pounds, with a point where it has decimals: LL.LL
//	P  price in minor units; with a point, as in PPP.P, in units of money
//	N  number of pieces
//	V  check digit of a measure of 4 or 5 places (GenSpecs 7.9.3, 7.9.4)
//	C  last, the check digit
//
// Digits elsewhere stand for themselves. The name of a country, by its two letters, stands for the layouts that its
// GS1 organisation recommends; [Countries] lists them.
func ParseLayout(s string) (Layout, error) {
	fail := func(why string) (Layout, error) {
		return Layout{}, fmt.Errorf("%w: %s %s; write 13 places like 21IIIIIWWWWWC, 12 like 2IIIIIVPPPPC, or a country: %s",
			ErrLayout, show(s), why, strings.Join(Countries(), " "))
	}
	if countryPatterns(s) != nil {
		return Layout{text: s}, nil
	}
	p, why := readPattern(s)
	if why != "" {
		return fail(why)
	}
	return Layout{s, p}, nil
}

// readPattern reads the layout of one prefix, or says why it is none.
func readPattern(s string) (p pattern, why string) {
	p.point = -1
	whole, fraction, pointed := strings.Cut(s, ".")
	places := whole + fraction
	if len(places) == layoutLen-1 { // of a UPC-A
		places = "0" + places
	}
	if len(places) != layoutLen || places[layoutLen-1] != 'C' {
		return p, "has not 11 or 12 places and a C"
	}
	copy(p.places[:], places)
	body := strings.TrimLeft(places[:layoutLen-1], "0123456789")
	if prefix := places[:layoutLen-1-len(body)]; !restricted(prefix) {
		return p, "does not begin with 02, 04 or 20 to 29"
	}
	for i, c := range []byte(body) {
		switch {
		case !digit(c) && strings.IndexByte("IWLPNV", c) < 0:
			return p, fmt.Sprintf("has %q among I, W, L, P, N and V", c)
		case i > 0 && !digit(c) && c != body[i-1] && strings.IndexByte(body[:i], c) >= 0:
			return p, fmt.Sprintf("has %q in two places", c)
		}
	}
	kinds := 0
	for _, c := range "WLPN" {
		kinds += min(1, strings.Count(body, string(c)))
	}
	letter, proofs := p.measure(), strings.Count(body, "V")
	size := strings.Count(body, string(letter))
	switch {
	case !strings.Contains(body, "I"):
		return p, "has no item"
	case kinds != 1:
		return p, "has not one of W, L, P and N"
	case proofs > 1 || proofs == 1 && size != 4 && size != 5:
		return p, "has a V that does not go with 4 or 5 places of a measure"
	case pointed && (whole == "" || whole[len(whole)-1] != letter || letter == 'N'):
		return p, "has a point that is not within W, L or P"
	}
	if pointed {
		p.point = int8(len(fraction) - len(strings.TrimLeft(fraction, string(letter))))
	}
	return p, ""
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

// match returns the pattern that fits an EAN-13.
func (l Layout) match(ean string) (pattern, bool) {
	if l.own.fits(ean) {
		return l.own, true
	}
	for _, p := range countryPatterns(l.text) {
		if p.fits(ean) {
			return p, true
		}
	}
	return pattern{}, false
}

// fits reports whether the pattern's digits are those of the number.
func (p *pattern) fits(ean string) bool {
	for i, c := range p.places {
		if c == 0 || digit(c) && c != ean[i] {
			return false
		}
	}
	return true
}

// measure is the letter of what is measured.
func (p *pattern) measure() byte {
	for _, c := range p.places {
		switch c {
		case 'W', 'L', 'P', 'N':
			return c
		}
	}
	return 0
}

// field cuts the places of a letter out of a number.
func (p *pattern) field(ean string, letter byte) string {
	first := strings.IndexByte(string(p.places[:]), letter)
	if first < 0 {
		return ""
	}
	last := first
	for p.places[last+1] == letter { // C stands behind every letter
		last++
	}
	return ean[first : last+1]
}

// catalogue is the number under which the item is listed: its measure and the
// check digit of it set to zero, and the last check digit made anew.
func (p *pattern) catalogue(ean string) GTIN {
	n := uint64(0)
	for i, c := range p.places[:layoutLen-1] {
		n *= 10
		if digit(c) || c == 'I' {
			n += uint64(ean[i] - '0')
		}
	}
	return GTIN(n*10 + uint64(CheckDigit(n)))
}

// proved reports whether the check digit of the measure, if there is one, is
// right.
func (p *pattern) proved(ean string) bool {
	proof := p.field(ean, 'V')
	return proof == "" || priceCheck(p.field(ean, p.measure())) == proof[0]
}

// read puts the measure into the item.
func (p *pattern) read(ean string, it *Item) {
	letter := p.measure()
	d, _ := decimalOf(p.field(ean, letter), int(max(0, p.point)))
	switch {
	case letter == 'N':
		it.Count = d.Value
	case letter == 'L':
		it.Grams, _ = Measure{Amount: d, Unit: UnitPound}.Grams()
	case p.point < 0 && letter == 'W':
		it.Grams = d.Value
	case letter == 'W':
		it.Grams, _ = d.At(3)
	case p.point < 0:
		it.Price = d.Value
	default:
		it.Price, _ = d.At(it.Currency.Decimals())
		it.Printed = d
	}
}

// The weighted products of price check digits (GenSpecs 7.9.2), by digit.
const (
	weight2minus = "0246891357"
	weight3      = "0369258147"
	weight5plus  = "0516273849"
	weight5minus = "0594837261"
)

// priceCheck is the check digit of a price or weight of four or five digits
// (GenSpecs 7.9.3 and 7.9.4).
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
