package decode

import (
	"encoding/binary"
	"image"
)

// block is the side, in pixels, of the squares that share one threshold.
const block = 8

// minContrast is the difference in grey within a block from which on it is
// taken to hold both ink and paper.
const minContrast = 24

// bitmap is a picture in black and white, each part judged by the light
// around it, so that a shadow across a label does no harm.
type bitmap struct {
	mono
	bw, bh int // in blocks
	// Of each block: its own threshold, the smoothed one, and how far apart
	// its lightest and darkest pixels are.
	own, smooth, contrast []uint8
	// What regions works with.
	seen  []bool
	stack []int32
	boxes []image.Rectangle
}

// fill makes the bitmap of a picture. It reports whether anything in it stands
// out at all; if not, the bitmap is of any content.
func (b *bitmap) fill(pix []byte, w, h int) bool {
	b.reset(w, h)
	b.bw, b.bh = (w+block-1)/block, (h+block-1)/block
	n := b.bw * b.bh
	b.own, b.smooth, b.contrast = grow(b.own, n), grow(b.smooth, n), grow(b.contrast, n)
	if !b.measure(pix) {
		return false
	}
	b.average()
	for y := range h {
		black(b.line(y), pix[y*w:y*w+w], b.smooth[y/block*b.bw:])
	}
	return true
}

// black sets the bits of the pixels that are not lighter than the threshold of
// their block. It compares eight pixels, one block, at a time.
func black(to []uint32, line []byte, t []uint8) {
	clear(to)
	x := 0
	for ; x+block <= len(line); x += block {
		v := binary.LittleEndian.Uint64(line[x:])
		limit := uint64(t[x/block]) * ones
		// Collect the eight high bits in one byte.
		to[x/32] |= uint32((notLess(limit, v)>>7)*0x0102040810204080>>56) << (x % 32)
	}
	for ; x < len(line); x++ {
		if line[x] <= t[x/block] {
			to[x/32] |= 1 << (x % 32)
		}
	}
}

// measure finds the own threshold of each block. A flat block is ink if it is
// as dark as the ink of its neighbours, and paper otherwise.
func (b *bitmap) measure(pix []byte) bool {
	darkest, lightest := uint8(255), uint8(0)
	for by := range b.bh {
		y0 := min(by*block, b.h-block)
		for bx := range b.bw {
			x0 := min(bx*block, b.w-block)
			sum, lo, hi := look(pix[y0*b.w+x0:], b.w)
			darkest, lightest = min(darkest, lo), max(lightest, hi)
			at := by*b.bw + bx
			b.contrast[at] = hi - lo
			if hi-lo > minContrast {
				b.own[at] = uint8(sum / (block * block))
				continue
			}
			b.own[at] = lo / 2
			if bx > 0 && by > 0 {
				near := (2*int(b.own[at-1]) + int(b.own[at-b.bw]) + int(b.own[at-b.bw-1])) / 4
				if int(lo) < near {
					b.own[at] = uint8(near)
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
	for y := range block {
		v := binary.LittleEndian.Uint64(pix[y*w:])
		sums += v&even + v>>8&even
		m := notLess(v, least) >> 7 * 0xff
		least = least&m | v&^m
		m = notLess(v, most) >> 7 * 0xff
		most = v&m | most&^m
	}
	lo = 255
	for range block {
		lo, hi = min(lo, uint8(least)), max(hi, uint8(most))
		least, most = least>>8, most>>8
	}
	for ; sums != 0; sums >>= 16 {
		sum += int(sums & 0xffff)
	}
	return sum, lo, hi
}

// average smooths the thresholds over five by five blocks.
func (b *bitmap) average() {
	const reach = 2
	middle := func(i, n int) int { return max(min(i, n-1-reach), min(reach, n-1)) }
	for by := range b.bh {
		cy := middle(by, b.bh)
		for bx := range b.bw {
			cx := middle(bx, b.bw)
			sum, n := 0, 0
			for y := max(0, cy-reach); y <= min(b.bh-1, cy+reach); y++ {
				for _, v := range b.own[y*b.bw+max(0, cx-reach) : y*b.bw+min(b.bw-1, cx+reach)+1] {
					sum += int(v)
					n++
				}
			}
			b.smooth[by*b.bw+bx] = uint8(sum / n)
		}
	}
}
