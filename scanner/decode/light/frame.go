package light

import "encoding/binary"

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
	// row or column may hang over the edge.
	BW, BH int
	// Contrast is how far apart the lightest and darkest pixel of each block are.
	Contrast []uint8

	// Of each block: its own threshold, and the smoothed one.
	own, limits []uint8
}

// Look takes a picture, which must not change while the frame is searched. It
// reports whether anything in it stands out at all; if not, or if it is under
// MinSide, the frame is of any content.
func (f *Frame) Look(p Picture) bool {
	f.Picture = p
	if p.W < MinSide || p.H < MinSide {
		return false
	}
	f.Black.Reset(p.W, p.H)
	f.BW, f.BH = (p.W+Block-1)/Block, (p.H+Block-1)/Block
	n := f.BW * f.BH
	f.own, f.limits, f.Contrast = Grow(f.own, n), Grow(f.limits, n), Grow(f.Contrast, n)
	if !f.measure() {
		return false
	}
	f.average()
	for y := range p.H {
		black(f.Black.Row(y), p.Row(y), f.limits[y/Block*f.BW:])
	}
	return true
}

// black sets the bits of the pixels that are not lighter than the threshold of
// their block. It compares eight pixels, one block, at a time.
func black(to []uint64, line []byte, t []uint8) {
	clear(to)
	x := 0
	for ; x+Block <= len(line); x += Block {
		v := binary.LittleEndian.Uint64(line[x:])
		limit := uint64(t[x/Block]) * ones
		// Collect the eight high bits in one byte.
		to[x/64] |= (notLess(limit, v) >> 7) * 0x0102040810204080 >> 56 << (x % 64)
	}
	for ; x < len(line); x++ {
		if line[x] <= t[x/Block] {
			to[x/64] |= 1 << (x % 64)
		}
	}
}

// measure finds the own threshold of each block. A flat block is ink if it is
// as dark as the ink of its neighbours, and paper otherwise.
func (f *Frame) measure() bool {
	darkest, lightest := uint8(255), uint8(0)
	for by := range f.BH {
		y0 := min(by*Block, f.H-Block)
		for bx := range f.BW {
			x0 := min(bx*Block, f.W-Block)
			sum, lo, hi := look(f.Pix[y0*f.Stride+x0:], f.Stride)
			darkest, lightest = min(darkest, lo), max(lightest, hi)
			at := by*f.BW + bx
			f.Contrast[at] = hi - lo
			if hi-lo > minContrast {
				f.own[at] = uint8(sum / (Block * Block))
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

// Eight pixels are looked at together, as the bytes of a word.
const ones, high = 0x0101010101010101, 0x8080808080808080

// notLess sets the high bit of each byte of a that is not less than that of b.
func notLess(a, b uint64) uint64 {
	low := (a | high) - (b &^ high)
	return (a&^b | ^(a^b)&low) & high
}

// look returns the sum, the least and the greatest of the pixels of a block.
func look(pix []byte, w int) (sum int, lo, hi uint8) {
	const even = 0x00ff00ff00ff00ff
	least, most, sums := ^uint64(0), uint64(0), uint64(0)
	for y := range Block {
		v := binary.LittleEndian.Uint64(pix[y*w:])
		sums += v&even + v>>8&even
		m := notLess(v, least) >> 7 * 0xff
		least = least&m | v&^m
		m = notLess(v, most) >> 7 * 0xff
		most = v&m | most&^m
	}
	lo = 255
	for range Block {
		lo, hi = min(lo, uint8(least)), max(hi, uint8(most))
		least, most = least>>8, most>>8
	}
	for ; sums != 0; sums >>= 16 {
		sum += int(sums & 0xffff)
	}
	return sum, lo, hi
}

// average smooths the thresholds over five by five blocks.
func (f *Frame) average() {
	const reach = 2
	middle := func(i, n int) int { return max(min(i, n-1-reach), min(reach, n-1)) }
	for by := range f.BH {
		cy := middle(by, f.BH)
		for bx := range f.BW {
			cx := middle(bx, f.BW)
			sum, n := 0, 0
			for y := max(0, cy-reach); y <= min(f.BH-1, cy+reach); y++ {
				for _, v := range f.own[y*f.BW+max(0, cx-reach) : y*f.BW+min(f.BW-1, cx+reach)+1] {
					sum += int(v)
					n++
				}
			}
			f.limits[by*f.BW+bx] = uint8(sum / n)
		}
	}
}
