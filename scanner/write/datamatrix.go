package write

import (
	"fmt"
	"image"

	"endcap/scanner/gs1"
	"endcap/scanner/solomon"
)

// matrixSize is a size of Data Matrix symbol (ISO/IEC 16022 table 7): its
// side, how many regions it has in each direction, and its codewords.
type matrixSize struct{ side, regions, data, check, blocks int }

var matrixSizes = [...]matrixSize{
	{10, 1, 3, 5, 1},
	{12, 1, 5, 7, 1},
	{14, 1, 8, 10, 1},
	{16, 1, 12, 12, 1},
	{18, 1, 18, 14, 1},
	{20, 1, 22, 18, 1},
	{22, 1, 30, 20, 1},
	{24, 1, 36, 24, 1},
	{26, 1, 44, 28, 1},
	{32, 2, 62, 36, 1},
	{36, 2, 86, 42, 1},
	{40, 2, 114, 48, 1},
	{44, 2, 144, 56, 1},
	{48, 2, 174, 68, 1},
	{52, 2, 204, 84, 2},
	{64, 4, 280, 112, 2},
	{72, 4, 368, 144, 4},
	{80, 4, 456, 192, 4},
	{88, 4, 576, 224, 4},
	{96, 4, 696, 272, 4},
	{104, 4, 816, 336, 6},
	{120, 6, 1050, 408, 6},
	{132, 6, 1304, 496, 8},
}

// DataMatrix returns the Data Matrix symbol (ECC 200, square, at most 132
// modules wide) of an ASCII text of at most MaxText bytes.
func DataMatrix(text string) (image.Image, error) {
	return dataMatrix(text, false)
}

// GS1DataMatrix returns the GS1 DataMatrix symbol (GenSpecs 5.6) of an element
// string; see GS1128, but the length is bounded by MaxText.
func GS1DataMatrix(elements string) (image.Image, error) {
	return dataMatrix(elements, true)
}

// dataMatrix writes in ASCII encodation (ISO/IEC 16022 5.2.3), which packs
// digits as tightly as any other.
func dataMatrix(text string, isGS1 bool) (image.Image, error) {
	if err := checkText(text); err != nil {
		return nil, fmt.Errorf("write Data Matrix: %w", err)
	}
	words, err := asciiWords(text, isGS1)
	if err != nil {
		return nil, fmt.Errorf("write Data Matrix: %w", err)
	}
	for _, size := range matrixSizes {
		if len(words) <= size.data {
			return size.draw(size.protect(pad(words, size.data))), nil
		}
	}
	return nil, fmt.Errorf("write Data Matrix: the text needs %d codewords, the largest symbol has %d; shorten it", len(words), matrixSizes[len(matrixSizes)-1].data)
}

// asciiWords are the data codewords of text.
func asciiWords(text string, isGS1 bool) ([]byte, error) {
	const dmFNC1 = 232
	digit := func(i int) bool { return i < len(text) && text[i] >= '0' && text[i] <= '9' }
	words := make([]byte, 0, len(text)+1)
	if isGS1 {
		words = append(words, dmFNC1)
	}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case digit(i) && digit(i+1):
			words = append(words, 130+(c-'0')*10+text[i+1]-'0')
			i++
		case c == gs1.GS[0] && isGS1:
			words = append(words, dmFNC1)
		case c < 0x80:
			words = append(words, c+1)
		default:
			return nil, fmt.Errorf("character %d of %q is not ASCII", i+1, text)
		}
	}
	return words, nil
}

// pad fills words to n with the pseudo-random padding of ISO/IEC 16022 5.2.4.2.
func pad(words []byte, n int) []byte {
	const padWord = 129
	if len(words) < n {
		words = append(words, padWord)
	}
	for len(words) < n {
		v := padWord + 149*(len(words)+1)%253 + 1
		if v > 254 {
			v -= 254
		}
		words = append(words, byte(v))
	}
	return words
}

// protect appends the check words; blocks take turns (ISO/IEC 16022 5.7).
func (s matrixSize) protect(words []byte) []byte {
	code := solomon.New(0x12d, 256, 1)
	out := append(make([]byte, 0, s.data+s.check), words...)[:s.data+s.check]
	for b := range s.blocks {
		var block []byte
		for i := b; i < s.data; i += s.blocks {
			block = append(block, words[i])
		}
		for i, c := range solomon.Check(code, block, s.check/s.blocks) {
			out[s.data+i*s.blocks+b] = c
		}
	}
	return out
}

