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

	rules  Parser // by which it was parsed
	values string // what places count in: Text, or its values decoded
	n      int
	inPath int // how many elements stood in the path of a Digital Link
	parted int // 1 for the two components of a composite symbol
	els    [MaxElements]place
	bad    Error
}

// place is an element: its AI, the AI's entry in the dictionary, and where the
// value stands.
type place struct {
	ai       AI
	entry    uint16
	off, end uint16 // of end, the bit short says that zeros fill it up to 14 digits
}

const short = 1 << 15

// written is the value as it was written.
func (m *Message) written(i int) string { return m.values[m.els[i].off : m.els[i].end&^short] }

// Dictionary is the one that the message was parsed with.
func (m *Message) Dictionary() *Dictionary {
	if m.rules.Dictionary == nil {
		return BuiltIn()
	}
	return m.rules.Dictionary
}

// Len is the number of elements.
func (m *Message) Len() int { return m.n }

// At returns element i, 0 <= i < Len.
func (m *Message) At(i int) Element {
	return Element{m.els[:m.n][i].ai, m.value(i)}
}

// value returns the value of element i.
func (m *Message) value(i int) string {
	v := m.written(i)
	if m.els[i].end&short != 0 {
		return zeros14[len(v):] + v
	}
	return v
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

const zeros14 = "00000000000000"

// reset empties the message for a new text.
func (m *Message) reset(p Parser, form Form, text string) {
	m.Form, m.Repairs, m.Text, m.ID, m.AddOn = form, 0, text, "", ""
	m.rules, m.values, m.n, m.inPath, m.parted = p, text, 0, 0, 0
	if p.Dictionary == nil {
		m.rules.Dictionary = BuiltIn()
	}
}

// add appends an element and reports whether there was room.
func (m *Message) add(at place) bool {
	if m.n+m.parted == MaxElements {
		return false
	}
	m.els[m.n] = at
	m.n++
	return true
}

// part notes the | between the components of a composite symbol, which takes
// the place of an element.
func (m *Message) part(at int) *Error {
	if m.n == MaxElements {
		return m.tooMany(at)
	}
	m.parted = 1
	return nil
}

// fail keeps an error in the message.
func (m *Message) fail(e Error) *Error {
	m.bad = e
	m.bad.dict = m.rules.Dictionary
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

// result copies an error out of the message, which thereby need not lie on the
// heap.
func (m *Message) result(e *Error) (Message, error) {
	if e != nil {
		alone := *e
		return Message{}, &alone
	}
	return *m, nil
}
