package datamatrix

// size is one of the sizes a symbol may have: modules down and across with the
// edges, how many regions of data they are cut into, and how many codewords
// correct errors, in how many blocks.
type size struct {
	h, w         int
	down, across int
	check        int
	blocks       int
}

// sizes are the squares and rectangles of ISO/IEC 16022 table 7 and the
// rectangles of ISO/IEC 21471 table 1. All other figures follow from these.
var sizes = [...]size{
	{10, 10, 1, 1, 5, 1},
	{12, 12, 1, 1, 7, 1},
	{14, 14, 1, 1, 10, 1},
	{16, 16, 1, 1, 12, 1},
	{18, 18, 1, 1, 14, 1},
	{20, 20, 1, 1, 18, 1},
	{22, 22, 1, 1, 20, 1},
	{24, 24, 1, 1, 24, 1},
	{26, 26, 1, 1, 28, 1},
	{32, 32, 2, 2, 36, 1},
	{36, 36, 2, 2, 42, 1},
	{40, 40, 2, 2, 48, 1},
	{44, 44, 2, 2, 56, 1},
	{48, 48, 2, 2, 68, 1},
	{52, 52, 2, 2, 84, 2},
	{64, 64, 4, 4, 112, 2},
	{72, 72, 4, 4, 144, 4},
	{80, 80, 4, 4, 192, 4},
	{88, 88, 4, 4, 224, 4},
	{96, 96, 4, 4, 272, 4},
	{104, 104, 4, 4, 336, 6},
	{120, 120, 6, 6, 408, 6},
	{132, 132, 6, 6, 496, 8},
	{144, 144, 6, 6, 620, 10},

	{8, 18, 1, 1, 7, 1},
	{8, 32, 1, 2, 11, 1},
	{12, 26, 1, 1, 14, 1},
	{12, 36, 1, 2, 18, 1},
	{16, 36, 1, 2, 24, 1},
	{16, 48, 1, 2, 28, 1},

	{8, 48, 1, 2, 15, 1},
	{8, 64, 1, 4, 18, 1},
	{8, 80, 1, 4, 22, 1},
	{8, 96, 1, 4, 28, 1},
	{8, 120, 1, 6, 32, 1},
	{8, 144, 1, 6, 36, 1},
	{12, 64, 1, 4, 27, 1},
	{12, 88, 1, 4, 36, 1},
	{16, 64, 1, 4, 36, 1},
	{20, 36, 1, 2, 28, 1},
	{20, 44, 1, 2, 34, 1},
	{20, 64, 1, 4, 42, 1},
	{22, 48, 1, 2, 38, 1},
	{24, 48, 1, 2, 41, 1},
	{24, 64, 1, 4, 46, 1},
	{26, 40, 1, 2, 38, 1},
	{26, 48, 1, 2, 42, 1},
	{26, 64, 1, 4, 50, 1},
}

// data returns the modules of data down and across, without the edges of the
// regions.
func (s *size) data() (h, w int) { return s.h - 2*s.down, s.w - 2*s.across }

// words returns the number of codewords, data and check together.
func (s *size) words() int {
	h, w := s.data()
	return h * w / 8
}

// fixed says what the module at row y of column x is in every symbol of this
// size: each region has a solid edge left and below, and a dotted one above and
// right. ok is false where data lie.
func (s *size) fixed(x, y int) (dark, ok bool) {
	rw, rh := s.w/s.across, s.h/s.down
	switch x, y = x%rw, y%rh; {
	case x == 0 || y == rh-1:
		return true, true
	case y == 0:
		return x%2 == 0, true
	case x == rw-1:
		return y%2 == 1, true
	}
	return false, false
}
