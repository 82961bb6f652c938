package gs1

import (
	"fmt"
	"slices"
)

// Elements writes an item as an element string to be printed in a GS1 symbol:
// AIs of predefined length first, which need no separator. A price is written
// only beside a weight or a count, as the standard has it. It is "" for an
// item without a GTIN.
func Elements(it Item) string {
	if it.GTIN == 0 {
		return ""
	}
	all := slices.Concat([]Element{{AIGTIN, it.GTIN.String()}}, it.attributes(), it.qualifiers())
	slices.SortStableFunc(all, func(a, b Element) int { return rankOf(a.AI) - rankOf(b.AI) })
	m := compose(nil, all)
	return m.ElementString()
}

// rankOf puts AIs of predefined length first, and of the others what tells
// pieces apart.
func rankOf(ai AI) int {
	switch {
	case ai.Predefined():
		return 0
	case ai == AIVariant || ai == AILot || ai == AISerial:
		return 1
	default:
		return 2
	}
}

// Link writes an item as a canonical Digital Link below root, such as
// https://id.example.org: key and qualifiers as path, the rest as query; see
// [Message.AppendLink]. It is "" for an item without a GTIN.
func Link(root string, it Item) string {
	if it.GTIN == 0 {
		return ""
	}
	m := compose(nil, slices.Concat([]Element{{AIGTIN, it.GTIN.String()}}, it.qualifiers(), it.attributes()))
	link, err := m.Link(root)
	if err != nil {
		return "" // never: an item's AIs all have their place in a link
	}
	return link
}

// qualifiers are the elements of the path, in its order.
func (it Item) qualifiers() []Element {
	return present([]Element{{AIVariant, it.Variant}, {AILot, it.Lot}, {AISerial, it.Serial}})
}

// attributes are the other elements, in rising order.
func (it Item) attributes() []Element {
	const maxGrams, maxCount = 999_999, 99_999_999 // six digits of AI 3103, eight of AI 30
	var count, weight, price string
	if 0 < it.Count && it.Count <= maxCount {
		count = fmt.Sprintf("%d", it.Count)
	}
	if 0 < it.Grams && it.Grams <= maxGrams {
		weight = fmt.Sprintf("%06d", it.Grams)
	}
	if it.Price > 0 && count+weight != "" {
		price = fmt.Sprintf("%04d", it.Price)
	}
	return present([]Element{
		{AIProduced, it.Produced.short()},
		{AIPacked, it.Packed.short()},
		{AIBestBefore, it.BestBefore.short()},
		{AISellBy, it.SellBy.short()},
		{AIExpiry, it.Expiry.short()},
		{AICount, count},
		{1_3103, weight},
		{1_3922, price},
	})
}

// present leaves out elements without a value.
func present(all []Element) []Element {
	some := all[:0]
	for _, el := range all {
		if el.Value != "" {
			some = append(some, el)
		}
	}
	return some
}
