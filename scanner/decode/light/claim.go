package light

import "image"

// Claim says that the symbol with these corners is read: the blocks whose
// middle lies in it are without contrast and light from now on, so that nobody
// who searches the frame later finds likenesses of other symbols in it. The
// picture itself stays as it is. Of a picture under MinSide there are no blocks.
func (f *Frame) Claim(corners [4]image.Point) {
	if f.W < MinSide || f.H < MinSide {
		return
	}
	box := image.Rectangle{Min: corners[0], Max: corners[0]}
	for _, c := range corners[1:] {
		box.Min = image.Pt(min(box.Min.X, c.X), min(box.Min.Y, c.Y))
		box.Max = image.Pt(max(box.Max.X, c.X), max(box.Max.Y, c.Y))
	}
	box = box.Intersect(f.Bounds())
	for by := box.Min.Y / Block; by*Block < box.Max.Y; by++ {
		for bx := box.Min.X / Block; bx*Block < box.Max.X; bx++ {
			if Within(image.Pt(bx*Block+Block/2, by*Block+Block/2), corners) {
				f.quiet(bx, by)
			}
		}
	}
}

// Within reports whether p lies in an outline of four corners, which may run
// either way round.
func Within(p image.Point, outline [4]image.Point) bool {
	left, right := false, false
	for i, a := range outline {
		edge, to := outline[(i+1)%4].Sub(a), p.Sub(a)
		side := edge.X*to.Y - edge.Y*to.X
		left, right = left || side < 0, right || side > 0
	}
	return !left || !right
}
