package aztec

import "endcap/scanner/solomon"

// field is what the words of a symbol are elements of: how many bits they have
// and its polynomial (ISO/IEC 24778 table 3).
func field(layers int) (bits, poly int) {
	switch {
	case layers <= 2:
		return 6, 0x43
	case layers <= 8:
		return 8, 0x12d
	case layers <= 22:
		return 10, 0x409
	}
	return 12, 0x1069
}

// collect returns the words of the symbol, data and check.
func (s *Symbol) collect(words []uint16) []uint16 {
	m := mode{compact: s.Compact, layers: s.Layers}
	bits, _ := field(s.Layers)
	word, n := uint16(0), -(m.area() % bits) // what is left over of the area comes first
	s.spiral(func(dark bool) {
		word <<= 1
		if dark {
			word |= 1
		}
		if n++; n == bits {
			words = append(words, word)
			n = 0
		}
		if n == 0 {
			word = 0
		}
	})
	return words
}

// clean reports whether no word of the symbol is wrong.
func (s *Symbol) clean() bool {
	bits, poly := field(s.Layers)
	words := s.collect(nil)
	return solomon.Clean(solomon.New(poly, 1<<bits, 1), words, len(words)-s.Words)
}

// spiral visits the modules of the layers in the order of their bits, two by
// two around from the outermost layer in.
func (s *Symbol) spiral(visit func(dark bool)) {
	base := 14 + 4*s.Layers // the side without the reference grid
	if s.Compact {
		base = 11 + 4*s.Layers
	}
	at := func(v int) int {
		switch {
		case s.Compact:
			return v
		case v < base/2:
			return s.W/2 - (base/2 - v) - (base/2-1-v)/15
		}
		return s.W/2 + 1 + (v - base/2) + (v-base/2)/15
	}
	for layer := range s.Layers {
		low := 2 * layer
		for turn := range 4 {
			for i := range 2 * (base - 2*low - 2) {
				x, y := low+i%2, low+i/2
				for range turn {
					x, y = y, base-1-x
				}
				visit(s.At(at(x), at(y)))
			}
		}
	}
}
