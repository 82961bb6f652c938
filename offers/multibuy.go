package offers

import "endcap/offers/money"

// group sells goods together as often as they are there. Every unit takes
// part once in all multi-buys of a basket.
func (t *till) group(r *reward) {
	queues := make([]queue, len(r.groups))
	for i := range r.groups {
		queues[i] = t.queue(&r.groups[i], orElse(r.Choose, Dearest))
		if int64(len(queues[i].units)) < r.Groups[i].Quantity {
			return
		}
	}
	for range t.limit(r) {
		t.picked = t.picked[:0]
		for i := range queues {
			if !t.pick(&queues[i], r.Groups[i].Quantity) {
				t.putBack()
				return
			}
		}
		if !t.deal(r, t.picked) {
			t.putBack()
			return
		}
		t.count()
	}
}

// deal gives one group its price and reports whether another may be worth it:
// not when a whole group costs no less by it. One that only its floors keep
// from saving is passed over.
func (t *till) deal(r *reward, units []int32) bool {
	sum, d := t.sum(units), int64(0)
	switch {
	case r.FreeCheapest > 0:
		t.cheapest(units, r.FreeCheapest, money.Whole)
		return true
	case r.CheapestUnits > 0:
		t.cheapest(units, r.CheapestUnits, r.Percent)
		return true
	case r.Percent > 0:
		d = t.percent(sum, r.Percent)
	case r.Amount > 0:
		d = min(r.Amount, sum)
	case r.AmountPerUnit > 0:
		for _, u := range units {
			d += min(r.AmountPerUnit, t.run[u])
		}
	default:
		d = sum - r.Price
	}
	t.spread(d, units)
	return d > 0
}

// cheapest takes a percentage off the n cheapest of the units.
func (t *till) cheapest(units []int32, n int64, p money.Percent) {
	t.sort(units, Cheapest)
	for _, u := range units[:n] {
		t.take(u, t.percent(t.run[u], p))
	}
}

// buyGet takes money off some goods for every so many others.
func (t *till) buyGet(r *reward) {
	percent := r.Get.Percent
	if percent == 0 {
		percent = money.Whole
	}
	buy := t.queue(&r.groups[0], orElse(r.ChooseBuy, Dearest))
	if int64(len(buy.units)) < r.Buy.Quantity {
		return
	}
	get := t.queue(&r.get, orElse(r.ChooseGet, Cheapest))
	for range t.limit(r) {
		t.picked = t.picked[:0]
		if !t.pick(&buy, r.Buy.Quantity) {
			t.putBack()
			return
		}
		whole := t.pick(&get, r.Get.Quantity)
		got := t.picked[r.Buy.Quantity:]
		if len(got) == 0 || !whole && !r.PartialGet {
			t.putBack()
			return
		}
		t.count()
		for _, u := range got {
			if r.Get.Amount > 0 {
				t.take(u, r.Get.Amount)
			} else {
				t.take(u, t.percent(t.run[u], percent))
			}
		}
	}
}

// limit is how often a multi-buy may be given in this basket.
func (t *till) limit(r *reward) int64 {
	n := t.timesLeft(t.rule)
	for _, most := range []int64{t.rule.Limits.PerBasket, r.MaxTimes} {
		if most > 0 {
			n = min(n, most)
		}
	}
	return n
}

// queue is units in the order a multi-buy takes them. Prices of units that
// are free do not change while one reward is given, so it is sorted once.
type queue struct {
	units []int32
	next  int // all before it are used
}

func (t *till) queue(s *selector, c Choose) queue {
	units := t.units(s)
	t.sort(units, c)
	return queue{units: units}
}

// pick takes n units out of the queue and reports whether there were so many.
func (t *till) pick(q *queue, n int64) bool {
	for ; n > 0 && q.next < len(q.units); q.next++ {
		if u := q.units[q.next]; !t.used[u] {
			t.used[u] = true
			t.picked = append(t.picked, u)
			n--
		}
	}
	return n == 0
}

// count notes that a multi-buy was given on the units picked last.
func (t *till) count() {
	t.times++
	for _, u := range t.picked {
		t.join(u)
	}
}

// putBack frees the units picked last.
func (t *till) putBack() {
	for _, u := range t.picked {
		t.used[u] = false
	}
}

func orElse[T ~string](c, d T) T {
	if c == "" {
		return d
	}
	return c
}
