package light

// count counts the bits that are set in each byte of a word.
func count(v uint64) uint64 {
	const pairs, fours, eights = 0x5555555555555555, 0x3333333333333333, 0x0f0f0f0f0f0f0f0f
	v -= v >> 1 & pairs
	v = v&fours + v>>2&fours
	return (v + v>>4) & eights
}

// quieten takes noise for paper: blocks in which, with those around them,
// about every second pixel differs from the one beside it and from the one
// above. Modules of two pixels change half as often, and bars only one way.
func (f *Frame) quieten() {
	if f.W*f.H <= SmallPicture {
		return
	}
	for by := range f.BH {
		above, here, below := f.busy[max(0, by-1)*f.BW:], f.busy[by*f.BW:], f.busy[min(f.BH-1, by+1)*f.BW:]
		column := func(x int) int {
			x = min(f.BW-1, x)
			return int(above[x]) + int(here[x]) + int(below[x])
		}
		left, middle := column(0), column(0)
		for bx := range f.BW {
			right := column(bx + 1)
			if left+middle+right > 9*maxChanges {
				f.quiet(bx, by)
			}
			left, middle = middle, right
		}
	}
}

// quiet makes a block one without contrast, and light.
func (f *Frame) quiet(bx, by int) {
	f.Contrast[by*f.BW+bx] = 0
	for y := by * Block; y < min(f.H, by*Block+Block); y++ {
		f.Black.Row(y)[bx/8] &^= 0xff << (bx % 8 * Block)
	}
}
