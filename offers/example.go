package offers

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"endcap/offers/money"
	"endcap/offers/points"
	"endcap/offers/quota"
)

// Example is a basket and what the offer, alone, must do with it. Examples
// are run when the file is read: as in the shop that the offer is for, with
// grants that suffice, and the instant win drawn.
type Example struct {
	Basket   []Line    `json:"basket"`
	Now      time.Time `json:"now,omitzero"` // the start of the offer if not given
	Coupons  []string  `json:"coupons,omitempty"`
	GS1      []string  `json:"gs1,omitempty"` // coupons in GS1 data: "(255)9501101530003(3902)150"
	Zone     string    `json:"zone,omitempty"`
	Customer *Customer `json:"customer,omitempty"`
	Members  int       `json:"members,omitempty"`
	Expect   Expect    `json:"expect"`
}

// Expect is the outcome of an example: minor units saved, points given and
// taken, pieces to be fetched, and what vouchers are worth.
type Expect struct {
	Saved    int64 `json:"saved"`
	Earned   int64 `json:"earned,omitempty"`
	Burned   int64 `json:"burned,omitempty"`
	Gifts    int64 `json:"gifts,omitempty"`
	Vouchers int64 `json:"vouchers,omitempty"`
}

// expectOf is the outcome that a result is.
func expectOf(r Result) Expect {
	e := Expect{Saved: r.Saved.Minor, Earned: r.Earned, Burned: r.Burned}
	for _, g := range r.Gifts {
		e.Gifts += g.Quantity
	}
	for _, v := range r.Vouchers {
		e.Vouchers += v.Amount.Minor
	}
	return e
}

// try runs the examples of one offer of the file alone, beside the challenges
// that its conditions wait for.
func (f *File) try(i int, fault func(n int, text string)) {
	o, c := &f.Offers[i], f.Currency
	if len(o.Examples) == 0 {
		return
	}
	list := []Offer{*o}
	for _, k := range o.Conditions {
		for _, other := range f.Offers {
			if k.Type == ChallengeDone && slices.Contains(k.AnyOf, other.ID) && other.ID != o.ID {
				list = append(list, Offer{ID: other.ID, Challenge: other.Challenge})
			}
		}
	}
	s := Policy{}.compile(c, list)
	for n := range o.Examples {
		e := &o.Examples[n]
		ctx, err := e.Context(o, c)
		if err != nil {
			fault(n, err.Error())
			continue
		}
		r := s.Price(Basket{Currency: c, Lines: e.Basket}, ctx)
		switch want, got := e.Expect, expectOf(r); {
		case r.Problem != "":
			fault(n, r.Problem)
		case r.Saved.Minor != want.Saved:
			fault(n, fmt.Sprintf("the example expects %s to be saved, offer %s saves %s", money.New(want.Saved, c), o.ID, r.Saved))
		case got != want:
			fault(n, fmt.Sprintf("the example expects %s, offer %s gives %s", want, o.ID, got))
		}
	}
}

// String tells what is given besides lower prices.
func (e Expect) String() string {
	return fmt.Sprintf("%d points and takes %d, %d pieces to be fetched and vouchers worth %d", e.Earned, e.Burned, e.Gifts, e.Vouchers)
}

// Context is that in which an example of the offer is priced: the moment, the
// coupons, the shopper it tells of, and grants that suffice. The error says
// which coupon is none.
func (e *Example) Context(o *Offer, c money.Currency) (Context, error) {
	ctx := Context{Now: e.Now, Zone: e.Zone, Coupons: e.Coupons, Members: e.Members, Won: []string{o.ID}}
	if ctx.Now.IsZero() {
		ctx.Now = o.Valid.From
	}
	left := quota.Left{Offer: o.ID, Uses: quota.NoEnd, Money: quota.NoEnd, Points: quota.NoEnd}
	var err error
	if ctx.GS1, err = readCoupons(e.GS1, c, ctx.Now); err != nil {
		return ctx, err
	}
	for _, k := range ctx.GS1 {
		left.Coupons = left.Coupons || k.Confirmed
	}
	ctx.Left = []quota.Left{left}
	if e.Customer != nil {
		who := *e.Customer
		who.ID = cmp.Or(who.ID, "example")
		ctx.Customer = &who
		left.Offer, left.Coupons, left.Account = "", false, points.Member(who.ID)
		ctx.Left = append(ctx.Left, left)
	}
	return ctx, nil
}
