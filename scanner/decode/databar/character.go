package databar

// character is a symbol character that lines have crossed, or both of those at
// a finder of GS1 DataBar Omnidirectional. Its track is that of the middle of
// its finder, its unit goes from the finder's first element to the last.
type character struct {
	track
	omni   bool
	finder int8 // which one of its family
	white  bool // the first element of the finder is light
	after  bool // the character lies on the side of the finder's last element
	guard  int  // the elements of the guard that was seen beyond it, or 0
	value  int
	sum    int // the elements, each times the next power of 3
}

// read reads the character of kind k whose elements begin at edge i and go in
// steps of +1 or -1 edges; ink is how much wider the odd ones are.
func (c *character) read(k *kind, e []int32, i, s int, ink float32) (ok bool) {
	var el elements
	el.take(e, i, s, k.elements, k.modules)
	if c.value, c.sum, ok = k.read(&el, ink); !ok {
		return false
	}
	c.guard = guard(e, i, s, abs(e[i+s*k.elements]-e[i])/int32(k.modules))
	return true
}

// see adds c, which one line has crossed, to those that were seen.
func (r *Reader) see(c *character) {
	r.said = true
	for i := range r.seen {
		if o := &r.seen[i]; o.value == c.value && o.rivals(c) && o.meets(&c.track, maxShift) {
			o.add(&c.track)
			o.guard = max(o.guard, c.guard)
			return
		}
	}
	if len(r.seen) < maxSeen {
		r.seen = append(r.seen, *c)
		return
	}
	for i := range r.seen {
		if o := &r.seen[i]; o.votes == 1 && o.line < c.line {
			*o = *c
			return
		}
	}
}

// rivals reports whether o stands for the same character of a symbol.
func (c *character) rivals(o *character) bool {
	return c.omni == o.omni && c.finder == o.finder && c.white == o.white && c.after == o.after
}

// guard returns how many elements of one module lie beyond edge i, between it
// and some paper: 1 in a left guard, whose light one is part of the paper, 2 in
// a right one. It is 0 if there is no guard.
func guard(e []int32, i, s int, module int32) int {
	run := func(n int) int32 {
		if a, b := i-n*s, i-n*s-s; a >= 0 && b >= 0 && a < len(e) && b < len(e) {
			return abs(e[b] - e[a])
		}
		return 1 << 20 // there is nothing more
	}
	switch {
	case !single(run(0), module):
		return 0
	case run(1) >= 2*module:
		return 1
	case single(run(1), module) && run(2) >= 2*module:
		return 2
	}
	return 0
}

// single reports whether a run is about a module wide.
func single(run, module int32) bool {
	run = abs(run)
	return 3*run > module && run < 2*module
}

// outvoted reports whether lines have shown another character in the place of
// c, which has as many votes as c when counted so many times. Those with more
// votes come first.
func (r *Reader) outvoted(c *character, times int) bool {
	for i := range r.seen {
		o := &r.seen[i]
		if o.votes*times <= c.votes {
			return false
		}
		if o.value != c.value && o.rivals(c) && o.meets(&c.track, maxSame) {
			return true
		}
	}
	return false
}

// weigh sums up elements, each times the next power of 3.
func weigh(w []int8) (sum int) {
	weight := 1
	for _, v := range w {
		sum += int(v) * weight
		weight *= 3
	}
	return sum
}
