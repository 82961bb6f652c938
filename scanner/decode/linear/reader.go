// Package linear reads the linear symbologies of shops: EAN-13, EAN-8, UPC-A,
// UPC-E, Code 128 and GS1-128, Interleaved 2 of 5 with ITF-14, Code 39, Code 93
// and Codabar.
//
// Symbols are read along lines, on edges that are found on the light itself to
// a part of a pixel. Which lines: first those across places where edges are
// parallel, at whatever angle they lie, then rows and columns all over the
// picture. What lines say is believed when several of them that lie apart say
// the same, more of them the less a symbology proves by itself.
package linear

import (
	"image"
	"slices"

	"endcap/scanner"
	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
)

// Reader reads pictures. It keeps its memory from one picture to the next, so
// it is not safe for concurrent use.
type Reader struct {
	sampler sampler
	decoder decoder
	places  places
	votes   votes
	sweep   sweep
	fit     *fit
	windows []window
	likely  []window
	found   []scanner.Symbol
	unread  []image.Rectangle
}

// NewReader returns a Reader that reads blurred symbols too. The zero Reader
// reads by edges alone.
func NewReader() *Reader { return &Reader{fit: newFit()} }

// Places returns the linear symbols at the places of a frame that are full of
// bars, each once; they are valid until the next Places. Formats are EAN_13,
// EAN_8, UPC_A, UPC_E (of 8 digits), CODE_128, CODE_39, CODE_93, ITF and CODABAR
// (with its start and stop).
//
// emit, which may be nil, is shown each line that is taken, once and in one
// direction, with the stroke that it was taken along and whether something
// linear was read on it. It reports whether the line showed a part of a symbol
// of its own, for which more lines shall be taken there.
func (r *Reader) Places(fr *light.Frame, emit func(l *light.Line, at Stroke, read bool) bool) []scanner.Symbol {
	r.found, r.unread = r.found[:0], r.unread[:0]
	r.sweep = sweep{r: r, fr: fr, emit: emit}
	if fr.W >= light.MinSide && fr.H >= light.MinSide {
		for _, pl := range r.places.find(fr) {
			r.sweep.place(pl)
		}
	}
	return r.found
}

// Sweep returns what is found along the rows of the frame last given to Places
// or, if nothing is, its columns. A frame that is too small to be looked at is
// swept too. What is found is valid until the next Places.
func (r *Reader) Sweep() []scanner.Symbol {
	r.found = r.found[:0]
	r.sweep.all(false)
	if len(r.found) == 0 {
		r.sweep.all(true)
	}
	return r.found
}

// Unread returns the places of the frame that are full of bars of which nothing
// was believed, valid until the next Places: they may be light on dark.
func (r *Reader) Unread() []image.Rectangle { return r.unread }

// accept takes what is believed of the votes, of lines across bars that go along.
func (r *Reader) accept(along plane.Point) {
	for i := range r.votes.all {
		v := &r.votes.all[i]
		if !r.votes.believed(i) {
			continue
		}
		if sym := v.symbol(&r.sweep.fr.Black, along); !slices.ContainsFunc(r.found, func(o scanner.Symbol) bool { return o.Format == sym.Format && o.Text == sym.Text }) {
			r.found = append(r.found, sym)
		}
	}
}

// sweep takes lines from one picture.
type sweep struct {
	r    *Reader
	fr   *light.Frame
	emit func(l *light.Line, at Stroke, read bool) bool
	// On how many lines of the place emit saw a symbol of its own, and of how many.
	theirs, lines int
	// sharp is how many lines were looked at sharpened.
	sharp int
	// How many places were looked at for blurred symbols, and how often the light
	// of one was searched for and glanced at.
	blurs, fits, glances int
}

// parts are how far along the bars of a place lines lie, from its middle to its
// ends: first the coarse ones.
var parts = [...]float64{0, -.4, .4, -.7, .7, -.2, .2, -.55, .55, -.85, .85}

const (
	firstParts = 3 // without a promise no more are tried
	moreParts  = 5 // with everything settled no more are needed
)

