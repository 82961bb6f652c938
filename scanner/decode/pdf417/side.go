package pdf417

import (
	"math"

	"endcap/scanner/decode/plane"
)

// side is a guard and which way lines go from it.
type side struct {
	*guard
	along  plane.Point // where there is no partner
	module float64     // across the bars
	// rows by the place on the guard: how many rows lie before it.
	base, perLine float64
}

func newSide(g *guard) side {
	s := side{guard: g, along: g.inward()}
	s.module = g.module * math.Abs(s.along.X)
	if g.down {
		s.module = g.module * math.Abs(s.along.Y)
	}
	return s
}

// opposite returns the line at which the other guard is in the row that g is in
// at a line; as long as rows are not known, what is as far along the other.
func (s *side) opposite(other *side, at float64) float64 {
	if s.perLine != 0 && other.perLine != 0 {
		return (s.base + s.perLine*at - other.base) / other.perLine
	}
	return float64(other.first) + (at-float64(s.first))/s.length()*other.length()
}

// straighten turns the lines so that they no longer slip by slope rows a
// character.
func (s *side) straighten(slope float64) {
	bars := s.centre(float64(s.last) + 1).Sub(s.centre(float64(s.first))).Mul(1 / s.length())
	across := s.along.Mul(charModules * s.module).Sub(bars.Mul(slope / s.perLine))
	s.along = across.Mul(1 / across.Len())
}

// partner finds the guard at the other side of the symbol.
func (f *Finder) partner(g *guard) *guard {
	var best *guard
	nearest := math.Inf(1)
	in := g.inward()
	for i := range f.guards {
		p := &f.guards[i]
		if p.stop == g.stop || p.back != g.back || p.down != g.down || p.inverted != g.inverted ||
			p.module > 1.7*g.module+.5 || g.module > 1.7*p.module+.5 {
			continue
		}
		d := p.middle().Sub(g.middle())
		across, along := d.Dot(in), math.Abs(d.Cross(in))
		if across > 3*charModules*g.module*.6 && along < max(g.length(), p.length()) && p.inward().Dot(in) < -.5 && across < nearest {
			best, nearest = p, across
		}
	}
	return best
}
