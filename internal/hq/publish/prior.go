package publish

import (
	"fmt"
	"slices"
	"time"

	"endcap/internal/hq/ledger"
	"endcap/offers"
	"endcap/offers/author"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/offers/strict"
	"endcap/scanner/gs1"
)

// Unproven is returned when a book announces reductions whose prior price is
// not known. Its faults have paths of the offer file, and no places yet.
type Unproven struct{ Faults strict.Faults } //nolint:errname // it is read as what it says of a book: Unproven

// Error tells every fault, one a line.
func (u Unproven) Error() string { return u.Faults.Error() }

// In returns the refusal of the offer file, with the place of each fault.
func (u Unproven) In(name string, content []byte) error {
	d := author.ReadDraft(name, content)
	return refuse(name, d.Locate(u.Faults))
}

// reckoning finds out what products cost from a moment on, and what they cost
// before by the log.
type reckoning struct {
	log        ledger.Prices
	rule       catalog.PriorRule
	from       time.Time
	turns      map[string][]time.Time   // when each offer begins and ends, after from
	list       []offers.Offer           // of the file
	here       func(*offers.Offer) bool // whether it is in the book
	all        *offers.Set              // what makes prices on shelves
	reductions *offers.Set              // of them those that announce it
	single     map[int]*offers.Set      // one of list
	short      map[int]*shortage        // by place in list
}

// shortage is what an offer lacks.
type shortage struct {
	products int
	first    catalog.Product
	step     time.Time
	missing  int
}

