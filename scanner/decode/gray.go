package decode

import (
	"image"
	"image/color"
	"image/draw"
)

// Gray returns the luminance of img. A *image.Gray is returned as it is and a
// *image.YCbCr lends its Y plane, so neither is copied and the result shares
// their pixels; anything else is converted, with transparent pixels on white
// paper.
func Gray(img image.Image) *image.Gray {
	switch m := img.(type) {
	case *image.Gray:
		return m
	case *image.YCbCr:
		if m.Rect.Empty() {
			return &image.Gray{}
		}
		return &image.Gray{Pix: m.Y[m.YOffset(m.Rect.Min.X, m.Rect.Min.Y):], Stride: m.YStride, Rect: m.Rect}
	}
	g := image.NewGray(img.Bounds())
	draw.Draw(g, g.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(g, g.Rect, img, g.Rect.Min, draw.Over)
	return g
}

// compact returns the pixels of g without gaps between rows, in *buf when they
// have to be moved.
func compact(g *image.Gray, buf *[]byte) (pix []byte, w, h int) {
	w, h = g.Rect.Dx(), g.Rect.Dy()
	if w <= 0 || h <= 0 {
		return nil, 0, 0
	}
	if g.Stride == w {
		return g.Pix[:w*h], w, h
	}
	*buf = grow(*buf, w*h)
	for y := range h {
		copy((*buf)[y*w:(y+1)*w], g.Pix[y*g.Stride:])
	}
	return *buf, w, h
}

// grow returns a slice of length n, the old one if it is large enough.
func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
