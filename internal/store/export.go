package store

import (
	"endcap/offers/basket"
	"endcap/offers/stock"
	"endcap/sync/wire"
)

// Line is one line of an export: one of its fields, and what it is.
type Line struct {
	Kind    string         `json:"kind"` // waiting, basket, stock or event
	Waiting *Waiting       `json:"waiting,omitempty"`
	Basket  *basket.Basket `json:"basket,omitempty"`
	Stock   *stock.Level   `json:"stock,omitempty"`
	Event   *wire.Event    `json:"event,omitempty"`
}

// Export calls visit for all that a device knows of its own: what waits, the
// open basket, the sums of the stock, the events. It holds few of them in
// memory at once.
func (s *Store) Export(visit func(Line) error) error {
	w, err := s.Waiting()
	if err == nil {
		err = visit(Line{Kind: "waiting", Waiting: &w})
	}
	if err != nil {
		return err
	}
	b, open, err := s.Basket()
	if err == nil && open {
		err = visit(Line{Kind: "basket", Basket: &b})
	}
	if err == nil {
		err = s.Stock(func(l stock.Level) error { return visit(Line{Kind: "stock", Stock: &l}) })
	}
	for after := s.Identity().Safe; err == nil; {
		var page []wire.Event
		if page, err = s.Pending(after, maxPending); len(page) == 0 {
			break
		}
		for i := range page {
			if after = page[i].Seq; err == nil {
				err = visit(Line{Kind: "event", Event: &page[i]})
			}
		}
	}
	return err
}
