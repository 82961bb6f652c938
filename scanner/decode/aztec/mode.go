package aztec

import "endcap/scanner/solomon"

// modeCode protects the words of a mode message (ISO/IEC 24778 5.2.3).
var modeCode = solomon.New(0x13, 16, 1)

// mode is the mode message (ISO/IEC 24778 5.2): what kind of symbol it is.
type mode struct {
	compact bool
	layers  int
	words   int // data words
	isRune  bool
	value   byte // of a rune
}

// ring of the mode message.
func (m *mode) ring() int {
	if m.compact {
		return 5
	}
	return 7
}

// side is how many modules the symbol is wide and high.
func (m *mode) side() int {
	switch {
	case m.isRune:
		return 11
	case m.compact:
		return 11 + 4*m.layers
	}
	n := 14 + 4*m.layers
	return n + 1 + 2*((n/2-1)/15) // with the lines of the reference grid
}

// area is how many modules carry words.
func (m *mode) area() int {
	if m.compact {
		return (88 + 16*m.layers) * m.layers
	}
	return (112 + 16*m.layers) * m.layers
}

// capacity is how many words there are, data and check.
func (m *mode) capacity() int {
	bits, _ := field(m.layers)
	return m.area() / bits
}

// parse understands a mode message of seven or ten words of four bits, errors
// and all. It reports false if it is none.
func parse(words []byte) (m mode, ok bool) {
	var w [10]byte
	n := copy(w[:], words)
	m.compact = n == 7
	data := 4
	if m.compact {
		data = 2
	}
	if check := n - data; !solomon.Correct(modeCode, w[:n], check, check/2) {
		if !m.compact {
			return m, false
		}
		// A rune is a message of its own with every second bit turned over
		// (annex A); it has no data that would give an error away.
		for i, v := range words {
			w[i] = v ^ 0xa
		}
		m.isRune = true
		ok = solomon.Clean(modeCode, w[:n], n-data)
		m.value = w[0]<<4 | w[1]
		return m, ok
	}
	if m.compact {
		m.layers, m.words = int(w[0]>>2)+1, int(w[0]&3)<<4|int(w[1])
	} else {
		m.layers, m.words = int(w[0])<<1|int(w[1]>>3)+1, int(w[1]&7)<<8|int(w[2])<<4|int(w[3])
	}
	m.words++
	// The highest bit, where it can be none of the number, says that the symbol
	// sets up the reader.
	if top := map[bool]int{true: 32, false: 1024}[m.compact]; m.words > m.capacity() {
		m.words -= top
	}
	return m, m.words > 0 && m.words+minCheck <= m.capacity()
}
