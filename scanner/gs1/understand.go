package gs1

import (
	"fmt"
	"strings"
	"time"
)

// Item says what the data means for a shop. Dates are completed as seen from
// now. A number of restricted circulation is taken apart by the first layout
// that matches it. What is doubtful is told in warnings, in a fixed order, and
// never guessed at: a value that may have swallowed an expiry date leaves the
// item without one.
func (m *Message) Item(now time.Time, layouts []Layout) (Item, []Warning) {
	it := Item{Issue: m.AddOnMeaning().Issue}
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
	if class := it.GTIN.Class(); !class.Sold() {
		it.Voucher, it.GTIN = Element{AIGTIN, it.GTIN.EAN()}, 0
	}
	if m.Form == FormPrimary {
		it.takeApart(layouts, warn)
	}
	switch {
	case it.GTIN != 0:
	case it.Voucher.AI != 0:
		warn(WarnVoucher, 0, "%s is a coupon or a refund receipt, not a product", it.Voucher.Value)
	default:
		warn(WarnNoGTIN, 0, "this is GS1 data, but not the number of a product")
	}
	warnings = append(warnings, m.Repairs.Warnings()...)
	m.warnSwallowed(now.Year(), warn)
	return it, warnings
}

// takeApart explains a number of restricted circulation.
func (it *Item) takeApart(layouts []Layout, warn func(code string, ai AI, format string, args ...any)) {
	ean := it.GTIN.EAN()
	if len(ean) != layoutLen || it.GTIN.Class() != ClassRestricted {
		return
	}
	for _, l := range layouts {
		p, ok := l.match(ean)
		if !ok {
			continue
		}
		it.GTIN = p.catalogue(ean)
		if p.proved(ean) {
			p.read(ean, it)
		} else {
			warn(WarnPriceCheck, AIGTIN, "the weight or price printed in %s fails its check digit: scan again; if it repeats, weigh and label it anew", ean)
		}
		return
	}
	warn(WarnNoLayout, AIGTIN, "%s is numbered by the shop itself and no layout explains it: add one like %sIIIIIWWWWWC to the configuration", ean, ean[:2])
}

// names are what people call the values that a lost separator makes too long,
// and the dates that they swallow; other values are called by their titles.
var (
	valueNames = map[AI]string{AILot: "lot", AISerial: "serial number", AIVariant: "variant"}
	dateNames  = map[string]string{
		"11": "a production date", "13": "a packaging date", "15": "a best-before date", "16": "a sell-by date", "17": "an expiry date",
	}
)

// warnSwallowed tells of values of free length that look as if the separator
// behind them was lost, or hold one that is written out and parts nothing.
func (m *Message) warnSwallowed(year int, warn func(code string, ai AI, format string, args ...any)) {
	if m.Form == FormLink { // which needs no separators
		return
	}
	for i := range m.n {
		el := m.At(i)
		date := m.swallowed(el, year)
		_, typed := AllRepairs.separators(el.Value)
		if date == "" && !typed {
			continue
		}
		name := valueNames[el.AI]
		if name == "" {
			name = strings.ToLower(m.Dictionary().Title(el.AI))
		}
		if typed {
			warn(WarnLostSeparator, el.AI, "%s %s holds a separator that is written out as text, and what follows it is not valid: scan again; if it repeats, set the scanner's GS1 separator to ASCII 29", name, Visible(el.Value))
			continue
		}
		warn(WarnLostSeparator, el.AI, "%s %s may have swallowed %s: the scanner does not send the GS character; set its GS1 separator to ASCII 29", name, Visible(el.Value), dateNames[date])
	}
}

// swallowed returns the AI of a date near now that the value seems to end in,
// alone or with whole element strings behind it, and that the message does not
// carry otherwise; or "".
func (m *Message) swallowed(el Element, year int) string {
	if m.Dictionary().Predefined(el.AI) {
		return ""
	}
	for i := 1; i+8 <= len(el.Value); i++ {
		tail := el.Value[i:]
		if dateNames[tail[:2]] == "" || csetN.check(tail[2:8]) != (fault{}) {
			continue
		}
		ai := 100 + AI(number(tail[:2]))
		if _, have := m.Value(ai); have || shortDateDay0(tail[2:8]) != (fault{}) {
			continue
		}
		d := readDate(tail[2:8], year)
		if int(d.Year) < year-nearYears || int(d.Year) > year+nearYears {
			continue
		}
		var rest Message
		rest.reset(m.rules, FormElements, tail)
		if rest.read(0, len(tail)) == nil {
			return tail[:2]
		}
	}
	return ""
}
