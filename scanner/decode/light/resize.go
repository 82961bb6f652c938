package light

// Halve returns p at half its size, each pixel the mean of four, in *buf.
func (p Picture) Halve(buf *[]byte) Picture {
	to := Picture{W: p.W / 2, H: p.H / 2, Stride: p.W / 2}
	*buf = Grow(*buf, to.W*to.H)
	to.Pix = *buf
	for y := range to.H {
		a, b, line := p.Row(2*y), p.Row(2*y+1), to.Row(y)
		a, b = a[:2*len(line)], b[:2*len(line)]
		for x := range line {
			line[x] = byte((int(a[2*x]) + int(a[2*x+1]) + int(b[2*x]) + int(b[2*x+1]) + 2) / 4)
		}
	}
	return to
}

// Double returns p at twice its size, with the light between pixels shared, in
// *buf.
func (p Picture) Double(buf *[]byte) Picture {
	to := Picture{W: 2 * p.W, H: 2 * p.H, Stride: 2 * p.W}
	*buf = Grow(*buf, to.W*to.H)
	to.Pix = *buf
	for y := range to.H {
		// A pixel lies a quarter off the middle of its origin: three parts of
		// it, one part of the neighbour on that side.
		near, far := p.Row(y/2), p.Row(max(0, min(p.H-1, y/2+y%2*2-1)))
		line := to.Row(y)
		mix := func(x int) int { return 3*int(near[x]) + int(far[x]) }
		before, here := mix(0), mix(0)
		for x := range p.W {
			after := mix(min(x+1, p.W-1))
			line[2*x], line[2*x+1] = byte((3*here+before+8)/16), byte((3*here+after+8)/16)
			before, here = here, after
		}
	}
	return to
}

// Sharpen returns p with some of its blur taken back, in *buf: each pixel moves
// away from the mean of the eight around it by twice the difference.
func (p Picture) Sharpen(buf *[]byte) Picture {
	to := Picture{W: p.W, H: p.H, Stride: p.W}
	*buf = Grow(*buf, to.W*to.H)
	to.Pix = *buf
	for y := range p.H {
		a, b, c, line := p.Row(max(0, y-1)), p.Row(y), p.Row(min(p.H-1, y+1)), to.Row(y)
		sum := func(x int) int { return int(a[x]) + int(b[x]) + int(c[x]) }
		before, here := sum(0), sum(0)
		for x := range line {
			after := sum(min(x+1, p.W-1))
			v := int(b[x])
			around := before + here + after - v
			line[x] = byte(max(0, min(255, v+(8*v-around)/4)))
			before, here = here, after
		}
	}
	return to
}

// Invert returns p with light and dark exchanged, in *buf.
func (p Picture) Invert(buf *[]byte) Picture {
	to := Picture{W: p.W, H: p.H, Stride: p.W}
	*buf = Grow(*buf, to.W*to.H)
	to.Pix = *buf
	for y := range p.H {
		line := to.Row(y)
		for x, v := range p.Row(y) {
			line[x] = ^v
		}
	}
	return to
}
