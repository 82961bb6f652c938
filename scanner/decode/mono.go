package decode

import (
	"image"

	"github.com/makiuchi-d/gozxing"
)

// mono is a picture in black (1) and white (0), 32 pixels a word, the leftmost
// in the lowest bit. Bits beyond the width are 0.
type mono struct {
	w, h, stride int
	words        []uint32
	row          *gozxing.BitArray
}

// reset makes m w by h pixels of any content.
func (m *mono) reset(w, h int) {
	if m.row == nil || m.w != w {
		m.row = gozxing.NewBitArray(w)
	}
	m.w, m.h, m.stride = w, h, (w+31)/32
	m.words = grow(m.words, m.stride*h)
}

func (m *mono) line(y int) []uint32 { return m.words[y*m.stride : (y+1)*m.stride] }

// crop makes m a part of src, with black and white exchanged if invert is set.
func (m *mono) crop(src *mono, box image.Rectangle, invert bool) {
	m.reset(box.Dx(), box.Dy())
	flip, last := uint32(0), ^uint32(0)
	if invert {
		flip = ^flip
	}
	if m.w%32 != 0 {
		last = 1<<(m.w%32) - 1
	}
	shift := box.Min.X % 32
	for y := range m.h {
		from, to := src.line(box.Min.Y + y)[box.Min.X/32:], m.line(y)
		for i := range to {
			v := from[i] >> shift
			if shift > 0 && i+1 < len(from) {
				v |= from[i+1] << (32 - shift)
			}
			to[i] = v ^ flip
		}
		to[len(to)-1] &= last
	}
}

// turn makes m what src is when turned by a quarter to the left.
func (m *mono) turn(src *mono) {
	m.reset(src.h, src.w)
	var tile [32]uint32
	for y0 := 0; y0 < src.h; y0 += 32 {
		for c := range src.stride {
			clear(tile[:])
			for k := range min(32, src.h-y0) {
				tile[k] = src.words[(y0+k)*src.stride+c]
			}
			transpose(&tile)
			for k := range min(32, src.w-c*32) {
				m.words[(src.w-1-c*32-k)*m.stride+y0/32] = tile[k]
			}
		}
	}
}

// transpose exchanges rows and columns of 32 by 32 bits, by exchanging two
// quarters, then two quarters of each quarter, and so on.
func transpose(a *[32]uint32) {
	mask := uint32(0x0000ffff)
	for j := 16; j != 0; j >>= 1 {
		for k := 0; k < 32; k = (k + j + 1) &^ j {
			t := (a[k]>>j ^ a[k+j]) & mask
			a[k+j] ^= t
			a[k] ^= t << j
		}
		mask ^= mask << (j >> 1)
	}
}

// matrix returns a copy of m for gozxing, whose decoders write into theirs.
func (m *mono) matrix() *gozxing.BitMatrix {
	out, err := gozxing.NewBitMatrix(m.w, m.h)
	if err != nil {
		return nil
	}
	for y := range m.h {
		copy(m.row.GetBitArray(), m.line(y))
		out.SetRow(y, m.row)
	}
	return out
}

// source lets gozxing's readers of two dimensions see a matrix. They ask for
// nothing else.
type source struct{ m *gozxing.BitMatrix }

func (s source) GetBlackMatrix() (*gozxing.BitMatrix, error)               { return s.m, nil }
func (s source) GetWidth() int                                             { return s.m.GetWidth() }
func (s source) GetHeight() int                                            { return s.m.GetHeight() }
func (s source) CreateBinarizer(gozxing.LuminanceSource) gozxing.Binarizer { return s }
func (s source) GetLuminanceSource() gozxing.LuminanceSource               { return nil }
func (s source) GetBlackRow(y int, row *gozxing.BitArray) (*gozxing.BitArray, error) {
	return s.m.GetRow(y, row), nil
}
