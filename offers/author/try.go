package author

import (
	"cmp"
	"slices"

	"endcap/offers"
	"endcap/offers/money"
)

// try prices the samples of an offer by itself and beside all others.
func (t *trial) try(path string, o *offers.Offer) {
	set, err := offers.Compile(t.Currency, []offers.Offer{*o})
	if err != nil {
		return
	}
	made, saving, below := 0, false, false
	told := map[string]bool{} // that it competes with an offer
	for _, s := range t.samples(o) {
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
	if t.told[kindOverlap] >= maxFindings { // to say why is dear
		t.told[kindOverlap]++
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

// costs tells of goods that the offer sells together below what they cost, and
// reports whether it does. alone is the sample priced under this offer only.
func (t *trial) costs(path string, s *sample, alone offers.Result) bool {
	in := map[int]bool{}
	for _, a := range alone.Applied {
		for _, u := range a.Units {
			in[u.Line] = true
		}
	}
	var cost, paid int64
	for i, l := range alone.Lines {
		if !in[l.Number] && len(l.Discounts) == 0 {
			continue
		}
		line := &s.basket.Lines[i]
		each, ok := t.Costs[line.GTIN]
		if !ok || line.GTIN == 0 {
			return false
		}
		if measured := max(line.Grams, line.Measured); measured > 0 {
			each, _ = money.Ratio(each, measured, 1000, money.HalfUp)
		}
		cost, paid = cost+each*l.Quantity, paid+l.Net.Minor
	}
	if paid >= cost {
		return false
	}
	t.say(Warning, kindCost, path, "on %s it sells for %s what cost %s", s.says(), money.New(paid, t.Currency), money.New(cost, t.Currency))
	return true
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
