package wire

import "time"

// What one message may be. The limits are chosen so that the strictest hosted
// broker carries every message unchanged.
const (
	MaxMessage     = 64 << 10  // bytes of a payload as it travels
	MaxBatch       = 100       // events in one batch
	MaxBatchBytes  = 32 << 10  // bytes of a batch as it travels
	MaxBatchRaw    = 2 << 20   // bytes of a batch decompressed
	MaxEventData   = 16 << 10  // bytes of one event's Data, so that every event fits a batch
	MaxSigned      = 40 << 10  // bytes of a signed body
	MaxIndex       = 16        // chunks of a book's index: about 16,000 chunks
	MaxDeltas      = 8         // deltas of a manifest
	MaxDeltaChunks = 16        // chunks of a delta
	MaxChunk       = 48 << 10  // bytes of a chunk as it travels
	MaxChunkRaw    = 1 << 20   // bytes of a chunk decompressed
	MaxBook        = 256 << 20 // bytes of a book decompressed
	MaxLine        = 16 << 10  // bytes of one line of a book
	MaxGet         = 64        // chunks asked for in one Get
	MaxPositions   = 64        // streams in one Hello
	MaxArgs        = 8 << 10   // bytes of a command's arguments
	MaxBad         = 1000      // numbers in the Bad of one Ack
)

// MaxAhead is how long after it was made a book may come into force.
const MaxAhead = 8 * 24 * time.Hour

const (
	maxName      = 64        // bytes of a type, a role, a version, an incarnation
	compressFrom = 256       // bytes; a shorter batch gains nothing from zstd
	window       = 256 << 10 // bytes zstd looks back; a batch and most chunks are shorter
	cutRaw       = 192 << 10 // bytes of lines after which a chunk is cut: about 35 KiB compressed
	cutMin       = 48 << 10  // bytes before a line may end a chunk by what it says
	cutOdds      = 256       // one line in so many ends a chunk by what it says
)
