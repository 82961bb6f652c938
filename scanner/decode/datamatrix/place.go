package datamatrix

import (
	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
)

// placing collects the codewords of a grid in the order of ISO/IEC 16022
// annex F.
type placing struct {
	g    *plane.Grid
	s    *size
	h, w int // of the data, without edges
	done []bool
	out  []byte
}

// The modules of a codeword, highest bit first: row and column, those of
// negative corners counted from the end.
var (
	utah    = [8][2]int{{-2, -2}, {-2, -1}, {-1, -2}, {-1, -1}, {-1, 0}, {0, -2}, {0, -1}, {0, 0}}
	corners = [4][8][2]int{
		{{-1, 0}, {-1, 1}, {-1, 2}, {0, -2}, {0, -1}, {1, -1}, {2, -1}, {3, -1}},
		{{-3, 0}, {-2, 0}, {-1, 0}, {0, -4}, {0, -3}, {0, -2}, {0, -1}, {1, -1}},
		{{-3, 0}, {-2, 0}, {-1, 0}, {0, -2}, {0, -1}, {1, -1}, {2, -1}, {3, -1}},
		{{-1, 0}, {-1, -1}, {0, -3}, {0, -2}, {0, -1}, {1, -3}, {1, -2}, {1, -1}},
	}
)

// collect returns the codewords of g, which is of size s.
func (p *placing) collect(g *plane.Grid, s *size) []byte {
	p.g, p.s, p.out = g, s, p.out[:0]
	p.h, p.w = s.data()
	p.done = light.Grow(p.done, p.h*p.w)
	clear(p.done)
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
			p.utah(row, col)
		}
		row, col = row+1, col+3
		for ; row < p.h && col >= 0; row, col = row+2, col-2 {
			p.utah(row, col)
		}
	}
	return p.out[:min(len(p.out), s.words())]
}

func (p *placing) utah(row, col int) {
	if row < 0 || row >= p.h || col < 0 || col >= p.w || p.done[row*p.w+col] {
		return
	}
	v := byte(0)
	for _, m := range utah {
		v = v<<1 | p.bit(row+m[0], col+m[1])
	}
	p.out = append(p.out, v)
}

func (p *placing) corner(which int) {
	v := byte(0)
	for _, m := range corners[which] {
		row, col := m[0], m[1]
		if row < 0 {
			row += p.h
		}
		if col < 0 {
			col += p.w
		}
		v = v<<1 | p.bit(row, col)
	}
	p.out = append(p.out, v)
}

// bit takes one module of data; beyond an edge it goes on at the other.
func (p *placing) bit(row, col int) byte {
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
	if p.g.At(col+col/rw*2+1, row+row/rh*2+1) {
		return 1
	}
	return 0
}
