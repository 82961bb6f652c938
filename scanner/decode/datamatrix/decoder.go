package datamatrix

import (
	"slices"

	"endcap/scanner"
	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
	"endcap/scanner/solomon"
)

// Format is the name of the symbology in scanner.Symbol.
const Format = "DATA_MATRIX"

// Decoder reads grids of modules. It keeps its buffers: one a goroutine.
type Decoder struct {
	code    *solomon.Code
	layouts [len(sizes)][]int
	words   []byte
	block   []byte
	data    []byte
}

// NewDecoder returns a Decoder.
func NewDecoder() *Decoder { return &Decoder{code: solomon.New(0x12d, 256, 1)} } // ISO/IEC 16022 5.7.1

// Decode returns the symbol in a grid, the solid edges of which are left and
// below, or false if the grid is of no size that there is, has more errors than
// can be corrected, or says what makes no sense.
func (d *Decoder) Decode(g *plane.Grid) (scanner.Symbol, bool) {
	i := slices.IndexFunc(sizes[:], func(s size) bool { return s.h == g.H && s.w == g.W })
	if i < 0 {
		return scanner.Symbol{}, false
	}
	s := &sizes[i]
	if d.layouts[i] == nil {
		d.layouts[i] = s.layout()
	}
	words := d.collect(g, d.layouts[i])
	n := len(words) - s.check
	// The check codewords of 144 x 144 begin in the ninth block, as its last two
	// blocks are a codeword shorter. Some printers begin in the first.
	first := n % s.blocks
	if !d.correct(words, s, first) && (first == 0 || !d.correct(words, s, 0)) {
		return scanner.Symbol{}, false
	}
	m, ok := understand(d.data)
	if !ok {
		return scanner.Symbol{}, false
	}
	return scanner.Symbol{Format: Format, Text: m.text(), GS1: m.gs1, Corners: g.Corners.Corners()}, true
}

// collect returns the codewords of a grid.
func (d *Decoder) collect(g *plane.Grid, layout []int) []byte {
	d.words = light.Grow(d.words, len(layout)/8)
	for i := range d.words {
		v := byte(0)
		for _, at := range layout[8*i : 8*i+8] {
			if v <<= 1; g.Dark[at] {
				v |= 1
			}
		}
		d.words[i] = v
	}
	return d.words
}

// correct takes the blocks apart, which are woven into each other, and collects
// the corrected data. The first check codeword is of block first.
func (d *Decoder) correct(words []byte, s *size, first int) bool {
	n := len(words) - s.check
	d.data = light.Grow(d.data, n)
	for b := range s.blocks {
		d.block = d.block[:0]
		for i := b; i < n; i += s.blocks {
			d.block = append(d.block, words[i])
		}
		for i := n + (b-first+s.blocks)%s.blocks; i < len(words); i += s.blocks {
			d.block = append(d.block, words[i])
		}
		if check := s.check / s.blocks; !solomon.Correct(d.code, d.block, check, check/2) {
			return false
		}
		for i, k := b, 0; i < n; i, k = i+s.blocks, k+1 {
			d.data[i] = d.block[k]
		}
	}
	return true
}
