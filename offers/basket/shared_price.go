package basket

import (
	"fmt"
	"slices"

	"endcap/offers"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/scanner/gs1"
)

// Plan is a shared basket under one price.
type Plan struct {
	Basket Basket        // the goods of all
	Owners []string      // of each line of Basket, the member who took it
	Result offers.Result // of Basket
	Shares []Share       // by member, in the order of their names; they add up to Result.Total
	Out    []Out         // goods that are not in Basket
}

// Share is what one member pays.
type Share struct {
	Member  string       `json:"member"`
	Pieces  int64        `json:"pieces"`
	Gross   money.Amount `json:"gross"` // at shelf prices
	Saved   money.Amount `json:"saved"`
	Deposit money.Amount `json:"deposit,omitzero"`
	Pays    money.Amount `json:"pays"` // Gross less Saved, and Deposit
}

// Out is what an event brought and why it is not priced: the price book does
// not know it, or the same piece was scanned twice.
type Out struct {
	ID    EventID
	Fault error
}

// Price prices the goods of all members under one plan, at the prices of one
// price book, and shares out what it comes to. ctx.Members is set here: those
// who have a piece in the basket; the coupons are ctx's.
//
// What pieces save together, in a multi-buy, is shared by the shelf prices of
// those that took part, whichever of them the offer makes cheaper. What the
// basket as a whole saves or is given, is shared by what each would pay
// without it. All else belongs to the line that it was taken off. Odd minor
// units go to the largest remainders (money.Largest).
func (s Shared) Price(p *offers.Pricer, ctx offers.Context, product func(gs1.GTIN) (catalog.Product, bool)) Plan {
	plan := s.goods(product)
	for _, m := range plan.Owners {
		if i, ok := slices.BinarySearchFunc(plan.Shares, m, Share.byMember); !ok {
			plan.Shares = slices.Insert(plan.Shares, i, Share{Member: m})
		}
	}
	ctx.Members = len(plan.Shares)
	plan.Result = p.Price(plan.Basket.ToPrice(), ctx)
	plan.share()
	return plan
}

func (s Share) byMember(member string) int {
	switch {
	case s.Member < member:
		return -1
	case s.Member > member:
		return 1
	}
	return 0
}

// goods makes the lines of the basket, those of each member apart.
func (s Shared) goods(product func(gs1.GTIN) (catalog.Product, bool)) (plan Plan) {
	plan.Basket = Basket{ID: s.ID, Next: 1}
	b := &plan.Basket
	for _, e := range s.Events {
		left := int64(0)
		if e.Add != nil {
			left = s.Left(e.ID)
		}
		if left == 0 {
			continue
		}
		known, ok := product(e.Add.GTIN)
		l := e.Add.line(known, left)
		l.Number, l.Added = b.Next, e.At
		err := b.admit(l)
		if !ok {
			err = fmt.Errorf("%w: the price book does not know %s", ErrLine, e.Add.GTIN)
		}
		at := slices.IndexFunc(b.Lines, func(o Line) bool { return l.equal(o) && plan.Owners[o.Number-1] == e.ID.Member })
		switch {
		case err != nil:
			plan.Out = append(plan.Out, Out{e.ID, err})
		case at >= 0:
			b.Lines[at].Quantity += left
		case len(b.Lines) >= MaxLines:
			plan.Out = append(plan.Out, Out{e.ID, fmt.Errorf("%w: it has %d lines", ErrFull, MaxLines)})
		default:
			b.Lines, plan.Owners = append(b.Lines, l), append(plan.Owners, e.ID.Member)
			b.Next++
		}
	}
	return plan
}

// line returns so many pieces of the item as a line.
func (i Item) line(p catalog.Product, pieces int64) Line {
	return Line{
		Product: p, Lot: i.Lot, Expiry: i.Expiry, Serial: i.Serial,
		Quantity: pieces, Grams: i.Grams, Measured: i.Measured, Printed: i.Printed,
	}
}

// share writes down what each member pays. Line i of the basket is number i+1.
func (plan *Plan) share() {
	n := len(plan.Shares)
	owner := make([]int, len(plan.Owners)) // of each line, its place in Shares
	pays, weights, took := make([]int64, n), make([]int64, n), make([]int64, n)
	deposit := make([]int64, n)
	for i, m := range plan.Owners {
		k, _ := slices.BinarySearchFunc(plan.Shares, m, Share.byMember)
		l := plan.Result.Lines[i]
		owner[i] = k
		pays[k] += l.Gross.Minor
		deposit[k] += l.Deposit.Minor
		plan.Shares[k].Pieces += l.Quantity
	}
	c := plan.Basket.Currency()
	for k := range plan.Shares {
		plan.Shares[k].Gross = money.New(pays[k], c)
	}
	for _, a := range plan.Result.Applied {
		clear(took)
		plan.weigh(a, owner, pays, weights)
		rest := money.Spread(a.Saved.Minor, weights, pays, took, money.Largest)
		for k := range weights { // whom it would leave with less than nothing has the others bear it
			weights[k] = pays[k] - took[k]
		}
		money.Spread(rest, weights, weights, took, money.Largest)
		for k := range pays {
			pays[k] -= took[k]
		}
	}
	for k := range plan.Shares {
		s := &plan.Shares[k]
		s.Saved, s.Pays = money.New(s.Gross.Minor-pays[k], c), money.New(pays[k]+deposit[k], c)
		if deposit[k] > 0 {
			s.Deposit = money.New(deposit[k], c)
		}
	}
}

// weigh says in what proportion the members have what an offer saves.
func (plan *Plan) weigh(a offers.Applied, owner []int, pays, weights []int64) {
	clear(weights)
	switch a.Layer {
	case offers.LayerMultibuy:
		for _, u := range a.Units {
			l := plan.Result.Lines[u.Line-1]
			weights[owner[u.Line-1]] += l.Gross.Minor / l.Quantity * u.Quantity
		}
	case offers.LayerBasket:
		copy(weights, pays)
	case offers.LayerShelf, offers.LayerItem, offers.LayerCoupon, offers.LayerLoyalty, offers.LayerTender:
		for i, l := range plan.Result.Lines {
			for _, d := range l.Discounts {
				if d.Offer == a.Offer {
					weights[owner[i]] += d.Saved.Minor
				}
			}
		}
	}
}
