package quota

import "time"

// Limits. Together they keep every sum within 64 bits.
const (
	MaxGrants  = 4_096               // in a book
	MaxSerials = 4_096               // in one grant
	MaxFigure  = 100_000_000_000_000 // uses, points or minor units of one grant or use
	MaxTaken   = 1_000               // uses in one sale
	MaxID      = 120                 // bytes of an ID, offer or account
)

// Keep is how long after its end a grant is remembered, so that a command
// that comes late, or a clock that was wrong, gives nothing anew.
const Keep = 30 * 24 * time.Hour
