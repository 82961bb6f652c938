package gs1

import (
	"slices"
	"strings"
)

// Merge says what several carriers on one thing say together: a product number
// in one, the lot and the expiry date in another. An element that is repeated
// stands once. Associations are proved over all, as the standard has it
// (GenSpecs 4.15), so parse the parts with SkipRequired. An AI with two values
// is an error of CodeRepeated: the carriers are not on one thing. The parts are
// of one dictionary. The error is an *Error.
func Merge(parts ...*Message) (Message, error) {
	var m Message
	var all []Element
	carriers := 0
	for _, part := range parts {
		if part.n == 0 {
			continue
		}
		if carriers++; carriers == 1 {
			m = *part
		} else if part.Form == FormPrimary {
			m.Form = FormPrimary
		}
		m.Repairs |= part.Repairs
		m.AddOn = max(m.AddOn, part.AddOn)
		for el := range part.All() {
			if !slices.Contains(all, el) {
				all = append(all, el)
			}
		}
	}
	if carriers > 1 {
		whole := compose(m.rules.Dictionary, all)
		if m.Form == FormPrimary {
			whole.Form = FormPrimary
		}
		whole.Repairs, whole.AddOn = m.Repairs, m.AddOn
		m = whole
	}
	if len(all) > MaxElements {
		return m.result(m.tooMany(0))
	}
	return m.result(m.associate(false))
}

// compose makes a message of elements that are known to be valid, as many as
// it can hold.
func compose(dict *Dictionary, all []Element) Message {
	m := Message{Form: FormElements, rules: Parser{Dictionary: dict}}
	d := m.Dictionary()
	var text strings.Builder
	for i, el := range all {
		number, e := d.find(el.AI)
		text.WriteString(el.AI.String())
		off := text.Len()
		text.WriteString(el.Value)
		m.add(place{el.AI, uint16(number), uint16(off), uint16(text.Len())})
		if e.flags&predefined == 0 && i < len(all)-1 {
			text.WriteString(GS)
		}
	}
	m.Text = text.String()
	m.values = m.Text
	return m
}
