package linear

// The characters of Code 93 as the modules of their six runs, in the order of
// their values (AIM BC5 table 2): digits, letters, seven signs, the four
// shifts; the last is start and stop.
var code93s = []string{
	"131112", "111213", "111312", "111411", "121113", "121212", "121311", "111114", "131211", "141111",
	"211113", "211212", "211311", "221112", "221211", "231111", "112113", "112212", "112311", "122112", "132111", "111123",
	"111222", "111321", "121122", "131121", "212112", "212211", "211122", "211221", "221121", "222111", "112122", "112221",
	"122121", "123111",
	"121131", "311112", "311211", "321111", "112131", "113121", "211131",
	"121221", "312111", "311121", "122211", "111141",
}

const code93Signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"

// code93Shifts are the four shift characters, of values 43 to 46.
const code93Shifts = "$%/+"

// code93 reads a Code 93 that begins at edge i.
func (d *decoder) code93(e edges, i int) bool {
	const stop = 47
	var runs [6]float32
	module := e.width(i, 6) / 9
	growth := ((e.run(i)+e.run(i+2)+e.run(i+4))/module - 6) / 3
	if growth < -maxGrowth || growth > maxGrowth || e.run(i-1) < minQuiet*module {
		return false
	}
	e.modules(i, runs[:], 9, growth)
	if off(runs[:], code93s[stop]) > maxMiss {
		return false
	}
	values, sum := d.text[:0], float32(0)
	for at := i + 6; at+6 < len(e) && len(values) < maxText; at += 6 {
		m := e.modules(at, runs[:], 9, growth)
		v, miss := nearest(runs[:], code93s)
		if v < 0 || m < .8*module || m > 1.25*module {
			return false
		}
		sum += miss
		module = m
		if v != stop {
			values = append(values, byte(v))
			continue
		}
		mean := sum / float32(len(values)+1)
		if at+7 >= len(e) || mean > maxMean || len(values) < 3 || e.run(at+6) > 2.2*module || e.run(at+7) < minQuiet*module {
			return false
		}
		return d.text93(values) && d.say(found{from: i, to: at + 7, need: 2, miss: mean})
	}
	return false
}

// text93 proves the two check characters, C and K, and keeps what the others
// say.
func (d *decoder) text93(values []byte) bool {
	for k, most := range [2]int{20, 15} {
		n := len(values) - 2 + k
		sum := 0
		for i, v := range values[:n] {
			sum += ((n-1-i)%most + 1) * int(v)
		}
		if sum%47 != int(values[n]) {
			return false
		}
	}
	d.keep("CODE_93", nil)
	shift := byte(0)
	for _, v := range values[:len(values)-2] {
		switch {
		case shift != 0 && int(v) >= len(code93Signs):
			return false
		case shift != 0:
			c, ok := fullASCII(shift, code93Signs[v])
			if !ok {
				return false
			}
			d.out, shift = append(d.out, c), 0
		case int(v) >= len(code93Signs):
			shift = code93Shifts[int(v)-len(code93Signs)]
		default:
			d.out = append(d.out, code93Signs[v])
		}
	}
	return shift == 0
}

// fullASCII returns the character that a shift and a letter stand for in Code
// 39 and Code 93 (ISO/IEC 16388 table A.1).
func fullASCII(shift, letter byte) (byte, bool) {
	if letter < 'A' || letter > 'Z' {
		return 0, false
	}
	n := letter - 'A'
	switch shift {
	case '$':
		return n + 1, true
	case '+':
		return 'a' + n, true
	case '/':
		if letter == 'Z' {
			return ':', true
		}
		return '!' + n, letter <= 'O'
	}
	// The shift % goes through what is left, five at a time; T to Z are DEL.
	const rest = "\x1b\x1c\x1d\x1e\x1f;<=>?[\\]^_{|}~\x7f\x00@`\x7f\x7f\x7f"
	return rest[n], true
}
