package light

import (
	"encoding/binary"
	"math/bits"
)

// Block is the side, in pixels, of the squares that share one threshold.
const Block = 8

// minContrast is the difference in grey within a block from which on it is
// taken to hold both ink and paper.
const minContrast = 24

// Frame is a picture and what is found out about it once for all who search
// it. The zero value works; it keeps its memory from one picture to the next.
type Frame struct {
	Picture
	// Black is the picture in dark and light, each part judged by the light
	// around it, so that a shadow across a label does no harm.
	Black Bitmap
	// BW and BH are how many blocks there are across and down; the last of a
	// row or column overlaps the one before it where the picture ends.
	BW, BH int
	// Contrast is how far apart the lightest and darkest pixel of each block
	// are, as far as every second row shows.
	Contrast []uint8

	// Of each block: its darkest pixel, its own threshold, the smoothed one,
	// and how often its pixels change, both ways.
	darkest, own, limits, busy []uint8
	sums                       []uint16
}

// Look takes a picture, which must not change while the frame is searched. It
// reports whether anything in it stands out at all; if not, the frame is of any
// content, and if it is under MinSide, Black is empty.
func (f *Frame) Look(p Picture) bool {
	f.Picture = p
	if p.W < MinSide || p.H < MinSide {
		f.Black.Reset(0, 0)
		return false
	}
	f.BW, f.BH = (p.W+Block-1)/Block, (p.H+Block-1)/Block
	n := f.BW * f.BH
	f.Contrast, f.darkest = Grow(f.Contrast, n), Grow(f.darkest, n)
	f.own, f.limits, f.busy = Grow(f.own, n), Grow(f.limits, n), Grow(f.busy, n)
	if !f.measure() {
		return false
	}
	f.average()
	f.Black.Reset(p.W, p.H)
	for by := range f.BH {
		f.blacken(by)
	}
	f.quieten()
	return true
}

// measure finds the own threshold of each block. A flat block is ink if it is
// as dark as the ink of its neighbours, and paper otherwise.
func (f *Frame) measure() bool {
	darkest, lightest := uint8(255), uint8(0)
	for by := range f.BH {
		rows := f.Pix[min(by*Block, f.H-Block)*f.Stride:]
		for bx := range f.BW {
			block := rows[min(bx*Block, f.W-Block):]
			mean, lo, hi := look(block, f.Stride)
			if hi-lo <= minContrast && hides(block, f.Stride, lo, hi) {
				mean, lo, hi = lookAtAll(block, f.Stride)
			}
			darkest, lightest = min(darkest, lo), max(lightest, hi)
			at := by*f.BW + bx
			f.Contrast[at], f.darkest[at] = hi-lo, lo
			if hi-lo > minContrast {
				f.own[at] = mean
				continue
			}
			f.own[at] = lo / 2
			if bx > 0 && by > 0 {
				near := (2*int(f.own[at-1]) + int(f.own[at-f.BW]) + int(f.own[at-f.BW-1])) / 4
				if int(lo) < near {
					f.own[at] = uint8(near)
				}
			}
		}
	}
	return lightest-darkest > minContrast
}

// Eight pixels are looked at together, as the bytes of a word, each halved so
// that its high bit is free to tell which of two is greater.
const ones, high, seven = 0x0101010101010101, 0x8080808080808080, 0x7f7f7f7f7f7f7f7f

// notLess sets the high bit of each byte of a that is not less than that of b,
// where both are under 128.
func notLess(a, b uint64) uint64 { return ((a | high) - b) & high }

// sort returns the lesser and the greater of each two bytes under 128.
func sort(a, b uint64) (lo, hi uint64) {
	m := notLess(a, b)
	m = m<<1 - m>>7
	lo = b&m | a&^m
	return lo, a ^ b ^ lo
}

// look returns the mean, the least and the greatest of the pixels of a block,
// from four of its rows, even and odd ones so that stripes of one pixel are seen
// whichever way they lie, and to within a grey level or two.
func look(pix []byte, stride int) (mean, lo, hi uint8) {
	load := func(y int) uint64 { return binary.LittleEndian.Uint64(pix[y*stride:]) >> 1 & seven }
	a, b, c, d := load(0), load(2), load(5), load(7)
	const even = 0x00ff00ff00ff00ff
	s, t := a+b, c+d
	sum := (s&even + s>>8&even + t&even + t>>8&even) * 0x0001000100010001 >> 48
	a, b = sort(a, b)
	c, d = sort(c, d)
	least, _ := sort(a, c)
	_, most := sort(b, d)
	most = seven - most // so that the greatest is the least
	least, _ = sort(least, least>>32)
	most, _ = sort(most, most>>32)
	both := least&0xffffffff | most<<32
	both, _ = sort(both, both>>16&0x0000ffff0000ffff)
	both, _ = sort(both, both>>8&0x00ff00ff00ff00ff)
	return uint8(sum / 16), uint8(both&0x7f) * 2, uint8(0x7f-both>>32&0x7f)*2 + 1
}

