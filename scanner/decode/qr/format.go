package qr

import (
	"math/bits"
	"slices"

	"endcap/scanner/decode/plane"
	"endcap/scanner/qrcode"
)

// microMask is what turns the format information of Micro QR codes over, and
// maxWrong how many wrong bits of format or version information are put right.
const (
	microMask = 0x4445
	maxWrong  = 3
)

// nearest returns which data of up to most, and how many bits of it are wrong,
// word is nearest to.
func nearest(word, from, most, generator, mask uint32) (data uint32, wrong int) {
	wrong = 32
	for d := from; d <= most; d++ {
		if n := bits.OnesCount32(word ^ qrcode.Guard(d, generator) ^ mask); n < wrong {
			data, wrong = d, n
		}
	}
	return data, wrong
}

// readFormat returns the format information of n by n modules, and how many bits
// of the better copy of it are wrong.
func readFormat(at func(x, y int) bool, n int) (format qrcode.Format, wrong int) {
	var copies [2]uint32
	put := func(w *uint32, dark bool) {
		if *w <<= 1; dark {
			*w |= 1
		}
	}
	for i := range 15 {
		switch {
		case i < 6:
			put(&copies[0], at(i, 8))
		case i < 8:
			put(&copies[0], at(i+1, 8))
		case i == 8:
			put(&copies[0], at(8, 7))
		default:
			put(&copies[0], at(8, 14-i))
		}
		if i < 7 {
			put(&copies[1], at(8, n-1-i))
		} else {
			put(&copies[1], at(n-15+i, 8))
		}
	}
	wrong = 16
	for _, mask := range [2]uint32{qrcode.FormatMask, 0} { // some writers forget the mask
		for _, word := range copies {
			if data, n := nearest(word, 0, 31, qrcode.FormatGenerator, mask); n < wrong {
				format, wrong = qrcode.Format(data), n
			}
		}
	}
	return format, wrong
}

// versionNear returns the side, in modules, that the version information beside
// a finder pattern tells: at its left, or above it. It is 0 if there is none.
func (f *Finder) versionNear(p *pattern, above bool) int {
	var word uint32
	middle := (p.ink + p.paper) / 2
	for i := range 18 {
		// The lowest bit is the farthest from the finder pattern.
		x, y := float64(i%3-7), float64(i/3-3)
		if above {
			x, y = y, x
		}
		if (f.at(p.point(x, y)) < middle) != p.light {
			word |= 1 << i
		}
	}
	version, wrong := nearest(word, 7, 40, qrcode.VersionGenerator, 0)
	if wrong >= maxWrong {
		return 0
	}
	return 17 + 4*int(version)
}

// offer gives the grid to read if it looks like a symbol: its finder and timing
// patterns are mostly there, and so is its format information.
func (f *Finder) offer() bool {
	g := &f.grid
	if !f.fresh() {
		return false
	}
	likeness := alike(g, module)
	if f.likeness = max(f.likeness, likeness); likeness < minAlike {
		return false
	}
	_, straight := readFormat(g.At, g.W)
	_, turned := readFormat(func(x, y int) bool { return g.At(y, x) }, g.W)
	if min(straight, turned) > maxWrong {
		return false
	}
	if turned < straight {
		g.Mirror(&f.mirrored)
		g = &f.mirrored
	}
	f.reads++
	setVersion(g)
	return f.read(g)
}

// fresh reports whether the grid may be offered: it is not the same as the last,
// nor one too many.
func (f *Finder) fresh() bool {
	if f.reads >= maxReads || slices.Equal(f.grid.Dark, f.last) {
		return false
	}
	f.last = append(f.last[:0], f.grid.Dark...)
	return true
}

// setVersion writes the version information of a grid: its size tells it.
func setVersion(g *plane.Grid) {
	version := uint32(g.W-17) / 4
	if version < 7 {
		return
	}
	word := qrcode.Guard(version, qrcode.VersionGenerator)
	for i := range 18 {
		dark := word>>i&1 != 0
		x, y := g.W-11+i%3, i/3
		g.Dark[y*g.W+x], g.Dark[x*g.W+y] = dark, dark
	}
}

// module tells the modules of finder and timing patterns, which are the same in
// every QR code of n by n.
func module(n, x, y int) (dark, same bool) {
	i, j := min(x, n-1-x), min(y, n-1-y)
	switch {
	case i < 8 && j < 8 && (x < 8 || y < 8):
		ring := max(i-3, 3-i, j-3, 3-j)
		return ring != 2 && ring != 4, true
	case y == 6:
		return x%2 == 0, true
	case x == 6:
		return y%2 == 0, true
	}
	return false, false
}

// alike returns which part of the modules that are the same in every symbol is
// so in the grid.
func alike(g *plane.Grid, same func(n, x, y int) (dark, same bool)) float64 {
	good, all := 0, 0
	for y := range g.H {
		for x := range g.W {
			if dark, ok := same(g.W, x, y); ok {
				if all++; g.At(x, y) == dark {
					good++
				}
			}
		}
	}
	return float64(good) / float64(all)
}
