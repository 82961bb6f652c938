package decode

import (
	"cmp"
	"image"
	"slices"
)

// regions returns the parts of the picture that are busy enough to be a
// symbol of two dimensions, largest first: neighbouring blocks with contrast,
// as boxes in pixels. There are at most maxRegions.
func (b *bitmap) regions() []image.Rectangle {
	busy := max(minContrast, slices.Max(b.contrast)/3)
	b.seen = grow(b.seen, len(b.contrast))
	clear(b.seen)
	b.boxes = b.boxes[:0]
	for i, c := range b.contrast {
		if c < busy || b.seen[i] {
			continue
		}
		box, blocks := b.flood(i, busy)
		// Too few blocks, a streak, or a scatter is no symbol.
		if blocks < 6 || min(box.Dx(), box.Dy()) < 2 || blocks*5 < box.Dx()*box.Dy()*2 {
			continue
		}
		b.boxes = append(b.boxes, image.Rectangle{Min: box.Min.Mul(block), Max: box.Max.Mul(block)})
	}
	slices.SortStableFunc(b.boxes, func(p, q image.Rectangle) int {
		return cmp.Compare(q.Dx()*q.Dy(), p.Dx()*p.Dy())
	})
	return b.boxes[:min(len(b.boxes), maxRegions)]
}

// flood marks the busy blocks around block i and returns their box, in blocks,
// and their number.
func (b *bitmap) flood(i int, busy uint8) (image.Rectangle, int) {
	box, blocks := image.Rectangle{}, 0
	mark := func(x, y int) {
		if x < 0 || y < 0 || x >= b.bw || y >= b.bh {
			return
		}
		if at := y*b.bw + x; !b.seen[at] && b.contrast[at] >= busy {
			b.seen[at] = true
			b.stack = append(b.stack, int32(at))
		}
	}
	b.stack = b.stack[:0]
	mark(i%b.bw, i/b.bw)
	for len(b.stack) > 0 {
		at := int(b.stack[len(b.stack)-1])
		b.stack = b.stack[:len(b.stack)-1]
		x, y := at%b.bw, at/b.bw
		box = box.Union(image.Rect(x, y, x+1, y+1))
		blocks++
		mark(x+1, y)
		mark(x-1, y)
		mark(x, y+1)
		mark(x, y-1)
	}
	return box, blocks
}
