// Package light is a picture as light: its luminance, and what in it is dark.
//
// A Picture lends the pixels of whoever made it. A Frame looks at a picture
// once for everybody who searches it: how much each block of it stands out,
// and a Bitmap in which each part is judged by the light around it. A Line is
// light along a straight line, with the edges on it.
package light

import (
	"image"
	"image/color"
	"image/draw"
)

// Picture is the luminance of a picture, 0 (dark) to 255 (light): pixel x, y
// is Pix[y*Stride+x]. It shares the memory of where it came from.
type Picture struct {
	Pix    []byte
	W, H   int
	Stride int
}

// Of lends the pixels of g.
func Of(g *image.Gray) Picture {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	if w <= 0 || h <= 0 {
		return Picture{}
	}
	return Picture{Pix: g.Pix[:g.Stride*(h-1)+w], W: w, H: h, Stride: g.Stride}
}

// Row returns the pixels of row y.
func (p Picture) Row(y int) []byte { return p.Pix[y*p.Stride:][:p.W] }

// Bounds returns the whole picture, from 0, 0.
func (p Picture) Bounds() image.Rectangle { return image.Rect(0, 0, p.W, p.H) }

// Part lends the part of p in box, as far as it lies in it.
func (p Picture) Part(box image.Rectangle) Picture {
	box = box.Intersect(p.Bounds())
	if box.Empty() {
		return Picture{}
	}
	from := box.Min.Y*p.Stride + box.Min.X
	return Picture{Pix: p.Pix[from : from+p.Stride*(box.Dy()-1)+box.Dx()], W: box.Dx(), H: box.Dy(), Stride: p.Stride}
}

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
