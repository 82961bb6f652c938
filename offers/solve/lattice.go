package solve

// lattice is all a deal can do: a layer of nodes before each of its pieces and
// one behind the last. Nodes are numbered layer by layer; best is the most
// that can still be gained from a node.
type lattice struct {
	deal  int32
	units []int32
	layer []int32 // the first node of each layer, and one more
	skip  []int32 // where a node goes if the piece is left; dead if it may not be
	first []int32 // edges of a node are first[v] to first[v+1]
	edges []edge
	best  []int64
	width int32 // nodes of the widest layer
	loose int64 // more may be saved by so much than the lattice knows
	slot  slot
}

// edge takes the piece.
type edge struct {
	gain int64 // above what the piece saves alone
	to   int32
	how  uint16
}

const dead = -1

// build fills the lattice from a machine and reports whether it is small
// enough to be worth it.
func (l *lattice) build(m *machine, most int, work *int) bool {
	l.layer, l.skip, l.first, l.edges = l.layer[:0], l.skip[:0], l.first[:0], l.edges[:0]
	l.units, l.best, l.width, l.loose = append(l.units[:0], m.units...), l.best[:0], 1, 0
	from, to := layer{states: []state{m.start()}}, layer{}
	for i, u := range m.units {
		last := i == len(m.units)-1
		next := int32(len(l.skip) + len(from.states))
		l.layer = append(l.layer, int32(len(l.skip)))
		to.clear()
		for _, s := range from.states {
			l.first = append(l.first, int32(len(l.edges)))
			if last || m.may(s, i+1) {
				l.skip = append(l.skip, l.node(m, &to, s, next, last))
			} else {
				l.skip = append(l.skip, dead)
			}
			for _, b := range m.take(s, i) {
				if v := l.node(m, &to, b.to, next, last); v != dead {
					l.edges = append(l.edges, edge{b.gain - m.p.alone(u), v, b.how})
				}
			}
		}
		l.width = max(l.width, int32(len(to.states)))
		*work += len(to.states) / 8
		if m.toobig || len(to.states) > maxStates || len(l.skip)+len(to.states) > most {
			return false
		}
		from, to = to, from
	}
	if len(m.units) == 0 {
		return true
	}
	l.layer = append(l.layer, int32(len(l.skip)), int32(len(l.skip)+1))
	l.first = append(l.first, int32(len(l.edges)))
	l.skip = append(l.skip, dead)
	l.best = append(l.best[:0], make([]int64, len(l.skip))...)
	return true
}

// node is the number of a state in the next layer. Behind the last piece
// there is one node, for all states in which the deal may end.
func (l *lattice) node(m *machine, to *layer, s state, next int32, last bool) int32 {
	if last {
		if !m.accepts(s) {
			return dead
		}
		s = state{}
	}
	return next + to.index(s)
}

// layer numbers states as they come; a map is only asked, never walked.
type layer struct {
	states []state
	at     map[state]int32
}

func (a *layer) clear() {
	a.states = a.states[:0]
	clear(a.at)
}

const few = 12 // states that are found faster without a map

func (a *layer) index(s state) int32 {
	if len(a.states) <= few {
		for k := range a.states {
			if a.states[k] == s {
				return int32(k)
			}
		}
	} else if k, ok := a.at[s]; ok {
		return k
	}
	k := int32(len(a.states))
	a.states = append(a.states, s)
	if len(a.states) > few {
		if a.at == nil {
			a.at = map[state]int32{}
		}
		if len(a.states) == few+1 {
			for i, t := range a.states[:few] {
				a.at[t] = int32(i)
			}
		}
		a.at[s] = k
	}
	return k
}

// backward finds the best from every node if each piece costs a price, and
// returns the best of all.
func (l *lattice) backward(price []int64) int64 {
	n := len(l.units)
	if len(l.best) == 0 {
		return 0
	}
	l.best[l.layer[n]] = 0
	for i := n - 1; i >= 0; i-- {
		cost := price[l.units[i]]
		for v := l.layer[i]; v < l.layer[i+1]; v++ {
			b := never
			if to := l.skip[v]; to != dead {
				b = l.best[to]
			}
			for _, e := range l.edges[l.first[v]:l.first[v+1]] {
				if w := l.best[e.to] + e.gain*fine - cost; w > b {
					b = w
				}
			}
			l.best[v] = max(b, never)
		}
	}
	return l.best[0]
}

// taken is a piece on the way of a deal.
type taken struct {
	unit, deal int32
	how        uint16
}

// forward calls with each edge of a best way; where leaving a piece is as
// good as taking it, it is left.
func (l *lattice) forward(price []int64, take func(u int32, e *edge)) {
	if len(l.best) == 0 {
		return
	}
	v := int32(0)
	for _, u := range l.units {
		if to := l.skip[v]; to != dead && l.best[to] == l.best[v] {
			v = to
			continue
		}
		for k := l.first[v]; k < l.first[v+1]; k++ {
			e := &l.edges[k]
			if l.best[e.to]+e.gain*fine-price[u] == l.best[v] {
				take(u, e)
				v = e.to
				break
			}
		}
	}
}
