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

// Message is what was parsed: elements in the order of the data. It is a value
// and may be copied; a Parser fills one again without allocating. Values are
// views of the parsed text, which they keep alive. Only a GTIN that was filled
// up to 14 digits is written out when it is asked for.
type Message struct {
	// Form is how the data was written.
	Form Form
	// Repairs are those that were made.
	Repairs Repair
	// Text is the data without its symbology identifier.
	Text string
	// ID is the symbology identifier that a scanner sent, such as "]d2", or "".
	ID string
	// AddOn is the two or five digits of an EAN/UPC add-on (the issue of a
	// magazine, the price of a book). It is no part of the number.
	AddOn string

	dict   *Dictionary // nil for the built-in one
	values string      // what places count in: Text, or its values decoded
	n      int
	inPath int // how many elements stood in the path of a Digital Link
	gtin   [14]byte
	els    [MaxElements]place
	bad    Error
}

// place is an element: its AI, the AI's entry in the dictionary, and where the
// value stands.
type place struct {
	ai       AI
	entry    uint16
	off, end uint16
}

// filled stands in place of an end for the value that is in gtin.
const filled = 1<<16 - 1

// Dictionary is the one that the message was parsed with.
func (m *Message) Dictionary() *Dictionary {
	if m.dict == nil {
		return BuiltIn()
	}
	return m.dict
}

// Len is the number of elements.
func (m *Message) Len() int { return m.n }

// At returns element i, 0 <= i < Len.
func (m *Message) At(i int) Element {
	return Element{m.els[:m.n][i].ai, m.value(i)}
}

// value returns the value of element i.
func (m *Message) value(i int) string {
	at := m.els[i]
	if at.end == filled {
		return string(m.gtin[:])
	}
	return m.values[at.off:at.end]
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
		return m.value(i), true
	}
	return "", false
}

// index is the place of the first element with the AI, or -1.
func (m *Message) index(ai AI) int {
	for i := range m.n {
		if m.els[i].ai == ai {
			return i
		}
	}
	return -1
}

// reset empties the message for a new text.
func (m *Message) reset(p Parser, form Form, text string) {
	m.Form, m.Repairs, m.Text, m.ID, m.AddOn = form, 0, text, "", ""
	m.dict, m.values, m.n, m.inPath = p.Dictionary, text, 0, 0
}

// add appends an element and reports whether there was room.
func (m *Message) add(at place) bool {
	if m.n == MaxElements {
		return false
	}
	m.els[m.n] = at
	m.n++
	return true
}

// addFilled appends the GTIN v, of at most 14 digits, as 14 digits.
func (m *Message) addFilled(v string, entry uint16) bool {
	for i := range m.gtin {
		m.gtin[i] = '0'
	}
	copy(m.gtin[len(m.gtin)-len(v):], v)
	return m.add(place{AIGTIN, entry, 0, filled})
}

// fail keeps an error in the message.
func (m *Message) fail(e Error) *Error {
	m.bad = e
	m.bad.dict = m.dict
	return &m.bad
}

// done empties a message that has an error.
func (m *Message) done(e *Error) error {
	if e == nil {
		return nil
	}
	m.n, m.Form = 0, FormPlain
	return e
}
