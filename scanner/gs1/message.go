package gs1

import "iter"

// Element is one AI and its value.
type Element struct {
	AI    AI     `json:"ai"`
	Value string `json:"value"`
}

// Form is how the data of a message was written.
type Form uint8

// The forms of data.
const (
	FormPlain    Form = iota // not GS1 data: nothing but a text
	FormPrimary              // the bare number of an EAN/UPC or ITF-14 symbol
	FormElements             // element strings, with or without a symbology identifier
	FormLink                 // a Digital Link
)

// Message is what was parsed: elements in the order of the data. Values are
// views of the parsed text where it holds them as they are, and copies where
// they were escaped. A Message is a value and may be copied.
type Message struct {
	// Form is how the data was written.
	Form Form
	// Text is the data without its symbology identifier.
	Text string
	// AddOn is the two or five digits of an EAN/UPC add-on (the issue of a
	// magazine, the price of a book). It is no part of the number.
	AddOn string

	n     int
	first [inlineElements]Element
	more  []Element
	bare  bool // element strings that nothing in front announced
}

// Len is the number of elements.
func (m *Message) Len() int { return m.n }

// At returns element i, 0 <= i < Len.
func (m *Message) At(i int) Element {
	if i < inlineElements {
		return m.first[i]
	}
	return m.more[i-inlineElements]
}

// All yields the elements in the order of the data.
func (m *Message) All() iter.Seq[Element] {
	return func(yield func(Element) bool) {
		for i := range m.n {
			if !yield(m.At(i)) {
				return
			}
		}
	}
}

// Value returns the first value of an AI, and whether there is one.
func (m *Message) Value(ai AI) (string, bool) {
	if i := m.index(ai); i >= 0 {
		return m.At(i).Value, true
	}
	return "", false
}

// index is the place of the first element with the AI, or -1.
func (m *Message) index(ai AI) int {
	for i := range m.n {
		if m.At(i).AI == ai {
			return i
		}
	}
	return -1
}

// has reports whether an AI of s is there.
func (m *Message) has(s span) bool {
	for i := range m.n {
		if s.holds(m.At(i).AI) {
			return true
		}
	}
	return false
}

// add appends an element and reports whether there was room.
func (m *Message) add(e Element) bool {
	switch {
	case m.n < inlineElements:
		m.first[m.n] = e
	case m.n < MaxElements:
		m.more = append(m.more, e)
	default:
		return false
	}
	m.n++
	return true
}
