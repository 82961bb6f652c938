package ledger

import (
	"time"

	"endcap/sync/wire"
)

// Limits of the ledger.
const (
	busyWait      = 5 * time.Second // how long a writer waits for another process
	readers       = 4               // queries at a time
	maxRows       = 1000            // rows one query returns
	maxUnreadable = 1000            // messages kept that nobody could read
	maxConflicts  = 1000            // contradictions kept of one stream
	keptBooks     = wire.MaxDeltas  // books kept of one store, the newest: from each of them a delta leads to the next
	maxName       = 255             // bytes of a place, a lot, a role, a version
)
