package offers

import "slices"

// manner is how a reward is given under best price.
type manner uint8

const (
	single manner = iota // line by line: of those for a line the best
	deal                 // to pieces that it shares with no other deal
	inTurn               // after them, by priority and place
)

// manner tells how a reward is given.
func (r *Reward) manner() manner {
	switch r.Type {
	case GroupDeal, BuyGet:
		return deal
	case UnitPrice, FirstAdditional, NearExpiry:
		return single
	case PercentOff, AmountOff:
		switch {
		case r.Scope == PerBasket || r.Cap > 0:
			return inTurn
		case r.MaxUnits == 0:
			return single
		case r.Scope == PerUnit && r.MaxUnits <= MaxGroupOf && r.MaxUnitsPerLine == 0 && r.Choose != Cheapest:
			return deal
		}
	case Tiered, Gift, PointsEarn, PointsMultiply, PointsBurn, Voucher, ManufacturerCoupon:
	}
	return inTurn
}

// AddsUp reports whether the reward is given on top of others of its layer on
// the same goods, one after the other, where of the rest a piece gets one.
func (r *Reward) AddsUp() bool { return r.manner() == inTurn }

// layer tells in which layer a reward of an offer is given: that of the offer
// or, if it names none, the one that is natural.
func (o *Offer) layer(r *Reward) int {
	if o.Layer != "" {
		return o.Layer.order()
	}
	switch r.Type {
	case PointsEarn, PointsMultiply:
		return LayerLoyalty.order()
	case PointsBurn, Voucher:
		return LayerTender.order()
	case NearExpiry:
		return LayerShelf.order()
	case ManufacturerCoupon:
		return LayerCoupon.order()
	case PercentOff, AmountOff, UnitPrice, GroupDeal, BuyGet, Tiered, FirstAdditional, Gift:
	}
	if slices.ContainsFunc(o.Conditions, func(c Condition) bool { return c.Type == Coupon }) {
		return LayerCoupon.order()
	}
	switch r.manner() {
	case single:
		return LayerItem.order()
	case deal:
		return LayerMultibuy.order()
	case inTurn:
	}
	return LayerBasket.order()
}
