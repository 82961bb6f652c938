package points

// Limits.
const (
	MaxPoints = 1_000_000_000_000 // of one entry
	MaxName   = 64                // bytes of an offer's, a member's or a basket's name
	MaxNumber = 9_999             // of an entry among those of a basket and an offer
)
