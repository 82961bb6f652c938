package author

import (
	"cmp"
	"encoding/json"
	"slices"

	"endcap/offers"
)

// bid is what an offer of one reward gives, to be held against others on the
// same goods.
type bid struct {
	place      int
	offer      *offers.Offer
	conditions string
	coupon     bool
	value      int64 // the more, the better for the shopper
}

// dominated tells of offers beside which another gives as much or more on the
// same goods, to everybody who might have them, for as long.
func (t *trial) dominated() {
	bids := map[string][]*bid{}
	var keys []string
	for i := range t.Offers {
		if !t.Sound[i] {
			continue
		}
		key, b, ok := bidOf(i, &t.Offers[i])
		if !ok {
			continue
		}
		if bids[key] == nil {
			keys = append(keys, key)
		}
		bids[key] = append(bids[key], &b)
	}
	for _, key := range keys {
		list := bids[key]
		slices.SortStableFunc(list, func(a, b *bid) int { return cmp.Compare(b.value, a.value) })
		for i := range list {
			for j := range list[:min(i, maxBids)] {
				if a, b := list[j], list[i]; a.covers(b) {
					t.say(Warning, kindDominated, pathOf(b.place), "%s gives as much or more on the same goods for as long; this one is never given", a.offer.ID)
					break
				}
			}
		}
	}
}

// covers reports whether whoever may have b may have a.
func (a *bid) covers(b *bid) bool {
	free := len(a.offer.Conditions) == 0 && !b.coupon
	return (free || a.conditions == b.conditions) &&
		!a.offer.Valid.From.After(b.offer.Valid.From) && !a.offer.Valid.To.Before(b.offer.Valid.To)
}

// bidOf returns what an offer bids, under a key that offers on the same goods
// have in common, if it is of a kind that can be compared.
func bidOf(place int, o *offers.Offer) (string, bid, bool) {
	if len(o.Rewards) != 1 || o.Exclusive || o.StackGroup != "" || o.Limits != (offers.Limits{}) || o.Win != nil || o.Challenge != nil {
		return "", bid{}, false
	}
	r := o.Rewards[0]
	if r.AddsUp() {
		return "", bid{}, false
	}
	b := bid{place: place, offer: o}
	switch {
	case r.Type == offers.PercentOff:
		b.value, r.Percent = int64(r.Percent), 0
	case r.Type == offers.AmountOff:
		b.value, r.Amount = r.Amount, 0
	case r.Type == offers.UnitPrice, r.Type == offers.GroupDeal && r.Price > 0:
		b.value, r.Price = -r.Price, -1
	case r.Type == offers.GroupDeal && r.Amount > 0:
		b.value, r.Amount = r.Amount, -1
	case r.Type == offers.GroupDeal && r.Percent > 0:
		b.value, r.Percent = int64(r.Percent), -1
	case r.Type == offers.GroupDeal && r.FreeCheapest > 0:
		b.value, r.FreeCheapest = r.FreeCheapest, -1
	default:
		return "", bid{}, false
	}
	b.coupon = slices.ContainsFunc(o.Conditions, func(c offers.Condition) bool { return c.Type == offers.Coupon })
	key, err1 := json.Marshal([]any{r, o.Layer, o.Stores, o.SkipMarkedDown})
	conditions, err2 := json.Marshal(o.Conditions)
	b.conditions = string(conditions)
	return string(key), b, err1 == nil && err2 == nil
}
