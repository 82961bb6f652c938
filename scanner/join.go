package scanner

import (
	"image"
	"slices"
	"time"

	"endcap/scanner/gs1"
)

// join gives the symbols that tell only more of a thing (its lot, its serial
// number, its dates) to the product that they stand beside, so that an expiry
// date in a second symbol is not lost. A wrong lot could sell what is recalled,
// so it joins only where nothing else can be meant:
//
//   - there is one product in the picture, its code is there once, and no code
//     of anything else that GS1 numbers: a pallet, a coupon;
//   - the symbol says of itself that it is GS1 data, and holds nothing but what
//     tells lists: no number, weight or price;
//   - it stands no further from the product's code than the longer of the two
//     is long, and is turned as that is, or by quarters: one print on one face;
//   - what they say together is valid, and contradicts itself nowhere.
//
// Otherwise every symbol stays a piece of its own, and is refused as such.
func join(kept []piece, shop gs1.Shop, now time.Time) []piece {
	product := -1
	for i, p := range kept {
		if p.Item.GTIN == 0 && !namesThing(p.Symbol, shop) {
			continue
		}
		if product >= 0 {
			return kept
		}
		product = i
	}
	if product < 0 || kept[product].Item.GTIN == 0 || seenTwice(kept[product].Symbol) {
		return kept
	}
	whole := kept[product].Symbol
	whole.Passed = slices.Clone(whole.Passed)
	joins := func(p piece) bool {
		return p.Item.GTIN == 0 && beside(whole.Corners, p.Corners) && tellsMore(p.Symbol, shop)
	}
	for _, p := range kept {
		if joins(p) {
			whole.Passed = append(whole.Passed, Passed{Format: p.Format, Text: p.Text, GS1: p.GS1, Joined: true, Why: "it tells more of the same thing"})
		}
	}
	scan, err := Understand(whole, shop, now)
	if err != nil || len(whole.Passed) == len(kept[product].Passed) {
		return kept
	}
	kept[product].Scan = scan
	return slices.DeleteFunc(kept, joins)
}

// seenTwice reports whether one code of the product was seen in two places:
// there are two things then.
func seenTwice(sym Symbol) bool {
	same := func(a, b Passed) bool { return a.Format == b.Format && a.Text == b.Text }
	for i, p := range sym.Passed {
		if same(p, Passed{Format: sym.Format, Text: sym.Text}) || slices.ContainsFunc(sym.Passed[:i], func(o Passed) bool { return same(o, p) }) {
			return true
		}
	}
	return false
}

// namesThing reports whether a symbol has the number of a thing of any kind.
func namesThing(sym Symbol, shop gs1.Shop) bool {
	p := shop.Parser()
	p.SkipRequired = true
	var m gs1.Message
	if parseOne(&m, sym, p) != nil {
		return false
	}
	for el := range m.All() {
		if el.AI.Key() {
			return true
		}
	}
	return false
}

// tells are the AIs that may be joined: lot, serial number, variant and dates.
var tells = [...]gs1.AI{
	gs1.AILot, gs1.AISerial, gs1.AIVariant,
	gs1.AIProduced, gs1.AIPacked, gs1.AIBestBefore, gs1.AISellBy, gs1.AIExpiry, gs1.AIExpiryTime,
}

// tellsMore reports whether a symbol holds some of these and nothing else.
func tellsMore(sym Symbol, shop gs1.Shop) bool {
	p := shop.Parser()
	p.SkipRequired = true
	var m gs1.Message
	if parseOne(&m, sym, p) != nil || m.Len() == 0 || m.Repairs&gs1.RepairBare != 0 {
		return false
	}
	for el := range m.All() {
		if !slices.Contains(tells[:], el.AI) {
			return false
		}
	}
	return true
}

// beside reports whether two symbols stand near each other and are turned
// alike.
func beside(a, b [4]image.Point) bool {
	if a == nowhere || b == nowhere {
		return false
	}
	one, other := box(a), box(b)
	gap := max(one.Min.X-other.Max.X, other.Min.X-one.Max.X, one.Min.Y-other.Max.Y, other.Min.Y-one.Max.Y)
	return gap <= max(one.Dx(), one.Dy(), other.Dx(), other.Dy()) && alike(a[1].Sub(a[0]), b[1].Sub(b[0]))
}

// alike reports whether the angle between two edges is within 15 degrees of a
// quarter turn or none: the sine of its double is at most a half.
func alike(u, v image.Point) bool {
	cross, dot := int64(u.X)*int64(v.Y)-int64(u.Y)*int64(v.X), int64(u.X)*int64(v.X)+int64(u.Y)*int64(v.Y)
	return (cross != 0 || dot != 0) && 4*abs(cross*dot) <= cross*cross+dot*dot
}

func abs(n int64) int64 { return max(n, -n) }
