package qrcode

import "math/bits"

// Aligned are where the rows and columns of alignment patterns lie (annex E):
// evenly from the far end, what is left over at the near one.
func Aligned(version int) []int {
	if version == 1 {
		return nil
	}
	n := version/7 + 2
	last := Side(version) - 7
	step := (last - 6 + n - 2) / (n - 1)
	step += step % 2
	if version == 32 {
		step = 26
	}
	at := make([]int, n)
	at[0] = 6
	for i := 1; i < n; i++ {
		at[i] = last - (n-1-i)*step
	}
	return at
}

// Fixed reports for each module, row after row, whether it belongs to a pattern
// or tells format or version, so that it holds no data.
func Fixed(version int) []bool {
	side := Side(version)
	fixed := make([]bool, side*side)
	fill := func(x, y, w, h int) {
		for v := y; v < y+h; v++ {
			for u := x; u < x+w; u++ {
				fixed[v*side+u] = true
			}
		}
	}
	fill(0, 0, 9, 9) // finders, with the format beside them
	fill(side-8, 0, 8, 9)
	fill(0, side-8, 9, 8)
	fill(6, 0, 1, side) // timing
	fill(0, 6, side, 1)
	if version >= 7 {
		fill(side-11, 0, 3, 6)
		fill(0, side-11, 6, 3)
	}
	at := Aligned(version)
	for i, y := range at {
		for k, x := range at {
			if last := len(at) - 1; i == 0 && (k == 0 || k == last) || i == last && k == 0 {
				continue // a finder is there
			}
			fill(x-2, y-2, 5, 5)
		}
	}
	return fixed
}

// Order lists the modules that hold data, by their place row after row, in the
// order of their bits: in pairs of columns, from the right, upward and downward
// in turn (7.7.3). The last few, up to seven, hold no whole word.
func Order(version int) []int {
	side, fixed := Side(version), Fixed(version)
	order := make([]int, 0, 8*Words(version)+7)
	for right := side - 1; right >= 1; right -= 2 {
		if right == 6 { // the timing line
			right--
		}
		for k := range side {
			y := k
			if (right+1)&2 == 0 {
				y = side - 1 - k
			}
			for x := right; x > right-2; x-- {
				if !fixed[y*side+x] {
					order = append(order, y*side+x)
				}
			}
		}
	}
	return order
}

// Masked reports whether a mask, of eight, turns the module at x, y over (table
// 10).
func Masked(mask, x, y int) bool {
	switch mask {
	case 0:
		return (x+y)%2 == 0
	case 1:
		return y%2 == 0
	case 2:
		return x%3 == 0
	case 3:
		return (x+y)%3 == 0
	case 4:
		return (x/3+y/2)%2 == 0
	case 5:
		return x*y%2+x*y%3 == 0
	case 6:
		return (x*y%2+x*y%3)%2 == 0
	}
	return ((x+y)%2+x*y%3)%2 == 0
}

// Format is what the format information tells.
type Format uint8

// FormatOf returns the format of a level and a mask.
func FormatOf(level Level, mask int) Format { return Format(level^1)<<3 | Format(mask) }

// Level of the format.
func (f Format) Level() Level { return Level(f>>3) ^ 1 }

// Mask of the format.
func (f Format) Mask() int { return int(f & 7) }

// The generators of format and version information (annexes C and D).
const (
	FormatGenerator, VersionGenerator = 0x537, 0x1f25
)

// Guard returns data followed by its check bits, the remainder of a division by
// the generator.
func Guard(data, generator uint32) uint32 {
	n := bits.Len32(generator) - 1
	rest := data << n
	for l := bits.Len32(rest); l > n; l = bits.Len32(rest) {
		rest ^= generator << (l - n - 1)
	}
	return data<<n | rest
}

// FormatMask is what turns the bits of format information over.
const FormatMask = 0x5412
