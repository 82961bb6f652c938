package qr

import "slices"

// field is GF(256) with the polynomial x^8+x^4+x^3+x^2+1: the powers of 2 twice
// over, and their logarithms (ISO/IEC 18004 7.5.2).
type field struct {
	exp [510]byte
	log [256]int
}

var gf = func() (f field) {
	v := 1
	for i := range 255 {
		f.exp[i], f.exp[i+255], f.log[v] = byte(v), byte(v), i
		if v <<= 1; v > 255 {
			v ^= 0x11d
		}
	}
	return f
}()

func (f *field) mul(a, b byte) byte {
	if a == 0 || b == 0 {
		return 0
	}
	return f.exp[f.log[a]+f.log[b]]
}

// div returns a/b; b is not 0.
func (f *field) div(a, b byte) byte {
	if a == 0 {
		return 0
	}
	return f.exp[f.log[a]+255-f.log[b]]
}

// at returns the value of a polynomial, its constant first, at x.
func (f *field) at(poly []byte, x byte) (v byte) {
	for _, c := range slices.Backward(poly) {
		v = f.mul(v, x) ^ c
	}
	return v
}

// maxCheck is the most check codewords of a block that correct takes.
const maxCheck = 32

// syndromes sets what a block says at the roots of the code, and reports
// whether all of it is 0, as it is in a block without fault.
func syndromes(to, block []byte) bool {
	clean := true
	for i := range to {
		var v byte
		for _, c := range block {
			v = gf.mul(v, gf.exp[i]) ^ c
		}
		to[i] = v
		clean = clean && v == 0
	}
	return clean
}

// correct puts right up to most wrong codewords of a block, of which the last
// check ones, at most maxCheck, are for that. It reports false, with some of
// them perhaps changed, if there are more.
func correct(block []byte, check, most int) bool {
	var sums, locator, old [maxCheck + 1]byte
	if syndromes(sums[:check], block) {
		return true
	}
	// Berlekamp and Massey: the shortest recurrence of the syndromes.
	locator[0], old[0] = 1, 1
	wrong, since, last := 0, 1, byte(1)
	for i := range check {
		d := sums[i]
		for k := 1; k <= wrong; k++ {
			d ^= gf.mul(locator[k], sums[i-k])
		}
		if d == 0 {
			since++
			continue
		}
		before, k := locator, gf.div(d, last)
		for j := 0; j+since <= check; j++ {
			locator[j+since] ^= gf.mul(k, old[j])
		}
		if 2*wrong > i {
			since++
			continue
		}
		wrong, old, last, since = i+1-wrong, before, d, 1
	}
	if wrong > most {
		return false
	}
	// Forney: what was added where the locator is 0.
	var evaluator, slope [maxCheck + 1]byte
	for i := range check {
		for k := 0; k <= min(i, wrong); k++ {
			evaluator[i] ^= gf.mul(locator[k], sums[i-k])
		}
	}
	for k := 1; k <= wrong; k += 2 {
		slope[k-1] = locator[k]
	}
	for i := range block {
		place := len(block) - 1 - i
		x := gf.exp[255-place]
		if gf.at(locator[:wrong+1], x) != 0 {
			continue
		}
		steep := gf.at(slope[:wrong], x)
		if steep == 0 {
			return false
		}
		block[i] ^= gf.mul(gf.exp[place], gf.div(gf.at(evaluator[:check], x), steep))
	}
	return syndromes(sums[:check], block)
}
