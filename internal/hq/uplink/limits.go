package uplink

import "time"

// Limits of the uplink.
const (
	queue         = 1024 // messages that wait for their commit
	groupMessages = 64   // messages looked at together
	groupEvents   = 3200 // events of one COMMIT, about 30 ms
	dialWait      = 20 * time.Second
	answerWait    = 30 * time.Second // for one message: its commit and its answers
	firstRetry    = time.Second
	lastRetry     = 5 * time.Second // few headquarters, for whom many devices wait: no storm to fear
	look          = time.Second     // between looks for books of another process
)
