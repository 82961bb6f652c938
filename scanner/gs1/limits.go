package gs1

// Limits of what is parsed; the official engine has the same.
const (
	// MaxText is the longest data that is taken, in bytes, without its
	// symbology identifier.
	MaxText = 8190
	// MaxElements is the largest number of elements in one message.
	MaxElements = 64
	// MaxShown is how much of a foreign text an error repeats, in bytes.
	MaxShown = 40
)

// inlineElements is how many elements a message holds without a slice. Shop
// labels carry three or four.
const inlineElements = 8

// nearYears is how far from now a date lies that a value may have swallowed.
const nearYears = 10
