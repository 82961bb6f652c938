package command

import "time"

const (
	// Queue is how many commands may wait to be looked at.
	Queue = 128

	doFor     = 30 * time.Second // the longest a kind may take that does not say
	storeWait = 15 * time.Second // for an intent or a result to be on the disk
	again     = time.Second      // before a result that could not be written is written again
	maxText   = 500              // bytes of a result's text
)
