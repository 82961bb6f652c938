package label

import (
	"cmp"
	"image"
	"image/draw"
	"slices"

	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

type point struct{ x, y float32 }

// zero draws the figure 0 without the slash that the Go fonts give it: in
// black and white and 13 pixels tall, 4.00 would read as 4.88. The dot is at
// (0, 0).
//
// It keeps the outer contour of the glyph and cuts out the convex hull of the
// two halves of its counter, which closes the gap that the slash left. A font
// without such a glyph has an empty zero; the built-in ones have it.
func zero(f *opentype.Font, px int) *image.Alpha {
	var buf sfnt.Buffer
	g, err := f.GlyphIndex(&buf, '0')
	if err != nil {
		return new(image.Alpha)
	}
	segs, err := f.LoadGlyph(&buf, g, fixed.I(px), nil)
	if err != nil {
		return new(image.Alpha)
	}
	b := segs.Bounds()
	box := image.Rect(b.Min.X.Floor(), b.Min.Y.Floor(), b.Max.X.Ceil(), b.Max.Y.Ceil())
	outer, inner := contours(segs)
	if len(outer) < 3 || len(inner) < 3 {
		return new(image.Alpha)
	}
	hole := clockwise(hull(inner))
	slices.Reverse(hole)
	var z vector.Rasterizer
	z.Reset(box.Dx(), box.Dy())
	z.DrawOp = draw.Src
	trace(&z, box.Min, clockwise(outer))
	trace(&z, box.Min, hole)
	mask := image.NewAlpha(box)
	z.Draw(mask, box, image.Opaque, image.Point{})
	return mask
}

// contours flattens a glyph to points: those of its first contour, and those
// of all others.
func contours(segs sfnt.Segments) (outer, inner []point) {
	n, at := 0, point{}
	for _, s := range segs {
		end := float(s.Args[0])
		var curve []point
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			n++
			curve = []point{end}
		case sfnt.SegmentOpLineTo, sfnt.SegmentOpCubeTo: // TrueType has no cubes
			curve = []point{end}
		case sfnt.SegmentOpQuadTo:
			via := end
			end = float(s.Args[1])
			for i := range 8 {
				t := float32(i+1) / 8
				curve = append(curve, mix(mix(at, via, t), mix(via, end, t), t))
			}
		}
		if n == 1 {
			outer = append(outer, curve...)
		} else {
			inner = append(inner, curve...)
		}
		at = end
	}
	return outer, inner
}

func float(p fixed.Point26_6) point { return point{float32(p.X) / 64, float32(p.Y) / 64} }

func mix(a, b point, t float32) point { return point{a.x + (b.x-a.x)*t, a.y + (b.y-a.y)*t} }

// cross is positive when a, b, c turn to the right of the screen.
func cross(a, b, c point) float32 { return (b.x-a.x)*(c.y-a.y) - (b.y-a.y)*(c.x-a.x) }

// hull returns the convex hull of points (Andrew's monotone chain).
func hull(ps []point) []point {
	ps = slices.Clone(ps)
	slices.SortFunc(ps, func(a, b point) int { return cmp.Or(cmp.Compare(a.x, b.x), cmp.Compare(a.y, b.y)) })
	half := func() []point {
		var h []point
		for _, p := range ps {
			for len(h) > 1 && cross(h[len(h)-2], h[len(h)-1], p) <= 0 {
				h = h[:len(h)-1]
			}
			h = append(h, p)
		}
		return h[:len(h)-1]
	}
	lower := half()
	slices.Reverse(ps)
	return append(lower, half()...)
}

// clockwise returns the contour in the order that has a positive area.
func clockwise(ps []point) []point {
	area := float32(0)
	for i := range ps {
		area += cross(point{}, ps[i], ps[(i+1)%len(ps)])
	}
	if area < 0 {
		slices.Reverse(ps)
	}
	return ps
}

func trace(z *vector.Rasterizer, origin image.Point, ps []point) {
	ox, oy := float32(origin.X), float32(origin.Y)
	z.MoveTo(ps[0].x-ox, ps[0].y-oy)
	for _, p := range ps[1:] {
		z.LineTo(p.x-ox, p.y-oy)
	}
	z.ClosePath()
}
