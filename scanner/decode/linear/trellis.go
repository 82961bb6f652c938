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
	chain []link // of the symbol that is looked for
	// What find was asked last, and what it found.
	spread *spread
	own    [maxLinks][20]float32 // what a character misses by itself
	best   [maxLinks][20]float32 // what the best row misses up to it
}

// find returns the sum of the squares by which ink, the samples, misses the best
// row. With a stride of 2 it looks at every second sample and takes it twice,
// which is nearly the same where the blur is not small.
func (t *trellis) find(s *spread, ink []float32, stride int) float32 {
	t.spread = s
	total := float32(0)
	for k := 0; k < len(ink); k += stride {
		total += ink[k] * ink[k]
	}
	for i, l := range t.chain {
		t.match(i, l, ink, stride)
		own := t.own[i][:l.to-l.from]
		best := t.best[i][:len(own)]
		if i == 0 {
			copy(best, own)
			continue
		}
		for p := range best {
			_, miss := t.before(i, l.from+p)
			best[p] = miss + own[p]
		}
	}
	return float32(stride)*total + t.best[len(t.chain)-1][0]
}

// before returns which character is best before p in link i, and what the row up
// to there misses with what the two have in common.
func (t *trellis) before(i, p int) (best int, miss float32) {
	l := t.chain[i-1]
	best, miss = l.from, math.MaxFloat32
	cross := t.spread.cross[p][l.from:l.to]
	for q, b := range t.best[i-1][:len(cross)] {
		if v := b + cross[q]; v < miss {
			best, miss = l.from+q, v
		}
	}
	return best, miss
}

// path returns the characters of the best row of all.
func (t *trellis) path() (path [maxLinks]uint8) {
	i := len(t.chain) - 1
	p := t.chain[i].from
	for ; i > 0; i-- {
		path[i] = uint8(p)
		p, _ = t.before(i, p)
	}
	path[0] = uint8(p)
	return path
}

// match finds what each character that may stand in a link misses by itself.
func (t *trellis) match(i int, l link, ink []float32, stride int) {
	n := (inkWidth(l.from) + 2*skirt) * fine
	s, seen := t.spread, ink[l.at:l.at+n]
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
func (t *trellis) margin() float32 {
	chain, s, path := t.chain, t.spread, t.path()
	last := len(chain) - 1
	after := [20]float32{} // what the best row from here to the end misses
	least := float32(math.MaxFloat32)
	for i := last - 1; i > 0; i-- {
		l, next := chain[i], chain[i+1]
		var now [20]float32
		for p := l.from; p < l.to; p++ {
			now[p-l.from] = math.MaxFloat32
			for q := range next.to - next.from {
				now[p-l.from] = min(now[p-l.from], after[q]+t.own[i+1][q]+s.cross[next.from+q][p])
			}
			if whole := t.best[i][p-l.from] + now[p-l.from]; p != int(path[i]) {
				least = min(least, whole-t.best[last][0])
			}
		}
		after = now
	}
	return least
}

// paint puts the ink of a row into ink.
func (t *trellis) paint(path [maxLinks]uint8, ink []float32) {
	clear(ink)
	for i, l := range t.chain {
		to := ink[l.at:]
		for k, v := range t.spread.ink[path[i]][:min(inkSamples, len(to))] {
			to[k] += v
		}
	}
}
