package offers

import (
	"endcap/offers/money"
)

// till is one basket while it is priced. Units are numbered through all
// lines, in the order of the basket.
type till struct {
	set   *Set
	ctx   *Context
	now   int64 // of ctx, in microseconds
	goods []goods

	list, run, floor []int64 // of each unit: shelf price, price now, lowest price
	line             []int32 // of each unit
	used             []bool  // units that a multi-buy has taken

	rule  *rule // being applied
	saved int64 // by it
	notes []note
	total []Applied

	pool, picked          []int32 // scratch
	weights, room, shares []int64 // scratch
}

// goods is one line being priced.
type goods struct {
	*Line
	words  []uint32
	mask   uint64
	lo, hi int32 // units
	saved  int64 // by the rule being applied

	first, last int // notes about the line, 0 for none: chained by their next
}

// note is what a rule took off a line.
type note struct {
	saved int64
	rule  *rule
	next  int
}

func newTill(s *Set, b Basket, ctx *Context) *till {
	units := int64(0)
	for i := range b.Lines {
		units += b.Lines[i].Quantity
	}
	figures := make([]int64, 6*units)
	cut := func() []int64 {
		f := figures[:units:units]
		figures = figures[units:]
		return f
	}
	small := make([]int32, 3*units)
	t := &till{
		set: s, ctx: ctx, now: ctx.Now.UnixMicro(), goods: make([]goods, len(b.Lines)),
		list: cut(), run: cut(), floor: cut(), weights: cut(), room: cut(), shares: cut(),
		line: small[:units:units], pool: small[units : units : 2*units], picked: small[2*units : 2*units],
		used: make([]bool, units),
	}
	u := int32(0)
	words := make([]uint32, 0, 8*len(b.Lines))
	for i := range b.Lines {
		l := &b.Lines[i]
		from := len(words)
		words = s.wordsOf(l, words)
		own := words[from:len(words):len(words)]
		t.goods[i] = goods{Line: l, words: own, mask: maskOf(own), lo: u, hi: u + int32(l.Quantity)}
		for ; u < t.goods[i].hi; u++ {
			t.line[u], t.list[u], t.run[u], t.floor[u] = int32(i), l.Price, l.Price, l.Floor
		}
	}
	return t
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
	t.notes, t.total = t.notes[:0], t.total[:0]
	for i := range t.goods {
		t.goods[i].first, t.goods[i].last = 0, 0
	}
}

// take takes money off a unit, never below its floor.
func (t *till) take(u int32, d int64) int64 {
	d = min(d, t.run[u]-t.floor[u])
	if d <= 0 {
		return 0
	}
	t.run[u] -= d
	t.goods[t.line[u]].saved += d
	t.saved += d
	return d
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

// percent is p percent of n under the shop's rounding. It cannot fail: n is
// at most MaxUnits*MaxAmount and p below 1000 %.
func (t *till) percent(n int64, p money.Percent) int64 {
	d, _ := money.Ratio(n, int64(p), int64(money.Whole), t.set.policy.Rounding)
	return d
}

// note writes down what the rule took, line by line.
func (t *till) note(r *rule) {
	for i := range t.goods {
		if g := &t.goods[i]; g.saved > 0 {
			if len(t.notes) == 0 {
				t.notes = append(t.notes, note{}) // 0 is no note
			}
			k := len(t.notes)
			t.notes = append(t.notes, note{saved: g.saved, rule: r})
			if g.first == 0 {
				g.first = k
			} else {
				t.notes[g.last].next = k
			}
			g.last, g.saved = k, 0
		}
	}
	t.total = append(t.total, Applied{Offer: r.ID, Name: r.Name.In(t.ctx.Language), Text: r.text, Saved: money.New(t.saved, t.set.currency)})
}

func (t *till) result() Result {
	c := t.set.currency
	r := Result{Lines: make([]PricedLine, len(t.goods)), Applied: t.total}
	discounts := make([]Discount, 0, len(t.notes))
	subtotal, total := int64(0), int64(0)
	for i := range t.goods {
		g := &t.goods[i]
		net, from := int64(0), len(discounts)
		for k := g.first; k != 0; k = t.notes[k].next {
			n := &t.notes[k]
			discounts = append(discounts, Discount{Offer: n.rule.ID, Name: n.rule.Name.In(t.ctx.Language), Text: n.rule.text, Saved: money.New(n.saved, c)})
		}
		p := PricedLine{Number: number(*g.Line, i), Quantity: g.Quantity, Gross: money.New(g.Price*g.Quantity, c)}
		if len(discounts) > from {
			p.Discounts = discounts[from:len(discounts):len(discounts)]
		}
		for u := g.lo; u < g.hi; u++ {
			net += t.run[u]
			if k := len(p.Units) - 1; k >= 0 && p.Units[k].Each.Minor == t.run[u] {
				p.Units[k].Quantity++
			} else {
				p.Units = append(p.Units, Units{1, money.New(t.run[u], c)})
			}
		}
		p.Net = money.New(net, c)
		subtotal += p.Gross.Minor
		total += net
		r.Lines[i] = p
	}
	r.Subtotal, r.Saved, r.Total = money.New(subtotal, c), money.New(subtotal-total, c), money.New(total, c)
	return r
}
