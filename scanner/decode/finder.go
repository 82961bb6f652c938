package decode

import "math/bits"

// finders counts the crossings of what may be a QR finder pattern, runs of
// 1:1:3:1:1 (ISO/IEC 18004 5.3.2), in every third row of m: those in black on
// white and those in white on black. It is cheap where gozxing's search is
// not, and most pictures hold no QR code.
func (m *mono) finders() (dark, light int) {
	for y := 1; y < m.h; y += 3 {
		var runs [5]int // the last runs, newest last
		at, prev := 0, uint32(0)
		for i, word := range m.line(y) {
			// A bit is set where a pixel differs from the one before.
			for change := word ^ (word<<1 | prev); change != 0; change &= change - 1 {
				x := i*32 + bits.TrailingZeros32(change)
				runs = [5]int{runs[1], runs[2], runs[3], runs[4], x - at}
				at = x
				if !isFinder(&runs) {
					continue
				}
				if word>>(x%32)&1 == 0 { // white follows
					dark++
				} else {
					light++
				}
			}
			prev = word >> 31
		}
	}
	return dark, light
}

// isFinder allows each module of the five runs to be wrong by half, as a
// camera at an angle makes it.
func isFinder(r *[5]int) bool {
	if r[0] == 0 {
		return false
	}
	total := r[0] + r[1] + r[2] + r[3] + r[4]
	off := func(run, modules int) bool { return 2*abs(7*run-modules*total) > modules*total }
	return total >= 7 && !off(r[2], 3) && !off(r[0], 1) && !off(r[1], 1) && !off(r[3], 1) && !off(r[4], 1)
}
