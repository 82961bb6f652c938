package ledger

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"endcap/offers/basket"
	"endcap/offers/catalog"
	"endcap/offers/points"
	"endcap/offers/stock"
	"endcap/sync/wire"
)

// effect is what one event adds to the sums: at most one of these.
type effect struct {
	moves  []stock.Level // of one movement, or of a marker
	sale   *basket.Sale
	book   uint64
	result *wire.CommandResult
	post   *points.Entry
	used   *wire.Redemption
}

// meaning reads an event. An error makes it a dead letter. A type that is not
// known here adds nothing and is no error: a device may be newer than
// headquarters.
func meaning(e wire.Event) (f effect, err error) {
	if !storable(string(e.Type)) || !utf8.Valid(e.Data) {
		return f, errText
	}
	switch e.Type {
	case wire.StockMoved:
		var m stock.Movement
		if err := json.Unmarshal(e.Data, &m); err != nil {
			return f, fmt.Errorf("not a movement: %w", err)
		}
		v := stock.Level{Key: stock.Key{GTIN: m.GTIN, Lot: m.Lot, Place: m.Place}}
		f.moves = []stock.Level{v.Plus(m)}
		return f, errors.Join(m.Check(), checkKey(v.Key))
	case wire.EventsDropped:
		var d wire.Dropped
		if err := json.Unmarshal(e.Data, &d); err != nil {
			return f, fmt.Errorf("not a marker: %w", err)
		}
		f.moves = d.Levels
		return f, checkLevels(d.Levels)
	case wire.BasketClosed:
		f.sale = &basket.Sale{}
		if err := json.Unmarshal(e.Data, f.sale); err != nil {
			return f, fmt.Errorf("not a sale: %w", err)
		}
		return f, checkSale(*f.sale)
	case wire.BookSwitched:
		var b wire.BookSwitch
		if err := json.Unmarshal(e.Data, &b); err != nil {
			return f, fmt.Errorf("not a switch of the price book: %w", err)
		}
		f.book = clip(b.Version)
	case wire.CommandDone:
		f.result = &wire.CommandResult{}
		if err := json.Unmarshal(e.Data, f.result); err != nil {
			return f, fmt.Errorf("not a command's result: %w", err)
		}
		return f, checkResult(*f.result)
	case wire.PointsPosted:
		f.post = &points.Entry{}
		if err := json.Unmarshal(e.Data, f.post); err != nil {
			return f, fmt.Errorf("not an entry of points: %w", err)
		}
		return f, checkEntry(*f.post)
	case wire.OfferRedeemed:
		f.used = &wire.Redemption{}
		if err := json.Unmarshal(e.Data, f.used); err != nil {
			return f, fmt.Errorf("not a redemption: %w", err)
		}
		return f, checkRedemption(*f.used)
	case wire.LabelShown, wire.ItemRefused, wire.StockCounted, wire.StoreRepaired, wire.HealthChanged, wire.DrawMade, wire.BasketReturned, wire.BasketContinued:
		var any map[string]json.RawMessage
		if err := json.Unmarshal(e.Data, &any); err != nil {
			return f, fmt.Errorf("not an object: %w", err)
		}
	}
	return f, nil
}

// checkKey keeps out of the sums what no database could keep as text.
func checkKey(k stock.Key) error {
	if len(k.Lot) > maxName || len(k.Place) > maxName {
		return fmt.Errorf("a lot of %d bytes at a place of %d, at most %d are taken", len(k.Lot), len(k.Place), maxName)
	}
	if !storable(k.Lot) || !storable(k.Place) {
		return errText
	}
	return nil
}

// checkLevels asks of sums what is asked of movements. The bound is what
// keeps millions of markers from overflowing one sum.
func checkLevels(levels []stock.Level) error {
	for _, v := range levels {
		if v.GTIN == 0 || v.Place == "" {
			return fmt.Errorf("it sums up no product at no place: %+v", v)
		}
		if v.Pieces > maxLevel || v.Pieces < -maxLevel || v.Grams > maxLevel || v.Grams < -maxLevel {
			return fmt.Errorf("%d pieces and %d g of %s, at most %d are taken", v.Pieces, v.Grams, v.GTIN, int64(maxLevel))
		}
		if err := checkKey(v.Key); err != nil {
			return err
		}
	}
	return nil
}

func checkSale(s basket.Sale) error {
	switch {
	case s.Total.Currency != s.Saved.Currency && s.Saved.Minor != 0:
		return fmt.Errorf("a sale in %s with a saving in %s", s.Total.Currency, s.Saved.Currency)
	case s.Total.Minor > catalog.MaxPrice || s.Total.Minor < -catalog.MaxPrice || s.Saved.Minor > catalog.MaxPrice || s.Saved.Minor < -catalog.MaxPrice:
		return fmt.Errorf("a sale of %s with a saving of %s, at most %d minor units are taken", s.Total, s.Saved, int64(catalog.MaxPrice))
	case s.Pieces > stock.MaxQuantity || s.Pieces < 0:
		return fmt.Errorf("a sale of %d pieces, 0 to %d are taken", s.Pieces, stock.MaxQuantity)
	}
	return nil
}

func checkResult(r wire.CommandResult) error {
	if r.ID == "" || len(r.ID) > maxName || r.Outcome == "" || len(r.Outcome) > maxName {
		return fmt.Errorf("a result %.80q of command %.80q: use 1 to %d bytes", r.Outcome, r.ID, maxName)
	}
	return nil
}

func checkEntry(p points.Entry) error {
	if !storable(p.ID) || !storable(p.From) || !storable(p.To) {
		return errText
	}
	return p.Check()
}

func checkRedemption(r wire.Redemption) error {
	if !storable(r.Offer) {
		return errText
	}
	return r.Check()
}

// errText is why an event is a dead letter that says what is no text.
var errText = errors.New("text that is not UTF-8, or has a zero in it")

// storable reports whether every database keeps s as text: UTF-8 without NUL.
func storable(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }

// plain is s, with a mark in the place of each byte that no database keeps.
func plain(s string) string {
	if storable(s) {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\x00", "\ufffd")
}

// kept is an event's data as the ledger keeps it: as it came, or as a JSON
// string of its base64 where it is not UTF-8.
func kept(data json.RawMessage) string {
	if utf8.Valid(data) {
		return string(data)
	}
	b, _ := json.Marshal([]byte(data)) // bytes are base64, which cannot fail
	return string(b)
}
