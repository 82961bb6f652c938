package store

import (
	"math/bits"
	"time"

	"endcap/sync/wire"
)

// Limits of one store.
const (
	DefaultSize int64 = 256 << 20 // bytes of state.db: about 400,000 events waiting

	lockWait  = 2 * time.Second
	reserve   = 4 << 20   // bytes past the size that only forgetting may use
	growBy    = 1 << 20   // bytes by which a file grows
	diskFloor = 4 << 20   // bytes of the disk that steps leave free
	bookFloor = 16 << 20  // bytes of the disk that price books leave free
	maxBooks  = 512 << 20 // bytes of catalog.db: the book in force, and the one before or the next

	queue    = 256 // steps that wait
	together = 256 // steps in one transaction

	maxScan   = 256       // bytes of a reading's ID
	maxName   = 255       // bytes of a place or a lot
	maxBasket = 512 << 10 // bytes of a basket's JSON
	maxEvents = 1000      // events of one step
	keepScans = 10_000    // readings that are known again
	keepLives = 12        // incarnations that are named though nothing of them waits

	keepResults = 256 // of commands

	forgetStep = 2_000                     // events deleted in one transaction
	sealEvents = 800                       // events in a segment: a window of batches
	countMost  = 20_000                    // events after a count that are looked at
	foldMost   = 2_000                     // events looked at to make markers of
	foldBytes  = wire.MaxEventData - 2<<10 // of sums in one marker, so that it can travel
	telShare   = 16                        // the part of the room that telemetry may fill
	foldShare  = 4                         // the part of the room below which goods are summed up

	maxStaged = 32 << 20 // bytes of chunks not yet switched to
	readStep  = 256      // records copied out of one transaction
	lookups   = 32       // products read before their memory is given back: 2 MB, 10 us a reading
)

// mapSize is the address space set aside for one file, so that a file that
// grows need not wait for its readers. It costs no memory.
const mapSize = 256 << 20 << (2 * (bits.UintSize / 64))

// Limits of opening, repairs and backups.
const (
	lockPoll = 25 * time.Millisecond

	walkPages = 2_048   // pages in use that are read whole at opening; past them commits list the free ones
	maxFaults = 8       // of a file that are named
	copyStep  = 1 << 20 // bytes copied in one transaction
	evidence  = 3       // files kept aside: damaged ones, replaced ones

	compactAbove  = 64 << 20 // bytes of a file that is compacted at opening
	compactAtOnce = 32 << 20 // bytes in use that are copied at opening
	sessionLeap   = 1 << 20  // sessions that may have been since a backup

	strikes     = 3                    // early ends before the file is distrusted, and again before it is written anew
	early       = time.Minute          // after which an opening counts as good
	checkAfter  = 2 * time.Second      // of the start: then the file is checked behind it
	checkPause  = 5 * time.Millisecond // between steps of the check
	checkStep   = 64                   // pages: 50 MB a second
	checkGrowth = 16 << 20             // bytes that the file may grow by while its old pages are held
)
