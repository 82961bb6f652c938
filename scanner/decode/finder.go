package decode

import (
	"image"
	"math/bits"
	"slices"

	"endcap/scanner/decode/light"
)

// finders counts the places of what may be a QR finder pattern: runs of
// 1:1:3:1:1 (ISO/IEC 18004 5.3.2) in every third row of m, and in the column
// through their middle; those in black on white and those in white on black,
// each up to three. It is cheap where gozxing's search is not, and most
// pictures hold no QR code.
func finders(m *light.Bitmap) (dark, bright int) {
	var places [2][]image.Point
	for y := 1; y < m.H; y += 3 {
		var runs [5]int // the last runs, newest last
		at, prev := 0, uint64(0)
		for i, word := range m.Row(y) {
			// A bit is set where a pixel differs from the one before.
			for change := word ^ (word<<1 | prev); change != 0; change &= change - 1 {
				x := i*64 + bits.TrailingZeros64(change)
				runs = [5]int{runs[1], runs[2], runs[3], runs[4], x - at}
				at = x
				middle := image.Pt(x-runs[4]-runs[3]-(runs[2]+1)/2, y)
				if !isFinder(&runs) || !finderDown(m, middle.X, y, 3*runs[2]) {
					continue
				}
				kind := &places[word>>(x%64)&1] // white follows: 0
				if len(*kind) < 3 && !slices.ContainsFunc(*kind, func(p image.Point) bool {
					d := p.Sub(middle)
					return max(abs(d.X), abs(d.Y)) < 3*runs[2]
				}) {
					*kind = append(*kind, middle)
				}
			}
			prev = word >> 63
		}
	}
	return len(places[0]), len(places[1])
}

// finderDown reports whether the column through the middle of a finder pattern
// crosses one too. A run longer than most ends the search.
func finderDown(m *light.Bitmap, x, y, most int) bool {
	var runs [5]int
	colour := m.Dark(x, y)
	from := y
	for ; from > 0 && y-from < most && m.Dark(x, from-1) == colour; from-- {
	}
	to := y
	for ; to < m.H && to-y < most && m.Dark(x, to) == colour; to++ {
	}
	runs[2] = to - from
	for k := 1; k <= 2; k++ {
		colour = !colour
		start := from
		for ; from > 0 && start-from < most && m.Dark(x, from-1) == colour; from-- {
		}
		runs[2-k] = start - from
		start = to
		for ; to < m.H && to-start < most && m.Dark(x, to) == colour; to++ {
		}
		runs[2+k] = to - start
	}
	return isFinder(&runs)
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

func abs(v int) int { return max(v, -v) }
