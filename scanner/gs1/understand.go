package gs1

import (
	"fmt"
	"strings"
	"time"
)

// The codes of warnings. They are only ever added to.
const (
	WarnLostSeparator = "lost_separator" // a value may have swallowed a date
	WarnNoLayout      = "no_layout"      // a number of restricted circulation that no layout explains
	WarnPriceCheck    = "price_check"    // the check digit of a printed price is wrong
	WarnBareData      = "bare_data"      // element strings that no symbol declared as such
	WarnNoGTIN        = "no_gtin"        // valid GS1 data, but not of a product
)

// Item says what the data means for a shop. Dates are completed as seen from
// now. A number of restricted circulation is taken apart by the first layout
// that matches it. What is doubtful is told in warnings, in a fixed order, and
// never guessed at: a value that may have swallowed an expiry date leaves the
// item without one.
func (m *Message) Item(now time.Time, layouts []Layout) (Item, []Warning) {
	var it Item
	if m.Form == FormLink {
		it.Link = m.Text
	}
	for i := range m.n {
		it.take(m.At(i), now.Year())
	}
	var warnings []Warning
	warn := func(code string, ai AI, format string, args ...any) {
		warnings = append(warnings, Warning{code, ai.String(), fmt.Sprintf(format, args...)})
	}
	if m.Form == FormPrimary {
		it.takeApart(layouts, warn)
	}
	if it.GTIN == 0 {
		warn(WarnNoGTIN, 0, "this is GS1 data, but not the number of a product")
	}
	if m.bare {
		warn(WarnBareData, 0, "the symbol does not say that it holds GS1 data: let the scanner send AIM symbology identifiers")
	}
	for i := range m.n {
		if el := m.At(i); m.swallowed(el, now.Year()) {
			warn(WarnLostSeparator, el.AI, `%s "%s" may have swallowed a date: the scanner does not send the separator; set its GS1 separator to ASCII 29`, strings.ToLower(el.AI.Title()), el.Value)
		}
	}
	return it, warnings
}

// take adds what one element says. Of several values of one AI the first
// counts; the parser has proved that they are equal.
func (it *Item) take(el Element, year int) {
	switch el.AI {
	case AIGTIN:
		if g, err := ParseGTIN(el.Value); err == nil && it.GTIN == 0 {
			it.GTIN = g
		}
	case AILot:
		it.Lot = el.Value
	case AISerial:
		it.Serial = el.Value
	case AIVariant:
		it.Variant = el.Value
	case AIExpiry:
		it.Expiry = readDate(el.Value, year)
	case AIExpiryTime:
		if it.Expiry == (Date{}) {
			it.Expiry = readDate(el.Value[:6], year)
		}
	case AIBestBefore:
		it.BestBefore = readDate(el.Value, year)
	case AISellBy:
		it.SellBy = readDate(el.Value, year)
	case AIPacked:
		it.Packed = readDate(el.Value, year)
	case AIProduced:
		it.Produced = readDate(el.Value, year)
	case AICount:
		it.Count = scaled(el.Value, 0)
	case AISSCC, AIContent: // of a logistic unit, not of an item
	default:
		switch n := el.AI.Decimals(); {
		case netWeight.holds(el.AI):
			it.Grams = scaled(el.Value, 3-n)
		case price.holds(el.AI):
			it.Price = scaled(el.Value, 2-n)
		}
	}
}

var (
	netWeight = span{1_3100, 1_3109} // in kilograms
	price     = span{1_3920, 1_3929} // in the local currency
)

// readDate reads a date that the parser has proved.
func readDate(v string, year int) Date {
	d, err := ParseDate(v, year)
	if err != nil {
		return Date{}
	}
	return d
}

// scaled is a number of at most 15 digits times a power of ten from -7 to 3,
// rounded half up.
func scaled(digits string, power int) int64 {
	n := int64(0)
	for _, c := range []byte(digits) {
		n = n*10 + int64(c-'0')
	}
	for ; power > 0; power-- {
		n *= 10
	}
	unit := int64(1)
	for ; power < 0; power++ {
		unit *= 10
	}
	return (n + unit/2) / unit
}

// takeApart explains a number of restricted circulation.
func (it *Item) takeApart(layouts []Layout, warn func(code string, ai AI, format string, args ...any)) {
	ean := it.GTIN.EAN()
	if len(ean) != layoutLen || !restricted(ean) {
		return
	}
	for _, l := range layouts {
		if !l.matches(ean) {
			continue
		}
		it.GTIN = l.catalogue(ean)
		it.Grams = scaled(l.field(ean, 'W'), 0)
		amount, proof := l.field(ean, 'P'), l.field(ean, 'V')
		if proof != "" && priceCheck(amount) != proof[0] {
			warn(WarnPriceCheck, AIGTIN, "the price printed in %s fails its check digit: scan again; if it repeats, weigh and label it anew", ean)
			return
		}
		it.Price = scaled(amount, 0)
		return
	}
	warn(WarnNoLayout, AIGTIN, "%s is numbered by the shop itself and no layout explains it: add one like %sIIIIIWWWWWC to the configuration", ean, ean[:2])
}

// swallowed reports whether a value of free length looks as if the separator
// behind it was lost: it ends in element strings of which the first is a date
// near now that the message does not carry otherwise.
func (m *Message) swallowed(el Element, year int) bool {
	if el.AI.Predefined() || len(el.Value) < 9 {
		return false
	}
	for i := 1; i+8 <= len(el.Value); i++ {
		tail := el.Value[i:]
		switch tail[:2] {
		case "11", "13", "15", "16", "17":
		default:
			continue
		}
		ai, _ := LookupAI(tail[:2])
		if _, have := m.Value(ai); have || csetN.check(tail[2:8]) != (fault{}) {
			continue
		}
		d, err := ParseDate(tail[2:8], year)
		if err != nil || int(d.Year) < year-nearYears || int(d.Year) > year+nearYears {
			continue
		}
		var rest Message
		if rest.elements(tail, 0) == nil {
			return true
		}
	}
	return false
}
