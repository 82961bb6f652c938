package ledger

import (
	"encoding/json"
	"fmt"

	"endcap/offers/basket"
	"endcap/offers/catalog"
	"endcap/offers/stock"
	"endcap/sync/wire"
)

// effect is what one event adds to the sums: at most one of these.
type effect struct {
	move *stock.Movement
	sale *basket.Sale
	book uint64
}

// meaning reads an event. An error makes it a dead letter. A type that is not
// known here adds nothing and is no error: a device may be newer than
// headquarters.
func meaning(e wire.Event) (effect, error) {
	switch e.Type {
	case wire.StockMoved:
		var m stock.Movement
		if err := json.Unmarshal(e.Data, &m); err != nil {
			return effect{}, fmt.Errorf("not a movement: %w", err)
		}
		return effect{move: &m}, checkMove(m)
	case wire.BasketClosed:
		var s basket.Sale
		if err := json.Unmarshal(e.Data, &s); err != nil {
			return effect{}, fmt.Errorf("not a sale: %w", err)
		}
		return effect{sale: &s}, checkSale(s)
	case wire.BookSwitched:
		var b wire.BookSwitch
		if err := json.Unmarshal(e.Data, &b); err != nil {
			return effect{}, fmt.Errorf("not a switch of the price book: %w", err)
		}
		return effect{book: b.Version}, nil
	case wire.LabelShown, wire.ItemRefused, wire.StoreRepaired:
		var any map[string]json.RawMessage
		if err := json.Unmarshal(e.Data, &any); err != nil {
			return effect{}, fmt.Errorf("not an object: %w", err)
		}
	}
	return effect{}, nil
}

// checkMove keeps what could break a sum out of it. The bound on a quantity
// is what keeps nine thousand million movements of one lot from overflowing.
func checkMove(m stock.Movement) error {
	if len(m.Lot) > maxName || len(m.Place) > maxName {
		return fmt.Errorf("a lot of %d bytes at a place of %d, at most %d are taken", len(m.Lot), len(m.Place), maxName)
	}
	return m.Check()
}

func checkSale(s basket.Sale) error {
	switch {
	case s.Total.Currency != s.Saved.Currency && s.Saved.Minor != 0:
		return fmt.Errorf("a sale in %s with a saving in %s", s.Total.Currency, s.Saved.Currency)
	case s.Total.Minor > catalog.MaxPrice || s.Total.Minor < -catalog.MaxPrice || s.Saved.Minor > catalog.MaxPrice || s.Saved.Minor < -catalog.MaxPrice:
		return fmt.Errorf("a sale of %s with a saving of %s, at most %d minor units are taken", s.Total, s.Saved, catalog.MaxPrice)
	case s.Pieces > stock.MaxQuantity || s.Pieces < 0:
		return fmt.Errorf("a sale of %d pieces, 0 to %d are taken", s.Pieces, stock.MaxQuantity)
	}
	return nil
}
