package shopper

import (
	"log/slog"
	"time"

	"endcap/offers"
	"endcap/scanner/gs1"
)

// Token is what headquarters knows of a shopper and lets a cart know.
type Token struct {
	Tenant string    `json:"tenant"` // the retailer whose card it is
	ID     string    `json:"id"`     // a pseudonym: letters, digits, - and _
	Issued time.Time `json:"issued"`
	Until  time.Time `json:"until"` // itself outside

	Member   bool     `json:"member,omitempty"`
	Segments []string `json:"segments,omitempty"`
	Visits   int64    `json:"visits,omitempty"` // paid before Issued
	Points   int64    `json:"points,omitempty"` // that may be burned
	// Used are limited offers that were given before Issued; Today counts the
	// day of Issued.
	Used     []offers.Used     `json:"used,omitempty"`
	Progress []offers.Progress `json:"progress,omitempty"` // of challenges

	Favourites  []gs1.GTIN `json:"favourites,omitempty"`
	Due         []Due      `json:"due,omitempty"`
	Recommended []gs1.GTIN `json:"recommended,omitempty"` // by friends, whom only headquarters knows
}

// Due is a product that a shopper buys again and again.
type Due struct {
	GTIN gs1.GTIN `json:"gtin"`
	Days int64    `json:"days"` // usually between two purchases
	Last gs1.Date `json:"last"`
}

// Customer returns what offers may ask of the shopper at now, in the zone of
// the store. It shares the token's slices, but for what was used today: that
// is of the day of Issued and of no other.
func (t Token) Customer(now time.Time) offers.Customer {
	c := offers.Customer{
		Member: t.Member, Segments: t.Segments, Visits: t.Visits, ID: t.ID, Points: t.Points,
		Used: t.Used, Progress: t.Progress,
	}
	if gs1.DateOf(t.Issued.In(now.Location())) == gs1.DateOf(now) {
		return c
	}
	c.Used = make([]offers.Used, len(t.Used))
	for i, u := range t.Used {
		c.Used[i] = offers.Used{Offer: u.Offer, Times: u.Times}
	}
	return c
}

const redacted = "a shopper's card"

// String tells nothing.
func (Token) String() string { return redacted }

// GoString tells nothing.
func (Token) GoString() string { return redacted }

// LogValue tells nothing.
func (Token) LogValue() slog.Value { return slog.StringValue(redacted) }
