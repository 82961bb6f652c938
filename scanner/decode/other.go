package decode

import (
	"cmp"
	"image"
	"slices"

	"endcap/scanner"
	"endcap/scanner/decode/light"
)

// otherLight looks again, and otherwise, at the places of a picture where
// something looked like a symbol and was not read: with its blur taken back;
// at double size, where small modules get pixels of their own; at half size,
// where noise goes away; bars as light on dark. It looks at no more than a
// picture and a half in all, and no more than a small picture holds, so that
// clutter cannot cost more than that, but for tiny pictures.
type otherLight struct {
	frame    light.Frame
	buf      []byte
	suspects []suspect
	left     int // pixels that may still be looked at
}

// suspect is a place of a picture that looked like a symbol to a family.
type suspect struct {
	place  image.Rectangle
	family int
}

func (o *otherLight) reset() { o.suspects = o.suspects[:0] }

// suspect keeps the places that a family suspects, at most maxSuspects: a
// little larger than they were found, those that overlap as one.
func (o *otherLight) suspect(family int, places []image.Rectangle) {
	first := len(o.suspects)
next:
	for _, p := range places {
		p = p.Inset(-max(light.Block, min(p.Dx(), p.Dy())/4))
		for i := range o.suspects[first:] {
			if old := &o.suspects[first+i].place; old.Overlaps(p) {
				*old = old.Union(p)
				continue next
			}
		}
		if len(o.suspects) < first+maxSuspects {
			o.suspects = append(o.suspects, suspect{p, family})
		}
	}
}

// again lets the families of r look at their suspects in other light until
// something is read there. What is read has its corners in the picture.
func (o *otherLight) again(r *Reader) {
	o.left = max(minAgain, min(r.full.W*r.full.H*3/2, light.SmallPicture))
	// Those who ask for little come first.
	slices.SortStableFunc(o.suspects, func(a, b suspect) int {
		return cmp.Or(
			cmp.Compare(len(r.families[a.family].views), len(r.families[b.family].views)),
			cmp.Compare(a.place.Dx()*a.place.Dy(), b.place.Dx()*b.place.Dy()),
		)
	})
	for _, s := range o.suspects {
		place := s.place.Intersect(r.full.Bounds())
		if r.read(place.Min.Add(place.Max).Div(2)) {
			continue // it was part of what another family read
		}
		part, before := r.full.Part(place), len(r.found)
		for _, view := range r.families[s.family].views {
			scale := view.scale
			cost := int(float64(part.W*part.H) * scale * scale)
			if cost > o.left {
				continue // there may be enough for a smaller one
			}
			o.left -= cost
			if !o.frame.Look(view.of(part, &o.buf)) {
				continue
			}
			r.families[s.family].again(&o.frame, func(s scanner.Symbol) {
				for i, c := range s.Corners {
					s.Corners[i] = image.Pt(int(float64(c.X)/scale), int(float64(c.Y)/scale)).Add(place.Min)
				}
				r.take(s)
			})
			if len(r.found) > before {
				break
			}
		}
	}
}

// view is how a picture is looked at again: what makes it, in *buf, and how many
// of its pixels, along a side, are one of the picture.
type view struct {
	of    func(p light.Picture, buf *[]byte) light.Picture
	scale float64
}

var (
	half     = view{light.Picture.Halve, .5}
	double   = view{light.Picture.Double, 2}
	sharper  = view{light.Picture.Sharpen, 1}
	inverted = view{light.Picture.Invert, 1}
)
