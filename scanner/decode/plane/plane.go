// Package plane is the geometry of a flat symbol before a camera: points of
// the picture, the four corners of a symbol, the perspective between its
// modules and the picture, and the grid of modules that is sampled through it.
package plane

import (
	"image"
	"math"
)

// Point is a place in a picture, in pixels from its top left corner, y down.
// The middle of pixel 0, 0 is 0.5, 0.5.
type Point struct{ X, Y float64 }

// Add returns p + q.
func (p Point) Add(q Point) Point { return Point{p.X + q.X, p.Y + q.Y} }

// Sub returns p - q.
func (p Point) Sub(q Point) Point { return Point{p.X - q.X, p.Y - q.Y} }

// Mul returns k times p.
func (p Point) Mul(k float64) Point { return Point{k * p.X, k * p.Y} }

// Dot returns the scalar product of p and q.
func (p Point) Dot(q Point) float64 { return p.X*q.X + p.Y*q.Y }

// Cross returns the z of the vector product: positive where q lies clockwise
// of p, as y points down.
func (p Point) Cross(q Point) float64 { return p.X*q.Y - p.Y*q.X }

// Len returns the length of p.
func (p Point) Len() float64 { return math.Hypot(p.X, p.Y) }

// Quad is the outline of a symbol: its top left, top right, bottom right and
// bottom left corner as the symbol is read, however it lies in the picture.
type Quad [4]Point

// Bounds returns the pixels that the outline covers.
func (q Quad) Bounds() image.Rectangle {
	lo, hi := q[0], q[0]
	for _, p := range q[1:] {
		lo = Point{min(lo.X, p.X), min(lo.Y, p.Y)}
		hi = Point{max(hi.X, p.X), max(hi.Y, p.Y)}
	}
	return image.Rect(int(math.Floor(lo.X)), int(math.Floor(lo.Y)), int(math.Ceil(hi.X)), int(math.Ceil(hi.Y)))
}

// Corners returns the outline in whole pixels.
func (q Quad) Corners() (c [4]image.Point) {
	for i, p := range q {
		c[i] = image.Pt(int(math.Round(p.X)), int(math.Round(p.Y)))
	}
	return c
}

// Map returns the outline as t sees it.
func (q Quad) Map(t *Transform) (out Quad) {
	for i, p := range q {
		out[i] = t.At(p.X, p.Y)
	}
	return out
}

// Box returns the outline of a box of w by h from 0, 0.
func Box(w, h float64) Quad { return Quad{{0, 0}, {w, 0}, {w, h}, {0, h}} }
