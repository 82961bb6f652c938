package qrcode

// Alphabet are the characters of the alphanumeric mode, by their values.
const Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

// Modes of data (table 2), as their indicators of four bits are.
const (
	Numeric      = 1
	Alphanumeric = 2
	Joined       = 3 // structured append
	Bytes        = 4
	FNC1         = 5 // in the first place: GS1 data
	ECI          = 7
	Kanji        = 8
	FNC1Second   = 9
)

// Count is how many bits tell the length of data in a mode (table 3): Numeric,
// Alphanumeric, Bytes or Kanji, of a version.
func Count(mode, version int) int {
	class := 0
	switch {
	case version > 26:
		class = 2
	case version > 9:
		class = 1
	}
	switch mode {
	case Numeric:
		return [3]int{10, 12, 14}[class]
	case Alphanumeric:
		return [3]int{9, 11, 13}[class]
	case Bytes:
		return [3]int{8, 16, 16}[class]
	}
	return [3]int{8, 10, 12}[class]
}
