package linear

// The digits of Interleaved 2 of 5 (ISO/IEC 16390 table 1): a bit of each of
// the five bars or five spaces, the first one highest, 1 for a wide one.
var itfs = [10]uint16{0b00110, 0b10001, 0b01001, 0b11000, 0b00101, 0b10100, 0b01100, 0b00011, 0b10010, 0b01010}

// itf reads an Interleaved 2 of 5 that begins at edge i.
func (d *decoder) itf(e edges, i int) bool {
	const start, pair = 4, 10
	// The start is four narrow elements; the first pair of digits tells how
	// wide wide ones are.
	first := i + start
	if first+pair >= len(e) {
		return false
	}
	c, ok := e.pairLevels(first)
	narrow := c.narrow()
	if !ok || e.run(i-1) < 1.5*minQuiet*narrow {
		return false
	}
	if s, _ := c.classify(e, i, start); s != 0 || e.width(i, 4) < 2.4*narrow {
		return false
	}
	text, sum := d.text[:0], float32(0)
	for at := first; at+3 < len(e) && len(text)+2 < maxText; at += pair {
		if e.run(at+3) >= 1.5*minQuiet*narrow {
			if s, miss := c.classify(e, at, 3); s != 0b100 || miss > maxUneven {
				return false
			}
			return d.itfText(text) && d.say(found{from: i, to: at + 3, need: itfNeed(text), miss: sum / float32(len(text))})
		}
		if at+pair >= len(e) {
			return false
		}
		c, ok = e.pairLevels(at)
		n := c.narrow()
		if !ok || n < .6*narrow || n > 1.6*narrow {
			return false
		}
		narrow = n // which perspective changes from pair to pair
		bits, miss := c.classify(e, at, pair)
		if miss > maxUneven {
			return false
		}
		sum += 2 * miss
		bar, space := uint16(0), uint16(0)
		for k := pair - 2; k >= 0; k -= 2 {
			bar, space = bar<<1|bits>>(k+1)&1, space<<1|bits>>k&1
		}
		a, b := itfDigit(bar), itfDigit(space)
		if a < 0 || b < 0 {
			return false
		}
		text = append(text, '0'+byte(a), '0'+byte(b))
	}
	return false
}

// pairLevels measures a pair of digits: the two widest of its five bars, and of
// its five spaces, are wide.
func (e edges) pairLevels(i int) (c levels, ok bool) {
	pattern := uint16(0)
	for odd := range 2 {
		a, b := -1, -1 // the widest and the next
		for k := odd; k < 10; k += 2 {
			switch w := e.run(i + k); {
			case a < 0 || w > e.run(i+a):
				a, b = k, a
			case b < 0 || w > e.run(i+b):
				b = k
			}
		}
		pattern |= 1<<(9-a) | 1<<(9-b)
	}
	return e.levels(i, 10, pattern)
}

func itfDigit(bits uint16) int {
	for v, p := range itfs {
		if p == bits {
			return v
		}
	}
	return -1
}

// itfText keeps digits. Fourteen are a GTIN, of a case, and must have its check
// digit; other lengths have none that is certain.
func (d *decoder) itfText(text []byte) bool {
	if len(text) < 4 || len(text) == 14 && !eanSum(text) {
		return false
	}
	return d.keep("ITF", text)
}

// itfNeed is how many lines must agree: any part of a symbol that ends in a wide
// bar could be a shorter one.
func itfNeed(text []byte) int {
	switch {
	case len(text) == 14:
		return 3
	case len(text) >= 6:
		return 4
	}
	return 6
}
