package boltfile

// Limits of reading.
const (
	minPage  = 1 << 10 // bytes
	maxPage  = 1 << 16 // bytes
	maxDepth = 32      // of a page below the root
	maxRoots = 16      // states of a file without meta pages
)
