package offers

import "slices"

// layers is how many there are.
const layers = 7

// inOrder are all layers as they apply.
var inOrder = [layers]Layer{LayerShelf, LayerItem, LayerMultibuy, LayerBasket, LayerCoupon, LayerLoyalty, LayerTender}

// steps are the rules of one layer, each list by priority and place.
type steps struct{ single, deal, turn []step }

// step is those rewards of a rule that have their turn together.
type step struct {
	rule    int32
	rewards uint16 // a bit for each
}

// way is one way to price a basket.
type way struct {
	only    int32 // an exclusive rule alone, or none of them
	without int   // a layer, or none
}

const none = -1

// bestPrice gives the basket the lowest price: all offers that are not
// exclusive, layer by layer, or one exclusive offer alone. Where a saving
// keeps the basket under a threshold, it is tried without.
func (t *till) bestPrice(touched []int32) {
	t.sortOut(touched)
	best := way{none, none}
	t.walk(best)
	last, least := best, t.total()
	bound := least - t.gap // no way can come out lower
	try := func(w way) {
		if last == best {
			t.best.copy(&t.outcome)
		}
		t.walk(w)
		last = w
		n := t.total()
		bound = min(bound, n-t.gap)
		if n < least || n == least && w.only != none && best.only == none && len(t.given) > 0 {
			best, least = w, n
		}
	}
	if t.hurt {
		try(way{none, LayerMultibuy.order()})
		try(way{none, LayerItem.order()})
	}
	tried := 0
	for _, i := range touched {
		if t.set.rules[i].Exclusive && t.valid(&t.set.rules[i]) && tried < MaxExclusive {
			try(way{i, none})
			tried++
		}
	}
	if last != best {
		t.copy(&t.best)
	}
	t.gap = least - bound
}

// sortOut files what is touched by layer and manner.
func (t *till) sortOut(touched []int32) {
	for l := range t.steps {
		t.bids[l].ready = false
		s := &t.steps[l]
		s.single, s.deal, s.turn = s.single[:0], s.deal[:0], s.turn[:0]
	}
	put := func(list *[]step, rule int32, bit uint16) {
		if k := len(*list) - 1; k >= 0 && (*list)[k].rule == rule {
			(*list)[k].rewards |= bit
			return
		}
		*list = append(*list, step{rule, bit})
	}
	for _, i := range touched {
		r := &t.set.rules[i]
		if !t.valid(r) {
			continue
		}
		for k := range r.rewards {
			w := &r.rewards[k]
			s := &t.steps[w.layer]
			switch bit := uint16(1) << k; w.manner {
			case single:
				put(&s.single, i, bit)
			case deal:
				put(&s.deal, i, bit)
			case inTurn:
				put(&s.turn, i, bit)
			}
		}
	}
}

// walk prices the basket one way.
func (t *till) walk(w way) {
	t.reset()
	for l := range t.steps {
		if w == (way{none, none}) {
			switch l {
			case LayerMultibuy.order():
				t.hurt = t.hurts(l, l+1)
			case LayerBasket.order():
				t.hurt = t.hurt || t.hurts(l, layers)
			}
		}
		if l == w.without {
			continue
		}
		t.singles(l, w)
		t.deals(l, w)
		t.turns(l, w)
	}
}

// may reports whether a rule is given now, on this way.
func (t *till) may(i int32, w way) bool {
	r := &t.set.rules[i]
	if r.Exclusive != (w.only != none) || w.only != none && w.only != i {
		return false
	}
	return t.reached(r)
}

// hurts reports whether a threshold in some layers that the basket reached at
// shelf prices is out of reach because of what was saved so far.
func (t *till) hurts(from, to int) bool {
	fails := func(s *selector, least int64) bool {
		return t.spend(s, Running) < least && least <= t.spend(s, List)
	}
	for l := from; l < to; l++ {
		for _, list := range [][]step{t.steps[l].single, t.steps[l].deal, t.steps[l].turn} {
			for _, s := range list {
				r := &t.set.rules[s.rule]
				for i := range r.conditions {
					if c := &r.conditions[i]; c.Type == MinSpend && c.Basis != List && fails(&c.sel, c.Amount) {
						return true
					}
				}
				for i := range r.rewards {
					w := &r.rewards[i]
					if w.Type == Tiered && w.Basis == BySpend && slices.ContainsFunc(w.Tiers, func(x Tier) bool { return fails(&w.sel, x.From) }) {
						return true
					}
				}
			}
		}
	}
	return false
}

// turns gives the rest of a layer, one after the other. Of those in a stack
// group the best comes first, at the turn of the first of them.
func (t *till) turns(l int, w way) {
	var closed []uint32 // stack groups that had their turn
	list := t.steps[l].turn
	for k, s := range list {
		if !t.may(s.rule, w) {
			continue
		}
		group := t.set.rules[s.rule].stack
		if group == 0 {
			t.giveStep(l, s)
		} else if !slices.Contains(closed, group) {
			closed = append(closed, group)
			t.stacked(l, w, list[k:], group)
		}
	}
}

// stacked gives the best step of a stack group, then the best of the others
// on pieces that are left, and so on.
func (t *till) stacked(l int, w way, list []step, group uint32) {
	var of []step
	for _, s := range list {
		if t.set.rules[s.rule].stack == group && len(of) < MaxStacked {
			of = append(of, s)
		}
	}
	for len(of) > 0 {
		best, most := none, int64(0)
		for k, s := range of {
			if !t.may(s.rule, w) {
				continue
			}
			if saved := t.trial(s); best == none || saved > most {
				best, most = k, saved
			}
		}
		if best == none {
			return
		}
		t.giveStep(l, of[best])
		of = slices.Delete(of, best, best+1)
	}
}

// giveStep gives rewards of a rule.
func (t *till) giveStep(l int, s step) {
	t.begin(&t.set.rules[s.rule])
	t.rewards(s)
	t.end(inOrder[l])
}

func (t *till) rewards(s step) {
	for k := range t.rule.rewards {
		if s.rewards>>k&1 == 1 {
			t.give(&t.rule.rewards[k])
		}
	}
}

// trial tells what a step would save now, on the lines that may be seen.
func (t *till) trial(s step) int64 {
	if t.lo == t.hi {
		return 0
	}
	from, to := t.goods[t.lo].lo, t.goods[t.hi-1].hi
	t.before = append(t.before[:0], t.run[from:to]...)
	beside := t.beside
	t.begin(&t.set.rules[s.rule])
	t.rewards(s)
	copy(t.run[from:to], t.before)
	t.beside = beside
	for i := t.lo; i < t.hi; i++ {
		g := &t.goods[i]
		t.net[i] += g.saved
		g.saved, g.part = 0, 0
		if g.reduced == t.turn {
			g.reduced = 0
		}
	}
	return t.saved
}
