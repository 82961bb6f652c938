package linear

import "math"

// link is a place in a symbol: the characters that may stand there, from the
// first to before the last, and its first sample.
type link struct{ from, to, at int }

// links returns the places of a symbol.
func links(s *eanShape) (chain []link) {
	at := 0
	add := func(from, to int) {
		chain = append(chain, link{from, to, at * fine})
		at += inkWidth(from)
	}
	add(inkStart, inkStart+1)
	for k := range s.left {
		if s.sets == 10 || k == 0 && s.right > 0 { // the first digit of EAN-13 is of set A
			add(inkA, inkB)
		} else {
			add(inkA, inkC)
		}
	}
	if s.right == 0 {
		add(inkEndE, inkEndE+1)
		return chain
	}
	add(inkMiddle, inkMiddle+1)
	for range s.right {
		add(inkC, inkStart)
	}
	add(inkEnd, inkEnd+1)
	return chain
}

// trellis finds the best row of characters. As only neighbours run into each
// other, it need not try them all (Viterbi): the best row up to a character is
// that of one of the characters before it, and this one.
type trellis struct {
	own  [maxLinks][20]float32 // what a character misses by itself
	best [maxLinks][20]float32 // what the best row misses up to it
	back [maxLinks][20]uint8   // the character before it in that row
	path [maxLinks]uint8       // the characters of the best row of all
}

// find returns the sum of the squares by which ink, the samples, misses the best
// row. With a stride of 2 it looks at every second sample and takes it twice,
// which is nearly the same where the blur is not small.
func (t *trellis) find(chain []link, s *spread, ink []float32, stride int) float32 {
	total := float32(0)
	for k := 0; k < len(ink); k += stride {
		total += ink[k] * ink[k]
	}
	for i, l := range chain {
		t.match(i, l, s, ink, stride)
		own := t.own[i][:l.to-l.from]
		best, back := t.best[i][:len(own)], t.back[i][:len(own)]
		if i == 0 {
			copy(best, own)
			continue
		}
		for p := range best {
			best[p] = math.MaxFloat32
		}
		before := chain[i-1]
		for q, b := range t.best[i-1][:before.to-before.from] {
			for p, c := range s.cross[before.from+q][l.from:l.to][:len(best)] {
				if v := b + c; v < best[p] {
					best[p], back[p] = v, uint8(q)
				}
			}
		}
		for p, v := range own {
			best[p] += v
		}
	}
	at, last := 0, len(chain)-1
	for i := last; i >= 0; i-- {
		t.path[i] = uint8(chain[i].from + at)
		at = int(t.back[i][at])
	}
	return float32(stride)*total + t.best[last][0]
}

// match finds what each character that may stand in a link misses by itself.
func (t *trellis) match(i int, l link, s *spread, ink []float32, stride int) {
	n := (inkWidth(l.from) + 2*skirt) * fine
	seen := ink[l.at : l.at+n]
	for p := l.from; p < l.to; p++ {
		dot := float32(0)
		if known := s.ink[p][:len(seen)]; stride == 1 {
			for k, v := range known {
				dot += v * seen[k]
			}
		} else {
			for k := 0; k < len(known); k += 2 { // every link begins at an even sample
				dot += known[k] * seen[k]
			}
			dot *= 2
		}
		t.own[i][p-l.from] = s.own[p] - 2*dot
	}
}

// margin returns by how much more a row misses that has another character than
// the best in one place, the least over all places.
func (t *trellis) margin(chain []link, s *spread) float32 {
	last := len(chain) - 1
	after := [20]float32{} // what the best row from here to the end misses
	least := float32(math.MaxFloat32)
	for i := last - 1; i > 0; i-- {
		l, next := chain[i], chain[i+1]
		var now [20]float32
		for p := l.from; p < l.to; p++ {
			now[p-l.from] = math.MaxFloat32
			for q := range next.to - next.from {
				now[p-l.from] = min(now[p-l.from], after[q]+t.own[i+1][q]+s.cross[p][next.from+q])
			}
			if whole := t.best[i][p-l.from] + now[p-l.from]; p != int(t.path[i]) {
				least = min(least, whole-t.best[last][0])
			}
		}
		after = now
	}
	return least
}

// paint puts the ink of the best row into ink.
func (t *trellis) paint(chain []link, s *spread, ink []float32) {
	clear(ink)
	for i, l := range chain {
		to := ink[l.at:]
		for k, v := range s.ink[t.path[i]][:min(inkSamples, len(to))] {
			to[k] += v
		}
	}
}
