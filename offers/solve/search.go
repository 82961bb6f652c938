package solve

import (
	"cmp"
	"math/bits"
	"slices"
)

// search is the tables of looking at pieces one by one with the state of
// every deal as the key.
type search struct {
	now, next []node
	table     []int32
	trail     []step
}

// key holds the state of every deal that has begun and not ended.
type key [4]uint64

// node is a way so far: what it gained, and how much it may come to.
type node struct {
	key   key
	gain  int64
	bound int64
	step  int32
	here  step
}

// step is how a way went on.
type step struct {
	before int32 // in the trail
	taken  taken
}

// slot is where a deal's state stands in the key. Deals that end before
// another begins share one.
type slot struct {
	word  uint8
	shift uint8
	mask  uint64
}

func (k *key) get(s slot) int32 { return int32(k[s.word] >> s.shift & s.mask) }
func (k *key) set(s slot, v int32) {
	k[s.word] = k[s.word]&^(s.mask<<s.shift) | uint64(v)<<s.shift
}

func (k *key) hash() uint64 {
	h := k[0]*0x9E3779B97F4A7C15 ^ k[1]*0xC2B2AE3D27D4EB4F ^ k[2]*0x165667B19E3779F9 ^ k[3]*0x27D4EB2F165667C5
	h = (h ^ h>>29) * 0xBF58476D1CE4E5B9
	return h ^ h>>32
}

// slots gives every deal its place and reports whether there was room.
func (s *Solver) slots() bool {
	for k := range s.lattices {
		l := &s.lattices[k]
		var busy key
		for i := range s.lattices[:k] {
			o := &s.lattices[i]
			if o.units[0] <= l.units[len(l.units)-1] && l.units[0] <= o.units[len(o.units)-1] {
				busy[o.slot.word] |= o.slot.mask << o.slot.shift
			}
		}
		n := bits.Len32(uint32(l.width - 1))
		l.slot = slot{mask: 1<<n - 1}
		for busy[l.slot.word]>>l.slot.shift&l.slot.mask != 0 {
			if l.slot.shift++; int(l.slot.shift)+n > 64 {
				if l.slot.shift, l.slot.word = 0, l.slot.word+1; int(l.slot.word) == len(busy) {
					return false
				}
			}
		}
	}
	return true
}

// look searches with ever more ways at a time until the best is proven or the
// budget is used up.
func (s *Solver) look() {
	if !s.slots() {
		return
	}
	root := s.bound
	for _, width := range [...]int{32, 128, 512, 2048} {
		lost, whole := s.pass(width, root)
		s.bound = min(s.bound, max(lost, s.saved*fine))
		if !whole || s.proven() {
			return
		}
	}
}

// pass reads all pieces with at most so many ways at a time. It returns the
// highest bound of those let go or not followed to the end, and whether it
// came there.
func (s *Solver) pass(width int, root int64) (int64, bool) {
	q, lost := &s.search, never
	q.trail = q.trail[:0]
	q.now = append(q.now[:0], node{bound: root, step: -1})
	for u := range s.p.Price {
		refs := s.at[s.start[u]:s.start[u+1]]
		if len(refs) == 0 {
			continue
		}
		q.clear(2 * len(q.now))
		for i := range q.now {
			s.expand(&q.now[i], int32(u), refs)
		}
		if len(q.next) > width {
			slices.SortFunc(q.next, func(a, b node) int { return cmp.Or(cmp.Compare(b.bound, a.bound), slices.Compare(a.key[:], b.key[:])) })
			lost = max(lost, q.next[width].bound)
			q.next = q.next[:width]
		}
		for i := range q.next {
			if n := &q.next[i]; n.here.taken.deal >= 0 {
				q.trail = append(q.trail, n.here)
				n.step = int32(len(q.trail) - 1)
			}
		}
		q.now, q.next = q.next, q.now
		if s.work > s.budget {
			for i := range q.now {
				lost = max(lost, q.now[i].bound)
			}
			return lost, false
		}
	}
	for i := range q.now {
		if n := &q.now[i]; n.gain > s.saved {
			s.saved, s.ways = n.gain, q.ways(n.step)
		}
	}
	return lost, true
}

// expand leaves piece u, then gives it to each deal in turn.
func (s *Solver) expand(n *node, u int32, refs []ref) {
	left := *n
	left.bound -= s.best[u]
	left.here.taken.deal = -1
	stuck := int32(-1) // the one deal that may not leave the piece
	for k, r := range refs {
		l := &s.lattices[r.lattice]
		v := l.layer[r.i] + n.key.get(l.slot)
		if to := l.skip[v]; to != dead && l.best[to] > never/2 {
			left.key.set(l.slot, to-l.layer[r.i+1])
			left.bound += l.best[to] - l.best[v]
		} else if stuck >= 0 {
			return
		} else {
			stuck = int32(k)
		}
	}
	if stuck < 0 {
		s.add(&left)
	}
	for k, r := range refs {
		if stuck >= 0 && stuck != int32(k) {
			continue
		}
		l := &s.lattices[r.lattice]
		v := l.layer[r.i] + n.key.get(l.slot)
		base := left
		if stuck < 0 {
			base.bound -= l.best[l.skip[v]] - l.best[v]
		}
		for e := l.first[v]; e < l.first[v+1]; e++ {
			e := &l.edges[e]
			if l.best[e.to] <= never/2 {
				continue
			}
			c := base
			c.key.set(l.slot, e.to-l.layer[r.i+1])
			c.gain += e.gain
			c.bound += e.gain*fine + l.best[e.to] - l.best[v]
			c.here = step{n.step, taken{u, l.deal, e.how}}
			s.add(&c)
		}
	}
}

// add keeps a way if it may beat the best plan known and none of equal state
// gained as much.
func (s *Solver) add(n *node) {
	if n.bound < (s.saved+1)*fine {
		return
	}
	s.work++
	q := &s.search
	if 2*len(q.next) >= len(q.table) {
		q.grow()
	}
	mask := uint64(len(q.table) - 1)
	for h := n.key.hash() & mask; ; h = (h + 1) & mask {
		if q.table[h] == 0 {
			q.next = append(q.next, *n)
			q.table[h] = int32(len(q.next))
			return
		}
		if e := &q.next[q.table[h]-1]; e.key == n.key {
			if n.gain > e.gain {
				*e = *n
			}
			return
		}
	}
}

func (q *search) ways(i int32) []taken {
	ways := []taken{}
	for ; i >= 0; i = q.trail[i].before {
		ways = append(ways, q.trail[i].taken)
	}
	slices.Reverse(ways)
	return ways
}

func (q *search) forget() {
	if cap(q.table)*4+(cap(q.now)+cap(q.next))*80+cap(q.trail)*16 > keptScratch {
		*q = search{}
	}
}
