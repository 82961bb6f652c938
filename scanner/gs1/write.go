package gs1

import (
	"fmt"
	"strings"
)

// ElementString writes the elements in their order as one element string: GS
// behind every value whose length is not predefined, but not at the end.
func (m *Message) ElementString() string {
	var b strings.Builder
	for i := range m.n {
		el := m.At(i)
		b.WriteString(el.AI.String())
		b.WriteString(el.Value)
		if i < m.n-1 && !el.AI.Predefined() {
			b.WriteString(GS)
		}
	}
	return b.String()
}

// Bracketed writes the elements in their order in the form for people:
// "(01)09521234543213(10)ABC".
func (m *Message) Bracketed() string {
	var b strings.Builder
	for el := range m.All() {
		fmt.Fprintf(&b, "(%s)%s", el.AI, strings.ReplaceAll(el.Value, "(", `\(`))
	}
	return b.String()
}

// Elements writes an item as an element string to be printed in a GS1 symbol:
// AIs of predefined length first, which need no separator. A price is written
// only beside a weight or a count, as the standard has it. It is "" for an
// item without a GTIN.
func Elements(it Item) string {
	var m Message
	for _, el := range append(it.attributes(), it.qualifiers()...) {
		if el.AI.Predefined() {
			m.add(el)
		}
	}
	for _, el := range append(it.qualifiers(), it.attributes()...) {
		if !el.AI.Predefined() {
			m.add(el)
		}
	}
	if it.GTIN == 0 {
		return ""
	}
	return AIGTIN.String() + it.GTIN.String() + m.ElementString()
}

// Link writes an item as a canonical Digital Link below root, such as
// https://id.example.org: key and qualifiers as path, the rest as query in
// rising order of AIs. It is "" for an item without a GTIN.
func Link(root string, it Item) string {
	if it.GTIN == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(strings.TrimRight(root, "/") + "/01/" + it.GTIN.String())
	for _, el := range it.qualifiers() {
		fmt.Fprintf(&b, "/%s/%s", el.AI, percent(el.Value))
	}
	for i, el := range it.attributes() {
		b.WriteByte("?&"[min(i, 1)])
		fmt.Fprintf(&b, "%s=%s", el.AI, percent(el.Value))
	}
	return b.String()
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

// percent encodes what may not stand unencoded in any part of a URI (RFC 3986
// section 2.3).
func percent(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if csets[c]&csetZ != 0 || c == '.' || c == '~' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
