package basket

// Limits of a basket. They lie within those of package offers, so every
// basket that the verbs of this package make can be priced.
const (
	MaxLines  = 300
	MaxPieces = 5_000   // all lines together
	MaxGrams  = 200_000 // of one weighed portion

	MaxShared = 16 << 10 // bytes of a shared basket, so that one event of the wire can carry it
	MaxMember = 60       // bytes of the ID of a shared basket, or of the name of a member

	MaxCoupons = 20  // of one basket
	MaxCode    = 90  // bytes of a coupon's code: the longest symbol that staff can type, and AI 8110 whole
	MaxBy      = 40  // bytes of who set a price
	MaxWhy     = 120 // bytes of why
)
