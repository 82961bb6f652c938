package offers

import (
	"endcap/offers/money"
	"endcap/offers/solve"
)

// groupKind is what a group reward gives, in the solver's terms.
func groupKind(r *Reward) (kind solve.Kind, value int64, percent money.Percent, n int64) {
	switch {
	case r.FreeCheapest > 0:
		return solve.Free, 0, 0, r.FreeCheapest
	case r.CheapestUnits > 0:
		return solve.CheapestPercent, 0, r.Percent, r.CheapestUnits
	case r.Percent > 0:
		return solve.Percent, 0, r.Percent, 0
	case r.Amount > 0:
		return solve.Amount, r.Amount, 0, 0
	case r.AmountPerUnit > 0:
		return solve.AmountEach, r.AmountPerUnit, 0, 0
	}
	return solve.Price, r.Price, 0, 0
}

// giveDeal takes off what one giving of a deal saves.
func (t *till) giveDeal(r *reward, g *gives) {
	t.times++
	for _, u := range g.units {
		t.join(u)
		t.takeBack(u)
	}
	each, share := int64(0), money.Percent(0)
	switch kind, value, percent, _ := groupKind(r.Reward); {
	case r.Type == BuyGet:
		each, share = r.Get.Amount, r.Get.Percent
	case r.Type != GroupDeal:
		each, share = r.Amount, r.Percent
		t.times = 1
	case kind == solve.Price || kind == solve.Percent || kind == solve.Amount:
		t.spread(g.saved, g.units)
		return
	default:
		each, share = value, percent
	}
	if each == 0 && share == 0 {
		share = money.Whole
	}
	for _, u := range g.given {
		if each > 0 {
			t.take(u, each)
		} else {
			t.take(u, t.percent(t.run[u], share))
		}
	}
}

// takeBack undoes what a separable rule of a stack group gave on a unit that
// a deal takes, where the deals saw the price before that rule.
func (t *till) takeBack(u int32) {
	g := &t.goods[t.line[u]]
	if g.won == none {
		return
	}
	w := &t.won[g.won]
	off := &w.off[u-g.lo]
	if *off == 0 {
		return
	}
	n := &t.notes[w.note]
	t.run[u] += *off
	t.net[t.line[u]] += *off
	n.saved -= *off
	n.units--
	t.given[n.given].saved -= *off
	t.stack.drop(u, w.group)
	*off = 0
}
