package qr

import (
	"cmp"
	"slices"

	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
)

// search fills f.patterns with the finder patterns of the picture, in black on
// white and in white on black: runs of 1:1:3:1:1 across, down, and along rays
// in all directions (ISO/IEC 18004 5.3.2.2).
func (f *Finder) search() {
	f.patterns = f.patterns[:0]
	clear(f.refused)
	least := int32(minFinder)
	if f.black.W*f.black.H > light.SmallPicture {
		least = minFinderFar
	}
	for y := 1; y < f.black.H; y += rowStep {
		e := f.black.Edges(y, f.edges)
		f.edges = e
		for k := 0; k+5 < len(e); k++ {
			w := e[k : k+6 : k+6]
			before, middle, after := w[2]-w[1], w[3]-w[2], w[4]-w[3]
			// Most windows end here; one condition is guessed better than three.
			if (before-middle)&(after-middle)&(least-1-w[5]+w[0]) >= 0 {
				continue
			}
			if !isFinder(&[5]int32{w[1] - w[0], before, middle, after, w[5] - w[4]}) {
				continue
			}
			x := (w[2] + w[3]) / 2
			if int(f.refused[x]) > y {
				continue
			}
			if c := (plane.Point{X: float64(w[2]+w[3]) / 2, Y: float64(y) + .5}); !f.known(c) {
				f.refused[x] = int32(f.confirm(c, int(w[5]-w[0]), k%2 != 0))
			}
		}
		if len(f.patterns) >= maxSeen {
			break
		}
	}
	if len(f.patterns) > maxPatterns {
		slices.SortFunc(f.patterns, func(a, b pattern) int { return cmp.Compare(b.likeness, a.likeness) })
		f.patterns = f.patterns[:maxPatterns]
	}
}

// isFinder allows each module of the five runs to be wrong by six tenths, those
// in the middle by four, and each run by a little more.
func isFinder(r *[5]int32) bool {
	total := r[0] + r[1] + r[2] + r[3] + r[4]
	off := func(run, modules int32) int32 {
		d := 7*run - modules*total
		return max(d, -d)
	}
	worst := max(off(r[0], 1), off(r[1], 1), off(r[3], 1), off(r[4], 1))
	return 5*worst <= 3*total+11 && 5*off(r[2], 3) <= 6*total+11
}

// known reports whether a pattern was found around c already.
func (f *Finder) known(c plane.Point) bool {
	for i := range f.patterns {
		p := &f.patterns[i]
		if d := c.Sub(p.at); max(abs(d.X), abs(d.Y)) < 2.5*p.module {
			return true
		}
	}
	return false
}

// column returns the runs down through x, y, and where the middle one begins and
// ends. It gives up when that is longer than most or another as long as it.
func (f *Finder) column(x, y, most int) (runs [5]int32, from, to int, ok bool) {
	words, span, shift := f.black.Words[x>>6:], f.black.Span, x&63
	colour := words[y*span] >> shift & 1
	// same returns how many pixels from y on, one way, are of the colour.
	same := func(y, step, most int) int {
		n := 0
		for ; y >= 0 && y < f.black.H && n < most && words[y*span]>>shift&1 == colour; y += step {
			n++
		}
		return n
	}
	up, down := same(y, -1, most), same(y+1, 1, most)
	from, to, most = y+1-up, y+1+down, up+down
	runs[2] = int32(most)
	a, b := from-1, to
	for k := 1; k <= 2; k++ {
		colour = 1 - colour
		if up = same(a, -1, most); up == most {
			return runs, from, to, false
		}
		if down = same(b, 1, most); down == most {
			return runs, from, to, false
		}
		runs[2-k], runs[2+k] = int32(up), int32(down)
		a, b = a-up, b+down
	}
	return runs, from, to, true
}

// dark returns the pixel at p.
func (f *Finder) dark(p plane.Point) bool {
	const off = 1 << 10 // to round down, not towards 0
	return f.black.Dark(int(p.X+off)-off, int(p.Y+off)-off)
}

func abs(v float64) float64 { return max(v, -v) }
