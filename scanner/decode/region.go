package decode

import (
	"cmp"
	"image"
	"slices"

	"endcap/scanner/decode/light"
)

// minContrast is the difference in grey from which on a block is busy.
const minContrast = 24

// regions finds the parts of a picture that are busy enough to be a symbol of
// two dimensions.
type regions struct {
	f     *light.Frame
	seen  []bool
	stack []int32
	boxes []image.Rectangle
}

// find returns them largest first: neighbouring blocks with contrast, as boxes
// in pixels. There are at most maxRegions.
func (b *regions) find(f *light.Frame) []image.Rectangle {
	b.f = f
	busy := max(minContrast, slices.Max(f.Contrast)/3)
	b.seen = light.Grow(b.seen, len(f.Contrast))
	clear(b.seen)
	b.boxes = b.boxes[:0]
	for i, c := range b.f.Contrast {
		if c < busy || b.seen[i] {
			continue
		}
		box, blocks := b.flood(i, busy)
		// Too few blocks, a streak, or a scatter is no symbol.
		if blocks < 6 || min(box.Dx(), box.Dy()) < 2 || blocks*5 < box.Dx()*box.Dy()*2 {
			continue
		}
		b.boxes = append(b.boxes, image.Rectangle{Min: box.Min.Mul(light.Block), Max: box.Max.Mul(light.Block)})
	}
	slices.SortStableFunc(b.boxes, func(p, q image.Rectangle) int {
		return cmp.Compare(q.Dx()*q.Dy(), p.Dx()*p.Dy())
	})
	return b.boxes[:min(len(b.boxes), maxRegions)]
}

// flood marks the busy blocks around block i and returns their box, in blocks,
// and their number.
func (b *regions) flood(i int, busy uint8) (image.Rectangle, int) {
	box, blocks := image.Rectangle{}, 0
	mark := func(x, y int) {
		if x < 0 || y < 0 || x >= b.f.BW || y >= b.f.BH {
			return
		}
		if at := y*b.f.BW + x; !b.seen[at] && b.f.Contrast[at] >= busy {
			b.seen[at] = true
			b.stack = append(b.stack, int32(at))
		}
	}
	b.stack = b.stack[:0]
	mark(i%b.f.BW, i/b.f.BW)
	for len(b.stack) > 0 {
		at := int(b.stack[len(b.stack)-1])
		b.stack = b.stack[:len(b.stack)-1]
		x, y := at%b.f.BW, at/b.f.BW
		box = box.Union(image.Rect(x, y, x+1, y+1))
		blocks++
		mark(x+1, y)
		mark(x-1, y)
		mark(x, y+1)
		mark(x, y-1)
	}
	return box, blocks
}
