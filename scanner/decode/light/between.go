package light

// At returns the light at x, y, mixed from the four pixels around it, where the
// middle of pixel 0, 0 is 0.5, 0.5; beyond the border it is that of the border.
// The picture must be two pixels wide and high.
func (p *Picture) At(x, y float64) float64 {
	x, y = within(x-.5, p.W), within(y-.5, p.H)
	i, j := int(x), int(y)
	u, v := x-float64(i), y-float64(j)
	at := j*p.Stride + i
	a, b := p.Pix[at:at+2], p.Pix[at+p.Stride:at+p.Stride+2]
	top := float64(a[0]) + u*(float64(a[1])-float64(a[0]))
	low := float64(b[0]) + u*(float64(b[1])-float64(b[0]))
	return top + v*(low-top)
}

// within returns v, or the place next to it from which on there is another pixel
// of n; what is no number is the first.
func within(v float64, n int) float64 {
	if !(v > 0) {
		return 0
	}
	return min(v, float64(n)-1.001)
}

// AddLine adds to each of the sums the light, times 256, at a place: x, y and
// dx, dy on for the next, all in 1/65536 pixel, where 0, 0 is the middle of pixel
// 0, 0. Places are those of At but for that.
func (p *Picture) AddLine(sums []int32, x, y, dx, dy int) {
	for i := range sums {
		x0, u, y0, v := x>>16, int32(x>>8&0xff), y>>16, int32(y>>8&0xff)
		if uint(x0) >= uint(p.W-1) || uint(y0) >= uint(p.H-1) {
			x0, u = border(x, p.W)
			y0, v = border(y, p.H)
		}
		a := p.Pix[y0*p.Stride+x0:]
		b := a[p.Stride:]
		top := int32(a[0])*(256-u) + int32(a[1])*u
		low := int32(b[0])*(256-u) + int32(b[1])*u
		sums[i] += (top*(256-v) + low*v) >> 8
		x, y = x+dx, y+dy
	}
}

// border returns the pixel of n, but for the last, that is nearest to v, and which
// part of the light the next one has.
func border(v, n int) (at int, part int32) {
	at = max(0, min(v>>16, n-2))
	return at, int32(max(0, min(256, (v-at<<16)>>8)))
}
