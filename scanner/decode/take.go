package decode

import (
	"image"
	"slices"

	"endcap/scanner"
	"endcap/scanner/decode/light"
)

// take keeps a symbol that was read, unless it is there already: found again
// in other light, or a likeness of bars within a symbol of two dimensions.
func (r *Reader) take(s scanner.Symbol) {
	for _, old := range r.found {
		if s.Corners == none || old.Corners == none {
			if old.Format == s.Format && old.Text == s.Text {
				return
			}
		} else if light.Within(centre(s.Corners), old.Corners) || light.Within(centre(old.Corners), s.Corners) {
			if s.Format == "QR_CODE" && old.Format == s.Format && old.Text != s.Text {
				continue // one printed in the middle of another
			}
			return
		}
	}
	r.found = append(r.found, s)
	if s.Corners != none {
		r.full.Claim(s.Corners)
	}
}

// read reports whether the middle of a place lies in a symbol that was read.
func (r *Reader) read(middle image.Point) bool {
	return slices.ContainsFunc(r.found, func(s scanner.Symbol) bool { return s.Corners != none && light.Within(middle, s.Corners) })
}

// none are the corners of a symbol whose place is not known.
var none [4]image.Point

func centre(c [4]image.Point) image.Point {
	return c[0].Add(c[1]).Add(c[2]).Add(c[3]).Div(4)
}
