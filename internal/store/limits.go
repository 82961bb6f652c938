package store

import (
	"math/bits"
	"time"
)

// Limits of one store.
const (
	DefaultSize int64 = 256 << 20 // bytes of state.db: about 400,000 events waiting

	lockWait  = 2 * time.Second
	reserve   = 2 << 20   // bytes past the size that only forgetting may use
	growBy    = 1 << 20   // bytes by which a file grows
	diskFloor = 4 << 20   // bytes of the disk that steps leave free
	bookFloor = 16 << 20  // bytes of the disk that price books leave free
	maxBooks  = 512 << 20 // bytes of catalog.db: the book in force, the one before, the next
	evidence  = 3         // damaged catalogues kept aside

	queue    = 256 // steps that wait
	together = 256 // steps in one transaction

	maxScan   = 256       // bytes of a reading's ID
	maxName   = 255       // bytes of a place or a lot
	maxBasket = 512 << 10 // bytes of a basket's JSON
	maxEvents = 1000      // events of one step
	keepScans = 10_000    // readings that are known again

	forgetStep = 2_000 // events deleted in one transaction
	maxPending = 1_000 // events given out at once

	loadStep  = 1_000    // lines of a book in one transaction
	maxStaged = 32 << 20 // bytes of chunks not yet switched to
	readStep  = 256      // records copied out of one transaction
	lookups   = 32       // products read before their memory is given back: 2 MB, 10 us a reading
)

// mapSize is the address space set aside for one file, so that a file that
// grows need not wait for its readers. It costs no memory.
const mapSize = 256 << 20 << (2 * (bits.UintSize / 64))
