package store

import (
	"go.etcd.io/bbolt"

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
	Stream  wire.Stream    `json:"stream,omitempty"` // of the event, which is numbered as it is here
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
	for _, stream := range wire.Streams {
		if err == nil {
			err = s.exportEvents(stream, visit)
		}
	}
	return err
}

func (s *Store) exportEvents(stream wire.Stream, visit func(Line) error) error {
	for _, after := s.Standing(stream); ; {
		var page []wire.Event
		err := view(s.state, func(tx *bbolt.Tx) error {
			p, err := s.pick(tx, stream.Rank(), after, wire.MaxBatch)
			page = p.read(after)
			return err
		})
		if err != nil || len(page) == 0 {
			return err
		}
		for i := range page {
			if err := visit(Line{Kind: "event", Stream: stream, Event: &page[i]}); err != nil {
				return err
			}
			after = page[i].Seq
		}
	}
}