func newReckoning(log ledger.Prices, rule catalog.PriorRule, c money.Currency, list []offers.Offer, here func(*offers.Offer) bool, from time.Time) (*reckoning, error) {
	r := &reckoning{log: log, rule: rule, from: from, list: list, here: here, turns: map[string][]time.Time{}, single: map[int]*offers.Set{}, short: map[int]*shortage{}}
	var shelf []offers.Offer
	for i := range list {
		if list[i].OnShelf() && here(&list[i]) {
			o := atAnyHour(list[i])
			shelf = append(shelf, o)
			for _, t := range [...]time.Time{o.Valid.From, o.Valid.To} {
				if t.After(from) {
					r.turns[o.ID] = append(r.turns[o.ID], t)
				}
			}
		}
	}
	var err error
	for _, s := range []struct {
		to   **offers.Set
		list []offers.Offer
	}{{&r.all, shelf}, {&r.reductions, offers.Reductions(shelf)}} {
		if *s.to, err = offers.Compile(c, s.list); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// atAnyHour returns the offer as if it held all day and every day: a price of
// some hours of a day is one of that day.
func atAnyHour(o offers.Offer) offers.Offer {
	o.Conditions, o.Examples = nil, nil
	return o
}

// price is what the product costs everybody at t.
func (r *reckoning) price(p catalog.Product, t time.Time) catalog.Price {
	is, reduced := r.all.Reduced(p, t)
	out := catalog.Price{Since: t, Minor: is.Minor, Kind: catalog.Listed}
	if reduced {
		if _, told := r.reductions.Reduced(p, t); told {
			out.Kind = catalog.Announced
		}
	}
	return out
}

// turnsOf returns when the price of the product may change, the earliest first.
func (r *reckoning) turnsOf(p catalog.Product) []time.Time {
	var all []time.Time
	for _, id := range r.all.Touching(p) {
		all = append(all, r.turns[id]...)
	}
	slices.SortFunc(all, time.Time.Compare)
	return slices.CompactFunc(all, time.Time.Equal)
}

// product returns the product with its prior price, and what is new in its
// log.
func (r *reckoning) product(p catalog.Product) (catalog.Product, []ledger.PriceChange) {
	planned := []catalog.Price{r.price(p, r.from)}
	for _, t := range r.turnsOf(p) {
		planned = append(planned, r.price(p, t))
	}
	log := r.log.Of(p.GTIN).Then(planned...)
	p.Prior, p.PriorUntil = 0, time.Time{}
	told, exempt := false, r.rule.Exempts(p)
	for i := max(log.At(r.from), 0); i < len(log); i++ {
		if log[i].Kind != catalog.Announced {
			continue
		}
		prior, missing := log.Prior(log[i].Since, exempt, r.rule)
		switch {
		case missing > 0:
			r.lacks(p, log[i].Since, missing)
		case !told:
			p.Prior, told = prior, true
		case prior != p.Prior && p.PriorUntil.IsZero() && p.Prior > 0:
			p.PriorUntil = log[i].Since
		}
	}
	return p, r.changes(p.GTIN, log)
}

// changes are those of a log that begin now or later.
func (r *reckoning) changes(g gs1.GTIN, log catalog.PriceLog) (out []ledger.PriceChange) {
	for _, p := range log {
		if !p.Since.Before(r.from) {
			out = append(out, ledger.PriceChange{GTIN: g, Price: p})
		}
	}
	return out
}

// lacks notes of which offers a step of a price is, and that its prior price
// is not known.
func (r *reckoning) lacks(p catalog.Product, step time.Time, missing int) {
	at := step
	if at.Before(r.from) {
		at = r.from
	}
	for i := range r.list {
		o := &r.list[i]
		if !o.AnnounceReduction || !o.OnShelf() || !r.here(o) || !o.Valid.Holds(at) {
			continue
		}
		if r.single[i] == nil {
			r.single[i], _ = offers.Compile(p.Price.Currency, []offers.Offer{atAnyHour(*o)}) // as part of all it could be
		}
		if _, about := r.single[i].Reduced(p, at); !about {
			continue
		}
		s := r.short[i]
		if s == nil {
			s = &shortage{first: p}
			r.short[i] = s
		}
		if s.products++; missing > s.missing {
			s.step, s.missing = step, missing
		}
	}
}

// faults are those of offers that announce what cannot be proven, by place.
func (r *reckoning) faults() (all strict.Faults) {
	for i := range r.list {
		s := r.short[i]
		if s == nil {
			continue
		}
		of := fmt.Sprintf("product %s (%s)", s.first.GTIN, s.first.Name)
		if s.products > 1 {
			of += fmt.Sprintf(" and %d more", s.products-1)
		}
		all = append(all, strict.Fault{
			Path: fmt.Sprintf("offers[%d].announce_reduction", i),
			Text: fmt.Sprintf("offer %s announces a reduction of %s on %s, and %d of the days before that its prior price is of are missing in the log of prices; "+
				"begin it on %s or later, add what was paid before with endcap-hq prices --add, or leave announce_reduction out",
				r.list[i].ID, of, s.step.Format(time.DateOnly), s.missing, s.step.AddDate(0, 0, s.missing).Format(time.DateOnly)),
		})
	}
	return all
}

// reckon gives the products of a book their prior prices and returns what is
// to be logged.
func (b *Book) reckon(log ledger.Prices, here func(*offers.Offer) bool, from time.Time) ([]ledger.PriceChange, error) {
	r, err := newReckoning(log, b.Prior, b.Products[0].Price.Currency, b.Offers, here, from)
	if err != nil {
		return nil, err
	}
	var changes []ledger.PriceChange
	if log.Began.IsZero() {
		changes = append(changes, ledger.PriceChange{Price: catalog.Price{Since: from, Kind: catalog.NotSold}})
	}
	sold := make(map[gs1.GTIN]struct{}, len(b.Products))
	b.Products = slices.Clone(b.Products)
	for i, p := range b.Products {
		var more []ledger.PriceChange
		b.Products[i], more = r.product(p)
		changes = append(changes, more...)
		sold[p.GTIN] = struct{}{}
	}
	for _, g := range log.Products() {
		if _, still := sold[g]; !still {
			gone := log.Of(g).Then(catalog.Price{Since: from, Kind: catalog.NotSold})
			changes = append(changes, r.changes(g, gone)...)
		}
	}
	if faults := r.faults(); faults != nil {
		return nil, Unproven{faults}
	}
	return changes, nil
}
