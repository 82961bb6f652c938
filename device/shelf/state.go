package shelf

import (
	"errors"
	"slices"
	"time"

	"endcap/device"
	"endcap/device/intake"
	"endcap/device/label"
	"endcap/offers"
	"endcap/offers/catalog"
	"endcap/offers/journal"
	"endcap/offers/money"
	"endcap/offers/stock"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

// State is everything a shelf knows. It is a value; On returns the next one.
type State struct {
	spots    []spot // in the order of the configuration
	book     uint64
	link     string
	offers   *offers.Set
	reduced  *offers.Set                  // those of offers that announce a reduction
	products map[gs1.GTIN]catalog.Product // never written
	turn     int                          // rises with each RedrawAsked
	notice   string
	bad      bool
}

// spot is one label and the place under it.
type spot struct {
	label, place string
	gtin         gs1.GTIN
	facts        label.Facts // what the label shall say
	shown        time.Time   // since when it says so; zero while it does not
	fault        string
	onHand       int64
}

// NewState returns the state of a shelf with these labels, before it knows
// any price. onHand has what lies at each.
func NewState(places []Place, onHand []int64) State {
	s := State{spots: make([]spot, len(places))}
	for i, p := range places {
		s.spots[i] = spot{
			label: p.Label, place: p.Place, gtin: p.GTIN, onHand: onHand[i],
			facts: label.Facts{ID: p.Label, GTIN: p.GTIN}, fault: "There is no price book yet.",
		}
	}
	return s
}

// On decides what an event means. It reads nothing but its arguments: the
// next state holds once every Commit among the effects, in their order, is
// durable.
func (s State) On(e Event, now time.Time) (State, []Effect) {
	s.spots = slices.Clone(s.spots)
	switch e := e.(type) {
	case Scanned:
		return s.scanned(e, now)
	case BookChanged:
		s.book, s.link, s.offers, s.reduced, s.products = e.Version, e.Link, e.Offers, e.Reductions, e.Products
		return s.redraw(now)
	case Ticked:
		return s.redraw(now)
	case Recounted:
		for i := range s.spots {
			s.spots[i].onHand = e.OnHand[i]
		}
		return s, nil
	case RedrawAsked:
		return s.anew()
	case Drawn:
		return s.drawn(e)
	case NotDrawn:
		if p := s.saying(e.Facts); p != nil {
			p.fault = e.Fault.Error()
		}
		return s, nil
	case NotStored:
		return s.notStored(e, now)
	}
	return s, nil
}

func (s State) scanned(e Scanned, now time.Time) (State, []Effect) {
	if cause, sentence := e.Judge(now); cause != intake.Fine {
		return s.refused(e, cause, sentence+" "+remedy(cause), now)
	}
	i := slices.IndexFunc(s.spots, func(p spot) bool { return p.gtin == e.Product.GTIN })
	if i < 0 {
		return s.refused(e, intake.Unfit, e.Product.Name+" has no place on this shelf.", now)
	}
	it, p := e.Scan.Item, &s.spots[i]
	m := stock.Movement{
		GTIN: e.Product.GTIN, Lot: it.Lot, Expiry: it.LastDay(), Place: p.place,
		Quantity: e.Pieces(), Cause: stock.Stocked, At: now,
	}
	if e.Product.Sold == catalog.PerKilogram && it.Grams > 0 {
		m.Quantity, m.Grams = it.Grams, true
	}
	p.onHand += m.Quantity
	s.notice, s.bad = e.Product.Name+" stocked at "+p.place+".", false
	step := journal.Step{Scan: e.Scan.ID, Moves: []stock.Movement{m}}
	return s, []Effect{Commit{step}, Signal{device.Good, p.label}}
}

func (s State) refused(e Scanned, cause intake.Cause, sentence string, now time.Time) (State, []Effect) {
	s.notice, s.bad = sentence, true
	step := journal.Step{
		Scan:   e.Scan.ID,
		Events: []wire.Event{wire.NewEvent(wire.ItemRefused, now, e.Refusal(cause))},
	}
	return s, []Effect{Commit{step}, Signal{device.Bad, ""}}
}

// redraw finds what every label shall say now and draws those that say
// something else. A new price book alone is no reason to wear a panel.
func (s State) redraw(now time.Time) (State, []Effect) {
	var draw []Effect
	for i := range s.spots {
		p := &s.spots[i]
		product, ok := s.products[p.gtin]
		if !ok {
			p.facts, p.shown = label.Facts{ID: p.label, GTIN: p.gtin, Book: s.book}, time.Time{}
			if s.book > 0 {
				p.fault = "The product " + p.gtin.EAN() + " is not in the price book."
			}
			continue
		}
		f := s.factsOf(product, now)
		f.ID = p.label
		if same(f, p.facts) {
			continue
		}
		p.facts, p.shown, p.fault = f, time.Time{}, ""
		draw = append(draw, Draw{f, s.turn})
	}
	return s, draw
}

// factsOf returns what the label of a product says now.
func (s State) factsOf(p catalog.Product, now time.Time) label.Facts {
	to, reduced := s.reduced.Reduced(p, now)
	if !reduced {
		return label.FactsOf(p, s.offers.Hint(p, now), s.link, s.book)
	}
	was, told := p.Was(to, now)
	if !told {
		was = money.Amount{}
	}
	return label.Reduced(p, to, was, s.link, s.book)
}

// anew draws every label that has something to say, whatever it shows.
func (s State) anew() (State, []Effect) {
	var draw []Effect
	s.turn++
	for i := range s.spots {
		p := &s.spots[i]
		if _, ok := s.products[p.gtin]; ok {
			p.shown = time.Time{}
			draw = append(draw, Draw{p.facts, s.turn})
		}
	}
	return s, draw
}

func (s State) drawn(e Drawn) (State, []Effect) {
	p := s.saying(e.Facts)
	if p == nil {
		return s, nil // it shall say something else by now, which will be told
	}
	p.shown, p.fault = e.At, ""
	told := label.Shown{Label: p.label, Place: p.place, GTIN: e.Facts.GTIN, Price: e.Facts.Price, Book: e.Facts.Book}
	return s, []Effect{Commit{journal.Step{Events: []wire.Event{wire.NewEvent(wire.LabelShown, e.At, told)}}}}
}

func (s State) notStored(e NotStored, now time.Time) (State, []Effect) {
	if errors.Is(e.Fault, journal.ErrSeen) {
		return s, nil
	}
	switch of := e.Of.(type) {
	case Drawn:
		if p := s.saying(of.Facts); p != nil {
			p.fault = "Shown, but not noted: " + e.Fault.Error()
		}
		return s, nil
	case Scanned:
		what := "Not stocked: "
		if cause, sentence := of.Judge(now); cause != intake.Fine {
			what = sentence + " Not noted: "
		}
		s.notice, s.bad = what+e.Fault.Error(), true
		return s, []Effect{Signal{device.Bad, ""}}
	case BookChanged, Ticked, Recounted, RedrawAsked, NotDrawn, NotStored:
	}
	return s, nil
}

// saying returns the spot whose label shall say these facts, or nil.
func (s State) saying(f label.Facts) *spot {
	i := slices.IndexFunc(s.spots, func(p spot) bool { return same(p.facts, f) })
	if i < 0 {
		return nil
	}
	return &s.spots[i]
}

// same is true when two labels look the same, whatever the book.
func same(a, b label.Facts) bool {
	a.Book, b.Book = 0, 0
	return a == b
}

// remedy is what staff can do.
func remedy(c intake.Cause) string {
	switch c {
	case intake.Expired, intake.Recalled:
		return "Do not put it on the shelf."
	case intake.Unknown:
		return "Report it to headquarters."
	case intake.NotAProduct:
		return "Scan the bar code of a product."
	case intake.Fine, intake.Unfit:
	}
	return ""
}
