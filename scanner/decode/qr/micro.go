package qr

import (
	"cmp"
	"slices"

	"endcap/scanner/decode/plane"
)

// microGuess is how a Micro QR code may lie around its finder pattern.
type microGuess struct {
	turn, n int
	scale   [2]float64 // of the modules beyond the finder pattern, across and down
	fitness float64
}

// tryMicro reads the Micro QR code of which p is the finder pattern: its timing
// patterns go on along two sides of that, from one of its corners.
func (f *Finder) tryMicro(p *pattern) bool {
	var guesses [16]microGuess
	for turn := range 4 {
		q := *p
		q.rotate(turn)
		for i := range 4 {
			g := microGuess{turn: turn, n: 11 + 2*i}
			g.scale[0], g.fitness = f.microTiming(&q, g.n, q.x, q.y)
			if g.fitness >= minTiming {
				var down float64
				g.scale[1], down = f.microTiming(&q, g.n, q.y, q.x)
				g.fitness = min(g.fitness, down)
			}
			guesses[4*turn+i] = g
		}
	}
	slices.SortStableFunc(guesses[:], func(a, b microGuess) int { return cmp.Compare(b.fitness, a.fitness) })
	for _, g := range guesses[:maxMicro] {
		if g.fitness < minTiming {
			return false
		}
		f.placeMicro(p, &g)
		if f.sampleMicro() {
			return true
		}
	}
	return false
}

// microTiming returns how well the timing pattern along one side of p and the
// quiet zone behind it show if the symbol has n modules, up to 1, and how large
// the modules are then. The pattern runs along the outer modules of p.
func (f *Finder) microTiming(p *pattern, n int, along, side plane.Point) (scale, best float64) {
	middle, half := (p.ink+p.paper)/2, (p.paper-p.ink)/2
	for _, k := range [...]float64{1, .97, 1.03, .94, 1.06, .91, 1.09} {
		at := func(i float64) float64 {
			v := f.at(p.at.Sub(side.Mul(3)).Add(along.Mul(3.5 + (i-6.5)*k)))
			return max(-1, min(1, (v-middle)/half))
		}
		sum, sign := 0., 1.
		for i := 7; i < n; i++ {
			sum += sign * at(float64(i))
			sign = -sign
		}
		for i := range 4 {
			sum += at(float64(n)+float64(i)/2) / 2
		}
		if mean := sum/float64(n-5) - abs(k-1); mean > best {
			scale, best = k, mean
		}
	}
	return scale, best
}

// placeMicro lays a guess around its finder pattern.
func (f *Finder) placeMicro(p *pattern, g *microGuess) {
	q := *p
	q.rotate(g.turn)
	s := &f.s
	s.n, s.light, s.ink, s.paper, s.module = g.n, q.light, q.ink, q.paper, q.module
	x, y := 3.5+float64(g.n-7)*g.scale[0], 3.5+float64(g.n-7)*g.scale[1]
	s.t = plane.Between(plane.Box(float64(g.n), float64(g.n)), plane.Quad{
		q.point(-3.5, -3.5), q.point(x, -3.5), q.point(x, y), q.point(-3.5, y),
	})
	s.knots, s.pins = s.knots[:0], s.pins[:0]
}

// sampleMicro offers the modules of a Micro QR code to read.
func (f *Finder) sampleMicro() bool {
	for range 2 {
		if !f.look() {
			return false
		}
		f.frame()
		f.wide.sum(f.grey, f.s.n)
		for _, sharp := range sharps {
			if f.judge(sharp); f.offerMicro() {
				return true
			}
		}
		if len(f.s.knots) == 0 && !f.settle(2, microModule) {
			return false
		}
	}
	return false
}

// microModule tells the modules that are the same in every Micro QR code.
func microModule(_, x, y int) (dark, same bool) {
	switch {
	case x < 8 && y < 8:
		ring := max(x-3, 3-x, y-3, 3-y)
		return ring != 2 && ring != 4, true
	case y == 0:
		return x%2 == 0, true
	case x == 0:
		return y%2 == 0, true
	}
	return false, false
}

// offerMicro gives the grid to read if it looks like a Micro QR code.
func (f *Finder) offerMicro() bool {
	g := &f.grid
	likeness := alike(g, microModule)
	if likeness < minMicro || !f.fresh() {
		return false
	}
	_, straight := microFormat(g.At, g.W)
	_, turned := microFormat(func(x, y int) bool { return g.At(y, x) }, g.W)
	if min(straight, turned) > maxWrong {
		return false
	}
	// M1 can only tell that there is a fault, of which one in 65,536 escapes:
	// there must be none anywhere else, and none in black and white either.
	if g.W == microKinds[0].side && (likeness < 1 || min(straight, turned) > 0 || !f.agrees()) {
		f.last = f.last[:0] // it may agree when it is settled
		return false
	}
	if turned < straight {
		g.Mirror(&f.mirrored)
		g = &f.mirrored
	}
	f.reads++
	return f.read(g)
}

// agrees reports whether black and white shows the same modules as the grid.
func (f *Finder) agrees() bool {
	for i, dark := range f.grid.Dark {
		p := f.s.point(float64(i%f.s.n)+.5, float64(i/f.s.n)+.5)
		if f.dark(p) != f.s.light != dark {
			return false
		}
	}
	return true
}
