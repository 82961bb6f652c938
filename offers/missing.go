package offers

import (
	"slices"
	"strconv"
	"strings"

	"endcap/offers/money"
)

// Missing is what a basket lacks for an offer to be given, or once more.
type Missing struct {
	Offer string `json:"offer"`
	Name  string `json:"name"`
	Text  string `json:"text"` // the offer's hint filled in, or its rule
	// Units is how many pieces are to be added, Amount how much is to be spent;
	// at least one of them is not zero.
	Units  int64        `json:"units,omitempty"`
	Amount money.Amount `json:"amount,omitzero"`

	// Saves is how much more the offer saves with what is missing, and Take what
	// would do: Nearly proves the one by the other.
	Saves money.Amount `json:"saves,omitzero"`
	Take  *Line        `json:"take,omitempty"`

	rule int32
	hint string
	of   *selector // what is to be added; nil where it is more than one thing
}

// Missing tells what the basket lacks for the offers that it leads to, or for
// those named by id, in the order they apply. A piece that a multi-buy has
// taken is not free for the next; an offer that was given and is not begun
// anew lacks nothing. Missing does not say that the offer is worth it.
func (s *Set) Missing(b Basket, ctx Context, ids ...string) []Missing {
	if s == nil {
		return nil
	}
	if ctx.Public {
		ctx.Customer = nil
	}
	r := s.Price(b, ctx)
	if r.Problem != "" {
		return nil
	}
	return s.missing(b, &ctx, r, ids)
}

func (s *Set) missing(b Basket, ctx *Context, r Result, ids []string) []Missing {
	l := s.lack(b, ctx, r)
	rules := l.touched()
	if len(ids) > 0 {
		rules = s.named(ids)
	}
	var list []Missing
	for _, i := range rules {
		if m := l.of(&s.rules[i]); m.lacks() {
			m.rule = i
			list = append(list, m)
		}
	}
	return list
}

// named returns the rules of offers with these ids.
func (s *Set) named(ids []string) []int32 {
	var list []int32
	for i := range s.rules {
		if slices.Contains(ids, s.rules[i].ID) {
			list = append(list, int32(i))
		}
	}
	return list
}

// lack is a priced basket asked for what is missing.
type lack struct {
	till
	priced Result
	free   []int64 // of each line: units in no multi-buy
	rest   []int64 // scratch: of them, what a deal has not claimed yet
}

// lack puts a till where pricing ended.
func (s *Set) lack(b Basket, ctx *Context, priced Result) lack {
	l := lack{priced: priced, free: make([]int64, len(b.Lines))}
	l.load(s, b, ctx)
	place := make(map[int]int, len(l.goods))
	for i := range l.goods {
		g := &l.goods[i]
		p := priced.Lines[g.place]
		place[p.Number], l.free[i], l.net[i] = i, p.Quantity, p.Net.Minor
		u := g.lo
		for _, run := range p.Units {
			for range run.Quantity {
				l.run[u] = run.Each.Minor
				u++
			}
		}
	}
	for _, a := range priced.Applied {
		for _, u := range a.Units {
			if i, ok := place[u.Line]; ok && a.Times > 0 {
				l.free[i] = max(0, l.free[i]-u.Quantity)
			}
		}
	}
	return l
}

// given is how often an offer was given.
func (l *lack) given(id string) (times int64, saved bool) {
	for _, a := range l.priced.Applied {
		if a.Offer == id {
			return a.Times, true
		}
	}
	return 0, false
}

// of tells what one rule lacks. What more goods do not bring, such as a
// coupon or an hour of the day, is not missing: the offer is not to be had.
func (l *lack) of(r *rule) Missing {
	m := Missing{Offer: r.ID, Name: r.Name.In(l.ctx.Language), hint: r.Hint.In(l.ctx.Language)}
	if !l.valid(r) {
		return Missing{}
	}
	l.rule = r
	for i := range r.conditions {
		c := &r.conditions[i]
		if l.holds(c) {
			continue
		}
		switch c.Type {
		case MinSpend:
			m.need(0, c.Amount-l.spend(&c.sel, c.Basis), &c.sel, l.set.currency)
		case MinQuantity:
			m.need(c.Quantity-l.quantity(&c.sel), 0, &c.sel, l.set.currency)
		case MinProducts:
			m.need(c.Quantity-l.products(&c.sel), 0, &c.sel, l.set.currency)
		case Contains:
			m.need(1, 0, &c.sel, l.set.currency)
		case Segment, Member, NthVisit, FirstPurchase, MinPoints, ChallengeDone, MinMembers, MinWeight, Zone, Weekday, TimeOfDay, Holiday, Coupon, AskIf:
			return Missing{}
		}
	}
	if !m.lacks() {
		for i := range r.rewards {
			if l.reward(&m, r, &r.rewards[i]); m.lacks() {
				break
			}
		}
	}
	m.say(r.text)
	return m
}

func (m *Missing) lacks() bool { return m.Units > 0 || m.Amount.Minor > 0 }

// need adds to what is missing.
func (m *Missing) need(units, amount int64, of *selector, c money.Currency) {
	if units <= 0 && amount <= 0 {
		return
	}
	if m.of = of; m.lacks() {
		m.of = nil
	}
	m.Units += max(units, 0)
	if amount > 0 {
		m.Amount = money.New(m.Amount.Minor+amount, c)
	}
}

// say fills in the hint.
func (m *Missing) say(rule string) {
	m.Text = strings.NewReplacer("{units}", strconv.FormatInt(m.Units, 10), "{amount}", m.Amount.String()).Replace(m.hint)
	if m.hint == "" {
		m.Text = rule
	}
}

// reward adds what one reward lacks.
func (l *lack) reward(m *Missing, r *rule, w *reward) {
	times, given := l.given(r.ID)
	switch w.Type {
	case GroupDeal, BuyGet:
		if n := l.limit(w); times >= n {
			return
		}
		l.rest = append(l.rest[:0], l.free...)
		begun := false
		for i := range w.groups {
			n := int64(0)
			if w.Type == GroupDeal {
				n = w.Groups[i].Quantity
			} else {
				n = w.Buy.Quantity
			}
			begun = l.claim(m, &w.groups[i], n) || begun
		}
		if w.Type == BuyGet {
			begun = l.claim(m, &w.get, w.Get.Quantity) || begun
		}
		if given && !begun {
			*m = Missing{Offer: m.Offer, Name: m.Name, hint: m.hint}
		}
	case Tiered:
		have := l.spend(&w.sel, Running)
		if w.Basis == ByQuantity {
			have = l.quantity(&w.sel)
		}
		for _, x := range w.Tiers {
			if x.From > have && w.Basis == ByQuantity {
				m.need(x.From-have, 0, &w.sel, l.set.currency)
				return
			} else if x.From > have {
				m.need(0, x.From-have, &w.sel, l.set.currency)
				return
			}
		}
	case PercentOff, AmountOff, UnitPrice, FirstAdditional, NearExpiry, Gift, PointsEarn, PointsMultiply, PointsBurn, Voucher, ManufacturerCoupon:
	}
}

// claim takes free units for a group, says what it lacks, and reports whether
// there were any.
func (l *lack) claim(m *Missing, s *selector, n int64) bool {
	want := n
	for i := range l.goods {
		if g := &l.goods[i]; n > 0 && l.open(g, s) {
			k := min(n, l.rest[i])
			l.rest[i] -= k
			n -= k
		}
	}
	m.need(n, 0, s, l.set.currency)
	return n < want
}
