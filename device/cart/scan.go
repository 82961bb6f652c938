package cart

import (
	"time"

	"endcap/device"
	"endcap/device/intake"
	"endcap/offers/basket"
	"endcap/offers/catalog"
	"endcap/offers/journal"
	"endcap/offers/stock"
	"endcap/sync/wire"
)

func (s State) scanned(e Scanned, now time.Time) (State, []Effect) {
	if c, ok := s.coupon(e, now); ok {
		return s.presented(c, e.Scan.ID, now)
	}
	if cause, sentence := e.Judge(now); cause != intake.Fine {
		return s.refused(e, cause, sentence+" "+remedy(cause), now)
	}
	it := e.Scan.Item
	line := basket.Line{
		Product: e.Product, Lot: it.Lot, Expiry: it.LastDay(), Serial: it.Serial,
		Quantity: e.Pieces(), Printed: it.Price, Added: now, Book: s.book.Version,
	}
	switch e.Product.Sold {
	case catalog.PerPiece:
	case catalog.PerKilogram:
		line.Grams = it.Grams
	case catalog.PerLitre:
		line.Measured = it.Millilitres
	case catalog.PerMetre:
		line.Measured = it.Millimetres
	}
	b, err := s.basket.Add(line)
	if err != nil {
		return s.refused(e, intake.Unfit, "Not added: "+reason(err)+".", now)
	}
	if b.Opened.IsZero() {
		b.Opened = now
	}
	step := journal.Step{Scan: e.Scan.ID, Basket: &b, Moves: []stock.Movement{s.moved(line, stock.Picked, +1, now)}}
	s.basket, s.paid, s.notice, s.bad = b, nil, "", false
	s = s.reprice(now)
	if s.offers != nil {
		s.notice = s.offers.Hint(e.Product, now)
	}
	return s, []Effect{Commit{step}, Signal{device.Good}}
}

func (s State) refused(e Scanned, cause intake.Cause, sentence string, now time.Time) (State, []Effect) {
	s.notice, s.bad = sentence, true
	step := journal.Step{
		Scan:   e.Scan.ID,
		Events: []wire.Event{wire.NewEvent(wire.ItemRefused, now, e.Refusal(cause))},
	}
	return s, []Effect{Commit{step}, Signal{device.Bad}}
}

// remedy is what the shopper can do.
func remedy(c intake.Cause) string {
	switch c {
	case intake.Expired:
		return "Please take a fresh one."
	case intake.Recalled:
		return "Please give it to our staff."
	case intake.Unknown:
		return "Please ask our staff."
	case intake.NotAProduct:
		return "Scan the bar code of a product."
	case intake.Fine, intake.Unfit:
	}
	return ""
}
