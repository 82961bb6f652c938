package quota

import (
	"time"

	"endcap/offers/play"
)

// Left is what a device may still give away of an offer, or burn of an
// account. NoEnd is a figure that no grant limits.
type Left struct {
	Offer   string `json:"offer,omitempty"`
	Account string `json:"account,omitempty"`
	Uses    int64  `json:"uses"`
	Money   int64  `json:"money"` // minor units
	Points  int64  `json:"points"`
	Coupons bool   `json:"coupons,omitempty"` // each use takes a coupon that was granted: see Book.Coupon
	// Seed is what an instant win is drawn with. It is written nowhere.
	Seed play.Secret `json:"-"`
}

// NoEnd is a figure of Left that is not limited.
const NoEnd int64 = -1

// Left returns what may be given away now, by offer and account. What no
// living grant is about is not in it: of that, nothing is left.
func (b *Book) Left(now time.Time) []Left {
	var out []Left
	for i := range b.held {
		h := &b.held[i]
		g := &h.Grant
		if !h.live(now) {
			continue
		}
		if n := len(out); n == 0 || out[n-1].Offer != g.Offer || out[n-1].Account != g.Account {
			out = append(out, Left{Offer: g.Offer, Account: g.Account, Uses: NoEnd, Money: NoEnd, Points: NoEnd})
		}
		l := &out[len(out)-1]
		l.Uses = plus(l.Uses, g.Uses, h.Uses)
		l.Money = plus(l.Money, g.Money.Minor, h.Money)
		l.Points = plus(l.Points, g.Points, h.Points)
		l.Coupons = l.Coupons || g.Serials != Serials{}
		if g.Seed != (play.Secret{}) {
			l.Seed = g.Seed
		}
	}
	return out
}

// plus adds what is left of one grant to what is left of those before it.
func plus(left, granted, taken int64) int64 {
	if granted == 0 {
		return left
	}
	return max(left, 0) + granted - taken
}
