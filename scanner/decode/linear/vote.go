package linear

import (
	"bytes"

	"endcap/scanner"
	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
)

// vote is a text and the lines that say it.
type vote struct {
	name  string
	gs1   bool
	text  []byte
	lines int
	need  int
	// lo and hi are the first and the last of those lines along the bars, from
	// the beginning of the symbol to its end.
	lo, hi     Stroke
	loAt, hiAt float64
	last       float64 // where the last one was
}

// votes count what lines say.
type votes struct{ all []vote }

func (v *votes) reset() { v.all = v.all[:0] }

// add counts what a line says that lies at along the bars. A line nearer than
// apart to the one before it shows the same light and does not count.
func (v *votes) add(d *decoder, s Stroke, at, apart float64) {
	for i := range v.all {
		o := &v.all[i]
		if o.name != d.name || o.gs1 != d.gs1 || !bytes.Equal(o.text, d.out) || !o.lo.beside(s) {
			continue
		}
		if at-o.last < apart && o.last-at < apart {
			return
		}
		o.lines++
		o.last = at
		if at < o.loAt {
			o.lo, o.loAt = s, at
		}
		if at > o.hiAt {
			o.hi, o.hiAt = s, at
		}
		return
	}
	if len(v.all) == maxVotes {
		return
	}
	if len(v.all) < cap(v.all) {
		v.all = v.all[:len(v.all)+1]
	} else {
		v.all = append(v.all, vote{})
	}
	o := &v.all[len(v.all)-1]
	*o = vote{d.name, d.gs1, append(o.text[:0], d.out...), 1, d.said.need, s, s, at, at, at}
}

// beside reports whether o may be another line through the same symbol: in the
// same direction, its middle no farther away than half its length.
func (s Stroke) beside(o Stroke) bool {
	d, e := s.To.Sub(s.From), o.To.Sub(o.From)
	shift := o.From.Add(o.To).Sub(s.From.Add(s.To)).Mul(.5)
	length := d.Len()
	return d.Dot(e) > 0 && shift.Dot(d) < length*length/2 && shift.Dot(d) > -length*length/2
}

// believed reports whether enough lines say the same, and none of the others
// that lie there say half as much.
func (v *votes) believed(i int) bool {
	o := &v.all[i]
	against := 0
	for k := range v.all {
		if p := &v.all[k]; k != i && (o.lo.beside(p.lo) || o.lo.beside(p.lo.Back())) && p.loAt <= o.hiAt+1 && p.hiAt >= o.loAt-1 {
			against += p.lines
		}
	}
	return o.lines >= o.need+2*against
}

// settled reports whether something was said and all of it is believed.
func (v *votes) settled() bool {
	for i := range v.all {
		if !v.believed(i) {
			return false
		}
	}
	return len(v.all) > 0
}

// symbol is what was voted for, with its outline: what the lines show and as far
// as the same bars go on along.
func (o *vote) symbol(b *light.Bitmap, along plane.Point) scanner.Symbol {
	lo, hi := o.lo.follow(b, along.Mul(-1)), o.hi.follow(b, along)
	q := plane.Quad{lo.From, lo.To, hi.To, hi.From}
	// Clockwise as the symbol is read.
	if q[1].Sub(q[0]).Cross(q[3].Sub(q[0])) < 0 {
		q = plane.Quad{q[3], q[2], q[1], q[0]}
	}
	return scanner.Symbol{Format: o.name, Text: string(o.text), GS1: o.gs1, Corners: q.Corners()}
}

// follow returns the last line that crosses the bars which s crosses, on the way
// along them.
func (s Stroke) follow(b *light.Bitmap, along plane.Point) Stroke {
	for {
		next := Stroke{s.From.Add(along.Mul(barStep)), s.To.Add(along.Mul(barStep))}
		if !s.alike(next, b) {
			return s
		}
		s = next
	}
}

// alike reports whether two lines cross the same bars.
func (s Stroke) alike(o Stroke, b *light.Bitmap) bool {
	n := int(s.To.Sub(s.From).Len())
	step := s.Step(n)
	p, q := s.From, o.From
	ink, off := 0, 0
	for range n {
		dark := b.Dark(int(q.X), int(q.Y))
		if dark {
			ink++
		}
		if dark != b.Dark(int(p.X), int(p.Y)) {
			off++
		}
		p, q = p.Add(step), q.Add(step)
	}
	return 4*ink > n && 4*off < n
}
