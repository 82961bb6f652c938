package linear

import "slices"

// The digits of EAN and UPC (ISO/IEC 15420 5.1) as the modules of their four
// runs: set A, which right of the middle begins with a bar and is then called
// C, and behind it set B, which is A from right to left.
var eanDigits = []string{
	"3211", "2221", "2122", "1411", "1132", "1231", "1114", "1312", "1213", "3112",
	"1123", "1222", "2212", "1141", "2311", "1321", "4111", "2131", "3121", "2113",
}

// eanFirst are the sets of the six digits left of the middle, 1 for B, by which
// EAN-13 tells its first digit.
var eanFirst = [10]uint8{0b000000, 0b001011, 0b001101, 0b001110, 0b010011, 0b011001, 0b011100, 0b010101, 0b010110, 0b011010}

// eanShape is a symbol of the EAN family by its runs and modules.
type eanShape struct {
	format        string
	runs, modules int
	left, right   int     // digits before and behind the middle
	middle, end   int     // runs of the guards
	sets          int     // how many of the left digits' sets are allowed
	need          int     // lines that must agree
	mean          float32 // what the digits may miss on average
}

var eanShapes = [...]eanShape{
	{"EAN_13", 59, 95, 6, 6, 5, 3, 20, 2, maxMean},
	{"EAN_8", 43, 67, 4, 4, 5, 3, 10, 3, maxMeanWeak},
	{"UPC_E", 33, 51, 6, 0, 0, 6, 20, 3, maxMeanWeak},
}

// ean reads a symbol of the EAN family that begins at edge i.
func (d *decoder) ean(e edges, i int) bool {
	for k := range eanShapes {
		if s := &eanShapes[k]; i+s.runs < len(e) && d.eanOf(e, i, s) {
			return true
		}
	}
	return false
}

func (d *decoder) eanOf(e edges, i int, s *eanShape) bool {
	j := i + s.runs
	module := e.width(i, s.runs) / float32(s.modules)
	if e.run(i-1) < minQuiet*module || e.run(j) < minQuiet*module {
		return false
	}
	if !e.single(i, 3, module) || !e.single(j-s.end, s.end, module) {
		return false
	}
	// Six bars and five spaces of the guards are one module each, eight and
	// seven in UPC-E less the middle.
	bars, spaces, nb, ns := float32(0), float32(0), 0, 0
	guard := func(from, n int) {
		for k := from; k < from+n; k++ {
			if k%2 == i%2 {
				bars += e.run(k)
				nb++
			} else {
				spaces += e.run(k)
				ns++
			}
		}
	}
	guard(i, 3)
	guard(j-s.end, s.end)
	mid := i + 3 + 4*s.left
	if s.middle > 0 {
		if !e.single(mid, s.middle, module) {
			return false
		}
		guard(mid, s.middle)
	}
	growth := (bars/float32(nb) - spaces/float32(ns)) / 2 / module
	growth = max(-maxGrowth, min(maxGrowth, growth))

	text := d.text[:1]
	sets, sum := uint8(0), float32(0)
	var runs [4]float32
	at := i + 3
	for k := range s.left + s.right {
		patterns := eanDigits[:s.sets]
		if k == s.left {
			at += s.middle
		}
		if k >= s.left {
			patterns = eanDigits[:10]
		}
		m := e.modules(at, runs[:], 7, growth)
		v, miss := nearest(runs[:], patterns)
		if v < 0 || m < .6*module || m > 1.6*module {
			return false
		}
		sum += miss
		if k < s.left {
			sets = sets<<1 | uint8(v/10)
		}
		text = append(text, '0'+byte(v%10))
		at += 4
	}
	mean := sum / float32(s.left+s.right)
	if mean > s.mean {
		return false
	}
	return d.eanText(s, text, sets) && d.say(found{from: i, to: j, need: s.need, miss: mean})
}

// single reports whether n runs from edge i on are about one module wide, each
// pair of them more nearly.
func (e edges) single(i, n int, module float32) bool {
	for k := i; k < i+n; k++ {
		if d := e.run(k); d < .15*module || d > 2.2*module {
			return false
		}
	}
	for k := i; k+1 < i+n; k++ {
		if d := e.width(k, 2); d < 1.2*module || d > 2.9*module {
			return false
		}
	}
	return true
}

// eanText completes the digits in text, behind the place of the first, by what
// the sets of the left ones tell, proves the check digit and keeps the number.
func (d *decoder) eanText(s *eanShape, text []byte, sets uint8) bool {
	switch s.format {
	case "EAN_8":
		return eanSum(text[1:]) && d.keep("EAN_8", text[1:])
	case "UPC_E":
		for v, set := range eanFirst {
			if v == 0 {
				set = 0b000111
			}
			// There is no UPC-E but of number system 0 (GenSpecs 5.2.2.4).
			if sets == set^0b111111 {
				text[0] = '0'
				text = append(text, '0'+byte(v))
				return upceSum(text) && d.keep("UPC_E", text)
			}
		}
		return false
	}
	for v, set := range eanFirst {
		if sets == set {
			text[0] = '0' + byte(v)
			if !eanSum(text) {
				return false
			}
			if v == 0 {
				return d.keep("UPC_A", text[1:])
			}
			return d.keep("EAN_13", text)
		}
	}
	return false
}

// eanSum proves a check digit (GenSpecs 7.9.1).
func eanSum(digits []byte) bool {
	sum, weight := 0, 1
	for _, c := range slices.Backward(digits) {
		sum += int(c-'0') * weight
		weight = 4 - weight
	}
	return sum%10 == 0
}

// upceSum proves the check digit of a UPC-E, which is that of the UPC-A it
// stands for (GenSpecs 5.2.2.4).
func upceSum(d []byte) bool {
	var long [12]byte
	for i := range long {
		long[i] = '0'
	}
	long[0], long[11] = d[0], d[7]
	switch d[6] {
	case '0', '1', '2':
		copy(long[1:], d[1:3])
		long[3] = d[6]
		copy(long[8:], d[3:6])
	case '3':
		copy(long[1:], d[1:4])
		copy(long[9:], d[4:6])
	case '4':
		copy(long[1:], d[1:5])
		long[10] = d[5]
	default:
		copy(long[1:], d[1:6])
		long[10] = d[6]
	}
	return eanSum(long[:])
}
