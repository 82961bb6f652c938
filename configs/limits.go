package configs

import "time"

// Limits of a configuration.
const (
	maxFile     = 256 << 10 // bytes of a file
	maxFaults   = 50        // faults listed before "and more"
	maxDepth    = 20        // nesting
	maxList     = 256       // entries of a list
	maxName     = 32
	maxDuration = 24 * time.Hour
	minSize     = 1 << 20 // the local ledger's file begins with that
	maxSize     = 64 << 30
	minPixels   = 64
	maxPixels   = 2000
	maxLiteral  = 16 // characters
	maxNumber   = 10000
)
