package offers

import (
	"slices"

	"endcap/offers/play"
)

// challenge is the Challenge of an offer, compiled.
type challenge struct {
	play.Challenge
	offer string
	valid Period
	sel   selector
}

// challenges compiles those of a list of offers.
func (b *builder) challenges(list []Offer) {
	for i := range list {
		if c := list[i].Challenge; c != nil {
			b.goals = append(b.goals, challenge{play.Challenge{Of: c.Of, Goal: c.Goal}, list[i].ID, list[i].Valid, b.selector(c.Select)})
		}
	}
}

// progress is how far the shopper is in a challenge with this basket, and how
// far he was before it.
func (t *till) progress(c *challenge) (now, before play.Progress) {
	if who := t.ctx.Customer; who != nil {
		for _, p := range who.Progress {
			if p.Offer == c.offer {
				before = p.Made
			}
		}
	}
	if !c.valid.Holds(t.ctx.Now) {
		return before, before
	}
	var pieces []play.Piece
	for i := range t.goods {
		g := &t.goods[i]
		if g.closed() || !c.sel.holds(g, t.ctx.Now) {
			continue
		}
		p := play.Piece{Product: g.SKU, Zone: g.Zone, Quantity: g.Quantity, LastDay: g.expiresWithin(24, t.ctx.Now)}
		if g.GTIN != 0 {
			p.Product = g.GTIN.String()
		}
		pieces = append(pieces, p)
	}
	return c.Progress(before, pieces, t.members()), before
}

// done reports whether the challenge of one of these offers has reached its
// goal.
func (t *till) done(offers ...string) bool {
	for i := range t.set.goals {
		if c := &t.set.goals[i]; slices.Contains(offers, c.offer) {
			if now, _ := t.progress(c); c.Missing(now) == 0 {
				return true
			}
		}
	}
	return false
}

// progressed lists the challenges that the basket of a known customer counts
// towards.
func (t *till) progressed() []Progress {
	if t.account() == "" {
		return nil
	}
	var list []Progress
	for i := range t.set.goals {
		c := &t.set.goals[i]
		if now, before := t.progress(c); c.Missing(now) < c.Missing(before) {
			list = append(list, Progress{c.offer, now})
		}
	}
	return list
}
