package gs1

// Limits of what is parsed; the official engine has the same.
const (
	// MaxText is the longest data that is taken, in bytes, without its
	// symbology identifier. Element strings may be one byte shorter, for FNC1.
	MaxText = 8191
	// MaxElements is the largest number of elements in one message.
	MaxElements = 64
	// MaxShown is how much of a foreign text an error repeats, in bytes.
	MaxShown = 40
	// MaxDictionary is the longest text of a dictionary that is read, in bytes.
	MaxDictionary = 1 << 20
)

// nearYears is how far from now a date lies that a value may have swallowed.
const nearYears = 10

// Limits of a dictionary; the release of 2026 has 541 AIs, 5 components, 3
// qualifiers, 118 patterns and lines of 120 bytes.
const (
	maxAIs        = 2000
	maxParts      = 8
	maxQualifiers = 5
	maxPatterns   = 64 * len(set{})
	maxLine       = 1024
)

// maxBracketed is the longest text with AIs in brackets: every character of
// the longest data may be escaped.
const maxBracketed = 2 * MaxText

// minPacked is the length of the shortest compressed part of a link: an AI of
// four digits with one digit as its value.
const minPacked = 4
