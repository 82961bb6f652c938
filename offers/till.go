package offers

import (
	"endcap/offers/money"
	"endcap/offers/solve"
)

// till is one basket while it is priced. Units are numbered through all
// lines, in the order of goods.
type till struct {
	set    *Set
	ctx    *Context
	now    int64 // of ctx, in microseconds
	goods  []goods
	lo, hi int // the lines that a rule may see: all, or one alone

	meant       meant
	list, floor []int64 // of each unit: shelf price, lowest price
	line        []int32 // of each unit
	used        []bool  // in turn: units that a multi-buy has taken
	part        []int32 // the turn a unit took part in last

	rule  *rule // being applied
	turn  int32 // its number
	saved int64 // by it
	times int64 // that its groups and buy_gets were given
	outcome
	best outcome // of the ways that were tried
	// refused are rules that cost more than is left for them.
	refused []*rule
	stack   tags

	steps  [layers]steps
	won    []won // lines on which a separable rule was given
	bids   [layers]bidding
	drafts drafts
	before []int64 // scratch of a trial
	hurt   bool    // a threshold fails for what was saved before it
	solver solve.Solver
	memo   memo

	words                 []uint32 // of all goods
	order                 []int32  // scratch
	mark                  []uint64 // scratch of touched
	rules                 []int32  // touched
	pool, picked          []int32  // scratch
	weights, room, shares []int64  // scratch
}

// goods is one line being priced.
type goods struct {
	*Line
	place  int // in the basket
	words  []uint32
	mask   uint64
	lo, hi int32 // units
	saved  int64 // by the rule being applied
	part   int64 // units that take part in it
	// reduced is the turn in which a rule marked the line down; 0 is none.
	reduced int32
	won     int // in till.won: a separable rule that deals compete with
}

// markedDown reports whether the shelf price is reduced, or an offer of
// before has marked the line down.
func (g *goods) markedDown() bool { return g.MarkedDown || g.reduced > 0 }

func newTill(s *Set, b Basket, ctx *Context) *till {
	t := new(till)
	t.load(s, b, ctx)
	return t
}

// load takes a basket, in its own order or in the one that does not depend on
// who scanned what first.
func (t *till) load(s *Set, b Basket, ctx *Context) {
	units := int64(0)
	for i := range b.Lines {
		units += b.Lines[i].Quantity
	}
	t.set, t.ctx, t.now, t.refused = s, ctx, ctx.Now.UnixMicro(), t.refused[:0]
	t.goods, t.lo, t.hi = sized(t.goods, int64(len(b.Lines))), 0, len(b.Lines)
	t.net = sized(t.net, int64(len(b.Lines)))
	for _, f := range []*[]int64{&t.list, &t.run, &t.floor, &t.weights, &t.room, &t.shares} {
		*f = sized(*f, units)
	}
	for _, f := range []*[]int32{&t.line, &t.part, &t.pool, &t.picked} {
		*f = sized(*f, units)
	}
	t.used, t.words = sized(t.used, units), t.words[:0]
	t.order = sized(t.order, int64(len(b.Lines)))
	for i := range t.order {
		t.order[i] = int32(i)
	}
	if s.policy.Combine == BestPrice {
		canonical(t.order, b.Lines)
	}
	u := int32(0)
	for k, i := range t.order {
		l := &b.Lines[i]
		from := len(t.words)
		t.words = s.wordsOf(l, t.words)
		own := t.words[from:len(t.words):len(t.words)]
		t.goods[k] = goods{Line: l, place: int(i), words: own, mask: maskOf(own), lo: u, hi: u + int32(l.Quantity)}
		for ; u < t.goods[k].hi; u++ {
			t.line[u], t.list[u], t.floor[u] = int32(k), l.Price, l.Floor
		}
	}
	t.meant.begin(s.means, t.goods)
	t.reset()
}

// sized returns a slice of n, the old one if it has room. What one large
// basket needed is not kept for small ones.
func sized[T any](s []T, n int64) []T {
	if int64(cap(s)) < n || cap(s) > maxKeptUnits && n <= maxKeptUnits {
		return make([]T, n)
	}
	return s[:n]
}

// wordsOf appends those words of the line that any offer knows.
func (s *Set) wordsOf(l *Line, to []uint32) []uint32 {
	add := func(k kind, text string) {
		if text == "" {
			return
		}
		if id, ok := s.ids[word{k, text}]; ok {
			to = append(to, id)
		}
	}
	add(byGTIN, l.GTIN.String())
	add(bySKU, l.SKU)
	add(byPLU, l.PLU)
	add(byLot, l.Lot)
	add(byBrand, l.Brand)
	for _, x := range l.Tags {
		add(byTag, x)
	}
	for _, x := range l.Categories {
		add(byCategory, x)
	}
	return to
}

// reset forgets all rules applied so far.
func (t *till) reset() {
	copy(t.run, t.list)
	clear(t.used)
	clear(t.part)
	t.given, t.notes, t.won, t.turn, t.gap, t.hurt = t.given[:0], t.notes[:0], t.won[:0], 0, 0, false
	t.stack.reset()
	t.beside.reset()
	for i := range t.goods {
		g := &t.goods[i]
		g.saved, g.part, g.reduced = 0, 0, 0
		t.net[i] = g.Price * g.Quantity
	}
}

// take takes money off a unit, never below its floor.
func (t *till) take(u int32, d int64) int64 {
	d = min(d, t.run[u]-t.floor[u])
	if d <= 0 {
		return 0
	}
	t.run[u] -= d
	t.net[t.line[u]] -= d
	g := &t.goods[t.line[u]]
	g.saved += d
	t.saved += d
	t.join(u)
	return d
}

// join notes that a unit takes part in the rule being applied.
func (t *till) join(u int32) {
	if t.part[u] != t.turn {
		t.part[u] = t.turn
		t.goods[t.line[u]].part++
	}
}

// spread takes money off units in proportion to what they cost now.
func (t *till) spread(d int64, units []int32) {
	n := len(units)
	if d <= 0 || n == 0 {
		return
	}
	if n == 1 {
		t.take(units[0], d)
		return
	}
	weights, room, shares := t.weights[:n], t.room[:n], t.shares[:n]
	for i, u := range units {
		weights[i], room[i], shares[i] = t.run[u], t.run[u]-t.floor[u], 0
	}
	money.Spread(d, weights, room, shares, t.set.policy.Remainder)
	for i, u := range units {
		t.take(u, shares[i])
	}
}

// sum is what units cost now.
func (t *till) sum(units []int32) int64 {
	s := int64(0)
	for _, u := range units {
		s += t.run[u]
	}
	return s
}

// total is what the basket costs now.
func (t *till) total() int64 {
	s := int64(0)
	for _, n := range t.net {
		s += n
	}
	return s
}

// percent is p percent of n under the shop's rounding. It cannot fail: n is
// at most MaxUnits*MaxAmount and p below 1000 %.
func (t *till) percent(n int64, p money.Percent) int64 {
	d, _ := money.Ratio(n, int64(p), int64(money.Whole), t.set.policy.Rounding)
	return d
}
