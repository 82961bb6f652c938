package play

// Limits. Progress travels in a shopper's token, which has to fit a QR code.
const (
	MaxGoal     = 10_000    // of a challenge that counts pieces, visits or friends
	MaxDistinct = 24        // goal of one that counts different products or zones
	MaxName     = 120       // bytes of an ID, a product, a zone, a device or a basket
	Million     = 1_000_000 // a chance is so many of a million
)
