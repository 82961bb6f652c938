package light

import "image"

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

// Crop makes b the part box of src, which must lie in it, with dark and light
// exchanged if invert is set.
func (b *Bitmap) Crop(src *Bitmap, box image.Rectangle, invert bool) {
	b.Reset(box.Dx(), box.Dy())
	flip, last := uint64(0), ^uint64(0)
	if invert {
		flip = ^flip
	}
	if b.W&63 != 0 {
		last = 1<<(b.W&63) - 1
	}
	shift := box.Min.X & 63
	for y := range b.H {
		from, to := src.Row(box.Min.Y + y)[box.Min.X>>6:], b.Row(y)
		for i := range to {
			v := from[i] >> shift
			if shift > 0 && i+1 < len(from) {
				v |= from[i+1] << (64 - shift)
			}
			to[i] = v ^ flip
		}
		to[len(to)-1] &= last
	}
}

// Grow returns a slice of length n, the old one if it is large enough; what it
// holds is not cleared.
func Grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
