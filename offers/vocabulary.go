package offers

import "slices"

// Vocabulary is the number of what this program knows of the format. A device
// tells it to headquarters, because one of before refuses a whole book for an
// offer with a word that is new to it, or gives it otherwise than it is meant.
// It rises when words are added.
const Vocabulary = 2

// Vocabulary returns what a device must know to give the offer as it is meant:
// 1, the words of the first books, or 2.
func (o *Offer) Vocabulary() int {
	first := o.StackGroup == "" && o.Win == nil && o.Challenge == nil && !o.Limits.Granted() &&
		o.Limits.PerCustomer == nil && o.Limits.PerCustomerPerDay == nil
	for i := range o.Conditions {
		c := &o.Conditions[i]
		first = first && slices.Contains([]ConditionType{
			MinSpend, MinQuantity, MinProducts, Contains, Segment, Member, NthVisit, Zone, Weekday, TimeOfDay, Coupon,
		}, c.Type) && c.Select.first()
	}
	for i := range o.Rewards {
		first = first && o.Rewards[i].first()
	}
	if first {
		return 1
	}
	return 2
}

// first reports whether the reward is in the first vocabulary.
func (r *Reward) first() bool {
	ok := slices.Contains([]RewardType{PercentOff, AmountOff, UnitPrice, GroupDeal, BuyGet, Tiered, FirstAdditional}, r.Type) &&
		r.Per != PerLitre && r.Per != PerMetre && r.ChooseGet != Any && r.Select.first() && r.ApplyTo.first()
	for i := range r.Groups {
		ok = ok && r.Groups[i].Select.first()
	}
	if r.Buy != nil {
		ok = ok && r.Buy.Select.first()
	}
	if r.Get != nil {
		ok = ok && r.Get.Select.first()
	}
	return ok
}

func (s *Select) first() bool {
	return s == nil || len(s.PLUs) == 0 && s.Ask == "" && s.Not.first()
}
