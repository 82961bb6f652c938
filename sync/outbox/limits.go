package outbox

import (
	"time"

	"endcap/sync/wire"
)

// Limits of what is on its way, of each stream.
const (
	Window = 8 // batches that wait to be acknowledged

	leastWait = 2 * time.Second  // without progress, before sending again, where trips are short
	firstWait = 20 * time.Second // the same, where trips are long or not known
	longWait  = 5 * time.Minute  // the same, after many tries
	stallWait = 10 * time.Minute // of sending without an acknowledgement, before somebody has to look
	dupAcks   = 2                // acknowledgements of nothing new that mean a batch was lost
)

const streams = len(wire.Streams)
