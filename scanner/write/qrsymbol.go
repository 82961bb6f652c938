package write

import (
	"image"

	"endcap/scanner/qrcode"
)

// qrSymbol is a QR code while it is drawn.
type qrSymbol struct {
	version, side int
	level         qrcode.Level
	dark          []bool
	data          []int // the modules that hold data, in the order of their bits
}

func newQRSymbol(version int, level qrcode.Level, words []byte) *qrSymbol {
	side := qrcode.Side(version)
	s := &qrSymbol{version, side, level, make([]bool, side*side), qrcode.Order(version)}
	s.patterns()
	s.place(words)
	s.mask()
	return s
}

func (s *qrSymbol) draw() image.Image {
	return modules(s.side, s.side, func(x, y int) bool { return s.dark[y*s.side+x] })
}

// fix sets a module of a pattern; what lies outside is left out.
func (s *qrSymbol) fix(x, y int, dark bool) {
	if x >= 0 && y >= 0 && x < s.side && y < s.side {
		s.dark[y*s.side+x] = dark
	}
}

// patterns draws what is the same whatever the data: timing lines, finders and
// alignment patterns, and keeps the place of format and version.
func (s *qrSymbol) patterns() {
	for i := range s.side {
		s.fix(6, i, i%2 == 0)
		s.fix(i, 6, i%2 == 0)
	}
	rings := func(cx, cy, reach int, light ...int) {
		for dy := -reach; dy <= reach; dy++ {
			for dx := -reach; dx <= reach; dx++ {
				ring := max(dx, -dx, dy, -dy)
				dark := true
				for _, l := range light {
					dark = dark && ring != l
				}
				s.fix(cx+dx, cy+dy, dark)
			}
		}
	}
	for _, c := range [3][2]int{{3, 3}, {s.side - 4, 3}, {3, s.side - 4}} {
		rings(c[0], c[1], 4, 2, 4)
	}
	at := qrcode.Aligned(s.version)
	for i, y := range at {
		for k, x := range at {
			if last := len(at) - 1; i == 0 && (k == 0 || k == last) || i == last && k == 0 {
				continue // a finder is there
			}
			rings(x, y, 2, 1)
		}
	}
	s.format(0)
	if s.version < 7 {
		return
	}
	bits := qrcode.Guard(uint32(s.version), qrcode.VersionGenerator)
	for i := range 18 {
		dark := bits>>i&1 != 0
		s.fix(s.side-11+i%3, i/3, dark)
		s.fix(i/3, s.side-11+i%3, dark)
	}
}

// format draws the level and the mask, twice (ISO/IEC 18004 7.9).
func (s *qrSymbol) format(mask int) {
	bits := qrcode.Guard(uint32(qrcode.FormatOf(s.level, mask)), qrcode.FormatGenerator) ^ qrcode.FormatMask
	for i := range 15 {
		dark := bits>>i&1 != 0
		switch { // around the first finder, past the timing lines
		case i < 6:
			s.fix(8, i, dark)
		case i < 8:
			s.fix(8, i+1, dark)
		case i == 8:
			s.fix(7, 8, dark)
		default:
			s.fix(14-i, 8, dark)
		}
		if i < 8 { // and beside the other two
			s.fix(s.side-1-i, 8, dark)
		} else {
			s.fix(8, s.side-15+i, dark)
		}
	}
	s.fix(8, s.side-8, true)
}

// place lays the bits out.
func (s *qrSymbol) place(words []byte) {
	for i, at := range s.data[:8*len(words)] {
		s.dark[at] = words[i/8]>>(7-i%8)&1 != 0
	}
}

// mask turns modules over by the pattern that leaves the fewest likenesses of
// the patterns that a reader looks for.
func (s *qrSymbol) mask() {
	best, least := 0, 1<<30
	for m := range 8 {
		s.turnOver(m)
		s.format(m)
		if p := s.penalty(); p < least {
			best, least = m, p
		}
		s.turnOver(m) // back
	}
	s.turnOver(best)
	s.format(best)
}

// turnOver applies a mask.
func (s *qrSymbol) turnOver(mask int) {
	for _, at := range s.data {
		if qrcode.Masked(mask, at%s.side, at/s.side) {
			s.dark[at] = !s.dark[at]
		}
	}
}

// penalty is the sum of ISO/IEC 18004 table 11.
func (s *qrSymbol) penalty() int {
	sum, dark := 0, 0
	for i := range s.side {
		sum += linePenalty(s.side, func(k int) bool { return s.dark[i*s.side+k] })
		sum += linePenalty(s.side, func(k int) bool { return s.dark[k*s.side+i] })
	}
	for y := range s.side {
		for x := range s.side {
			at := y*s.side + x
			d := s.dark[at]
			if d {
				dark++
			}
			if x > 0 && y > 0 && s.dark[at-1] == d && s.dark[at-s.side] == d && s.dark[at-s.side-1] == d {
				sum += 3
			}
		}
	}
	off := 20*dark - 10*s.side*s.side // from a half, in twentieths
	return sum + 10*(max(off, -off)/(s.side*s.side))
}

// linePenalty is that of one row or column: runs of five and more, and
// 1:1:3:1:1 with four light modules before or behind it.
func linePenalty(side int, dark func(int) bool) int {
	sum, run, bits := 0, 0, 0
	for k := range side {
		if k > 0 && dark(k) == dark(k-1) {
			run++
		} else {
			run = 1
		}
		if run == 5 {
			sum += 3
		} else if run > 5 {
			sum++
		}
		bits = bits << 1 & 0x7ff
		if dark(k) {
			bits |= 1
		}
		if k >= 10 && (bits == 0x5d0 || bits == 0x05d) {
			sum += 40
		}
	}
	return sum
}
