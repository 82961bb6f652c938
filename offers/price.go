package offers

import (
	"math"
	"math/bits"
	"slices"

	"endcap/offers/money"
)

// Price prices a basket: see the package for the order. A basket that breaks a
// limit or is in another currency is returned at shelf prices with a Problem.
// A nil Set has no offers.
func (s *Set) Price(b Basket, ctx Context) Result {
	var p Pricer
	p.set = s
	return p.Price(b, ctx)
}

// Pricer prices one basket after the other and keeps its tables from one to
// the next. It belongs to one goroutine. Its results are those of Set.Price.
type Pricer struct {
	set  *Set
	till till
	keep func(rule int32) bool // nil, or which offers there are at all
}

// NewPricer returns a pricer of a set; nil has no offers.
func NewPricer(s *Set) *Pricer { return &Pricer{set: s} }

// Price is Set.Price.
func (p *Pricer) Price(b Basket, ctx Context) Result {
	s := p.set
	if s == nil {
		s = &Set{currency: b.Currency}
	}
	switch err := b.Check(); {
	case err != nil:
		return gross(b, err.Error())
	case len(b.Lines) > 0 && b.Currency != s.currency:
		return gross(b, "offers: the basket is in "+b.Currency.String()+", the offers are in "+s.currency.String()+"; no offer was looked at")
	}
	if ctx.Public {
		ctx.Customer = nil
	}
	t := &p.till
	t.load(s, b, &ctx)
	touched := t.touched()
	if p.keep != nil {
		touched = slices.DeleteFunc(touched, func(i int32) bool { return !p.keep(i) })
		t.rules = touched
	}
	for t.price(touched); t.refuse(); t.price(touched) {
		t.reset()
	}
	return t.result()
}

// price applies the rules as the policy says.
func (t *till) price(touched []int32) {
	switch t.set.policy.Combine {
	case BestPrice:
		t.bestPrice(touched)
	case BestOf:
		t.bestOf(touched)
	case InTurn:
		if !t.exclusive(touched) {
			for _, i := range touched {
				t.apply(i)
			}
		}
	}
}

// gross is the basket at shelf prices; sums that do not fit stay at the
// largest figure.
func gross(b Basket, problem string) Result {
	c := b.Currency
	r := Result{Problem: problem, Subtotal: money.New(0, c), Saved: money.New(0, c)}
	for i, l := range b.Lines {
		p := PricedLine{Number: number(l, i), Quantity: l.Quantity, Gross: money.New(times(l.Price, l.Quantity), c)}
		p.Net = p.Gross
		if deposit := times(l.Deposit, l.Quantity); deposit > 0 {
			p.Deposit, r.Deposit.Currency = money.New(deposit, c), c
		}
		r.Subtotal.Minor = plus(r.Subtotal.Minor, p.Gross.Minor)
		r.Deposit.Minor = plus(r.Deposit.Minor, p.Deposit.Minor)
		r.Lines = append(r.Lines, p)
	}
	r.Total = money.New(plus(r.Subtotal.Minor, r.Deposit.Minor), c)
	r.Due = r.Total
	return r
}

// times is n times a price, at least nothing and at most what fits.
func times(price, n int64) int64 {
	product, err := money.Ratio(price, n, 1, money.Down)
	if err != nil {
		return math.MaxInt64
	}
	return max(product, 0)
}

func plus(a, b int64) int64 { return a + min(b, math.MaxInt64-a) }

func number(l Line, i int) int {
	if l.Number != 0 {
		return l.Number
	}
	return i + 1
}

// touched lists the rules that the basket and the context lead to, in the
// order they apply.
func (t *till) touched() []int32 {
	t.mark = sized(t.mark, int64(len(t.set.rules)+63)/64)
	mark := t.mark
	clear(mark)
	set := func(list []int32) {
		for _, i := range list {
			mark[i>>6] |= 1 << (i & 63)
		}
	}
	set(t.set.always)
	for i := range t.goods {
		for _, w := range t.goods[i].words {
			set(t.set.of(w))
		}
	}
	t.known(byCoupon, t.ctx.Coupons, set)
	for i := range t.ctx.GS1 {
		t.known(byCoupon, []string{t.ctx.GS1[i].Offer}, set)
	}
	if c := t.ctx.Customer; c != nil {
		t.known(bySegment, c.Segments, set)
	}
	t.rules = t.rules[:0]
	for k, m := range mark {
		for ; m != 0; m &= m - 1 {
			t.rules = append(t.rules, int32(k<<6+bits.TrailingZeros64(m)))
		}
	}
	return t.rules
}

func (t *till) known(k kind, list []string, set func([]int32)) {
	for _, s := range list {
		if id, ok := t.set.ids[word{k, s}]; ok {
			set(t.set.of(id))
		}
	}
}

// exclusive applies the first exclusive rule whose conditions hold, alone,
// even if it saves nothing.
func (t *till) exclusive(touched []int32) bool {
	for _, i := range touched {
		if r := &t.set.rules[i]; r.Exclusive && t.eligible(r) {
			t.apply(i)
			return true
		}
	}
	return false
}

// bestOf applies the one rule that saves most, the first among equals.
func (t *till) bestOf(touched []int32) {
	best, most := int32(-1), int64(0)
	for _, i := range touched {
		saved := t.apply(i)
		t.reset()
		if saved > most {
			best, most = i, saved
		}
	}
	if best >= 0 {
		t.apply(best)
	}
}

// apply gives the rewards of a rule if its conditions hold, and returns what
// they save.
func (t *till) apply(i int32) int64 {
	r := &t.set.rules[i]
	if !t.eligible(r) {
		return 0
	}
	t.begin(r)
	for k := range r.rewards {
		t.give(&r.rewards[k])
	}
	return t.end(r.layer)
}
