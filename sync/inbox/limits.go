package inbox

import "time"

// Ask is how many chunks are on their way at once: 384 KiB at most.
const Ask = 8

const (
	firstWait = 15 * time.Second // for chunks that were asked for
	longWait  = 5 * time.Minute  // the same, after many tries
	strikes   = 3                // times a book may fail before it is left alone
)
