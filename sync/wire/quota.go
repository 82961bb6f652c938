package wire

import (
	"endcap/offers/play"
	"endcap/offers/quota"
)

// Granting is what a command that grants is called; its arguments are a
// Granted.
const Granting = "quota"

// Granted are the arguments of a command that grants.
type Granted struct {
	// Book is the name of the book of grants that it is for, as the hello told
	// it: a device that lost its book takes no grant that was for the lost one.
	Book  string      `json:"book"`
	Grant quota.Grant `json:"grant,omitzero"`
	// End is the ID of a grant of which headquarters takes back what is left.
	// The result's text is a Taken then.
	End string `json:"end,omitempty"`
}

// Taken is what was taken of a grant that has ended.
type Taken struct {
	Uses   int64 `json:"uses"`
	Money  int64 `json:"money"` // minor units of the grant's currency
	Points int64 `json:"points"`
}

// Redemption is the payload of OfferRedeemed: what a basket that was paid took
// of a limited offer.
type Redemption struct {
	Basket string `json:"basket"` // its name: basket.Basket.Name
	// Use names an account, the shopper's pseudonym, only if he burned points
	// or the offer is limited for each shopper.
	quota.Use
}

// Draw is the payload of DrawMade: the draw of an instant win for a basket
// that was paid, won or not.
type Draw struct {
	Offer string `json:"offer"`
	play.Drawn
}
