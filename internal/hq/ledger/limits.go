package ledger

import (
	"time"

	"endcap/sync/wire"
)

// Limits of the ledger.
const (
	busyWait      = 5 * time.Second // how long a writer waits for another process
	idleWait      = time.Minute     // how long PostgreSQL lets a transaction stand still
	readers       = 4               // queries at a time
	writers       = 4               // transactions at a time, in PostgreSQL
	tries         = 5               // of a transaction that others make fail
	firstPause    = 5 * time.Millisecond
	maxRows       = 1000              // rows one query returns
	maxSlice      = 500               // events looked at in one piece under a marker
	maxUnreadable = 1000              // messages kept that nobody could read
	maxConflicts  = 1000              // contradictions kept of one stream
	maxCommands   = 100               // sent to one device at once
	keptBooks     = wire.MaxDeltas    // books kept of one store, the newest: from each of them a delta leads to the next
	maxName       = 255               // bytes of a place, a lot, a role, a version
	maxNumber     = 1 << 48           // of an event: a thousand a second for nine thousand years
	maxMono       = 1 << 40           // milliseconds that an incarnation lasts: 34 years
	maxLevel      = 1_000_000_000_000 // pieces or grams that one marker adds to one sum

	// keptPrices is how long a price that holds no more can be read.
	keptPrices = 2 * 366 * 24 * time.Hour

	// twinWait is how long after a device was heard another incarnation of
	// its past must be a second device, not the same put back.
	twinWait = 10 * time.Minute
)
