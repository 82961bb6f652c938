package light

import "math/bits"

// Bitmap is a picture in dark (1) and light (0), 64 pixels a word, the
// leftmost in the lowest bit. Bits beyond the width are 0. The zero value is
// an empty one.
type Bitmap struct {
	W, H  int
	Span  int // words a row
	Words []uint64
}

// Reset makes b w by h pixels of any content; it keeps its memory.
func (b *Bitmap) Reset(w, h int) {
	b.W, b.H, b.Span = w, h, (w+63)/64
	b.Words = Grow(b.Words, b.Span*h)
}

// Row returns the words of row y, which must be in the picture.
func (b *Bitmap) Row(y int) []uint64 { return b.Words[y*b.Span : (y+1)*b.Span] }

// Dark returns the pixel at x, y; what is outside of the picture is light.
func (b *Bitmap) Dark(x, y int) bool {
	return uint(x) < uint(b.W) && uint(y) < uint(b.H) && b.Words[y*b.Span+x>>6]>>(x&63)&1 != 0
}

// Edges returns where dark and light change along row y, in the memory of buf:
// the first is a change to dark, the last one to light, at the border of the
// picture if need be.
func (b *Bitmap) Edges(y int, buf []int32) []int32 {
	e := Grow(buf, b.W+1)
	n, before := 0, uint64(0)
	for i, word := range b.Row(y) {
		// A bit is set where a pixel differs from the one before.
		for change := word ^ (word<<1 | before); change != 0; change &= change - 1 {
			e[n] = int32(i*64 + bits.TrailingZeros64(change))
			n++
		}
		before = word >> 63
	}
	if n&1 != 0 {
		e[n] = int32(b.W)
		n++
	}
	return e[:n]
}

// Grow returns a slice of length n, the old one if it is large enough; what it
// holds is not cleared.
func Grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
