package money

import "math/bits"

// Remainder says who gets the odd minor units of a spread.
type Remainder uint8

// Remainders.
const (
	Largest Remainder = iota // one each to the largest remainders, ties to the first
	ToLast                   // all of it to the last
	ToFirst                  // every share rounded half up; what that is off is made good one by one from the first
)

// Spread divides total over parts in proportion to their weights and adds
// each share to shares; no part gets more than its room. What does not fit a
// part goes to the others in the same proportion. It returns what found no
// room. The four slices must be as long as each other, weights and room not
// negative, and the weights together below 2^63.
func Spread(total int64, weights, room, shares []int64, r Remainder) int64 {
	var few [64]part // as many as most baskets have units
	live := few[:0]
	for i, w := range weights {
		if w > 0 && room[i] > 0 {
			live = append(live, part{i: i, weight: uint64(w)})
		}
	}
	for total > 0 && len(live) > 0 {
		divide(total, live, r)
		full, rest := false, live[:0]
		for _, p := range live {
			full = full || p.share > room[p.i]
		}
		for _, p := range live {
			switch {
			case !full:
				shares[p.i] += p.share
				total -= p.share
			case p.share >= room[p.i]:
				shares[p.i] += room[p.i]
				total -= room[p.i]
			default:
				rest = append(rest, p)
			}
		}
		live = rest
	}
	return total
}

type part struct {
	i       int
	weight  uint64
	share   int64
	residue uint64
}

// divide gives every part its exact proportion rounded down, then the odd
// units by r. The parts keep their order.
func divide(total int64, parts []part, r Remainder) {
	sum, left := uint64(0), total
	for _, p := range parts {
		sum += p.weight
	}
	for k := range parts {
		p := &parts[k]
		hi, lo := bits.Mul64(uint64(total), p.weight)
		var q uint64
		if hi == 0 {
			q, p.residue = lo/sum, lo%sum
		} else {
			q, p.residue = bits.Div64(hi, lo, sum) // hi < sum, since weight <= sum
		}
		p.share = int64(q)
		left -= p.share
	}
	switch {
	case r == ToLast:
		parts[len(parts)-1].share += left
	case r == ToFirst:
		fromFirst(left, sum, parts)
	case left > 0:
		odd(parts, int(left))
	}
}

// fromFirst rounds the shares half up and makes good what they are off one
// minor unit at a time, from the first on.
func fromFirst(left int64, sum uint64, parts []part) {
	for k := range parts {
		if p := &parts[k]; p.residue >= sum-p.residue {
			p.share++
			left--
		}
	}
	for k := 0; left != 0; k = (k + 1) % len(parts) {
		switch p := &parts[k]; {
		case left > 0:
			p.share++
			left--
		case p.share > 0:
			p.share--
			left++
		}
	}
}

// odd gives n parts one more, those with the largest residues, the first
// among equals. n is less than there are parts.
func odd(parts []part, n int) {
	var few [64]uint64
	residues := few[:0]
	for _, p := range parts {
		residues = append(residues, p.residue)
	}
	least := largest(residues, n)
	for k := range parts {
		if parts[k].residue > least {
			parts[k].share++
			n--
		}
	}
	for k := range parts {
		if n > 0 && parts[k].residue == least {
			parts[k].share++
			n--
		}
	}
}

// largest returns the n-th largest of a list, which it reorders.
func largest(list []uint64, n int) uint64 {
	lo, hi := 0, len(list)-1
	for lo < hi {
		pivot := list[lo+(hi-lo)/2]
		i, j := lo, hi
		for i <= j {
			for list[i] > pivot {
				i++
			}
			for list[j] < pivot {
				j--
			}
			if i <= j {
				list[i], list[j] = list[j], list[i]
				i++
				j--
			}
		}
		switch {
		case n-1 <= j:
			hi = j
		case n-1 >= i:
			lo = i
		default:
			return list[n-1]
		}
	}
	return list[n-1]
}
