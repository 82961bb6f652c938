package linear

// The characters of Codabar (EN 798 table 1): a bit of each of the seven
// elements, the first one highest, 1 for a wide one. The last four are starts
// and stops.
const codabarSigns = "0123456789-$:/.+ABCD"

var codabars = [...]uint16{
	0x03, 0x06, 0x09, 0x60, 0x12, 0x42, 0x21, 0x24, 0x30, 0x48,
	0x0c, 0x18, 0x45, 0x51, 0x54, 0x15, 0x1a, 0x29, 0x0b, 0x0e,
}

// codabar reads a Codabar that begins at edge i, its start and stop included in
// the text, for they are data to those who use it.
func (d *decoder) codabar(e edges, i int) bool {
	const elements = 7
	var c levels
	var first byte
	for v := len(codabars) - 4; v < len(codabars); v++ {
		if l, ok := e.levels(i, elements, codabars[v]); ok {
			c, first = l, codabarSigns[v]
		}
	}
	if first == 0 || e.run(i-1) < minQuiet*c.narrow() {
		return false
	}
	text, sum := append(d.text[:0], first), float32(0)
	for at := i + elements + 1; at+elements < len(e) && len(text) < maxText; at += elements + 1 {
		if gap := e.run(at - 1); gap < .4*c.narrow() || gap > 5*c.narrow() {
			return false
		}
		bits, miss := c.classify(e, at, elements)
		sum += miss
		sign := codabarSign(bits)
		if sign == 0 {
			return false
		}
		text = append(text, sign)
		if sign < 'A' {
			continue
		}
		mean := sum / float32(len(text)-1)
		if mean > maxUneven || len(text) < 5 || e.run(at+elements) < minQuiet*c.narrow() {
			return false
		}
		need := 3
		if len(text) < 8 {
			need = 4
		}
		return d.keep("CODABAR", text) && d.say(found{from: i, to: at + elements, need: need, miss: mean})
	}
	return false
}

func codabarSign(bits uint16) byte {
	for v, p := range codabars {
		if p == bits {
			return codabarSigns[v]
		}
	}
	return 0
}
