package web

import "time"

// Limits of a port. A stream that lives longer than one answer moves its own
// deadlines on with http.ResponseController.
const (
	maxConnections = 64
	maxHeaderBytes = 8 << 10
	headerWait     = 5 * time.Second
	readWait       = 10 * time.Second
	writeWait      = 15 * time.Second
	idleWait       = 60 * time.Second
	endWait        = 3 * time.Second // for answers under way when the program stops
)
