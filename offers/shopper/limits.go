package shopper

import "time"

// Limits of a token.
const (
	MaxBody = 1_200               // bytes of the JSON; the text fits a QR code
	MaxLife = 31 * 24 * time.Hour // from Issued to Until: what it counts grows old
	MaxName = 64                  // bytes of a tenant, an ID or a segment
	MaxDays = 366                 // between two purchases of one product

	// MaxFigure is the most points, visits or uses.
	MaxFigure = 1_000_000_000_000
)

// maxText is the longest text of a token: prefix, body, point, signature.
const maxText = len(Prefix) + (MaxBody*4+2)/3 + 1 + 86
