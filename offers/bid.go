package offers

import "slices"

// bid is a deal in search of its pieces.
type bid struct {
	step   step // with one reward
	reward *reward
	groups [][]int32 // lines of each
}

// bidding are the deals of a layer that may be given and for which there is
// enough in the basket.
type bidding struct {
	list   []bid
	groups [][]int32 // of all bids
	// ready is set if the list holds however the basket is priced. Only few
	// deals have conditions.
	ready bool
}

// bidding lists the bids of a layer.
func (t *till) bidding(l int, w way) []bid {
	b := &t.bids[l]
	if b.ready && w.only == none {
		return b.list
	}
	b.list, b.groups, b.ready = b.list[:0], b.groups[:0], w.only == none && !t.set.marks
	for _, s := range t.steps[l].deal {
		t.rule = &t.set.rules[s.rule]
		b.ready = b.ready && (t.rule.Exclusive || len(t.rule.conditions) == 0 && !t.rule.SkipMarkedDown)
		if !t.may(s.rule, w) {
			continue
		}
		for k := range t.rule.rewards {
			if s.rewards>>k&1 == 0 {
				continue
			}
			if x, ok := t.bid(b, &t.rule.rewards[k]); ok {
				x.step = step{s.rule, 1 << k}
				b.list = t.outbid(b.list, x)
			}
		}
	}
	return b.list
}

// bid looks for the goods of a deal and reports whether there are enough.
func (t *till) bid(all *bidding, r *reward) (bid, bool) {
	b, from := bid{reward: r}, len(all.groups)
	add := func(s *selector, n int64) bool {
		lines := t.means(s)
		if slices.ContainsFunc(lines, func(i int32) bool { return !t.takes(&t.goods[i]) }) {
			lines = slices.DeleteFunc(slices.Clone(lines), func(i int32) bool { return !t.takes(&t.goods[i]) })
		}
		for _, i := range lines {
			n -= t.goods[i].Quantity
		}
		all.groups = append(all.groups, lines)
		b.groups = all.groups[from:len(all.groups):len(all.groups)]
		return n <= 0
	}
	switch {
	case len(r.Groups) > 0:
		for k := range r.groups {
			if !add(&r.groups[k], r.Groups[k].Quantity) {
				return b, false
			}
		}
		return b, true
	case r.Type == BuyGet:
		got := r.Get.Quantity
		if r.PartialGet {
			got = 1
		}
		return b, add(&r.groups[0], r.Buy.Quantity) && add(&r.get, got)
	}
	return b, add(&r.sel, 1)
}

func (b *bid) about(line int32) bool {
	return slices.ContainsFunc(b.groups, func(lines []int32) bool { return slices.Contains(lines, line) })
}
