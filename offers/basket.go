package offers

import (
	"cmp"
	"fmt"
	"time"

	"endcap/offers/money"
	"endcap/offers/play"
	"endcap/offers/quota"
	"endcap/scanner/gs1"
)

// Basket is what is priced: lines in one currency, in the order they count.
type Basket struct {
	Currency money.Currency `json:"currency"`
	Lines    []Line         `json:"lines"`
}

// Line is one product in a basket, with what offers may ask about it. Money
// is in minor units of the basket's currency.
type Line struct {
	// Number names the line in the result; 0 is its place in the list, from 1.
	Number     int      `json:"number,omitempty"`
	GTIN       gs1.GTIN `json:"gtin,omitzero"`
	SKU        string   `json:"sku,omitempty"`
	Name       string   `json:"name,omitempty"`
	Brand      string   `json:"brand,omitempty"`
	Categories []string `json:"categories,omitempty"`
	Tags       []string `json:"tags,omitempty"`
	Lot        string   `json:"lot,omitempty"`
	Expiry     gs1.Date `json:"expiry,omitzero"`
	// Quantity is units: pieces, or 1 for a weighed portion.
	Quantity int64 `json:"quantity"`
	// Price is the shelf price of one unit; of the whole portion where Grams
	// is set.
	Price int64 `json:"price"`
	Grams int64 `json:"grams,omitempty"`
	// Measured is what was measured of goods sold by volume or length, in
	// millilitres or millimetres, as Of says; Quantity is 1 then.
	Measured int64  `json:"measured,omitempty"`
	Of       Per    `json:"of,omitempty"` // "" or PerEach, PerKilogram (with Grams), PerLitre, PerMetre
	PLU      string `json:"plu,omitempty"`
	// Zone is where the piece was taken, where that is known.
	Zone string `json:"zone,omitempty"`
	// Deposit is paid for each unit on top of Price. It is in no offer, no
	// threshold and no discount.
	Deposit int64 `json:"deposit,omitempty"`
	// Override keeps every offer off: Price is what staff set.
	Override bool `json:"override,omitempty"`
	// Floor is the price below which no offer takes a unit.
	Floor      int64 `json:"floor,omitempty"`
	MarkedDown bool  `json:"marked_down,omitempty"`
	// NoOffers keeps every offer off the line: deposits, tobacco, books.
	NoOffers bool `json:"no_offers,omitempty"`
}

// Context is what offers may ask beyond the basket.
type Context struct {
	Now      time.Time // in the zone of the store
	Language string    // of offer names, "de-AT"
	Zone     string    // where in the store the basket is
	Coupons  []string  // codes presented
	Customer *Customer // nil: nobody is known
	// Public prices as for a shopper of whom nothing is known.
	Public bool
	// Left is what the device may still give of limited offers; an offer that
	// needs a grant and is not in it gives nothing.
	Left []quota.Left
	// Members is how many shoppers the basket has; 0 is one.
	Members int
	// Won are the instant wins that this basket drew, by offer.
	Won []string
	// GS1 are the coupons that came as GS1 data.
	GS1 []GS1Coupon
}

// Customer is what is known of a shopper who has signed in or shown a card.
type Customer struct {
	Member   bool     `json:"member,omitempty"`
	Segments []string `json:"segments,omitempty"`
	Visits   int64    `json:"visits,omitempty"` // paid before this one
	ID       string   `json:"id,omitempty"`     // a pseudonym; whose points are burned and limits counted
	Points   int64    `json:"points,omitempty"` // that may be burned
	Used     []Used   `json:"used,omitempty"`   // limited offers, by offer
	// Progress of challenges before this basket, by offer.
	Progress []Progress `json:"progress,omitempty"`
}

// Used is how often a customer was given an offer.
type Used struct {
	Offer string `json:"offer"`
	Times int64  `json:"times"`
	Today int64  `json:"today,omitempty"`
}

// Progress is how far a customer is in the challenge of an offer.
type Progress struct {
	Offer string        `json:"offer"`
	Made  play.Progress `json:"made"`
}

// closed reports whether no offer may touch the line.
func (l *Line) closed() bool { return l.NoOffers || l.Override }

// Check says whether the basket keeps the limits that keep its sums within 64
// bits. The error names the line by its place, from 1.
func (b Basket) Check() error {
	if len(b.Lines) > MaxLines {
		return fmt.Errorf("offers: the basket has %d lines; at most %d are priced", len(b.Lines), MaxLines)
	}
	units := int64(0)
	for i := range b.Lines {
		first := ""
		b.Lines[i].check(func(_, fault string) { first = cmp.Or(first, fault) })
		if first != "" {
			return fmt.Errorf("offers: line %d has %s", i+1, first)
		}
		units += b.Lines[i].Quantity
	}
	if units > MaxUnits {
		return fmt.Errorf("offers: the basket has %d units; at most %d are priced", units, MaxUnits)
	}
	return nil
}

// check tells the fields that break a limit, and what they are.
func (l *Line) check(say func(field, text string)) {
	if l.Quantity < 1 || l.Quantity > MaxUnits {
		say("quantity", fmt.Sprintf("a quantity of %d; it must be 1 to %d", l.Quantity, MaxUnits))
	}
	for _, f := range []struct {
		name string
		n    int64
	}{{"price", l.Price}, {"floor", l.Floor}, {"deposit", l.Deposit}, {"grams", l.Grams}, {"measured", l.Measured}} {
		if f.n < 0 || f.n > MaxAmount {
			say(f.name, fmt.Sprintf("a %s of %d; it must be 0 to %d", f.name, f.n, int64(MaxAmount)))
		}
	}
	if (l.Measured != 0) != (l.Of == PerLitre || l.Of == PerMetre) || l.Measured != 0 && l.Grams != 0 {
		say("measured", fmt.Sprintf("%d measured of %q; write millilitres with of l, or millimetres with of m, and no grams then", l.Measured, string(l.Of)))
	}
}
