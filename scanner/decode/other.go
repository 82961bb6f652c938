package decode

import (
	"image"

	"endcap/scanner"
	"endcap/scanner/decode/light"
)

// otherLight looks again, and otherwise, at the places of a picture where
// something looked like a symbol and was not read: at half size, where noise
// and blur of large modules go away; at double size, where small modules get
// pixels of their own; with its blur taken back.
type otherLight struct {
	frame  light.Frame
	buf    []byte
	places []image.Rectangle
}

// again lets a family look at the suspects of a frame in other light until
// something is read there. What is read is handed over with its corners in
// the picture.
func (o *otherLight) again(f *light.Frame, family flat, suspects []image.Rectangle, take func(scanner.Symbol)) {
	o.places = merge(o.places[:0], suspects, f.Bounds())
	for _, place := range o.places {
		part := f.Part(place)
		for _, view := range [...]view{sharper, double, half} {
			p, scale := view(part, &o.buf)
			if p.W > maxView || p.H > maxView || !o.frame.Look(p) {
				continue
			}
			read := false
			family.read(&o.frame, func(s scanner.Symbol) {
				read = true
				for i, c := range s.Corners {
					s.Corners[i] = image.Pt(int(float64(c.X)/scale), int(float64(c.Y)/scale)).Add(place.Min)
				}
				take(s)
			})
			if read {
				break
			}
		}
	}
}

// view returns a picture as it is to be looked at, made in *buf, and how many
// of its pixels are one of the picture.
type view func(p light.Picture, buf *[]byte) (light.Picture, float64)

func half(p light.Picture, buf *[]byte) (light.Picture, float64)    { return p.Halve(buf), .5 }
func double(p light.Picture, buf *[]byte) (light.Picture, float64)  { return p.Double(buf), 2 }
func sharper(p light.Picture, buf *[]byte) (light.Picture, float64) { return p.Sharpen(buf), 1 }

// merge returns the places that are worth another look, at most maxSuspects: a
// little larger than they were found, those that overlap as one.
func merge(to, suspects []image.Rectangle, within image.Rectangle) []image.Rectangle {
next:
	for _, s := range suspects {
		s = s.Inset(-max(light.Block, min(s.Dx(), s.Dy())/4)).Intersect(within)
		for i := range to {
			if to[i].Overlaps(s) {
				to[i] = to[i].Union(s)
				continue next
			}
		}
		if len(to) < maxSuspects {
			to = append(to, s)
		}
	}
	return to
}
