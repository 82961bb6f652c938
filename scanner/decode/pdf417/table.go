package pdf417

import "slices"

// words is the table of symbol characters (ISO/IEC 15438 annex A): the value
// of a character, plus one, by its seventeen modules without the first, always
// dark, and the last, always light; 0 is none.
type words [1 << 15]uint16

// used tells, in the order of before, which shapes are characters: a bit a
// shape, four to a digit, the lowest first. Cluster by cluster.
var used = [3]string{
	"ff2bcfb0cf3c3affebeff8f3feffaefbebeffbffaeffa2aa28ffb0ffacfabfff3f55d5b40f5be40f63ffffeda975bc75f4fe" +
		"efff7dabdcbdbefffaeda415594100c7f5df7d7fff77b6e631f9dbcbdff7f9be65f572bc331fec6d7fff3b7ffa96b5dbd5ff" +
		"7bf776f5555a2920008cefeffffebfc57ba7bbfffb5dbf6e4bdaedeeffddfb3bffec9b3fff7ff6f777faaaaaa002baae3ffa" +
		"55f7f7d57fdeaddfd5f77f7777fdfff7000000000000000000000000000000000000000",
	"fffffffffffffbf7ffffffffffff7ffffffffffffffffffffff7f3fffffffffff7ffffbf9dbf75fef5dbf75f6fefffbdfbdf" +
		"bdfbdfff7ffe7ffefffffffcfffffffffffff6ff6ff6ff6fffffdff5ffdefdefdefffffffffffffffffffffffdfdfdfdffff" +
		"fffffffffffffff7fffffffffffffffffffcfcffffffffeff00",
	"ff7effefffff7ff7fffffffffffffff7ffffbfffffffffff5dbffdffffffffbdfffffffefffffffffffffff6fffffffffaed" +
		"fdefffff6fffff7fffffffbffffbfffffeeffffff5dbfbdfffffbdfffffdfffffcffffffbfffffdefffff5dbfbdffff6ffff" +
		"bff7cfffffffefffdbffffef6ffffffffffff7ffffffffff000",
}

// shape is the widths of the four bars and four spaces of a character.
type shape [8]int8

// newWords numbers the shapes: 17 modules in parts of one to six.
func newWords() *words {
	var shapes [3][]shape
	var s shape
	var next func(i, left int)
	next = func(i, left int) {
		if i < len(s)-1 {
			for w := 1; w <= min(6, left-1); w++ {
				s[i] = int8(w)
				next(i+1, left-w)
			}
		} else if s[i] = int8(left); left <= 6 {
			if c := s.cluster(); c%3 == 0 {
				shapes[c/3] = append(shapes[c/3], s)
			}
		}
	}
	next(0, charModules)
	w := new(words)
	for c, all := range shapes {
		slices.SortFunc(all, shape.before)
		value := uint16(0)
		for i, s := range all {
			if hex(used[c][i/4])>>(i%4)&1 != 0 {
				value++
				w[s.modules()] = value
			}
		}
	}
	return w
}

// cluster is 0, 3 or 6 for a character, as the row is (ISO/IEC 15438 5.3.1).
func (s shape) cluster() int { return int(s[0]-s[2]+s[4]-s[6]+9) % 9 }

// before is the order in which the characters of a cluster are numbered: by
// the distances from each edge to the next but one.
func (s shape) before(t shape) int {
	for i := 1; i < 7; i++ {
		if d := s[i] + s[i+1] - t[i] - t[i+1]; d != 0 {
			return int(d)
		}
	}
	return int(s[0] - t[0])
}

// modules are the seventeen, without the first and the last.
func (s shape) modules() int {
	m := 0
	for i, w := range s {
		bar := 1 - i%2
		m = (m+bar)<<w - bar
	}
	return m >> 1 & (1<<15 - 1)
}

func hex(c byte) int {
	if c >= 'a' {
		return int(c-'a') + 10
	}
	return int(c - '0')
}
