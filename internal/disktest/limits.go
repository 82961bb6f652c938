package disktest

import "time"

// DefaultSize is the size of a disk for which none is asked, in bytes.
const DefaultSize int64 = 96 << 20

const (
	blockSize  = 4096 // bytes that a medium writes at once, mostly
	sectorSize = 512  // bytes that it never tears

	maxWrite = 1 << 20 // bytes in one request to the volume
	versions = 4       // contents of an unflushed block that are remembered

	answerWait = 60 * time.Second // for one order
	letGoWait  = 5 * time.Second  // for the last user of a mount
	retryEvery = 2 * time.Millisecond
	loopTries  = 16 // loop devices that others may take before us
)
