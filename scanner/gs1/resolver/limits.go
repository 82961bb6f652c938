package resolver

// Limits of what one request may cost.
const (
	// MaxURI is the longest path with its query that is read, in bytes.
	MaxURI = 8000
	// MaxHeader is how much of an Accept or Accept-Language header is read, in
	// bytes; what follows counts as not said.
	MaxHeader = 1024
	// MaxRanges is how many entries of such a header are read.
	MaxRanges = 32
	// MaxLinks is how many links of one entry are looked at.
	MaxLinks = 256
	// maxShown is how much of a foreign text an answer repeats, in bytes.
	maxShown = 80
	// maxLevels is how many entries may tell of one thing: itself, and each
	// choice of its qualifiers. No path has more than three of those.
	maxLevels = 8
)
