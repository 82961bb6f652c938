package databar

import (
	"slices"

	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
)

// Look takes more lines from the picture where others have shown characters
// but no symbol: square to the bars, close together, as far as there is more
// to see, and each also with its blur taken off. It reports whether it took
// any.
func (r *Reader) Look(p light.Picture) bool {
	if p.W < light.MinSide || p.H < light.MinSide {
		return false
	}
	for range maxLooks {
		c := r.promise()
		if c == nil {
			break
		}
		r.looked = append(r.looked, c.track)
		r.around(p, c.track)
	}
	return len(r.looked) > 0
}

// promise returns the character that was seen most where nobody has looked
// yet, or nil. Both at a finder must have been seen.
func (r *Reader) promise() (best *character) {
	for i := range r.seen {
		c := &r.seen[i]
		if c.votes < minVotes || best != nil && c.votes <= best.votes || !c.omni && !r.paired(c) {
			continue
		}
		if !slices.ContainsFunc(r.looked, func(t track) bool { return t.beside(&c.track) }) {
			best = c
		}
	}
	return best
}

// paired reports whether the other character at the finder of c was seen.
func (r *Reader) paired(c *character) bool {
	return slices.ContainsFunc(r.seen, func(o character) bool {
		return !o.omni && o.finder == c.finder && o.white == c.white && o.after != c.after && o.votes >= minVotes && o.meets(&c.track, maxSame)
	})
}

// beside reports whether o may belong to a symbol that t belongs to.
func (t *track) beside(o *track) bool {
	size := t.unit.Len()
	turn := t.unit.Cross(o.unit) / (size * o.unit.Len())
	return o.lo.Sub(t.lo).Len() < maxBeside*size && max(turn, -turn) < .4
}

// around takes lines over the middle of t and on both sides of it.
func (r *Reader) around(p light.Picture, t track) {
	const apart = 2.5 // modules
	on := lay(&t)
	module := max(.8, on.down.Len())
	down := on.down.Mul(1 / on.down.Len())
	step := down.Mul(max(1, apart*module))
	for _, way := range [...]plane.Point{step, step.Mul(-1)} {
		at := t.lo.Add(t.hi).Mul(.5).Add(way.Mul(.25))
		for k, blank := 0, 0; k < maxLines && blank < maxBlank; k++ {
			if blank++; r.across(p, at, down, module) {
				blank = 0
			}
			at = at.Add(way)
		}
	}
}

// across looks along the line through at that is square to down, the direction
// of the bars.
func (r *Reader) across(p light.Picture, at, down plane.Point, module float64) bool {
	s := &r.sweep
	from, ok := s.take(p, at, down, module)
	if !ok {
		return false
	}
	step := plane.Point{X: down.Y, Y: -down.X}
	r.line++
	r.said = false
	r.look(s.line.Edges, from, step)
	r.sharpen(s.row, from, step)
	return r.said
}
