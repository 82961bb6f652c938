package linear

import (
	"math"
	"slices"

	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
)

// Stroke is where a line of light was taken from a picture: straight from From
// to To.
type Stroke struct{ From, To plane.Point }

// At returns the place in the picture of a place on the line, in 1/16 pixel,
// where the whole line is n pixels long.
func (s Stroke) At(edge int32, n int) plane.Point {
	return s.From.Add(s.To.Sub(s.From).Mul(float64(edge) / float64(n*light.Sub)))
}

// Step is how far it is in the picture from one of the n pixels of the line to
// the next.
func (s Stroke) Step(n int) plane.Point { return s.To.Sub(s.From).Mul(1 / float64(n)) }

// Back is the stroke the other way round.
func (s Stroke) Back() Stroke { return Stroke{s.To, s.From} }

// sampler takes lines of light from a picture. It keeps its memory.
type sampler struct {
	line  light.Line
	open  [2]bool // the line begins, or ends, within the picture
	row   []byte
	sharp []byte
	sums  []int32
}

// take takes the line along s, a pixel at a time. Each of its pixels is the mean
// of 2*reach+1 that lie a pixel apart along the bars, which is where a bar goes
// on and noise does not; the bars go in the direction along, of length 1. It
// returns the stroke that was taken, which is s as far as it lies in the
// picture, and whether there was any.
func (t *sampler) take(p light.Picture, s Stroke, along plane.Point, reach int) (Stroke, bool) {
	for ; ; reach /= 2 {
		margin := along.Mul(float64(reach))
		if c, n, open := s.within(p, margin); n >= minLine {
			t.open = open
			t.sum(p, c, n, along, reach)
			return c, true
		}
		if reach == 0 {
			return s, false
		}
	}
}

// within cuts s down to where it and what lies to both sides of it by margin are
// in the picture, and returns how many pixels long it is and which of its ends
// were left as they were.
func (s Stroke) within(p light.Picture, margin plane.Point) (c Stroke, n int, open [2]bool) {
	d := s.To.Sub(s.From)
	from, to := 0.0, 1.0
	clip := func(at, d, margin float64, size int) {
		lo, hi := .5+max(margin, -margin), float64(size)-.5-max(margin, -margin)
		if d < 0 {
			at, d, lo, hi = -at, -d, -hi, -lo
		}
		if d < 1e-9 {
			if at < lo-1e-6 || at > hi+1e-6 {
				to = -1
			}
			return
		}
		from, to = max(from, (lo-at)/d), min(to, (hi-at)/d)
	}
	clip(s.From.X, d.X, margin.X, p.W)
	clip(s.From.Y, d.Y, margin.Y, p.H)
	if to <= from {
		return s, 0, open
	}
	c = Stroke{s.From.Add(d.Mul(from)), s.From.Add(d.Mul(to))}
	// From and To are the outer sides of the first and the last pixel.
	n = int(c.To.Sub(c.From).Len()+1e-6) + 1
	half := d.Mul(.5 / d.Len())
	c.From = c.From.Sub(half)
	c.To = c.From.Add(half.Mul(2 * float64(n)))
	return c, n, [2]bool{from == 0, to == 1}
}

// sum makes the line of n pixels along s.
func (t *sampler) sum(p light.Picture, s Stroke, n int, along plane.Point, reach int) {
	const one = 1 << 16
	t.row, t.sums = light.Grow(t.row, n), light.Grow(t.sums, n)
	clear(t.sums)
	d := s.To.Sub(s.From).Mul(1 / float64(n))
	first := s.From.Add(d.Mul(.5)).Sub(plane.Point{X: .5, Y: .5})
	x0, y0 := int(math.Round(first.X)), int(math.Round(first.Y))
	switch {
	case d == plane.Point{X: 1} || p.H < 2:
		for k := -reach; k <= reach; k++ {
			for i, v := range p.Row(y0 + k)[x0 : x0+n] {
				t.sums[i] += int32(v) << 8
			}
		}
	case d == plane.Point{Y: 1} || p.W < 2:
		for i := range t.sums {
			for _, v := range p.Row(y0 + i)[x0-reach : x0+reach+1] {
				t.sums[i] += int32(v) << 8
			}
		}
	default:
		for k := -reach; k <= reach; k++ {
			at := first.Add(along.Mul(float64(k)))
			p.AddLine(t.sums, int(at.X*one), int(at.Y*one), int(d.X*one), int(d.Y*one))
		}
	}
	part := uint32(1<<24)/uint32(2*reach+1) + 1 // to divide is dear
	for i, v := range t.sums {
		t.row[i] = byte(uint64(v) * uint64(part) >> 32)
	}
	t.find(t.row)
}

// find finds the edges of the line. Beyond the border of the picture is paper,
// but nobody knows what is beyond an end within it: a bar without width, so that
// there is no quiet zone.
func (t *sampler) find(row []byte) {
	t.line.Find(row)
	if t.open[0] {
		t.line.Edges = slices.Insert(t.line.Edges, 0, 0, 0)
	}
	if end := int32(len(row) * light.Sub); t.open[1] {
		t.line.Edges = append(t.line.Edges, end, end)
	}
}

// sharpen takes the line anew with its blur taken off: what light has lost to
// both sides at a distance of reach is given back. It can be done once or more
// to the line as it was taken.
func (t *sampler) sharpen(reach, k int) {
	n := len(t.row)
	t.sharp = light.Grow(t.sharp, n)
	for i, v := range t.row {
		a, b := t.row[max(0, i-reach)], t.row[min(n-1, i+reach)]
		t.sharp[i] = byte(max(0, min(255, (int(v)+(2*int(v)-int(a)-int(b))*k/2+128)/2)))
	}
	t.find(t.sharp)
}