// hides reports whether the two rows in the middle of a block, which look leaves
// out, hold more contrast than those it saw: a bar of two pixels between them.
func hides(pix []byte, stride int, lo, hi uint8) bool {
	top := uint64(min(seven&0xff, hi/2+minContrast/2)) * ones
	bottom := uint64(max(lo/2, minContrast/2)-minContrast/2) * ones
	v := binary.LittleEndian.Uint64(pix[3*stride:]) >> 1 & seven
	return notLess(v, top)|^notLess(v, bottom)&high != 0
}

// lookAtAll is look at every pixel.
func lookAtAll(pix []byte, stride int) (mean, lo, hi uint8) {
	sum := 0
	lo = 255
	for y := range Block {
		for _, v := range pix[y*stride:][:Block] {
			sum += int(v)
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	return uint8(sum / (Block * Block)), lo, hi
}

// average smooths the thresholds over five by five blocks; at the border, over
// the five by five that are nearest.
func (f *Frame) average() {
	const reach = 2
	f.sums = Grow(f.sums, f.BW)
	wide, tall := min(f.BW, 2*reach+1), min(f.BH, 2*reach+1)
	area := uint32(wide * tall)
	top := -1
	for by := range f.BH {
		if from := max(0, min(by-reach, f.BH-tall)); from != top {
			top = from
			clear(f.sums)
			for y := range tall {
				for x, v := range f.own[(from+y)*f.BW : (from+y+1)*f.BW] {
					f.sums[x] += uint16(v)
				}
			}
		}
		sum, left := uint32(0), 0
		for _, v := range f.sums[:wide] {
			sum += uint32(v)
		}
		row := f.limits[by*f.BW : (by+1)*f.BW]
		for bx := range row {
			if from := max(0, min(bx-reach, f.BW-wide)); from != left {
				sum += uint32(f.sums[from+wide-1]) - uint32(f.sums[left])
				left = from
			}
			row[bx] = uint8(sum / area)
		}
	}
}

// blacken sets the bits of the pixels of a row of blocks that are not lighter
// than the threshold of their block. A flat block is looked at as one.
func (f *Frame) blacken(by int) {
	limits := f.limits[by*f.BW : (by+1)*f.BW]
	contrast, darkest := f.Contrast[by*f.BW:][:len(limits)], f.darkest[by*f.BW:][:len(limits)]
	for i := range f.Black.Span {
		first := i * 8 // of the blocks of this word
		blocks := min(8, len(limits)-first)
		flat, mixed := uint64(0), uint8(0)
		for k := range blocks {
			if contrast[first+k] > minContrast {
				mixed |= 1 << k
			} else if darkest[first+k] <= limits[first+k] {
				flat |= 0xff << (k * Block)
			}
		}
		if over := f.W - i*64; over < 64 {
			flat &= 1<<over - 1
		}
		rows := [Block]uint64{flat, flat, flat, flat, flat, flat, flat, flat}
		tall := min(Block, f.H-by*Block)
		for m := mixed; m != 0; m &= m - 1 {
			k := bits.TrailingZeros8(m)
			x, limit := (first+k)*Block, limits[first+k]
			for y := range rows[:tall] {
				rows[y] |= blackBits(f.Pix[(by*Block+y)*f.Stride+x:], f.W-x, limit) << (k * Block)
			}
		}
		above, across, down := flat, uint64(0), uint64(0)
		if by > 0 {
			above = f.Black.Words[(by*Block-1)*f.Black.Span+i]
		}
		for y, word := range rows[:tall] {
			f.Black.Words[(by*Block+y)*f.Black.Span+i] = word
			if mixed != 0 {
				across += count((word ^ word>>1) &^ (1 << 63))
				down += count(word ^ above)
				above = word
			}
		}
		for k := range blocks {
			f.busy[by*f.BW+first+k] = min(uint8(across>>(k*Block)), uint8(down>>(k*Block)))
		}
	}
}

// blackBits compares the next eight pixels, or the n that are left, with a
// threshold.
func blackBits(pix []byte, n int, limit uint8) (dark uint64) {
	if n >= Block {
		v := binary.LittleEndian.Uint64(pix) >> 1 & seven
		return notLess(uint64(limit>>1)*ones, v) >> 7 * 0x0102040810204080 >> 56
	}
	for i, v := range pix[:n] {
		if v>>1 <= limit>>1 {
			dark |= 1 << i
		}
	}
	return dark
}
