package offers

import (
	"cmp"
	"slices"

	"endcap/offers/money"
	"endcap/offers/points"
)

// beside is what rules give besides lower prices, in turn.
type beside struct {
	earned   int64
	posts    []post
	burns    []burn
	gifts    []gift
	vouchers []voucher
}

type (
	post struct {
		rule          *rule
		points, times int64
	}
	// burn waits until all else is priced, so that no more is paid with points
	// than is due.
	burn struct {
		rule          *rule
		step          points.Step
		points, worth int64 // that were burned, and what they paid
	}
	gift struct {
		rule     *rule
		quantity int64
		of       *Select
	}
	voucher struct {
		rule         *rule
		amount, days int64
	}
)

// reset forgets it all.
func (b *beside) reset() {
	*b = beside{posts: b.posts[:0], burns: b.burns[:0], gifts: b.gifts[:0], vouchers: b.vouchers[:0]}
}

func (b *beside) copy(from *beside) {
	b.reset()
	b.earned = from.earned
	b.posts, b.burns = append(b.posts, from.posts...), append(b.burns, from.burns...)
	b.gifts, b.vouchers = append(b.gifts, from.gifts...), append(b.vouchers, from.vouchers...)
}

// account is whose points are earned and burned, "" where nobody is known.
func (t *till) account() string {
	if who := t.ctx.Customer; who != nil && who.ID != "" {
		return points.Member(who.ID)
	}
	return ""
}

// earn gives points for what is paid for goods, or once.
func (t *till) earn(r *reward) {
	units := t.units(&r.sel)
	if len(units) == 0 {
		return
	}
	n := r.Points
	if r.FromCoupon {
		_, _, n = t.worthOf(t.called(t.rule), r)
		n = min(n, points.MaxPoints)
	}
	if r.For > 0 {
		var err error
		if n, err = (points.Rate{Points: r.Points, Per: r.For}).Earn(t.sum(units)); err != nil {
			n = points.MaxPoints // beyond what one entry holds
		}
	}
	t.post(n)
}

// multiply gives points for those that the offers before gave.
func (t *till) multiply(r *reward) {
	n, err := points.Multiply(t.beside.earned, r.Factor-money.Whole)
	if err != nil {
		n = points.MaxPoints
	}
	t.post(n)
}

func (t *till) post(n int64) {
	if n > 0 && t.account() != "" {
		t.beside.earned += n
		t.beside.posts = append(t.beside.posts, post{t.rule, n, t.times})
	}
}

// gift takes the price off so many units of the basket, those that save most
// under best price if it is not said which; what is not there is to be fetched.
func (t *till) gift(r *reward) {
	units := t.units(&r.get)
	if r.Choose != "" || t.set.policy.Combine != BestPrice {
		t.sort(units, orElse(r.Choose, Cheapest))
	} else {
		slices.SortStableFunc(units, func(a, b int32) int { return cmp.Compare(t.run[b]-t.floor[b], t.run[a]-t.floor[a]) })
	}
	left := r.Gift.Quantity
	for _, u := range units {
		if left > 0 && t.take(u, t.run[u]) > 0 {
			left--
		}
	}
	if left > 0 {
		t.beside.gifts = append(t.beside.gifts, gift{t.rule, left, r.Gift.Select})
	}
}

// settle writes out what is given besides lower prices, and what is left to
// pay.
func (t *till) settle(r *Result) {
	c, b := t.set.currency, &t.beside
	r.Due = r.Total
	for _, p := range b.posts {
		r.Posts = posted(r.Posts, p.rule.ID, p.points)
		r.Earned += p.points
	}
	due := t.total()
	for i := range b.burns {
		x := &b.burns[i]
		_, cost := t.taken(x.rule)
		n, worth, err := x.step.Burn(t.pointsLeft()-r.Burned, min(due, t.moneyLeft(x.rule)-cost))
		if err != nil || n == 0 {
			continue
		}
		x.points, x.worth = n, worth
		due -= worth
		r.Due.Minor -= worth
		r.Burned += n
		r.Posts = posted(r.Posts, x.rule.ID, -n)
	}
	for _, g := range b.gifts {
		r.Gifts = append(r.Gifts, GiftGiven{g.rule.ID, g.quantity, slices.Concat(g.of.GTINs, g.of.SKUs)})
	}
	for _, v := range b.vouchers {
		r.Vouchers = append(r.Vouchers, Worth{v.rule.ID, money.New(v.amount, c), v.days})
	}
	r.Uses, r.Used = t.uses(r)
	r.Progress = t.progressed()
}

// posted adds points to those of an offer.
func posted(list []Post, offer string, n int64) []Post {
	for i := range list {
		if list[i].Offer == offer {
			list[i].Points += n
			return list
		}
	}
	return append(list, Post{offer, n})
}

// pointsLeft is how many points of the shopper this device may burn.
func (t *till) pointsLeft() int64 {
	account := t.account()
	for _, l := range t.ctx.Left {
		if account != "" && l.Account == account {
			return min(t.ctx.Customer.Points, unlimited(l.Points))
		}
	}
	return 0
}
