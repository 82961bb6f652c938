package databar

import (
	"fmt"
	"math"

	"endcap/scanner"
)

// What the numbers of the characters are worth, the numbers of both halves,
// and the flag that a composite component lies above (clause 5).
const (
	inners    = 1597
	halves    = 4537077
	composite = 10_000_000_000_000
	// halfModules is how far it is from finder to finder.
	halfModules = 45
	// omniModulus is that of the checksum.
	omniModulus = 79
)

// omnis appends the GS1 DataBar Omnidirectional, Truncated, Stacked and
// Stacked Omnidirectional symbols. white tells the colour of the left finder's
// first element.
func (r *Reader) omnis(out []scanner.Symbol, white bool) []scanner.Symbol {
	for i := range r.seen {
		left := &r.seen[i]
		if !left.omni || left.white != white || left.votes < minVotes || left.guard < 1 || r.outvoted(left, 2) {
			continue
		}
		p := lay(&left.track)
		for j := range r.seen {
			right := &r.seen[j]
			if !right.omni || right.white == white || right.votes < minVotes || right.guard < 2 || !checked(left, right) || !p.halves(left, right) || r.outvoted(right, 2) {
				continue
			}
			if v := int64(left.value)*halves + int64(right.value); v < 2*composite {
				p.include(&left.track, 25.5, 22.5)
				p.include(&right.track, 22.5, 25.5)
				out = found(out, "DATABAR", gtin(v%composite), &p)
			}
		}
	}
	return out
}

// checked reports whether the finders are those that the characters ask for.
func checked(left, right *character) bool {
	check := 9*int(left.finder) + int(right.finder)
	if check > 72 { // these finders are not used together
		check--
	}
	if check > 8 { // nor these
		check--
	}
	return (left.sum+16*right.sum)%omniModulus == check
}

// halves reports whether the right half lies where it may: beside the left
// one, or in a row below.
func (p *paper) halves(left, right *character) bool {
	size := p.size(&right.track)
	if size >= 0 {
		return false
	}
	a, b := p.place(&left.track), p.place(&right.track)
	if x := b.x - a.x; math.Abs(x) > maxShift {
		return math.Abs(x-halfModules*(1-size)/2) < maxShift/2 && math.Abs(b.below(a)) < maxShift
	}
	return b.top > a.bottom && b.top < a.bottom+maxGap
}

// gtin returns the element string of a GTIN from its first 13 digits.
func gtin(v int64) string {
	sum := int64(0)
	for i, rest := int64(0), v; i < 13; i++ {
		sum += rest % 10 * (3 - i%2*2)
		rest /= 10
	}
	return fmt.Sprintf("01%013d%d", v, (10-sum%10)%10)
}
