package cart

import (
	"slices"
	"time"

	"endcap/device/intake"
	"endcap/offers"
	"endcap/offers/play"
	"endcap/offers/quota"
	"endcap/sync/wire"
)

// won lists the instant wins that are drawn for the basket. The draw follows
// from its name alone, so it is the same however often it is priced.
func (s State) won() (ids []string) {
	for _, w := range s.wins {
		if l, ok := s.seed(w); ok && w.Draw(l.Seed, s.basket.Name()) {
			ids = append(ids, w.Offer)
		}
	}
	return ids
}

// seed returns what the device was granted to draw with.
func (s State) seed(w intake.Win) (quota.Left, bool) {
	i := slices.IndexFunc(s.left, func(l quota.Left) bool { return l.Offer == w.Offer && l.Seed != play.Secret{} })
	if i < 0 {
		return quota.Left{}, false
	}
	return s.left[i], true
}

// draws tells of every draw that the basket takes part in, won or not: of the
// instant wins that it would be given if the draw were kind.
func (s State) draws(now time.Time) (told []wire.Event) {
	if !slices.ContainsFunc(s.wins, func(w intake.Win) bool { _, ok := s.seed(w); return ok }) {
		return nil
	}
	kind := s.context(now)
	kind.Won = nil
	for _, w := range s.wins {
		kind.Won = append(kind.Won, w.Offer)
	}
	open := s.basket.PriceBy(s.pricer, kind)
	for _, w := range s.wins {
		l, ok := s.seed(w)
		if !ok {
			continue
		}
		d := wire.Draw{Offer: w.Offer, Drawn: play.Drawn{Device: s.place, Basket: s.basket.Name()}}
		wins := w.Draw(l.Seed, s.basket.Name())
		switch {
		case given(s.priced, w.Offer):
			d.Won = true
		case wins && (l.Uses == 0 || l.Money == 0):
			d.Empty = true
		case wins || !given(open, w.Offer):
			continue // it takes no part: it is not what the offer is for
		}
		told = append(told, wire.NewEvent(wire.DrawMade, now, d))
	}
	return told
}

// given reports whether an offer gives anything on a basket.
func given(r offers.Result, offer string) bool {
	return slices.ContainsFunc(r.Applied, func(a offers.Applied) bool { return a.Offer == offer }) ||
		slices.ContainsFunc(r.Posts, func(p offers.Post) bool { return p.Offer == offer }) ||
		slices.ContainsFunc(r.Gifts, func(g offers.GiftGiven) bool { return g.Offer == offer }) ||
		slices.ContainsFunc(r.Vouchers, func(v offers.Worth) bool { return v.Offer == offer })
}
