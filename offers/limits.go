package offers

// Limits. Together they keep every sum within 64 bits: MaxUnits times
// MaxAmount is 10^18.
const (
	MaxLines    = 500                 // of a basket
	MaxUnits    = 10_000              // of a basket
	MaxAmount   = 100_000_000_000_000 // minor units of one price, amount or threshold
	MaxOffers   = 20_000              // of a set
	MaxRules    = 16                  // conditions, rewards, examples or tiers of one offer
	MaxGroups   = 6                   // of a group reward
	MaxGroupOf  = 24                  // units of one group
	MaxMembers  = 100                 // shoppers of one basket
	MaxFamilies = 999                 // of goods that a company's coupons mean
	MaxDays     = 3_660               // that a voucher is good for
	MaxEntries  = 5_000               // of one list in a select or a condition
	MaxWord     = 120                 // bytes of a text
	MaxFile     = 32 << 20            // bytes of an offer file
	MaxIDLength = 64                  // bytes of an offer's id

	MaxExclusive = 16 // exclusive offers that are tried on a basket, by priority
	MaxStacked   = 64 // offers of one stack group that are compared in a layer

	maxRefused    = 16    // rules that cost too much, refused one after the other
	maxKeptUnits  = 4_000 // units or lines for which a pricer keeps its tables
	maxKept       = 64    // solved parts of baskets that a pricer remembers
	maxKeptPieces = 1_000 // of a part that it remembers

	MaxReasons  = 200 // that Explain gives
	MaxTried    = 32  // offers that Nearly prices a basket for
	MaxProposed = 24  // pieces that a shopper is told to take for one offer
)
