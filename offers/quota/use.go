package quota

import (
	"fmt"

	"endcap/offers/money"
)

// Use is what one sale takes of one offer and, if it burns points, of one
// account.
type Use struct {
	Offer   string       `json:"offer"`
	Times   int64        `json:"times,omitempty"`
	Money   money.Amount `json:"money,omitzero"`
	Serials []int64      `json:"serials,omitempty"` // of the coupons, one for each time
	Account string       `json:"account,omitempty"`
	Points  int64        `json:"points,omitempty"`
}

// Check says what is wrong with the use.
func (u Use) Check() error {
	wrong := func(what string) error { return fmt.Errorf("%w: %q %s", ErrUse, u.Offer, what) }
	switch {
	case u.Offer == "" || len(u.Offer) > MaxID || len(u.Account) > MaxID:
		return wrong("names no offer, or too long a name")
	case u.Times < 0 || u.Times > MaxFigure || u.Points < 0 || u.Points > MaxFigure:
		return wrong(fmt.Sprintf("takes %d times and %d points; take 0 to %d", u.Times, u.Points, int64(MaxFigure)))
	case u.Money.Minor < 0 || u.Money.Minor > MaxFigure:
		return wrong(fmt.Sprintf("takes %s; take 0 to %d minor units", u.Money, int64(MaxFigure)))
	case u.Points > 0 && u.Account == "":
		return wrong("takes points of no account")
	case len(u.Serials) > 0 && int64(len(u.Serials)) != u.Times:
		return wrong(fmt.Sprintf("takes %d coupons %d times; each is taken once", len(u.Serials), u.Times))
	}
	return nil
}
