package qr

import "endcap/scanner/decode/light"

// integral tells the middle between dark and light around each module.
type integral struct {
	n     int
	all   []int32 // sums of light above and left of a corner of modules
	dark  []int32 // of the dark modules
	darks []int32 // how many those are
}

// The reach, in modules, in which dark and light are told apart at first, and
// in which they are then measured.
const wide, narrow = 7, 5

// sum takes n by n modules.
func (s *integral) sum(grey []uint8, n int) {
	m := n + 1
	s.n = n
	s.all, s.dark, s.darks = light.Grow(s.all, m*m), light.Grow(s.dark, m*m), light.Grow(s.darks, m*m)
	clear(s.all[:m])
	clear(s.dark[:m])
	clear(s.darks[:m])
	for y := range n {
		row := int32(0)
		s.all[(y+1)*m] = 0
		for x := range n {
			row += int32(grey[y*n+x])
			s.all[(y+1)*m+x+1] = s.all[y*m+x+1] + row
		}
	}
	for y := range n {
		sum, count := int32(0), int32(0)
		s.dark[(y+1)*m], s.darks[(y+1)*m] = 0, 0
		for x := range n {
			total, of := s.box(s.all, x, y, wide)
			if v := int32(grey[y*n+x]); v*of < total {
				sum, count = sum+v, count+1
			}
			s.dark[(y+1)*m+x+1] = s.dark[y*m+x+1] + sum
			s.darks[(y+1)*m+x+1] = s.darks[y*m+x+1] + count
		}
	}
}

// box returns the sum over the modules up to reach from x, y, and their number.
func (s *integral) box(of []int32, x, y, reach int) (sum, count int32) {
	m := s.n + 1
	x0, y0 := max(0, x-reach), max(0, y-reach)
	x1, y1 := min(s.n, x+reach+1), min(s.n, y+reach+1)
	return of[y1*m+x1] - of[y0*m+x1] - of[y1*m+x0] + of[y0*m+x0], int32((x1 - x0) * (y1 - y0))
}

// middle returns the threshold of the module at x, y.
func (s *integral) middle(x, y int) int {
	total, count := s.box(s.all, x, y, narrow)
	dark, _ := s.box(s.dark, x, y, narrow)
	darks, _ := s.box(s.darks, x, y, narrow)
	if darks == 0 || darks == count {
		return int(total / count)
	}
	return int((dark/darks + (total-dark)/(count-darks)) / 2)
}
