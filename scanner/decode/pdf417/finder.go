// Package pdf417 finds and reads PDF417 symbols (ISO/IEC 15438) in a picture:
// identity cards, parcels, tickets.
//
// A symbol begins with one pattern of bars over its whole height and ends with
// another. Rows and columns of the picture are searched for them; where several
// in a line cross one, it is an edge of a symbol, and one is enough. From there
// many lines are read across the symbol. Each character of a row tells which of
// three rows in turn it belongs to, so a line may slip from one row to the
// next; all lines vote for the codeword at each place. What is lost then or
// was read wrongly, the check words put right.
package pdf417

import (
	"image"
	"math/bits"
	"slices"

	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
)

// Finder finds symbols. The zero value works. It keeps its memory from one
// picture to the next and is for one goroutine.
type Finder struct {
	fr       *light.Frame
	edges    []int32
	cuts     []int32 // of up to 64 columns
	guards   []guard
	read     []plane.Quad
	suspects []image.Rectangle
	// Made when the first symbol is looked into.
	words *words
	field *field
	scan  scan
}

// Symbol is the data of a symbol and its outline, whose corners are as it is
// read.
type Symbol struct {
	Parts   []Part
	Corners plane.Quad
}

// Find hands over each symbol in the picture, dark on light or light on dark,
// turned by any angle and mirrored as it may be. It returns the places of what
// looks like one and could not be read, valid until the next Find.
func (f *Finder) Find(fr *light.Frame, take func(*Symbol)) []image.Rectangle {
	f.fr = fr
	f.guards, f.read, f.suspects = f.guards[:0], f.read[:0], f.suspects[:0]
	f.rows()
	f.columns()
	f.follow(take)
	f.fr = nil
	return f.suspects
}

// step is how far apart lines are for so many of them: what is worth reading is
// that much higher in a large picture.
func step(lines int) int {
	for s := maxStep; s > 1; s /= 2 {
		if lines >= 100*s {
			return s
		}
	}
	return 1
}

// rows looks for guards along rows.
func (f *Finder) rows() {
	step := step(f.fr.H)
	for y := step / 2; y < f.fr.H; y += step {
		f.edges = f.fr.Black.Edges(y, f.edges)
		f.cross(f.edges, 0, y, step, false)
	}
	f.prune()
}

// prune drops the guards that too few lines have crossed.
func (f *Finder) prune() {
	f.guards = slices.DeleteFunc(f.guards, func(g guard) bool { return g.n < minHits || g.length() < 3*g.module })
}

// columns looks for guards along columns. Those of a word are cut together,
// row by row.
func (f *Finder) columns() {
	first, step := len(f.guards), step(f.fr.W)
	mask := uint64(0)
	for x := step / 2; x < 64; x += step {
		mask |= 1 << x
	}
	b, size := &f.fr.Black, f.fr.H+1
	f.cuts = light.Grow(f.cuts, 64*size)
	for i := range b.Span {
		var n [64]int
		prev := uint64(0)
		for y := range b.H {
			word := b.Words[y*b.Span+i] & mask
			for change := word ^ prev; change != 0; change &= change - 1 {
				x := bits.TrailingZeros64(change)
				f.cuts[x*size+n[x]] = int32(y)
				n[x]++
			}
			prev = word
		}
		for x := step / 2; x < 64; x += step {
			if prev>>x&1 != 0 {
				f.cuts[x*size+n[x]] = int32(b.H)
				n[x]++
			}
			f.cross(f.cuts[x*size:x*size+n[x]], first, 64*i+x, step, true)
		}
	}
	f.prune()
}

// follow reads a symbol from each pattern that enough lines have crossed, those
// most crossed first.
func (f *Finder) follow(take func(*Symbol)) {
	if len(f.guards) == 0 {
		return
	}
	slices.SortStableFunc(f.guards, func(a, b guard) int { return b.n - a.n })
	if f.words == nil {
		f.words, f.field = newWords(), newField()
	}
	for i := range f.guards[:min(len(f.guards), maxTried)] {
		g := &f.guards[i]
		if slices.ContainsFunc(f.read, func(q plane.Quad) bool { return within(q, g.middle()) }) {
			continue
		}
		sym, ok := f.scan.symbol(f, g)
		if ok {
			f.read = append(f.read, sym.Corners)
			take(sym)
		}
	}
	for i := range f.guards[:min(len(f.guards), maxTried)] {
		g := &f.guards[i]
		if !slices.ContainsFunc(f.read, func(q plane.Quad) bool { return within(q, g.middle()) }) {
			f.suspects = append(f.suspects, g.around().Intersect(f.fr.Bounds()))
		}
	}
}

// within reports whether p lies in the outline or within a tenth of its width
// of it.
func within(q plane.Quad, p plane.Point) bool {
	m := q[0].Add(q[1]).Add(q[2]).Add(q[3]).Mul(.25)
	left, right := false, false
	for i, a := range q {
		a, b := a.Add(a.Sub(m).Mul(.1)), q[(i+1)%4].Add(q[(i+1)%4].Sub(m).Mul(.1))
		side := b.Sub(a).Cross(p.Sub(a))
		left, right = left || side < 0, right || side > 0
	}
	return !left || !right
}
