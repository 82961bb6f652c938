package points

// Limits.
const (
	MaxPoints = 1_000_000_000_000 // of one entry
	MaxName   = 120               // bytes of the name of an offer, a member or a basket
	MaxNumber = 9_999             // of an entry among those of a basket and an offer
)
