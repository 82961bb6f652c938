package decode

import (
	"image"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/datamatrix"

	"endcap/scanner"
	"endcap/scanner/decode/light"
)

// square reads Data Matrix symbols.
type square struct {
	dataMatrix gozxing.Reader
	part, side light.Bitmap
	regions    regions
}

func newSquare() *square {
	return &square{dataMatrix: datamatrix.NewDataMatrixReader()}
}

// read reads the first symbol in a frame.
func (s *square) read(f *light.Frame, take func(scanner.Symbol)) []image.Rectangle {
	if res := s.first(f); res != nil {
		take(symbol(res))
	}
	return nil
}

func (s *square) first(f *light.Frame) *gozxing.Result {
	whole := matrix(&f.Black)
	if res := try(s.dataMatrix, whole); res != nil {
		return res
	}
	s.part.Crop(&f.Black, f.Bounds(), true)
	whole = matrix(&s.part)
	if res := try(s.dataMatrix, whole); res != nil {
		return res
	}
	for _, box := range s.regions.find(f) {
		if res := s.region(f, box); res != nil {
			return res
		}
	}
	return nil
}

// region reads the symbol in one region.
func (s *square) region(f *light.Frame, box image.Rectangle) *gozxing.Result {
	margin := max(2*light.Block, min(box.Dx(), box.Dy())/4)
	s.part.Crop(&f.Black, box.Inset(-margin).Intersect(f.Bounds()), false)
	m := matrix(&s.part)
	// gozxing's tracing of the solid edges depends on where they lie: each
	// turn finds symbols that the others miss.
	for range 3 {
		if res := try(s.dataMatrix, m); res != nil {
			return res
		}
		turn(&s.side, &s.part)
		s.part, s.side = s.side, s.part
		m = matrix(&s.part)
	}
	return try(s.dataMatrix, m)
}

// try lets one reader of gozxing look at a matrix. A panic in it is no symbol.
func try(rd gozxing.Reader, m *gozxing.BitMatrix) (res *gozxing.Result) {
	defer func() {
		if recover() != nil {
			res = nil
		}
	}()
	picture, err := gozxing.NewBinaryBitmap(source{m})
	if err != nil {
		return nil
	}
	if res, err = rd.Decode(picture, nil); err != nil {
		return nil
	}
	return res
}

// turn makes b what src is when turned by a quarter to the left.
func turn(b, src *light.Bitmap) {
	b.Reset(src.H, src.W)
	clear(b.Words)
	for y := range b.H {
		row := b.Row(y)
		for x := range b.W {
			if src.Dark(src.W-1-y, x) {
				row[x>>6] |= 1 << (x & 63)
			}
		}
	}
}

// matrix returns a copy of b for gozxing, whose decoders write into theirs.
func matrix(b *light.Bitmap) *gozxing.BitMatrix {
	out, err := gozxing.NewBitMatrix(b.W, b.H)
	if err != nil {
		return nil
	}
	row := gozxing.NewBitArray(b.W)
	to := row.GetBitArray()
	for y := range b.H {
		from := b.Row(y)
		for i := range to {
			to[i] = uint32(from[i/2] >> (i % 2 * 32))
		}
		out.SetRow(y, row)
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
