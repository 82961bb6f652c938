package decode

import (
	"image"

	"endcap/scanner"
)

// take keeps a symbol that was read, unless it is there already: found again
// in other light, or a likeness of bars within a symbol of two dimensions.
func (r *Reader) take(s scanner.Symbol) {
	for _, old := range r.found {
		if s.Corners == none || old.Corners == none {
			if old.Format == s.Format && old.Text == s.Text {
				return
			}
		} else if within(centre(s.Corners), old.Corners) || within(centre(old.Corners), s.Corners) {
			return
		}
	}
	r.found = append(r.found, s)
}

// none are the corners of a symbol whose place is not known.
var none [4]image.Point

func centre(c [4]image.Point) image.Point {
	return c[0].Add(c[1]).Add(c[2]).Add(c[3]).Div(4)
}

// within reports whether p lies in the outline, which may run either way
// round.
func within(p image.Point, outline [4]image.Point) bool {
	left, right := false, false
	for i, a := range outline {
		edge, to := outline[(i+1)%4].Sub(a), p.Sub(a)
		side := edge.X*to.Y - edge.Y*to.X
		left, right = left || side < 0, right || side > 0
	}
	return !left || !right
}