// place looks across a place.
func (s *sweep) place(pl place) {
	r := s.r
	r.votes.reset()
	s.theirs, s.lines = 0, 0
	half, reach := pl.half()
	promise := false
	for k, part := range parts {
		if k >= firstParts && !promise || k >= moreParts && r.votes.settled() {
			break
		}
		at := part * pl.height
		middle := pl.middle.Add(pl.along.Mul(at))
		if s.look(Stroke{middle.Sub(half), middle.Add(half)}, pl.along, at, reach) {
			promise = true
		}
	}
	if r.fit != nil && !r.votes.settled() && 2*s.theirs <= s.lines && pl.dense() && s.blurs < maxBlurred {
		s.blurs++
		s.blurred(pl)
	}
	if !r.votes.settled() && 2*s.theirs <= s.lines && pl.dense() {
		r.unread = append(r.unread, pl.box())
	}
	r.accept(pl.along)
}

// all looks along rows, or columns, of the whole picture, from its middle to its
// ends.
func (s *sweep) all(columns bool) {
	r := s.r
	r.votes.reset()
	n, length := s.fr.H, s.fr.W
	across, along := plane.Point{X: 1}, plane.Point{Y: 1}
	if columns {
		n, length, across, along = length, n, along, across
	}
	lines := 32
	if n >= 480 {
		lines = 16
	}
	step := max(1, n/lines)
	reach := min(2, n/16)
	row := func(i int) {
		if i < 0 || i >= n || s.blank(i, columns) {
			return
		}
		at := float64(i) + .5
		from := along.Mul(at)
		s.look(Stroke{from, from.Add(across.Mul(float64(length)))}, along, at, reach)
	}
	for k := range n {
		at := n/2 + (k+1)/2*step*(1-k%2*2)
		if at < 0 || at >= n {
			break
		}
		said := len(r.votes.all)
		row(at)
		if len(r.votes.all) > said {
			for _, off := range [...]int{2, -2, 4, -4, 7, -7, 11, -11} {
				row(at + off)
			}
		}
		if r.votes.settled() {
			break
		}
	}
	r.accept(along)
}

// blank reports whether a row or column of the frame is paper, or what was taken
// for paper, from end to end.
func (s *sweep) blank(i int, column bool) bool {
	fr := s.fr
	if fr.W < light.MinSide || fr.H < light.MinSide {
		return false
	}
	first, step, n := i/light.Block*fr.BW, 1, fr.BW
	if column {
		first, step, n = i/light.Block, fr.BW, fr.BH
	}
	for k := range n {
		if fr.Contrast[first+k*step] >= minSwing {
			return false
		}
	}
	return true
}

// look takes the line along s, at along the bars, and reads it both ways. It
// reports whether it showed anything like a symbol.
func (s *sweep) look(st Stroke, along plane.Point, at float64, reach int) (promise bool) {
	r := s.r
	st, ok := r.sampler.take(s.fr.Picture, st, along, reach)
	if !ok {
		return false
	}
	r.decoder.promise = false
	said := s.read(st, at, float64(reach)+.5)
	more := s.emit != nil && s.emit(&r.sampler.line, st, said)
	if s.lines++; more {
		s.theirs++
	}
	if said || !r.decoder.promise {
		return more || r.decoder.promise
	}
	for k := 1; k <= 4 && s.sharp < maxSharp; k *= 2 {
		s.sharp++
		r.sampler.sharpen(max(1, int(r.decoder.module*.5)), k)
		if s.read(st, at, float64(reach)+.5) {
			break
		}
	}
	return true
}

// read reads the line that was taken along st both ways. It reports whether it
// said anything.
func (s *sweep) read(st Stroke, at, apart float64) (said bool) {
	r := s.r
	l := &r.sampler.line
	for range 2 {
		for i := 0; ; {
			var ok bool
			if i, ok = r.decoder.next(l.Edges, i); !ok {
				break
			}
			said = true
			f := r.decoder.said
			n := len(l.Light)
			r.votes.add(&r.decoder, Stroke{st.At(l.Edges[f.from], n), st.At(l.Edges[f.to], n)}, at, apart)
		}
		l.Reverse()
		st = st.Back()
	}
	return said
}
