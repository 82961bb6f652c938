package aztec

import (
	"endcap/scanner/decode/plane"
)

// Symbol is a symbol's modules, upright and dark on light whatever it was, and
// what its mode message says.
type Symbol struct {
	plane.Grid
	Compact bool
	Layers  int // 1 to 4 when compact, else to 32
	Words   int // how many words are data, the others check them
	// IsRune says that the symbol is no more than its bullseye and mode message,
	// which is Rune (ISO/IEC 24778 annex A).
	IsRune bool
	Rune   byte
}

// turns are the eight ways a square can lie.
var turns = [8]plane.Transform{
	{1, 0, 0, 0, 1, 0, 0, 0, 1},
	{0, -1, 0, 1, 0, 0, 0, 0, 1},
	{-1, 0, 0, 0, -1, 0, 0, 0, 1},
	{0, 1, 0, -1, 0, 0, 0, 0, 1},
	{-1, 0, 0, 0, 1, 0, 0, 0, 1},
	{0, 1, 0, 1, 0, 0, 0, 0, 1},
	{1, 0, 0, 0, -1, 0, 0, 0, 1},
	{0, -1, 0, -1, 0, 0, 0, 0, 1},
}

// inside reads the symbol around a bullseye: by the bitmap, and if that says
// nothing, by what is left of its modules under the blur.
func (f *Finder) inside(b *bullseye) bool {
	a := &f.aligner
	a.fr, a.contrast, a.cells = f.fr, b.contrast(f.fr), [cells][cells]cell{}
	for _, reach := range [...]float64{4.5, 5.5} {
		a.align(&b.t, reach)
	}
	return f.turns(b, nil) || f.turns(b, &f.equal)
}

// turns reads the symbol whichever way it lies, the likeliest first.
func (f *Finder) turns(b *bullseye, equal *equalizer) bool {
	t := b.t
	defer func() { b.t, b.equal = t, nil }()
	for most := range maxTurned + 1 {
		for _, turn := range turns {
			b.t, b.equal = t.After(&turn), equal
			if equal != nil {
				equal.look(f.fr, &b.t, 7, f.aligner.off)
			}
			for _, compact := range [...]bool{true, false} {
				if b.turned(compact) != most {
					continue
				}
				if m, ok := b.mode(compact); ok && (!m.isRune || most == 0) && f.offer(b, &m) {
					return true
				}
			}
		}
	}
	return false
}

// turned counts the orientation modules (ISO/IEC 24778 5.1) that are not as
// they must be: three dark ones at the top left, two at the top right, one at
// the bottom right.
func (b *bullseye) turned(compact bool) (wrong int) {
	m := mode{compact: compact}
	r := m.ring()
	for _, p := range [...]struct {
		x, y int
		ink  bool
	}{
		{-r, -r, true},
		{1 - r, -r, true},
		{-r, 1 - r, true},
		{r - 1, -r, false},
		{r, -r, true},
		{r, 1 - r, true},
		{r, r - 1, true},
		{r, r, false},
		{r - 1, r, false},
		{1 - r, r, false},
		{-r, r, false},
		{-r, r - 1, false},
	} {
		if b.ink(p.x, p.y) != p.ink {
			wrong++
		}
	}
	return wrong
}

// mode reads the mode message around the bullseye.
func (b *bullseye) mode(compact bool) (mode, bool) {
	m := mode{compact: compact}
	side, r := 7, m.ring()
	if !compact {
		side = 10
	}
	var words [10]byte
	n := 0
	for turn := range 4 {
		for i := range side {
			x, y := i-3, -r
			if !compact {
				x = i - 5 + i/5 // the reference grid passes between
			}
			for range turn {
				x, y = -y, x
			}
			words[n/4] <<= 1
			if b.ink(x, y) {
				words[n/4] |= 1
			}
			n++
		}
	}
	return parse(words[:n/4])
}

// offer carries the perspective out to the border of the symbol and lets it be
// read: sampled flat, and then as it is bent and blurred.
func (f *Finder) offer(b *bullseye, m *mode) bool {
	a, s, t := &f.aligner, &f.symbol, b.t
	half := float64(m.side()) / 2
	for reach := 6.5; !m.isRune && reach < half; reach *= 1.4 {
		a.align(&t, reach)
	}
	a.align(&t, half)
	s.Compact, s.Layers, s.Words, s.IsRune, s.Rune = m.compact, m.layers, m.words, m.isRune, m.value
	s.Reset(m.side(), m.side())
	s.Corners = box(half).Map(&t)
	if !s.sample(b, &t) {
		return false
	}
	if m.isRune {
		return f.read(s)
	}
	safe := m.capacity()-m.words >= safeCheck
	if (safe || s.clean()) && f.read(s) {
		return true
	}
	a.bend(&t, half)
	f.equal.look(f.fr, &t, m.side()/2, a.off)
	a.cells = [cells][cells]cell{}
	for i := range s.Dark {
		s.Dark[i] = f.equal.ink(i%s.W-s.W/2, i/s.W-s.H/2)
	}
	return (safe || s.clean()) && f.read(s)
}

// sample takes the modules of a symbol from the pixels in their middles. It
// reports false when too many lie out of the picture; those few that do are for
// the check words to put right.
func (s *Symbol) sample(b *bullseye, t *plane.Transform) bool {
	out := 0
	for i := range s.Dark {
		p := t.At(float64(i%s.W-s.W/2), float64(i/s.W-s.H/2))
		u, v := floor(p.X), floor(p.Y)
		if uint(u) >= uint(b.bits.W) || uint(v) >= uint(b.bits.H) {
			out++
		}
		s.Dark[i] = b.at(u, v)
	}
	return out*100 <= len(s.Dark)*maxOutside
}
