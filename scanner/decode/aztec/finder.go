// Package aztec finds Aztec Code symbols (ISO/IEC 24778) in a picture, compact
// and full-range ones and runes, and samples their modules.
//
// A symbol is known by the bullseye in its middle: seven runs of one length
// along any line through it. Rings are traced on rays from there, which gives
// the perspective of the bullseye; the ring around it says which way it is
// turned, whether it is mirrored and how large it is. From there the
// perspective is carried outward a few modules at a time, each time set right
// by all the edges between modules that it has reached.
package aztec

import (
	"image"

	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
)

// Finder finds symbols. The zero value works. It keeps its memory from one
// picture to the next and is for one goroutine.
type Finder struct {
	fr       *light.Frame
	read     func(*Symbol) bool
	edges    []int32
	refused  []int32 // of each column, the row down to which none is in its middle
	checks   int
	places   []place
	misses   []miss
	suspects []image.Rectangle
	symbol   Symbol
	rays     rays
	equal    equalizer
	aligner  aligner
}

// place is where a bullseye was.
type place struct {
	middle plane.Point
	reach  float64 // half the side of what belongs to it
	tries  int
	done   bool
}

// miss is where lines are crossed as by a bullseye, and how often there were
// no rings.
type miss struct {
	middle plane.Point
	reach  float64
	tries  int
}

// Find offers each symbol in the picture to read, dark on light or light on
// dark, turned and mirrored as it may be, with its modules set upright. Where
// read says false it is offered once more, sampled along a bent surface. It
// returns the places of bullseyes that came to nothing, valid until the next
// Find. A Symbol is only lent.
func (f *Finder) Find(fr *light.Frame, read func(*Symbol) bool) []image.Rectangle {
	f.fr, f.read, f.checks = fr, read, 0
	f.places, f.misses, f.suspects = f.places[:0], f.misses[:0], f.suspects[:0]
	f.refused = light.Grow(f.refused, fr.W+1)
	clear(f.refused)
	step, least := 1, int32(7)
	if fr.H > everyRow {
		step, least = 2, 12
	}
	for y := step / 2; y < fr.H; y += step {
		if f.checks < maxChecks {
			f.row(y, least)
		}
	}
	for _, p := range f.places {
		if !p.done {
			r := int(p.reach * 7) // half a symbol, but for the largest
			at := image.Pt(int(p.middle.X), int(p.middle.Y))
			box := image.Rectangle{Min: at, Max: at}.Inset(-r).Intersect(fr.Bounds())
			f.suspects = append(f.suspects, box)
		}
	}
	f.fr, f.read = nil, nil
	return f.suspects
}

// row looks for seven runs of one length, together not under least, in row y.
func (f *Finder) row(y int, least int32) {
	f.edges = f.fr.Black.Edges(y, f.edges)
	e := f.edges
	for i := 0; i+7 < len(e); i++ {
		p := (*[8]int32)(e[i:])
		if whole := p[5] - p[0]; whole >= least && hollow(p, whole) {
			f.look(plane.Point{X: float64(p[2]+p[3]) / 2, Y: float64(y) + .5}, float64(whole)/7, i&1 != 0, true)
		}
		// Two dark and two light runs on either side: nearly all else ends here.
		total := p[7] - p[0]
		if a, b := p[4]-p[0], p[7]-p[3]; abs(a-b)*4 > total || total < least || !even(p, total) {
			continue
		}
		if int(f.refused[(p[3]+p[4])/2]) < y {
			f.look(plane.Point{X: float64(p[3]+p[4]) / 2, Y: float64(y) + .5}, float64(total)/7, i&1 != 0, false)
		}
	}
}

// hollow reports whether five runs are 1:1:3:1:1: a bullseye that lost its
// middle to blur.
func hollow(p *[8]int32, whole int32) bool {
	return 7*abs(7*(p[3]-p[2])-3*whole) < 6*whole && 7*abs(p[2]+p[3]-p[0]-p[5]) < 2*whole &&
		6*min(p[1]-p[0], p[2]-p[1]) > p[2]-p[0] && 6*min(p[4]-p[3], p[5]-p[4]) > p[5]-p[3]
}

// even reports whether runs between eight edges are alike. Ink spreads, so
// what is compared is a dark and a light run together, from an edge to the
// next of its kind.
func even(p *[8]int32, total int32) bool {
	slack := 2*total/5 + 4 // in sevenths: a fifth of the pair, and half a pixel
	for i := range 6 {
		if abs(7*(p[i+2]-p[i])-2*total) > slack {
			return false
		}
	}
	for i := range 7 {
		if 4*7*(p[i+1]-p[i]) < total {
			return false
		}
	}
	return true
}

// look looks into what may be the middle of a bullseye, or where one was lost
// to blur.
func (f *Finder) look(at plane.Point, module float64, dark, blurred bool) {
	if f.checks++; f.checks > maxChecks {
		return
	}
	var here *place
	for i := range f.places {
		p := &f.places[i]
		if d := at.Sub(p.middle); max(d.X, -d.X, d.Y, -d.Y) < p.reach {
			if p.done || p.tries >= maxTries {
				return
			}
			here = p
			break
		}
	}
	b := bullseye{bits: &f.fr.Black, dark: dark}
	if blurred && !b.confirmBlurred(f.fr, at, module) {
		return
	}
	if !blurred && !b.confirm(at, module) {
		f.refused[int(at.X)] = int32(int(at.Y) + b.below)
		return
	}
	if missed := f.miss(&b); missed == nil || missed.tries >= maxTries {
		return
	} else if !f.rays.fit(&b) {
		missed.tries++
		return
	}
	if here == nil {
		if len(f.places) >= maxPlaces {
			return
		}
		f.places = append(f.places, place{middle: b.middle, reach: 3 * b.module})
		here = &f.places[len(f.places)-1]
	}
	here.tries++
	if f.inside(&b) {
		here.done = true
		here.reach = max(here.reach, f.reach(b.middle))
	}
}

// miss returns what is known of the place of what may be a bullseye, or nil
// where it is one too many.
func (f *Finder) miss(b *bullseye) *miss {
	for i := range f.misses {
		m := &f.misses[i]
		if d := b.middle.Sub(m.middle); max(d.X, -d.X, d.Y, -d.Y) < m.reach {
			return m
		}
	}
	if len(f.misses) >= maxMisses {
		return nil
	}
	f.misses = append(f.misses, miss{b.middle, b.module, 0})
	return &f.misses[len(f.misses)-1]
}

// reach is how far the symbol that was read goes from its middle.
func (f *Finder) reach(middle plane.Point) float64 {
	far := 0.0
	for _, c := range f.symbol.Corners {
		far = max(far, c.Sub(middle).Len())
	}
	return far / 1.5
}

func abs[T int | int32 | float64](v T) T { return max(v, -v) }
