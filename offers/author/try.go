package author

import (
	"cmp"
	"slices"

	"endcap/offers"
	"endcap/offers/money"
)

// try prices the samples of an offer by itself and beside all others.
func (t *trial) try(i int, path string, o *offers.Offer) {
	set, err := offers.Compile(t.Currency, []offers.Offer{*o})
	if err != nil {
		return
	}
	made, saving, below := 0, false, false
	told := map[string]bool{} // that it competes with an offer
	for _, s := range t.samples(path, o) {
		alone := set.Price(s.basket, s.ctx)
		if s.name == "" {
			made++
			saving = saving || gives(alone)
			t.floors(path, set, &s, alone)
		}
		if gives(alone) {
			below = below || t.costs(path, &s, alone)
			t.beside(path, o, &s, alone, told)
		}
	}
	if made > 0 && !saving {
		t.say(Warning, kindNothing, path, "on no product tried does it give anything; look at its amounts, its conditions and the prices")
	}
}

// gives reports whether a result holds anything that an offer gave.
func gives(r offers.Result) bool {
	return r.Saved.Minor > 0 || r.Earned > 0 || r.Burned > 0 || len(r.Gifts) > 0 || len(r.Vouchers) > 0 || len(r.Applied) > 0
}

// beside tells which other offers keep an offer from what it gives alone.
func (t *trial) beside(path string, o *offers.Offer, s *sample, alone offers.Result, told map[string]bool) {
	r := t.whole.Price(s.basket, s.ctx)
	was, is := alone.Saved.Minor, savedBy(r, o.ID)
	if is >= was {
		return
	}
	for _, why := range t.whole.Explain(s.basket, s.ctx, o.ID) {
		if why.By == "" || told[why.By] {
			continue
		}
		told[why.By] = true
		t.say(Note, kindOverlap, path, "it competes with %s: on %s it saves %s alone and %s beside it; %s then saves %s, and all together %s",
			why.By, s.says(), alone.Saved, money.New(is, t.Currency), why.By, money.New(savedBy(r, why.By), t.Currency), r.Saved)
	}
}

func savedBy(r offers.Result, id string) int64 {
	i := slices.IndexFunc(r.Applied, func(a offers.Applied) bool { return a.Offer == id })
	if i < 0 {
		return 0
	}
	return r.Applied[i].Saved.Minor
}

// costs tells of the first product that the offer sells below what it costs,
// and reports whether there is one.
func (t *trial) costs(path string, s *sample, r offers.Result) bool {
	for i, l := range r.Lines {
		in := &s.basket.Lines[i]
		cost, ok := t.Costs[in.GTIN]
		if !ok || len(l.Discounts) == 0 || in.GTIN == 0 {
			continue
		}
		if in.Grams > 0 {
			cost, _ = money.Ratio(cost, in.Grams, 1000, money.HalfUp)
		}
		if cost *= l.Quantity; l.Net.Minor < cost {
			t.say(Warning, kindCost, path, "it sells %d x %s for %s, which cost %s", l.Quantity, nameOf(in), l.Net, money.New(cost, t.Currency))
			return true
		}
	}
	return false
}

func nameOf(l *offers.Line) string {
	if l.Name != "" {
		return l.Name
	}
	return cmp.Or(l.SKU, l.GTIN.EAN())
}

// floors tells of the first product whose floor keeps an offer from all it
// would give.
func (t *trial) floors(path string, set *offers.Set, s *sample, r offers.Result) {
	free, held := s.basket, ""
	free.Lines = slices.Clone(free.Lines)
	for i := range free.Lines {
		if free.Lines[i].Floor > 0 && held == "" {
			held = nameOf(&free.Lines[i])
		}
		free.Lines[i].Floor = 0
	}
	if held == "" {
		return
	}
	if more := set.Price(free, s.ctx); more.Saved.Minor > r.Saved.Minor {
		t.say(Note, kindFloor, path, "on %s it saves %s; without the floor of %s it would save %s", s.says(), r.Saved, held, more.Saved)
	}
}
