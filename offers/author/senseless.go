package author

import (
	"encoding/json"
	"fmt"
	"slices"

	"endcap/offers"
)

// senseless tells what is allowed and makes no sense.
func (t *trial) senseless(path string, o *offers.Offer) {
	if b := o.Limits.Budget; b != nil && *b == 0 {
		t.say(Warning, kindNever, path+".limits.budget", "a budget of nothing; the offer is never given")
	}
	if q := o.Limits.DeviceQuota; q != nil && *q == 0 {
		t.say(Warning, kindNever, path+".limits.device_quota", "a quota of nothing; the offer is never given")
	}
	for i := range o.Rewards {
		r := &o.Rewards[i]
		at := fmt.Sprintf("%s.rewards[%d]", path, i)
		for k := range r.Groups {
			for j := range k {
				t.together(fmt.Sprintf("%s.groups[%d]", at, k), j, r.Groups[j].Select, r.Groups[k].Select)
			}
		}
		for k := 1; k < len(r.Tiers); k++ {
			if a, b := r.Tiers[k-1], r.Tiers[k]; a.Percent > 0 && b.Percent > 0 && b.Percent <= a.Percent || a.Amount > 0 && b.Amount > 0 && b.Amount <= a.Amount {
				t.say(Warning, kindSense, fmt.Sprintf("%s.tiers[%d]", at, k), "it gives no more than the tier before it; leave it out, or give more")
			}
		}
		for k := 1; k < len(r.Steps); k++ {
			if a, b := r.Steps[k-1], r.Steps[k]; a.Percent > 0 && b.Percent > 0 && b.Percent <= a.Percent || a.Amount > 0 && b.Amount > 0 && b.Amount <= a.Amount {
				t.say(Warning, kindSense, fmt.Sprintf("%s.steps[%d]", at, k), "it gives no more than the step before it, with fewer hours left; leave it out, or give more")
			}
		}
	}
}

// together tells of two groups of one reward that mean the same goods.
func (t *trial) together(path string, other int, a, b *offers.Select) {
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	switch {
	case string(x) == string(y):
		t.say(Warning, kindSense, path, "it means the same goods as groups[%d]; write one group with both quantities", other)
	case b == nil || a == nil:
		t.say(Note, kindSense, path, "goods of groups[%d] are meant here too, as one of the two means every line; a piece counts for one of them", other)
	default:
		if p := t.shared(a, b); p != "" {
			t.say(Note, kindSense, path, "%s is meant by groups[%d] too; a piece counts for one of them", p, other)
		}
	}
}

// shared names a product that two selects mean, or else a word of both.
func (t *trial) shared(a, b *offers.Select) string {
	if len(t.Products) > 0 {
		mine := t.goods.meant(a)
		for _, i := range t.goods.meant(b) {
			if _, both := slices.BinarySearch(mine, i); both {
				return nameOf(&t.goods.lines[i])
			}
		}
		return ""
	}
	if onlyOne(a) && onlyOne(b) {
		other := listsOf(b)
		for i, list := range listsOf(a) {
			for _, w := range list.words {
				if slices.Contains(other[i].words, w) {
					return w
				}
			}
		}
	}
	return ""
}

// onlyOne reports whether a select says no more than one list of words.
func onlyOne(s *offers.Select) bool {
	n := 0
	for _, l := range listsOf(s) {
		n = max(n, len(l.words))
	}
	return s.Not == nil && onlyList(s, n)
}
