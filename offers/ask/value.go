package ask

// Type is what kind of value a field has.
type Type uint8

// Types of fields.
const (
	Number  Type = iota + 1 // a whole number: minor units, grams, pieces, visits
	Text                    // compared byte by byte
	Truth                   // true or false
	Texts                   // a list of texts, for in
	numbers                 // a list of numbers, written in the program
)

// String names the type for who writes offers.
func (t Type) String() string {
	switch t {
	case Number:
		return "a number"
	case Text:
		return "a text"
	case Truth:
		return "true or false"
	case Texts:
		return "a list of texts"
	case numbers:
		return "a list of numbers"
	}
	return "nothing"
}

// Value is what a field holds when a program asks for it. The zero value is
// none, and counts as 0, "", false or an empty list.
type Value struct {
	typ   Type
	n     int64 // Number, and 1 for what is true
	s     string
	texts []string
	nums  []int64
}

// NumberOf returns the value of a field of type Number.
func NumberOf(n int64) Value { return Value{typ: Number, n: n} }

// TextOf returns the value of a field of type Text.
func TextOf(s string) Value { return Value{typ: Text, s: s} }

// TextsOf returns the value of a field of type Texts. The list is looked at,
// not kept.
func TextsOf(list []string) Value { return Value{typ: Texts, texts: list} }

// TruthOf returns the value of a field of type Truth.
func TruthOf(b bool) Value {
	v := Value{typ: Truth}
	if b {
		v.n = 1
	}
	return v
}
