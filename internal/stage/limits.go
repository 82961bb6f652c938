package stage

import "time"

// Limits of a play.
const (
	startWait = time.Minute      // until a device is ready
	stopWait  = 20 * time.Second // until a device has ended
	askWait   = 20 * time.Second // for an answer of a page
	glance    = 15 * time.Millisecond
	maxAnswer = 4 << 20

	entriesAtOnce = 1000
)
