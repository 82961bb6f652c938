package solomon

// usual is the most check words for which Correct asks for no memory: those of
// a Data Matrix symbol. An Aztec symbol may have more.
const usual = 68

// Clean reports whether no word of a block is wrong, whose last check words
// check the others.
func Clean[W Word](c *Code, block []W, check int) bool {
	for i := range check {
		if syndrome(c, block, i) != 0 {
			return false
		}
	}
	return true
}

// syndrome returns what a block says at root i of the code: 0 if it is right.
func syndrome[W Word](c *Code, block []W, i int) (v uint16) {
	x := (c.first + i) % c.order
	for _, w := range block {
		if v != 0 {
			v = c.exp[int(c.log[v])+x]
		}
		v ^= uint16(w)
	}
	return v
}

// Correct puts up to most wrong words of a block right, at most half as many as
// its last check words, which check the others. It reports false, with the
// block as it was, if there are more, or if the block is none of this code.
// Words must be in the field.
func Correct[W Word](c *Code, block []W, check, most int) bool {
	if check < 0 || check > len(block) || len(block) > c.order {
		return false
	}
	var few [7 * (usual + 1)]uint16
	room := few[:]
	if check > usual {
		room = make([]uint16, 7*(check+1))
	}
	cut := func() []uint16 {
		s := room[: check+1 : check+1]
		room = room[check+1:]
		return s
	}
	s, clean := cut()[:check], uint16(0)
	for i := range s {
		s[i] = syndrome(c, block, i)
		clean |= s[i]
	}
	if clean == 0 {
		return true
	}
	locator := cut()
	wrong := c.locate(s, locator, cut(), cut())
	if wrong > min(most, check/2) {
		return false
	}
	at, by, slope := cut()[:wrong], cut()[:wrong], cut()[:wrong]
	if !c.repair(len(block), s, locator[:wrong+1], slope, at, by) {
		return false
	}
	for i := range wrong {
		block[at[i]] ^= W(by[i])
	}
	return true
}

// locate finds the shortest recurrence of the syndromes s (Berlekamp, Massey):
// the polynomial whose roots are where words are wrong, and how many are.
// locator, old and before have a word more than s, and are 0.
func (c *Code) locate(s, locator, old, before []uint16) (wrong int) {
	locator[0], old[0] = 1, 1
	since, last := 1, uint16(1)
	for n := range s {
		d := s[n]
		for i := 1; i <= wrong; i++ {
			d ^= c.mul(locator[i], s[n-i])
		}
		if d == 0 {
			since++
			continue
		}
		copy(before, locator)
		k := c.div(d, last)
		for i := 0; i+since <= len(s); i++ {
			locator[i+since] ^= c.mul(k, old[i])
		}
		if 2*wrong > n {
			since++
			continue
		}
		wrong, last, since = n+1-wrong, d, 1
		old, before = before, old
	}
	return wrong
}

// repair finds at which of n words a block is wrong, and by what (Chien,
// Forney). It reports false if that are not as many as at has room for. slope
// is as long, and 0; s, which is no longer needed, becomes the evaluator.
func (c *Code) repair(n int, s, locator, slope, at, by []uint16) bool {
	for i := len(at) - 1; i >= 0; i-- { // from above, as each needs those below
		v := uint16(0)
		for k := range i + 1 {
			v ^= c.mul(s[i-k], locator[k])
		}
		s[i] = v
	}
	evaluator := s[:len(at)]
	for k := 1; k < len(locator); k += 2 { // the derivative
		slope[k-1] = locator[k]
	}
	found := 0
	for i := range n {
		place := n - 1 - i // as a power; the last word is that of 0
		x := c.power(c.order - place)
		if c.at(locator, x) != 0 {
			continue
		}
		steep := c.at(slope, x)
		if steep == 0 || found == len(at) {
			return false
		}
		at[found], by[found] = uint16(i), c.mul(c.power((1-c.first)*place), c.div(c.at(evaluator, x), steep))
		found++
	}
	return found == len(at)
}
