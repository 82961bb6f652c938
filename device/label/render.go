package label

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"strings"
)

// ErrSize is returned when a label of this size cannot be laid out.
var ErrSize = errors.New("label: no layout for this size")

// Palette returns the colours of a label. A panel without red shows red as
// black, and nothing is lost.
func Palette() color.Palette {
	return color.Palette{white: color.Gray{0xFF}, black: color.Gray{0}, red: color.RGBA{0xC8, 0x10, 0x2E, 0xFF}}
}

// Render draws a label. code is the QR code of f.Link with one pixel a
// module and no quiet zone, or nil for a label without. The same arguments
// give the same bytes. It returns ErrSize or ErrCode when such a label cannot
// be read.
//
// Everything hangs on four lines, so that a row of labels looks like one:
//
//	BRAND · ORIGIN                  GTIN   caption, upper margin
//	Name in bold, one line or two
//	                            ┌──────┐   top of the code
//	2.49 EUR                    │ code │
//	4.98 EUR / 1 kg             │      │
//	▓▓▓▓ offer ▓▓▓▓ price before ▓▓▓▓▓▓▓▓▓▓  └──────┘   lower margin
func Render(f Facts, size image.Point, code image.Image) (*image.Paletted, error) {
	if err := checkSize(size); err != nil {
		return nil, err
	}
	s := sheet{img: image.NewPaletted(image.Rectangle{Max: size}, Palette()), size: size}
	s.u = min(size.X*100/MinWidth, size.Y*100/MinHeight)
	var err error
	if s.fonts, err = parseFonts(); err != nil {
		return nil, err
	}
	s.margin, s.right, s.band, s.top = s.px(edge), size.X-s.px(edge), size.X, size.Y
	if code != nil {
		if err := s.code(code); err != nil {
			return nil, err
		}
	}
	s.caption(f)
	top := s.name(oneLine(f.Name))
	bottom := s.offer(f)
	bottom = s.unitPrice(f, bottom)
	s.price(f, top, bottom)
	return s.img, nil
}

func checkSize(size image.Point) error {
	switch aspect := size.X * 100 / max(size.Y, 1); {
	case size.X < MinWidth || size.Y < MinHeight || size.X > MaxWidth || size.Y > MaxHeight:
		return fmt.Errorf("%w: %dx%d; use %dx%d to %dx%d", ErrSize, size.X, size.Y, MinWidth, MinHeight, MaxWidth, MaxHeight)
	case aspect < MinAspect || aspect > MaxAspect:
		return fmt.Errorf("%w: %dx%d; the width must be %d %% to %d %% of the height", ErrSize, size.X, size.Y, MinAspect, MaxAspect)
	}
	return nil
}

// oneLine makes any text one line of at most MaxText characters.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
	if r := []rune(s); len(r) > MaxText {
		return string(r[:MaxText]) + "…"
	}
	return s
}
