package linear

// levels are the widths of narrow and wide elements, of bars and of spaces, of
// a symbology that has but two widths.
type levels struct{ bar, wideBar, space, wideSpace float32 }

// levels measures n elements from edge i on of which the pattern is known: the
// highest of its n bits is the first element, 1 a wide one. It reports whether
// they look like it.
func (e edges) levels(i, n int, pattern uint16) (c levels, ok bool) {
	var sum, least, most [4]float32
	var count [4]int
	for k := range n {
		w := e.run(i + k)
		kind := k&1<<1 | int(pattern>>(n-1-k)&1)
		sum[kind] += w
		if count[kind]++; count[kind] == 1 || w < least[kind] {
			least[kind] = w
		}
		most[kind] = max(most[kind], w)
	}
	for kind, n := range count {
		if n > 0 {
			sum[kind] /= float32(n)
		}
	}
	c = levels{sum[0], sum[1], sum[2], sum[3]}
	return c, most[0] < least[1] && most[2] < least[3] && c.plausible()
}

// plausible reports whether wide elements are 1.35 to 4 times as wide as narrow
// ones; 2 to 3 is due.
func (c *levels) plausible() bool {
	narrow, wide := c.bar+c.space, c.wideBar+c.wideSpace
	return wide > 1.35*narrow && wide < 4*narrow && min(c.bar, c.space) > .1*narrow
}

func (c levels) narrow() float32 { return (c.bar + c.space) / 2 }

// scaled returns the levels of a part of the symbol that is k times as wide.
func (c levels) scaled(k float32) levels {
	return levels{c.bar * k, c.wideBar * k, c.space * k, c.wideSpace * k}
}

// classify returns which of n elements from edge i on are wide, the first in
// the highest bit, and the mean square by which they miss their widths, where 1
// is the difference between wide and narrow.
func (c levels) classify(e edges, i, n int) (bits uint16, miss float32) {
	for k := range n {
		narrow, wide := c.bar, c.wideBar
		if k%2 != 0 {
			narrow, wide = c.space, c.wideSpace
		}
		x := (e.run(i+k) - narrow) / (wide - narrow)
		bits <<= 1
		if x > .5 {
			bits |= 1
			x = 1 - x
		}
		// Only what lies between the two is in doubt.
		miss += max(x, -x/3) * max(x, -x/3)
	}
	return bits, miss / float32(n)
}
