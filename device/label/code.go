package label

import (
	"errors"
	"fmt"
	"image"
	"image/color"
)

// ErrCode is returned when the code cannot be drawn so that it can be read.
var ErrCode = errors.New("label: the code would be unreadable")

// codeBox chooses the module of a code of n by n modules, as large as fits
// into fit pixels, but MinModule at least if that fits into most. It returns
// the module and the side with the quiet zone.
func codeBox(code image.Image, fit, most int) (module, side int, err error) {
	b := code.Bounds()
	if b.Dx() != b.Dy() || b.Empty() || b.Dx() > MaxModules {
		return 0, 0, fmt.Errorf("%w: it has %d by %d modules; give a square QR code of at most %d, one pixel a module", ErrCode, b.Dx(), b.Dy(), MaxModules)
	}
	n := b.Dx() + 2*QuietModules
	module = max(fit/n, MinModule)
	if module*n > most {
		return 0, 0, fmt.Errorf("%w: %d modules of %d pixels need %d pixels and there are %d; use a shorter link or a larger label", ErrCode, n, MinModule, n*MinModule, most)
	}
	return module, module * n, nil
}

// drawCode draws the modules of a code with the corner of the quiet zone at at.
func drawCode(dst *image.Paletted, at image.Point, code image.Image, module int) {
	b := code.Bounds()
	at = at.Add(image.Pt(QuietModules, QuietModules).Mul(module))
	for y := range b.Dy() {
		for x := range b.Dx() {
			if dark(code.At(b.Min.X+x, b.Min.Y+y)) {
				p := at.Add(image.Pt(x, y).Mul(module))
				fill(dst, image.Rectangle{p, p.Add(image.Pt(module, module))}, black)
			}
		}
	}
}

func dark(c color.Color) bool { return color.GrayModel.Convert(c).(color.Gray).Y < 0x80 }

func fill(dst *image.Paletted, r image.Rectangle, c ink) {
	r = r.Intersect(dst.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := dst.Pix[dst.PixOffset(r.Min.X, y):dst.PixOffset(r.Max.X, y)]
		for i := range row {
			row[i] = c
		}
	}
}
