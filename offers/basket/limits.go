package basket

// Limits of a basket. They lie within those of package offers, so every
// basket that the verbs of this package make can be priced.
const (
	MaxLines  = 300
	MaxPieces = 5_000   // all lines together
	MaxGrams  = 200_000 // of one weighed portion
)
