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
	Zone     string    `json:"zone,omitempty"`
	Customer *Customer `json:"customer,omitempty"`
	Members  int       `json:"members,omitempty"`
	Expect   Expect    `json:"expect"`
}

// Expect is the outcome of an example: minor units saved, points given and
// taken.
type Expect struct {
	Saved  int64 `json:"saved"`
	Earned int64 `json:"earned,omitempty"`
	Burned int64 `json:"burned,omitempty"`
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
		r := s.Price(Basket{Currency: c, Lines: e.Basket}, e.context(o))
		switch want := e.Expect; {
		case r.Problem != "":
			fault(n, r.Problem)
		case r.Saved.Minor != want.Saved:
			fault(n, fmt.Sprintf("the example expects %s to be saved, offer %s saves %s", money.New(want.Saved, c), o.ID, r.Saved))
		case r.Earned != want.Earned || r.Burned != want.Burned:
			fault(n, fmt.Sprintf("the example expects %d points earned and %d burned, offer %s has %d and %d", want.Earned, want.Burned, o.ID, r.Earned, r.Burned))
		}
	}
}

func (e *Example) context(o *Offer) Context {
	ctx := Context{Now: e.Now, Zone: e.Zone, Coupons: e.Coupons, Members: e.Members, Won: []string{o.ID}}
	if ctx.Now.IsZero() {
		ctx.Now = o.Valid.From
	}
	ctx.Left = []quota.Left{{Offer: o.ID, Uses: quota.NoEnd, Money: quota.NoEnd, Points: quota.NoEnd}}
	if e.Customer != nil {
		who := *e.Customer
		who.ID = cmp.Or(who.ID, "example")
		ctx.Customer = &who
		ctx.Left = append(ctx.Left, quota.Left{Account: points.Member(who.ID), Uses: quota.NoEnd, Money: quota.NoEnd, Points: quota.NoEnd})
	}
	return ctx
}
