package datamatrix

import (
	"math"

	"endcap/scanner/decode/plane"
)

// tone tells ink from paper about one symbol by the light itself: the middle between
// the light inside and outside of its solid edges, which may change evenly
// across it.
type tone struct {
	origin, up, right plane.Point // right and up scaled: their product with a way is part of a leg
	mid, rise, run    float64
	sign              float64 // 1 where ink is darker than paper, as it mostly is
	contrast          float64
	even, smooth      bool    // the light varies little, or hardly, along the legs
	bias              float64 // what is taken for ink although it is paler than the middle
}

// light returns the light at p; beyond the picture is paper.
func (f *Finder) light(p plane.Point) float64 {
	if !(p.X >= 0 && p.Y >= 0 && p.X <= float64(f.fr.W) && p.Y <= float64(f.fr.H)) {
		return 255
	}
	return f.fr.At(p.X, p.Y)
}

// learn takes the tones of the legs. It reports false where they are alike.
func (f *Finder) learn(e *ell) bool {
	var mids [2][2]float64 // of each leg: near the corner and far from it
	contrast, sum, square := 0.0, [2]float64{}, [2]float64{}
	for i, l := range [2]*line{&e.up, &e.right} {
		for half := range 2 {
			in, out := 0.0, 0.0
			for k := range 8 {
				p := l.point(l.b * (float64(half*8+k) + .5) / 16)
				v, w := f.light(p.Add(l.in.Mul(1.2))), f.light(p.Sub(l.in.Mul(1.5)))
				in, out = in+v/8, out+w/8
				sum[0], square[0], sum[1], square[1] = sum[0]+v, square[0]+v*v, sum[1]+w, square[1]+w*w
			}
			mids[i][half] = (in + out) / 2
			contrast += (out - in) / 4
		}
	}
	if e.ink == (contrast < 0) || math.Abs(contrast) < minTones {
		return false
	}
	t := &f.tone
	varies := func(i int) float64 { return math.Sqrt(max(0, square[i]/32-sum[i]*sum[i]/(32*32))) }
	uneven := max(varies(0), varies(1)) / math.Abs(contrast)
	t.even, t.smooth = uneven < maxUneven, uneven < maxUneven/2
	t.contrast, t.bias = math.Abs(contrast), 0
	t.origin = e.corner
	t.up, t.right = e.up.dir.Mul(1/e.up.b), e.right.dir.Mul(1/e.right.b)
	t.rise, t.run = 2*(mids[0][1]-mids[0][0]), 2*(mids[1][1]-mids[1][0])
	t.mid = (mids[0][0] + mids[1][0] - (t.rise+t.run)/4) / 2
	t.sign = 1
	if !e.ink {
		t.sign = -1
	}
	return true
}

// mid is what parts ink from paper at p.
func (f *Finder) mid(p plane.Point) float64 {
	t := &f.tone
	d := p.Sub(t.origin)
	return t.mid + t.rise*d.Dot(t.up) + t.run*d.Dot(t.right) + t.sign*t.bias
}

// level is the light at p, over what parts ink from paper: less than 0 is ink.
func (f *Finder) level(p plane.Point) float64 {
	return f.tone.sign * (f.light(p) - f.mid(p))
}

// inked reports whether there is ink at p.
func (f *Finder) inked(p plane.Point) bool { return f.level(p) < 0 }
