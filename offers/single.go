package offers

import "math/bits"

// won is a line on which a separable rule of a stack group was given: a deal
// of the same group may take its pieces back.
type won struct {
	line  int
	note  int // in till.notes
	group uint32
	off   []int64 // from each unit
}

// singles gives each line the one separable rule that saves most on it, the
// first among equals. All see the prices as the layer began.
func (t *till) singles(l int, w way) {
	list := t.steps[l].single
	if len(list) == 0 {
		return
	}
	best := make([]struct{ saved, step int64 }, len(t.goods))
	for k, s := range list {
		if !t.may(s.rule, w) {
			continue
		}
		t.rule = &t.set.rules[s.rule]
		for _, i := range t.about(s) {
			if saved := t.worth(s, int(i)); saved > best[i].saved {
				best[i].saved, best[i].step = saved, int64(k)
			}
		}
	}
	for k := int64(0); k >= 0; {
		next := int64(none)
		for i := range best {
			if b := &best[i]; b.saved > 0 && b.step >= k && (next < 0 || b.step < next) {
				next = b.step
			}
		}
		if next < 0 {
			break
		}
		t.begin(&t.set.rules[list[next].rule])
		for i := range best {
			if best[i].saved > 0 && best[i].step == next {
				t.win(list[next], i)
			}
		}
		note := len(t.notes)
		t.end(inOrder[l])
		for i := range t.won {
			if t.won[i].note == none {
				t.won[i].note = note
				note++
			}
		}
		k = next + 1
	}
}

// about lists the lines that the rewards of a step may be about, at least.
func (t *till) about(s step) []int32 {
	if s.rewards&(s.rewards-1) != 0 {
		return t.meant.all
	}
	return t.means(&t.rule.rewards[bits.TrailingZeros16(s.rewards)].sel)
}

// win gives a separable rule on a line and remembers, where it is in a stack
// group, what it took off.
func (t *till) win(s step, i int) {
	g := &t.goods[i]
	var off []int64
	if t.rule.stack != 0 {
		off = append(off, t.run[g.lo:g.hi]...)
	}
	t.alone(i, func() { t.rewards(s) })
	if off == nil {
		return
	}
	for k := range off {
		off[k] -= t.run[int(g.lo)+k]
	}
	t.won = append(t.won, won{i, none, t.rule.stack, off})
}

// alone calls f while only line i can be seen.
func (t *till) alone(i int, f func()) {
	t.lo, t.hi = i, i+1
	f()
	t.lo, t.hi = 0, len(t.goods)
}

// worth is what the rewards of a step would save on a line.
func (t *till) worth(s step, i int) int64 {
	g := &t.goods[i]
	if !t.takes(g) {
		return 0
	}
	if s.rewards&(s.rewards-1) == 0 && t.rule.stack == 0 {
		if saved, ok := t.plain(&t.rule.rewards[bits.TrailingZeros16(s.rewards)], g); ok {
			return saved
		}
	}
	saved := int64(0)
	t.alone(i, func() { saved = t.trial(s) })
	return saved
}

// plain is what the commonest rewards save on a line whose units all cost the
// same, and whether it is one.
func (t *till) plain(r *reward, g *goods) (saved int64, ok bool) {
	if r.Scope != PerUnit || t.net[t.line[g.lo]] != g.Price*g.Quantity {
		return 0, false
	}
	off := r.Amount
	switch {
	case r.Type == PercentOff:
		off = t.percent(g.Price, r.Percent)
	case r.Type != AmountOff:
		return 0, false
	}
	n := g.Quantity
	if r.MaxUnitsPerLine > 0 {
		n = min(n, r.MaxUnitsPerLine)
	}
	return n * max(0, min(off, g.Price-g.Floor)), true
}
