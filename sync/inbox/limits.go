package inbox

import "time"

// Ask is how many chunks are on their way at once: 384 KiB at most.
const Ask = 8

// Strikes is how often a book may fail before it is left alone.
const Strikes = 3

const (
	firstWait = 15 * time.Second // for chunks that were asked for
	longWait  = 5 * time.Minute  // the same, after many tries
	again     = 5 * time.Minute  // between two looks whether the newest book is still in force
)
