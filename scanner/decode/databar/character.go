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
	guard  int  // how many elements of one module were seen beyond it, at most 2
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
	module := abs(e[i+s*k.elements]-e[i]) / int32(k.modules)
	c.guard = 0
	for j := i - s; c.guard < 2 && j >= 0 && j < len(e) && single(e[j]-e[j+s], module); j -= s {
		c.guard++
	}
	return true
}

// see adds c, which one line has crossed, to those that were seen.
func (r *Reader) see(c *character) {
	r.said = true
	for i := range r.seen {
		o := &r.seen[i]
		if o.omni == c.omni && o.finder == c.finder && o.white == c.white && o.after == c.after && o.value == c.value && o.meets(&c.track, maxShift) {
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

// single reports whether a run is about a module wide.
func single(run, module int32) bool {
	run = abs(run)
	return 3*run > module && run < 2*module
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
