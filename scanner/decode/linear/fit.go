package linear

import "math"

// fit finds symbols of the EAN family in the light of a line. It keeps its
// memory.
type fit struct {
	canvas
	chains [len(eanShapes)][]link
	starts [maxStarts]start
}

// start is a bend from where to climb.
type start struct {
	bend
	miss float32
}

// fitted is a symbol as it was fitted to a line.
type fitted struct {
	bend
	shape        int
	back         bool
	miss, margin float32
}

func newFit() *fit {
	f := &fit{}
	for v := range f.linear {
		f.linear[v] = float32(255 * math.Pow(float64(v)/255, gamma))
	}
	for i, b := range blurs {
		f.spreads[i] = newSpread(b)
	}
	for i := range eanShapes {
		f.chains[i] = links(&eanShapes[i])
	}
	return f
}

// shape lets the next symbol be one of the shape k on a line.
func (f *fit) shape(line []byte, k int) {
	f.light, f.modules, f.chain = line, eanShapes[k].modules, f.chains[k]
}

// search fits a symbol that lies about in w: it climbs from where a glance has
// seen it and, where that is of some promise, tries ends and bows all around and
// climbs from the best.
func (f *fit) search(d *decoder, line []byte, w window) (fitted, bool) {
	f.shape(line, w.shape)
	b, least, sure := f.climbAll(d, w.shape, []start{{bend: w.seen}})
	if !sure && least > unpromising {
		return fitted{}, false
	}
	if !sure {
		f.gather(w)
		b, least, _ = f.climbAll(d, w.shape, f.starts[:])
	}
	out, ok := f.settle(w.shape, b, least)
	out.back = w.back
	return out, ok
}

// climbAll climbs from the starts until one is sure. It returns the best place and
// what is missed there.
func (f *fit) climbAll(d *decoder, k int, starts []start) (best bend, least float32, sure bool) {
	least = math.MaxFloat32
	for i, s := range starts {
		f.guess(s.bend)
		b, _ := f.climb(s.bend, 4)
		f.level(b, wide)
		b, m := f.climb(b, 3)
		if m >= least {
			if i >= 2 && least > doubtful {
				break
			}
			continue
		}
		best, least = b, m
		// Wrong digits have a wrong check digit nine times of ten, too.
		if f.missOf(b, 1) < surely && f.text(d, k) {
			return best, least, true
		}
	}
	return best, least, false
}

// glance returns about how little a symbol may miss that lies in w, and puts where
// it is seen into w. What is hopeless when it is level is not bent.
func (f *fit) glance(line []byte, w *window, hope float32) float32 {
	f.shape(line, w.shape)
	blur := mildBlurs[0]
	if w.strong {
		blur = strongBlurs[0]
	}
	module := (w.to - w.from) / float32(f.modules)
	f.guess(bend{from: w.from, to: w.to, blur: blur})
	least := float32(math.MaxFloat32)
	for _, bow := range [...]float32{0, -1.2, 1.2} {
		if least < math.MaxFloat32 && least > hopeless*hope {
			break
		}
		for _, a := range [...]float32{-.25, .5} {
			for _, c := range [...]float32{-.5, .25} {
				b := bend{from: w.from + a*module, to: w.to + c*module, bow: bow * module, blur: blur}
				if m := f.missOf(b, 2); m < least {
					least, w.seen = m, b
				}
			}
		}
	}
	return least
}

// gather fills the starts with the best of a coarse grid, best first.
func (f *fit) gather(w window) {
	blurs := mildBlurs[:]
	if w.strong {
		blurs = strongBlurs[:]
	}
	module := (w.to - w.from) / float32(f.modules)
	for i := range f.starts {
		f.starts[i].miss = math.MaxFloat32
	}
	for _, blur := range blurs {
		f.guess(bend{from: w.from, to: w.to, blur: blur})
		// Blur makes a symbol seem wider than it is.
		for bow := float32(-1.5); bow <= 1.5; bow += .75 {
			for a := float32(-1); a <= 1.25; a += .75 {
				for c := float32(-1.25); c <= 1; c += .75 {
					f.rank(f.starts[:], bend{from: w.from + a*module, to: w.to + c*module, bow: w.seen.bow + bow*module, blur: blur})
				}
			}
		}
	}
}

// rank puts b among the starts, if it is one of the best.
func (f *fit) rank(starts []start, b bend) {
	s := start{b, f.missOf(b, 2)}
	at := len(starts)
	for ; at > 0 && starts[at-1].miss > s.miss; at-- {
		if at < len(starts) {
			starts[at] = starts[at-1]
		}
	}
	if at < len(starts) {
		starts[at] = s
	}
}

// again fits a symbol that lies on a line about as it does on the one beside it.
func (f *fit) again(d *decoder, line []byte, known fitted) (fitted, bool) {
	f.shape(line, known.shape)
	b := known.bend
	f.guess(b)
	module := (b.to - b.from) / float32(f.modules)
	starts := f.starts[:3]
	for i := range starts {
		starts[i].miss = math.MaxFloat32
	}
	for a := float32(-1.5); a <= 1.5; a += .75 {
		for c := float32(-1.5); c <= 1.5; c += .75 {
			f.rank(starts, bend{b.from + a*module, b.to + c*module, b.bow, b.curl, b.blur})
		}
	}
	b, least, _ := f.climbAll(d, known.shape, starts)
	out, ok := f.settle(known.shape, b, least)
	out.back = known.back
	return out, ok
}

// settle tries other blurs and says how well the symbol fits in the end. It
// reports whether that is well enough.
func (f *fit) settle(k int, b bend, least float32) (fitted, bool) {
	f.guess(b)
	for range 2 {
		f.level(b, near)
		for _, d := range [...]int{-2, -1, 1, 2} {
			c := b
			c.blur = max(0, min(len(blurs)-1, b.blur+d))
			if m := f.missOf(c, 1); m < least {
				b, least = c, m
			}
		}
		b, least = f.climb(b, 4)
	}
	f.missOf(b, 1)
	out := fitted{b, k, false, least, f.margin()}
	return out, out.believable(f.modules)
}

// believable reports whether a symbol fits well enough. The more it is blurred,
// the more rows of digits look alike, and the better it must fit.
func (f *fitted) believable(modules int) bool {
	module := (f.to - f.from) / float32(modules)
	if f.bow > 4*module || f.bow < -4*module || f.curl > module || f.curl < -module {
		return false
	}
	blur := float32(blurs[f.blur].deviation)
	most := max(.05, min(.1, .05+.12*(1.2-blur)))
	return f.miss < most && f.margin > leastMargin*f.miss
}

// text puts the digits together that were found last.
func (f *fit) text(d *decoder, k int) bool {
	text, sets, path := d.text[:1], uint8(0), f.path()
	for i, l := range f.chain {
		if inkWidth(l.from) != 7 {
			continue
		}
		p := path[i]
		if p < inkC {
			sets = sets<<1 | p/10
		}
		text = append(text, '0'+p%10)
	}
	return d.eanText(&eanShapes[k], text, sets)
}
