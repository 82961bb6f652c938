package linear

// The characters of Code 39 (ISO/IEC 16388 table 1): a bit of each of the nine
// elements, the first one highest, 1 for a wide one. The last is start and stop.
const code39Signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%*"

var code39s = [...]uint16{
	0x034, 0x121, 0x061, 0x160, 0x031, 0x130, 0x070, 0x025, 0x124, 0x064,
	0x109, 0x049, 0x148, 0x019, 0x118, 0x058, 0x00d, 0x10c, 0x04c, 0x01c, 0x103, 0x043, 0x142,
	0x013, 0x112, 0x052, 0x007, 0x106, 0x046, 0x016, 0x181, 0x0c1, 0x1c0, 0x091, 0x190, 0x0d0,
	0x085, 0x184, 0x0c4, 0x0a8, 0x0a2, 0x08a, 0x02a, 0x094,
}

// code39 reads a Code 39 that begins at edge i.
func (d *decoder) code39(e edges, i int) bool {
	const asterisk, elements = 0x094, 9
	if i+2*elements >= len(e) {
		return false
	}
	c, ok := e.levels(i, elements, asterisk)
	if !ok || e.run(i-1) < minQuiet*c.narrow() {
		return false
	}
	width := e.width(i, elements)
	text, sum := d.text[:0], float32(0)
	for at := i + elements + 1; at+elements <= len(e) && len(text) < maxText; at += elements + 1 {
		if at+elements >= len(e) {
			return false
		}
		w := e.width(at, elements)
		if gap := e.run(at - 1); w < .8*width || w > 1.25*width || gap < .4*c.narrow() || gap > 5*c.narrow() {
			return false
		}
		// All characters are equally wide, but for the perspective.
		c, width = c.scaled(w/width), w
		bits, miss := c.classify(e, at, elements)
		sum += miss
		sign := code39Sign(bits)
		if sign == 0 {
			return false
		}
		if sign != '*' {
			text = append(text, sign)
			continue
		}
		if mean := sum / float32(len(text)+1); mean > maxUneven || len(text) == 0 || e.run(at+elements) < minQuiet*c.narrow() {
			return false
		}
		need := 2
		if len(text) < 6 {
			need = 3
		}
		d.keep("CODE_39", nil)
		d.out = unshift(d.out, text)
		return d.say(found{from: i, to: at + elements, need: need, miss: sum / float32(len(text)+1)})
	}
	return false
}

func code39Sign(bits uint16) byte {
	for v, p := range code39s {
		if p == bits {
			return code39Signs[v]
		}
	}
	return 0
}

// unshift adds text to out. Code 39 does not tell whether its signs $ % / and +
// shift the letter behind them (full ASCII). They are taken to do so when each
// of them stands before a letter that it can shift, and for more than a + in
// front, with which HIBC labels begin.
func unshift(out, text []byte) []byte {
	shifts := 0
	for i := 0; i < len(text); i++ {
		if !isShift(text[i]) {
			continue
		}
		shifts++
		if i++; i == len(text) {
			return append(out, text...)
		}
		if _, ok := fullASCII(text[i-1], text[i]); !ok {
			return append(out, text...)
		}
	}
	if shifts == 0 || shifts == 1 && text[0] == '+' {
		return append(out, text...)
	}
	for i := 0; i < len(text); i++ {
		if !isShift(text[i]) {
			out = append(out, text[i])
			continue
		}
		i++
		c, _ := fullASCII(text[i-1], text[i])
		out = append(out, c)
	}
	return out
}

func isShift(c byte) bool { return c == '$' || c == '%' || c == '/' || c == '+' }
