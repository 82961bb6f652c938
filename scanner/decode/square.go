package decode

import (
	"image"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/aztec"
	"github.com/makiuchi-d/gozxing/datamatrix"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// square reads symbols of two dimensions.
type square struct {
	qr, dataMatrix, aztec gozxing.Reader
	part, side            mono
}

func newSquare() square {
	return square{qr: qrcode.NewQRCodeReader(), dataMatrix: datamatrix.NewDataMatrixReader(), aztec: aztec.NewAztecReader()}
}

// read returns the first symbol in a bitmap, or nil. With invert it also looks
// for white on black.
func (s *square) read(b *bitmap, invert bool) *gozxing.Result {
	dark, light := b.finders()
	whole := b.matrix()
	if dark >= minFinders {
		if res := try(s.qr, whole); res != nil {
			return res
		}
	}
	if res := s.around(whole); res != nil {
		return res
	}
	if invert {
		s.part.crop(&b.mono, image.Rect(0, 0, b.w, b.h), true)
		whole = s.part.matrix()
		if light >= minFinders {
			if res := try(s.qr, whole); res != nil {
				return res
			}
		}
		if res := s.around(whole); res != nil {
			return res
		}
	}
	for _, box := range b.regions() {
		if res := s.region(b, box); res != nil {
			return res
		}
	}
	return nil
}

// around reads the Aztec or Data Matrix symbol in the middle of a matrix, from
// where gozxing searches outward.
func (s *square) around(m *gozxing.BitMatrix) *gozxing.Result {
	if res := try(s.aztec, m); res != nil {
		return res
	}
	return try(s.dataMatrix, m)
}

// region reads the symbol in one region.
func (s *square) region(b *bitmap, box image.Rectangle) *gozxing.Result {
	margin := max(2*block, min(box.Dx(), box.Dy())/4)
	s.part.crop(&b.mono, box.Inset(-margin).Intersect(image.Rect(0, 0, b.w, b.h)), false)
	m := s.part.matrix()
	if res := try(s.aztec, m); res != nil {
		return res
	}
	// gozxing's tracing of the solid edges depends on where they lie: each
	// turn finds symbols that the others miss.
	for range 3 {
		if res := try(s.dataMatrix, m); res != nil {
			return res
		}
		s.side.turn(&s.part)
		s.part, s.side = s.side, s.part
		m = s.part.matrix()
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
