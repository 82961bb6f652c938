package datamatrix

// placing lays the codewords of a size out in the order of ISO/IEC 16022
// annex F.
type placing struct {
	s    *size
	h, w int // of the data, without edges
	done []bool
	at   []int
}

// The modules of a codeword, highest bit first: row and column, those of the
// corners counted from the end where negative.
var (
	utah    = [8][2]int{{-2, -2}, {-2, -1}, {-1, -2}, {-1, -1}, {-1, 0}, {0, -2}, {0, -1}, {0, 0}}
	corners = [4][8][2]int{
		{{-1, 0}, {-1, 1}, {-1, 2}, {0, -2}, {0, -1}, {1, -1}, {2, -1}, {3, -1}},
		{{-3, 0}, {-2, 0}, {-1, 0}, {0, -4}, {0, -3}, {0, -2}, {0, -1}, {1, -1}},
		{{-3, 0}, {-2, 0}, {-1, 0}, {0, -2}, {0, -1}, {1, -1}, {2, -1}, {3, -1}},
		{{-1, 0}, {-1, -1}, {0, -3}, {0, -2}, {0, -1}, {1, -3}, {1, -2}, {1, -1}},
	}
)

// layout returns where in a grid of size s the bits of the codewords are, the
// highest bit of the first codeword first.
func (s *size) layout() []int {
	p := &placing{s: s, at: make([]int, 0, s.words()*8)}
	p.h, p.w = s.data()
	p.done = make([]bool, p.h*p.w)
	for row, col := 4, 0; row < p.h || col < p.w; row, col = row+3, col+1 {
		switch {
		case row == p.h && col == 0:
			p.corner(0)
		case row == p.h-2 && col == 0 && p.w%4 != 0:
			p.corner(1)
		case row == p.h-2 && col == 0 && p.w%8 == 4:
			p.corner(2)
		case row == p.h+4 && col == 2 && p.w%8 == 0:
			p.corner(3)
		}
		for ; row >= 0 && col < p.w; row, col = row-2, col+2 {
			p.word(row, col)
		}
		row, col = row+1, col+3
		for ; row < p.h && col >= 0; row, col = row+2, col-2 {
			p.word(row, col)
		}
	}
	return p.at
}

func (p *placing) word(row, col int) {
	if row < 0 || row >= p.h || col < 0 || col >= p.w || p.done[row*p.w+col] {
		return
	}
	for _, m := range utah {
		p.bit(row+m[0], col+m[1])
	}
}

func (p *placing) corner(which int) {
	for _, m := range corners[which] {
		row, col := m[0], m[1]
		if row < 0 {
			row += p.h
		}
		if col < 0 {
			col += p.w
		}
		p.bit(row, col)
	}
}

// bit places one bit; beyond an edge it goes on at the other.
func (p *placing) bit(row, col int) {
	if row < 0 {
		row, col = row+p.h, col+4-(p.h+4)%8
	}
	if col < 0 {
		row, col = row+4-(p.w+4)%8, col+p.w
	}
	if row >= p.h { // only in the sizes of ISO/IEC 21471
		row -= p.h
	}
	p.done[row*p.w+col] = true
	rh, rw := p.h/p.s.down, p.w/p.s.across
	p.at = append(p.at, (row+row/rh*2+1)*p.s.w+col+col/rw*2+1)
}
