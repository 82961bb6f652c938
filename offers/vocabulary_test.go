package offers_test

import (
	"testing"

	"endcap/offers"
)

func TestVocabulary_TellsOffersThatOlderDevicesDoNotKnow(t *testing.T) {
	one := int64(1)
	plain := offers.Reward{Type: offers.GroupDeal, Groups: []offers.Group{{Quantity: 3, Select: &offers.Select{Brands: []string{"b"}}}}, FreeCheapest: 1}
	for name, c := range map[string]struct {
		o    offers.Offer
		want int
	}{
		"a group":        {offers.Offer{Rewards: []offers.Reward{plain}}, 1},
		"a store":        {offers.Offer{Rewards: []offers.Reward{plain}, Stores: []string{"a"}, AnnounceReduction: true}, 1},
		"a member":       {offers.Offer{Rewards: []offers.Reward{plain}, Conditions: []offers.Condition{{Type: offers.Member}}}, 1},
		"a stack group":  {offers.Offer{Rewards: []offers.Reward{plain}, StackGroup: "a"}, 2},
		"a quota":        {offers.Offer{Rewards: []offers.Reward{plain}, Limits: offers.Limits{DeviceQuota: &one}}, 2},
		"a day's limit":  {offers.Offer{Rewards: []offers.Reward{plain}, Limits: offers.Limits{PerCustomerPerDay: &one}}, 2},
		"a holiday":      {offers.Offer{Rewards: []offers.Reward{plain}, Conditions: []offers.Condition{{Type: offers.Holiday}}}, 2},
		"a gift":         {offers.Offer{Rewards: []offers.Reward{{Type: offers.Gift}}}, 2},
		"a litre":        {offers.Offer{Rewards: []offers.Reward{{Type: offers.UnitPrice, Per: offers.PerLitre}}}, 2},
		"a PLU in a get": {offers.Offer{Rewards: []offers.Reward{{Type: offers.BuyGet, Get: &offers.Get{Select: &offers.Select{PLUs: []string{"4011"}}}}}}, 2},
		"a program in not": {offers.Offer{Rewards: []offers.Reward{plain}, Conditions: []offers.Condition{
			{Type: offers.Contains, Select: &offers.Select{Not: &offers.Select{Ask: "true"}}},
		}}, 2},
	} {
		if got := c.o.Vocabulary(); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}
