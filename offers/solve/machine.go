package solve

import (
	"slices"

	"endcap/offers/money"
)

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

// smooth reports whether a percentage of a sum is the sum of the percentages:
// nothing is ever rounded and no floor is in the way.
func (m *machine) smooth() bool {
	for _, u := range m.units {
		c := m.p.Price[u] * int64(m.d.Percent)
		if m.p.Price[u] > MaxSum/int64(money.Whole) || c%int64(money.Whole) != 0 || c/int64(money.Whole) > m.p.room(u) {
			return false
		}
	}
	return true
}

// tight reports whether a floor may keep a percentage of a sum down: if each
// piece has room for its own part, the sum has.
func (m *machine) tight() bool {
	for _, u := range m.units {
		n, _ := money.Ratio(m.p.Price[u], int64(m.d.Percent), int64(money.Whole), money.Down)
		if room := m.p.room(u); n >= room && room < m.p.Price[u] {
			return true
		}
	}
	return false
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

// count takes piece i into group g. The core is a byte per group, and above
// them how often the deal was given.
func (m *machine) count(s state, i, g int) {
	u, core := m.units[i], s.core
	have := int64(core >> (8 * g) & 255)
	if have == 255 {
		m.toobig = true
		return
	}
	gain := m.each(u)
	core += 1 << (8 * g)
	if m.whole(core) {
		for h := range m.d.Groups {
			core -= uint64(m.quantity(h)) << (8 * h)
		}
		gain += m.end
		if m.times > 0 {
			core += 1 << 48
			if core>>48 > uint64(m.times) {
				return
			}
		}
	} else if !m.completes(core, i+1) {
		return
	}
	m.out = append(m.out, branch{state{core: core}, gain, uint16(g)})
}

// append takes piece i as the next of the row: the core is as of counts.
func (m *machine) append(s state, i int) {
	b := branch{state{core: s.core + 1}, 0, 0}
	if have := int64(s.core & 255); have >= m.buy {
		b.gain, b.how = m.p.off(m.d, m.units[i]), 1
	}
	if int64(b.to.core&255) == m.n {
		b.to.core -= uint64(m.n)
		if m.times > 0 {
			b.to.core += 1 << 48
		}
		if m.times > 0 && b.to.core>>48 > uint64(m.times) {
			return
		}
	}
	if m.may(b.to, i+1) {
		m.out = append(m.out, b)
	}
}

// quantity is how many pieces of a group one application takes; of a deal
// that is up to so many pieces, each is an application.
func (m *machine) quantity(g int) int64 {
	if m.d.Kind == UpTo {
		return 1
	}
	return m.d.Groups[g].Quantity
}

func (m *machine) whole(core uint64) bool {
	for g := range m.d.Groups {
		if int64(core>>(8*g)&255) < m.quantity(g) {
			return false
		}
	}
	return true
}

// completes reports whether the pieces from i on may complete all that is
// begun: so many applications are open as the fullest group has begun.
func (m *machine) completes(core uint64, i int) bool {
	want := int64(0)
	for g := range m.d.Groups {
		q := m.quantity(g)
		want = max(want, (int64(core>>(8*g)&255)+q-1)/q)
	}
	for g := range m.d.Groups {
		if int64(core>>(8*g)&255)+int64(m.left[i][g]) < want*m.quantity(g) {
			return false
		}
	}
	return true
}

// each is what is gained as a piece is taken.
func (m *machine) each(u int32) int64 {
	switch m.d.Kind {
	case Price:
		return m.p.Price[u]
	case Amount:
		return 0
	case Percent:
		return m.p.share(m.p.Price[u], m.d.Percent)
	case AmountEach, Free, CheapestPercent, BuyGet, UpTo, kinds:
	}
	return m.p.off(m.d, u)
}

const even = 1 << 15 // no credit and no debt

func unpack(core uint64) (bought, owed, times int64) {
	return int64(core & 255), int64(core>>8&0xffff) - even, int64(core >> 24)
}

func pack(bought, owed, times int64) state {
	return state{core: uint64(bought) | uint64(owed+even)<<8 | uint64(times)<<24}
}

// trade buys piece i or gets it on credit.
func (m *machine) trade(s state, i int) {
	bought, owed, times := unpack(s.core)
	u, buys, gets := m.units[i], m.in[i]&1 == 1, m.in[i]&2 == 2
	if len(m.d.Groups) == 1 {
		gets = buys
	}
	if buys {
		b, o, t := bought+1, owed, times
		if b == m.buy {
			b, o = 0, o+m.get
			if m.times > 0 {
				t++
			}
		}
		if m.times == 0 || t < m.times || t == m.times && b == 0 {
			m.lend(b, o, t, i+1, 0, 0)
		}
	}
	if gets && (owed > 0 || !m.lesser) {
		m.lend(bought, owed-1, times, i+1, m.p.off(m.d, u), 1)
	}
}

// lend adds a branch if what is owed can still be made good by the pieces
// from i on. Credit beyond the pieces left to get is worth nothing.
func (m *machine) lend(bought, owed, times int64, i int, gain int64, how uint16) {
	if m.partial {
		owed = min(owed, m.gets(i))
	}
	if m.repays(bought, owed, i) {
		m.out = append(m.out, branch{pack(bought, owed, times), gain, how})
	}
}

func (m *machine) gets(i int) int64 { return int64(m.left[i][len(m.d.Groups)-1]) }

// repays reports whether what is owed either way may come to nothing.
func (m *machine) repays(bought, owed int64, i int) bool {
	buys := int64(m.left[i][0])
	return (m.partial || owed <= m.gets(i)) && -owed <= (bought+buys)/m.buy*m.get && (bought == 0 || bought+buys >= m.buy)
}

func (m *machine) start() state {
	if m.form == credit {
		return pack(0, 0, 0)
	}
	return state{}
}
