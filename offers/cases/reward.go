package cases

import (
	"fmt"

	"endcap/offers"
	"endcap/offers/money"
)

// reward is a reward with the words that only cases have, and with the
// figures of which naught is not the same as nothing said.
type reward struct {
	offers.Reward
	Price     *int64 `json:"price"`
	MaxTimes  *int64 `json:"max_times"`
	MaxUnits  *int64 `json:"max_units"`
	Cap       *int64 `json:"cap"`
	PointsPer *struct {
		Points int64 `json:"points"`
		Amount int64 `json:"amount"`
	} `json:"points_per"`
	SKU      string   `json:"sku"` // of a gift
	SKUs     []string `json:"skus"`
	Quantity *int64   `json:"quantity"`
	Units    *int64   `json:"units"`
}

// UnmarshalJSON refuses unknown keys.
func (w *reward) UnmarshalJSON(b []byte) error {
	type plain reward
	if err := refuse(b, (*plain)(w), "reward"); err != nil {
		return err
	}
	w.Reward.Price, w.Reward.MaxTimes = figure(w.Price), figure(w.MaxTimes)
	w.Reward.MaxUnits, w.Reward.Cap = figure(w.MaxUnits), figure(w.Cap)
	if w.Type != offers.Gift && (w.SKU != "" || w.SKUs != nil || w.Quantity != nil || w.Units != nil) || w.Type != offers.PointsEarn && w.PointsPer != nil {
		return fmt.Errorf("reward: %s has no use for sku, skus, quantity, units or points_per", w.Type)
	}
	return nil
}

func figure(n *int64) int64 {
	if n == nil {
		return 0
	}
	return *n
}

func naught(n *int64) bool { return n != nil && *n == 0 }

// engine translates the reward; one that gives nothing is not needed.
func (w *reward) engine() (r offers.Reward, gives bool) {
	r, gives = w.Reward, true
	r.Select, r.ApplyTo = whole(r.Select), whole(r.ApplyTo)
	for i := range r.Groups {
		r.Groups[i].Select = whole(r.Groups[i].Select)
	}
	if r.Buy != nil && r.Get != nil {
		r.Buy.Select, r.Get.Select = whole(r.Buy.Select), whole(r.Get.Select)
	}
	switch r.Type {
	case "fixed_unit_price", offers.UnitPrice:
		r.Type = offers.UnitPrice
		if naught(w.Price) {
			r = offers.Reward{Type: offers.PercentOff, Percent: money.Whole, Scope: offers.PerUnit, Select: r.Select}
		}
	case offers.GroupDeal:
		if naught(w.Price) {
			r.Percent = money.Whole
		}
		gives = (r.Price > 0 || r.Percent > 0 || r.Amount > 0 || r.AmountPerUnit > 0 || r.FreeCheapest > 0) && !naught(w.MaxTimes)
	case offers.BuyGet:
		gives = !naught(w.MaxTimes)
	case offers.PercentOff, offers.AmountOff:
		r.Percent = min(r.Percent, money.Whole) // more than all of it cannot be taken off
		gives = (r.Percent > 0 || r.Amount > 0) && !naught(w.MaxUnits) && !naught(w.Cap)
	case offers.FirstAdditional:
		gives = r.First > 0 || r.Additional > 0
	case offers.PointsEarn:
		if w.PointsPer != nil {
			r.Points, r.For = w.PointsPer.Points, w.PointsPer.Amount
		}
		if r.Basis == "paid" {
			r.Basis = "" // what is left after the offers before is what points are for
		}
	case offers.Gift:
		gives = w.gift(&r)
	case offers.Tiered, offers.PointsMultiply, offers.PointsBurn, offers.Voucher, offers.NearExpiry, offers.ManufacturerCoupon:
	}
	return r, gives
}

// gift translates what is given for nothing, told as a group, a select or
// SKUs, once if it is not said how often.
func (w *reward) gift(r *offers.Reward) bool {
	if r.Gift == nil {
		r.Gift, r.Select = &offers.Group{Quantity: 1, Select: r.Select}, nil
		for _, n := range []*int64{w.MaxUnits, w.Units, w.Quantity} {
			if n != nil {
				r.Gift.Quantity, r.MaxUnits = *n, 0
			}
		}
	}
	if w.SKU != "" {
		w.SKUs = append(w.SKUs, w.SKU)
	}
	if len(w.SKUs) > 0 {
		r.Gift.Select = &offers.Select{SKUs: w.SKUs}
	}
	return r.Gift.Quantity > 0
}
