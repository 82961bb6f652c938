package gs1

//go:generate go run gentable.go ai_table.json

// prefix is what the first two digits of an AI tell: how many digits it has,
// and its row in slots, one place for every number that the other digits can
// make.
type prefix struct {
	digits      uint8
	size, first uint16
}

// entry is what the dictionary says of one AI, or of a range of AIs that
// differ in their last digit. The numbers are places in the tables of the same
// names.
type entry struct {
	title  string
	format uint8
	needs  uint8
	bars   uint8
	paths  uint8
	flags  flags
}

type flags uint8

const (
	predefined    flags = 1 << iota // its length is fixed for ever: no separator follows
	linkKey                         // it may begin the path of a Digital Link
	linkAttribute                   // it may stand in the query of a Digital Link
	decimals                        // its last digit is a number of decimal places
)

// part is one component of a value.
type part struct {
	cset     cset
	min, max uint8
	optional bool
	lints    [3]lint
}

// span is a range of AIs, both ends included: 31nn in the dictionary.
type span struct{ first, last AI }

func (s span) holds(ai AI) bool { return s.first <= ai && ai <= s.last }