// draw places the codewords. A region of data has a solid edge left and below
// and a dotted one above and right; the symbol is a grid of regions.
func (s matrixSize) draw(words []byte) image.Image {
	whole := s.side / s.regions // of a region, with its edges
	p := newPlacement(s.side-2*s.regions, words)
	return modules(s.side, s.side, func(x, y int) bool {
		switch i, j := x%whole, y%whole; {
		case i == 0, j == whole-1:
			return true
		case j == 0:
			return i%2 == 0
		case i == whole-1:
			return j%2 == 1
		default:
			return p.dark(x/whole*(whole-2)+i-1, y/whole*(whole-2)+j-1)
		}
	})
}

// placement is where the bits of the codewords lie (ISO/IEC 16022 annex F).
type placement struct {
	side  int
	words []byte
	bits  []int8 // -1: not placed
}

func newPlacement(side int, words []byte) *placement {
	p := &placement{side, words, make([]int8, side*side)}
	for i := range p.bits {
		p.bits[i] = -1
	}
	next := 0
	// A codeword goes up and to the right, the next ones down and to the left,
	// and so on, until the symbol is full.
	for row, col := 4, 0; row < side || col < side; {
		if corner, ok := p.corner(row, col); ok {
			p.place(next, 0, 0, corner)
			next++
		}
		for ; row >= 0 && col < side; row, col = row-2, col+2 {
			next = p.utah(next, row, col)
		}
		row, col = row+1, col+3
		for ; row < side && col >= 0; row, col = row+2, col-2 {
			next = p.utah(next, row, col)
		}
		row, col = row+3, col+1
	}
	// Where four modules are left in the last corner, two of them are dark.
	if n := len(p.bits); p.bits[n-1] < 0 {
		p.bits[n-1], p.bits[n-2] = 1, 0
		p.bits[n-1-side], p.bits[n-2-side] = 0, 1
	}
	return p
}

func (p *placement) dark(x, y int) bool { return p.bits[y*p.side+x] == 1 }

// utah is the shape of a codeword, by row and column from its last bit.
var utah = [8][2]int{{-2, -2}, {-2, -1}, {-1, -2}, {-1, -1}, {-1, 0}, {0, -2}, {0, -1}, {0, 0}}

// utah places codeword next unless its last bit lies outside or is taken.
func (p *placement) utah(next, row, col int) int {
	if row < 0 || col < 0 || row >= p.side || col >= p.side || p.bits[row*p.side+col] >= 0 {
		return next
	}
	p.place(next, row, col, utah)
	return next + 1
}

// corner returns the shape of a codeword that is bent round the corners, when
// one begins here (annex F, figures F.3 to F.6; -1 is the last row or column).
func (p *placement) corner(row, col int) (shape [8][2]int, ok bool) {
	n := p.side
	switch {
	case row == n && col == 0:
		return [8][2]int{{n - 1, 0}, {n - 1, 1}, {n - 1, 2}, {0, n - 2}, {0, n - 1}, {1, n - 1}, {2, n - 1}, {3, n - 1}}, true
	case row == n-2 && col == 0 && n%4 != 0:
		return [8][2]int{{n - 3, 0}, {n - 2, 0}, {n - 1, 0}, {0, n - 4}, {0, n - 3}, {0, n - 2}, {0, n - 1}, {1, n - 1}}, true
	case row == n-2 && col == 0 && n%8 == 4:
		return [8][2]int{{n - 3, 0}, {n - 2, 0}, {n - 1, 0}, {0, n - 2}, {0, n - 1}, {1, n - 1}, {2, n - 1}, {3, n - 1}}, true
	case row == n+4 && col == 2 && n%8 == 0:
		return [8][2]int{{n - 1, 0}, {n - 1, n - 1}, {0, n - 3}, {0, n - 2}, {0, n - 1}, {1, n - 3}, {1, n - 2}, {1, n - 1}}, true
	}
	return shape, false
}

// place sets the bits of a codeword; what would lie above or left of the
// symbol comes in again on the other side, shifted.
func (p *placement) place(next, row, col int, shape [8][2]int) {
	if next >= len(p.words) {
		return
	}
	for i, at := range shape {
		r, c := row+at[0], col+at[1]
		if r < 0 {
			r, c = r+p.side, c+4-(p.side+4)%8
		}
		if c < 0 {
			r, c = r+4-(p.side+4)%8, c+p.side
		}
		p.bits[r*p.side+c] = int8(p.words[next] >> (7 - i) & 1)
	}
}
