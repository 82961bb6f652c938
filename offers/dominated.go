package offers

import (
	"slices"

	"endcap/offers/money"
	"endcap/offers/solve"
)

// outbid adds a bid to those that are kept, unless one of them is as good on
// every basket: the same kind of deal about the same goods, as often as one
// likes, for less. Those that it outbids itself are dropped. Most deals that a
// large file has for a line fall here, before they cost anything.
func (t *till) outbid(list []bid, b bid) []bid {
	if slices.ContainsFunc(list, func(k bid) bool { return t.beats(&k, &b) }) {
		return list
	}
	return append(slices.DeleteFunc(list, func(k bid) bool { return t.beats(&b, &k) }), b)
}

// beats reports whether whatever b gives, a can give on the same pieces or
// fewer, and no less.
func (t *till) beats(a, b *bid) bool {
	x, y := a.reward, b.reward
	if x.Type != y.Type || !slices.EqualFunc(a.groups, b.groups, slices.Equal[[]int32]) || !t.free(a) || !t.free(b) {
		return false
	}
	switch {
	case len(x.Groups) > 0:
		return sameGroups(x.Groups, y.Groups) && groupBeats(x.Reward, y.Reward)
	case x.Type == BuyGet:
		if x.Get.Quantity != y.Get.Quantity || x.PartialGet != y.PartialGet || x.ChooseGet != y.ChooseGet || x.Buy.Quantity > y.Buy.Quantity {
			return false
		}
		if x.Get.Amount > 0 || y.Get.Amount > 0 {
			return x.Get.Amount >= y.Get.Amount && y.Get.Amount > 0
		}
		return orWhole(x.Get.Percent) >= orWhole(y.Get.Percent)
	}
	return false
}

// free reports whether nothing limits how often a deal is given, and on what.
func (t *till) free(b *bid) bool {
	r := &t.set.rules[b.step.rule]
	return b.reward.MaxTimes == 0 && r.Limits == (Limits{}) && r.stack == 0
}

func sameGroups(a, b []Group) bool {
	return slices.EqualFunc(a, b, func(a, b Group) bool { return a.Quantity == b.Quantity })
}

func groupBeats(a, b *Reward) bool {
	kind, value, percent, n := groupKind(a)
	other, value2, percent2, n2 := groupKind(b)
	switch {
	case kind != other || n != n2:
		return false
	case kind == solve.Price:
		return value <= value2
	}
	return value >= value2 && percent >= percent2
}

// orWhole is the share of what is got: nothing said is all of it.
func orWhole(p money.Percent) money.Percent {
	if p == 0 {
		return money.Whole
	}
	return p
}
