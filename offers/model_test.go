package offers

import (
	"slices"

	"endcap/offers/money"
)

// piece of the model: what one unit costs, at least, and in which lines.
type modelPiece struct {
	price, floor int64
	alone        int64 // saved if it is in no deal
	line         int
}

// brute is the lowest price of a basket under deals by trying every way to
// share its pieces out. It knows nothing of the engine but the words of an
// Offer.
func brute(pieces []modelPiece, list []Offer, lines []Line) int64 {
	total := int64(0)
	for _, p := range pieces {
		total += p.price - p.alone
	}
	saved := map[uint32]int64{0: 0} // by pieces used
	for i := range list {
		apps := map[uint32]int64{}
		r := &list[i].Rewards[0]
		waysToGive(pieces, lines, r, func(mask uint32, off int64) {
			for p := range pieces {
				off -= int64(mask>>p&1) * pieces[p].alone
			}
			if off > apps[mask] {
				apps[mask] = off
			}
		})
		times := r.MaxTimes
		if r.Type == PercentOff || r.Type == AmountOff {
			times = 1
		}
		if times == 0 {
			times = int64(len(pieces))
		}
		for range times {
			next := make(map[uint32]int64, len(saved))
			for used, s := range saved {
				next[used] = max(next[used], s)
				for mask, off := range apps {
					if mask&used == 0 {
						next[used|mask] = max(next[used|mask], s+off)
					}
				}
			}
			if len(next) == len(saved) && times > 1 {
				same := true
				for k, v := range next {
					same = same && saved[k] == v
				}
				if same {
					break
				}
			}
			saved = next
		}
	}
	most := int64(0)
	for _, s := range saved {
		most = max(most, s)
	}
	return total - most
}

// waysToGive calls f with every set of pieces a reward may be given on once,
// and what it saves there.
func waysToGive(pieces []modelPiece, lines []Line, r *Reward, f func(mask uint32, off int64)) {
	in := func(p int, s *Select) bool {
		return s == nil || slices.Contains(s.SKUs, lines[pieces[p].line].SKU)
	}
	var choose func(from int, n int64, s *Select, used uint32, got []int, then func(uint32, []int))
	choose = func(from int, n int64, s *Select, used uint32, got []int, then func(uint32, []int)) {
		if n == 0 {
			then(used, got)
			return
		}
		for p := from; p < len(pieces); p++ {
			if used>>p&1 == 0 && in(p, s) {
				choose(p+1, n-1, s, used|1<<p, append(slices.Clone(got), p), then)
			}
		}
	}
	off := func(p int, percent money.Percent, amount int64) int64 {
		d := pieces[p].price
		switch {
		case percent > 0:
			d, _ = money.Ratio(d, int64(percent), int64(money.Whole), money.HalfUp)
		case amount > 0:
			d = amount
		}
		return max(0, min(d, pieces[p].price-pieces[p].floor))
	}
	switch {
	case len(r.Groups) > 0:
		var groups func(k int, used uint32, got []int)
		groups = func(k int, used uint32, got []int) {
			if k == len(r.Groups) {
				f(used, groupSaves(pieces, r, got, off))
				return
			}
			choose(0, r.Groups[k].Quantity, r.Groups[k].Select, used, nil, func(u uint32, g []int) {
				groups(k+1, u, slices.Concat(got, g))
			})
		}
		groups(0, 0, nil)
	case r.Type == BuyGet:
		same := true // what is bought and got is the same goods
		for p := range pieces {
			same = same && in(p, r.Buy.Select) == in(p, r.Get.Select)
		}
		low := r.Get.Quantity
		if r.PartialGet {
			low = 1
		}
		choose(0, r.Buy.Quantity, r.Buy.Select, 0, nil, func(used uint32, bought []int) {
			for n := low; n <= r.Get.Quantity; n++ {
				choose(0, n, r.Get.Select, used, nil, func(u uint32, got []int) {
					sum := int64(0)
					for _, p := range got {
						for _, b := range bought {
							if same && r.ChooseGet != Any && pieces[p].price > pieces[b].price {
								return
							}
						}
						sum += off(p, r.Get.Percent, r.Get.Amount)
					}
					f(u, sum)
				})
			}
		})
	default:
		for n := int64(1); n <= r.MaxUnits; n++ {
			choose(0, n, r.Select, 0, nil, func(used uint32, got []int) {
				sum := int64(0)
				for _, p := range got {
					sum += off(p, r.Percent, r.Amount)
				}
				f(used, sum)
			})
		}
	}
}

func groupSaves(pieces []modelPiece, r *Reward, got []int, off func(int, money.Percent, int64) int64) int64 {
	sum, room, n := int64(0), int64(0), r.FreeCheapest+r.CheapestUnits
	for _, p := range got {
		sum += pieces[p].price
		room += pieces[p].price - pieces[p].floor
	}
	switch {
	case n > 0:
		slices.SortFunc(got, func(a, b int) int {
			if c := pieces[a].price - pieces[b].price; c != 0 {
				return int(c)
			}
			return int(pieces[a].floor - pieces[b].floor)
		})
		saved := int64(0)
		for _, p := range got[:n] {
			saved += off(p, r.Percent, 0)
		}
		return saved
	case r.AmountPerUnit > 0:
		saved := int64(0)
		for _, p := range got {
			saved += off(p, 0, r.AmountPerUnit)
		}
		return saved
	case r.Percent > 0:
		d, _ := money.Ratio(sum, int64(r.Percent), int64(money.Whole), money.HalfUp)
		return min(d, room)
	case r.Amount > 0:
		return min(r.Amount, room)
	}
	return min(max(sum-r.Price, 0), room)
}
