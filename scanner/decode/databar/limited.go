package databar

import (
	"math/bits"
	"slices"

	"endcap/scanner"
	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
)

const (
	limitedModulus = 89
	// limitedHalves is how many numbers a character stands for, and
	// limitedComposite what the flag of a composite component adds.
	limitedHalves    = 2013571
	limitedComposite = 2015133531096
	// limitedNumbers bounds a GTIN whose first digit is 0 or 1.
	limitedNumbers = 2_000_000_000_000
	limitedRuns    = 42
)

// middle is the check character of GS1 DataBar Limited: twelve
// elements with 16 modules, odd and even ones eight each, and two of one. Those
// in use go up with the rank of the odd elements and then of the even ones,
// which are a bit each.
var middle = [...]struct {
	odd   int
	evens uint32
}{{0, 0x1fffff}, {1, 0x1fffff}, {2, 0x840b}, {3, 0x9fc0f}, {6, 0x1f805f}, {10, 0x4ff}, {15, 0x9be}, {16, 0x2}}

// check is what counts the elements of a check character; the values of its
// characters are not those of its groups.
var check = kind{14, 18, false, false, nil}

// whole is a GS1 DataBar Limited symbol that lines have crossed. Its track is
// that of its middle.
type whole struct {
	track
	white  bool // the first element is light
	number int64
}

// limitedAt looks for a symbol of GS1 DataBar Limited between edges i and
// i+42, which may be read from either side.
func (r *Reader) limitedAt(e []int32, i int, from, step plane.Point) {
	a, b, c := e[i+14]-e[i], e[i+28]-e[i+14], e[i+42]-e[i+28]
	if 10*a > 12*c || 10*c > 12*a || 20*(a+c) < 52*b || 20*(a+c) > 64*b {
		return
	}
	for _, s := range [...]int{1, -1} {
		first := i
		if s < 0 {
			first = i + limitedRuns
		}
		number, ok := limitedNumber(e, first, s)
		if !ok {
			continue
		}
		seen := whole{newTrack(r.line, from.Add(step.Mul(float64(e[i]+e[i+limitedRuns])/(2*light.Sub))),
			step.Mul(float64(e[first+limitedRuns*s]-e[first])/(70*light.Sub))), (i%2 != 0) == (s > 0), number}
		r.addLimited(&seen)
	}
}

func (r *Reader) addLimited(seen *whole) {
	for i := range r.limited {
		if o := &r.limited[i]; o.number == seen.number && o.white == seen.white && o.meets(&seen.track, maxShift) {
			o.add(&seen.track)
			return
		}
	}
	if len(r.limited) < maxLimited {
		r.limited = append(r.limited, *seen)
	}
}

// limitedNumber returns what the symbol stands for whose characters begin at
// edge i and go in steps of +1 or -1 edges.
func limitedNumber(e []int32, i, s int) (int64, bool) {
	end := i + limitedRuns*s
	module := abs(e[end]-e[i]) / 70
	if guard(e, i, s, module) < 1 || guard(e, end, -s, module) < 2 {
		return 0, false
	}
	// Odd and even elements of the middle have nine modules each.
	var el elements
	el.take(e, i+14*s, s, check.elements, check.modules)
	ink := float32(0)
	for k := 0; k < check.elements; k += 2 {
		ink += el[k]
	}
	ink = (ink - 9) / 7
	var value, sum [3]int
	for n, k := range [...]*kind{&half, &check, &half} {
		var ok bool
		el.take(e, i+14*n*s, s, k.elements, k.modules)
		if value[n], sum[n], ok = k.read(&el, ink); !ok {
			return 0, false
		}
	}
	n := int64(value[0])*limitedHalves + int64(value[2])
	if n >= limitedComposite {
		n -= limitedComposite
	}
	return n, (sum[0]+power(14, limitedModulus)*(sum[2]%limitedModulus))%limitedModulus == value[1] && n < limitedNumbers
}

// checkValue returns what a check character stands for, or -1.
func checkValue(w []int8) int {
	if w[12] != 1 || w[13] != 1 {
		return -1
	}
	odd, ok := rank(w[:12], 8, 3, true)
	even, ok2 := rank(w[1:12], 8, 3, true)
	if !ok || !ok2 {
		return -1
	}
	value := 0
	for _, m := range middle {
		if m.odd == odd {
			if m.evens>>even&1 == 0 {
				return -1
			}
			return value + bits.OnesCount32(m.evens&(1<<even-1))
		}
		value += bits.OnesCount32(m.evens)
	}
	return -1
}

// limiteds appends the GS1 DataBar Limited symbols (clause 6).
func (r *Reader) limiteds(out []scanner.Symbol, white bool) []scanner.Symbol {
	for i := range r.limited {
		l := &r.limited[i]
		other := func(o whole) bool { return o.number != l.number && 2*o.votes > l.votes && o.meets(&l.track, maxSame) }
		if l.white == white && l.votes >= minVotes && !slices.ContainsFunc(r.limited, other) {
			p := lay(&l.track)
			p.include(&l.track, 37, 37)
			out = found(out, "DATABAR_LIMITED", gtin(l.number), &p)
		}
	}
	return out
}
