package solve

import "slices"

// state is all that the rest of a deal's way depends on.
type state struct {
	core uint64 // machines below say what is in it
	open string // applications that stand open, sorted; see open.go
}

// branch is one way to take a piece.
type branch struct {
	to   state
	gain int64
	how  uint16 // the group, and which open application times 8
}

// machine is a deal as a reader of pieces in falling price: it says from a
// state and a piece what may come. Four kinds of state suffice:
//
//	counts  pieces per group, less whole applications. Which piece belongs to
//	        which application does not matter to the sum.
//	row     pieces of the next application, if all groups are of the same
//	        pieces and a dearer one never brings less: then the dearest are
//	        bought and the next got, and so on, in a row.
//	credit  pieces bought of the next application, and how many may be got.
//	open    every application that is begun, with what its end depends on.
type machine struct {
	p       *Problem
	d       *Deal
	form    form
	limit   int // open: how many may stand open
	units   []int32
	in      []uint8 // groups each piece is in, a bit each
	left    [][MaxGroups]int32
	n       int64 // pieces of an application
	times   int64 // 0: need not be counted
	end     int64 // counts: gained when an application is whole
	buy     int64 // credit
	get     int64
	lesser  bool
	partial bool
	floors  bool // open: the floor of a piece may matter
	toobig  bool
	out     []branch
	apps    []open // scratch
	spare   []open // scratch
	key     []byte // scratch
}

type form uint8

const (
	counts form = iota
	row
	credit
	opened
)

func (m *machine) set(p *Problem, d *Deal) {
	m.p, m.d, m.form, m.limit, m.n, m.end, m.toobig = p, d, counts, MaxPieces, d.size(), 0, false
	m.partial = d.Kind == BuyGet && d.Partial
	m.merge()
	m.times = 0
	if t := d.times(); t < int64(len(m.units)) {
		m.times = t
	}
	m.floors = false
	for _, u := range m.units {
		m.floors = m.floors || p.floor(u) > 0
	}
	switch d.Kind {
	case Price:
		m.end = -d.Value
		if m.floors && m.most(p.floor) > d.Value {
			m.form = opened
		}
	case Amount:
		m.end = d.Value
		if m.least(p.room) < d.Value {
			m.form = opened
		}
	case Percent:
		if !m.smooth() {
			m.form, m.floors = opened, m.tight()
		}
	case Free, CheapestPercent:
		switch {
		case m.n == d.N:
		case len(d.Groups) > 1:
			m.form = opened
		default:
			m.buy, m.get, m.lesser = m.n-d.N, d.N, true
			m.queue()
		}
	case BuyGet:
		m.buy, m.get, m.lesser = d.Groups[0].Quantity, d.Groups[1].Quantity, d.Lesser
		m.queue()
	case UpTo:
		m.n, m.times = 1, 0
		if d.N < int64(len(m.units)) {
			m.times = d.N
		}
	case AmountEach, kinds:
	}
}

// queue is for what is bought and got: in a row if that is as good.
func (m *machine) queue() {
	m.form = credit
	same := len(m.d.Groups) == 1 || slices.Equal(m.d.Groups[0].Units, m.d.Groups[1].Units)
	if same && m.lesser && !m.partial && !m.floors {
		m.form = row
	}
}

// merge lists the pieces of all groups once, in order, and how many of each
// group are left from a piece on.
func (m *machine) merge() {
	m.units, m.in = m.units[:0], m.in[:0]
	var at [MaxGroups]int
	for {
		next := int32(MaxPieces)
		for g := range m.d.Groups {
			if us := m.d.Groups[g].Units; at[g] < len(us) {
				next = min(next, us[at[g]])
			}
		}
		if next == MaxPieces {
			break
		}
		in := uint8(0)
		for g := range m.d.Groups {
			if us := m.d.Groups[g].Units; at[g] < len(us) && us[at[g]] == next {
				in |= 1 << g
				at[g]++
			}
		}
		m.units, m.in = append(m.units, next), append(m.in, in)
	}
	m.left = append(m.left[:0], make([][MaxGroups]int32, len(m.units)+1)...)
	for i := len(m.units) - 1; i >= 0; i-- {
		m.left[i] = m.left[i+1]
		for g := range MaxGroups {
			m.left[i][g] += int32(m.in[i] >> g & 1)
		}
	}
}

// most is more than a figure can sum up to over one application, or as much.
func (m *machine) most(of func(int32) int64) int64 {
	sum := int64(0)
	for _, g := range m.d.Groups {
		top := int64(0)
		for _, u := range g.Units {
			top = max(top, of(u))
		}
		sum += g.Quantity * top
	}
	return sum
}

// least is less than a figure can sum up to over one application, or as much.
func (m *machine) least(of func(int32) int64) int64 {
	sum := int64(0)
	for _, g := range m.d.Groups {
		low := int64(MaxSum)
		for _, u := range g.Units {
			low = min(low, of(u))
		}
		sum += g.Quantity * low
	}
	return sum
}

// take lists the ways to take piece i.
func (m *machine) take(s state, i int) []branch {
	m.out = m.out[:0]
	switch m.form {
	case counts:
		for g := range m.d.Groups {
			if m.in[i]>>g&1 == 1 {
				m.count(s, i, g)
			}
		}
	case row:
		m.append(s, i)
	case credit:
		m.trade(s, i)
	case opened:
		m.join(s, i)
	}
	return m.out
}

// may reports whether the pieces from i on can bring a state to its end.
func (m *machine) may(s state, i int) bool {
	switch m.form {
	case counts:
		return m.completes(s.core&(1<<48-1), i)
	case row:
		have := int64(s.core & 255)
		return have == 0 || have+int64(m.left[i][0]) >= m.n
	case opened:
		return m.affords(m.decode(s.open), i)
	case credit:
	}
	bought, owed, _ := unpack(s.core)
	return m.repays(bought, owed, i)
}

// accepts reports whether a deal may end so.
func (m *machine) accepts(s state) bool {
	switch m.form {
	case counts, row:
		return s.core&(1<<48-1) == 0
	case credit:
		bought, owed, _ := unpack(s.core)
		return bought == 0 && (owed == 0 || owed > 0 && m.partial)
	case opened:
	}
	return s.open == ""
}

// start is the state before any piece.
func (m *machine) start() state {
	if m.form == credit {
		return pack(0, 0, 0)
	}
	return state{}
}
