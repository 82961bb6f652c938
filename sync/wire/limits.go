package wire

// What one message may be. They are chosen so that the strictest hosted
// broker carries them unchanged.
const (
	MaxMessage    = 64 << 10 // bytes of a payload as it travels
	MaxBatch      = 100      // events in one batch
	MaxBatchBytes = 32 << 10 // bytes of a batch as it travels
	MaxBatchRaw   = 1 << 20  // bytes of a batch decompressed
	MaxEvent      = 32 << 10 // bytes of one event's JSON, decompressed
	MaxChunk      = 48 << 10 // bytes of a chunk as it travels
	MaxChunkRaw   = 1 << 20  // bytes of a chunk decompressed
	MaxLine       = 16 << 10 // bytes of one line of a price book
	MaxGet        = 64       // chunks asked for in one Get
	MaxBad        = 1000     // numbers in the Bad of one Ack
	MaxManifest   = 40 << 10 // bytes of a manifest's JSON; about 380 chunks
	MaxBook       = 256 << 20
)

// compressFrom is the length from which a batch is compressed: below it the
// frame costs more than it saves.
const compressFrom = 256
