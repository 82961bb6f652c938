package gs1

import (
	"fmt"
	"slices"
	"time"
)

// Meaning writes for people what a value stands for, where that is more than
// the value itself: a day for a date, a decimal with its unit for a measure, a
// country by its name, what a number of restricted circulation or of a coupon
// is. It is "" for a value that speaks for itself.
func (el Element) Meaning(now time.Time) string {
	if m, ok := el.Measure(); ok {
		return m.String()
	}
	if el.AI == AIGTIN {
		return meaningOfGTIN(el.Value)
	}
	if el.AI == aiCoupon {
		c, _ := ParseCoupon(el.Value, now.Year()) // which the parser has proved
		return c.Save.String()
	}
	at, clock, ok := dateIn(el, now.Year())
	switch {
	case !ok:
		return meaningOfCode(el)
	case clock != "":
		return at.String() + " " + clock
	case el.AI == 1_7007 && len(el.Value) == 12:
		return at.String() + " to " + readDate(el.Value[6:], now.Year()).String()
	}
	return at.String()
}

// meaningOfCode says what a code stands for that is no number, no date and no
// measure. The lengths are those of the built-in dictionary; a newer one may
// have changed them.
func meaningOfCode(el Element) string {
	switch v := el.Value; {
	case el.AI == 1_4309 && len(v) == 20:
		const places, turn = 7, 360_0000000
		north, _ := decimalOf(v[:10], places)
		east, _ := decimalOf(v[10:], places)
		if north.Value -= turn / 4; east.Value > turn/2 {
			east.Value -= turn
		}
		return "latitude " + north.String() + ", longitude " + east.String()
	case (span{1_4321, 1_4323}).holds(el.AI):
		return map[string]string{"0": "no", "1": "yes"}[v]
	case el.AI == 1_7252:
		return map[string]string{"0": "not known", "1": "male", "2": "female", "9": "not applicable"}[v]
	case (el.AI == 1_8006 || el.AI == 1_8026) && len(v) == 18:
		return fmt.Sprintf("piece %d of %d of %s", number(v[14:16]), number(v[16:]), v[:14])
	}
	return nationsIn(el)
}

// meaningOfGTIN says what a number is that is no company's product.
func meaningOfGTIN(v string) string {
	g, err := ParseGTIN(v)
	if err != nil {
		return ""
	}
	switch class := g.Class(); {
	case class == ClassRestricted:
		return "numbered by the shop itself"
	case class == ClassRefund:
		return "refund receipt"
	case !class.Sold():
		return "coupon"
	default:
		return g.Publication()
	}
}

// aiProducedTime is the day and time of production.
const aiProducedTime AI = 1_8008

// dated are the AIs that begin with a date of six digits.
var dated = [...]AI{
	AIProduced, 1_12, AIPacked, AIBestBefore, AISellBy, AIExpiry, 1_4324, 1_4325, 1_4326,
	AIExpiryTime, 1_7006, 1_7007, 1_7011, aiProducedTime,
}

// dateIn reads the date that an element begins with, and the time of day
// behind it, "23:59", where there is one. The parser has proved both.
func dateIn(el Element, year int) (d Date, clock string, ok bool) {
	if len(el.Value) < 6 || !slices.Contains(dated[:], el.AI) {
		return Date{}, "", false
	}
	d = readDate(el.Value[:6], year)
	if t := el.Value[6:]; len(t) >= 4 && el.AI != 1_7007 && t[:2] < "24" { // 7007 may end in a second date; hour 99 is none
		clock = t[:2] + ":" + t[2:4]
	}
	return d, clock, d != Date{}
}

// String writes the saving for people: "1.00 off", "12.5 % off".
func (s Saving) String() string {
	amount := s.Amount.String()
	switch s.Kind {
	case SaveAmount:
		return amount + " off"
	case SaveItem:
		if s.Amount.Value == 0 {
			return "one free"
		}
		return "one free, up to " + amount
	case SaveUnits:
		return amount + " free"
	case SavePercent:
		return amount + " % off"
	case SaveTotal:
		return amount + " off the basket"
	case SavePoints:
		return amount + " points"
	default:
		return amount
	}
}
