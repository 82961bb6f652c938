package page

import (
	"encoding/json"
	"fmt"
	"strings"

	part "endcap/device"
	"endcap/device/intake"
	"endcap/device/label"
	"endcap/internal/hq/ledger"
	"endcap/offers/basket"
	"endcap/offers/points"
	"endcap/offers/stock"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

// sentence is what an event tells, for a person. names gives products their
// names; a product without one is called by its number.
func sentence(e ledger.Entry, names map[gs1.GTIN]string) string {
	if e.Fault != "" {
		return "Kept aside, because it is " + e.Fault
	}
	name := func(g gs1.GTIN) string {
		if n := names[g]; n != "" {
			return n
		}
		return g.EAN()
	}
	text, err := tells(e, name)
	if err != nil { // the ledger has read it before
		return "Cannot be read: " + err.Error()
	}
	return text
}

// tells says what an event of each type tells.
func tells(e ledger.Entry, name func(gs1.GTIN) string) (text string, err error) {
	switch e.Type {
	case wire.StockMoved:
		var m stock.Movement
		if err = json.Unmarshal(e.Data, &m); err == nil {
			text = moved(m, name(m.GTIN))
		}
	case wire.BasketClosed:
		var s basket.Sale
		if err = json.Unmarshal(e.Data, &s); err == nil {
			text = fmt.Sprintf("Basket paid: %s for %s", plural(s.Pieces, "piece", "pieces"), s.Total)
			if s.Saved.Minor > 0 {
				text += fmt.Sprintf(", %s saved", s.Saved)
			}
		}
	case wire.LabelShown:
		var s label.Shown
		if err = json.Unmarshal(e.Data, &s); err == nil {
			text = fmt.Sprintf("Label %s at %s shows %s at %s", s.Label, s.Place, name(s.GTIN), s.Price)
		}
	case wire.ItemRefused:
		var r intake.Refusal
		if err = json.Unmarshal(e.Data, &r); err == nil {
			text = refused(r, name)
		}
	case wire.BookSwitched:
		var b wire.BookSwitch
		if err = json.Unmarshal(e.Data, &b); err == nil {
			text = fmt.Sprintf("Sells by price book %d: %s, %s", b.Version, plural(b.Products, "product", "products"), plural(b.Offers, "offer", "offers"))
		}
	case wire.EventsDropped:
		var d wire.Dropped
		if err = json.Unmarshal(e.Data, &d); err == nil {
			text = dropped(e, d)
		}
	case wire.CommandDone:
		var r wire.CommandResult
		if err = json.Unmarshal(e.Data, &r); err == nil {
			text = strings.TrimSuffix(fmt.Sprintf("Command %d (%s) %s: %s", r.Number, r.Kind, r.Outcome, r.Text), ": ")
		}
	case wire.StoreRepaired:
		var r wire.StoreRepair
		if err = json.Unmarshal(e.Data, &r); err == nil {
			text = fmt.Sprintf("Its local ledger was damaged and repaired (%s): kept %s, lost %s", r.Step, r.Kept, r.Lost)
		}
	case wire.HealthChanged:
		var h part.Health
		if err = json.Unmarshal(e.Data, &h); err == nil {
			text = fmt.Sprintf("%s is %s: %s", h.Part, h.State, h.Text)
		}
	case wire.PointsPosted, wire.OfferRedeemed, wire.DrawMade, wire.BasketReturned, wire.BasketContinued:
		text, err = offered(e)
	case wire.StockCounted:
		text = "Goods were counted"
	default:
		text = "Something this headquarters does not know: " + string(e.Type)
	}
	return text, err
}

// offered says what was given of an offer that is counted.
func offered(e ledger.Entry) (string, error) {
	switch e.Type { //nolint:exhaustive // what else there is has its sentence already
	case wire.PointsPosted:
		var p points.Entry
		err := json.Unmarshal(e.Data, &p)
		return fmt.Sprintf("%s from %s to %s", plural(p.Points, "point", "points"), p.From, p.To), err
	case wire.OfferRedeemed:
		var r wire.Redemption
		err := json.Unmarshal(e.Data, &r)
		return fmt.Sprintf("Offer %s given %s, for %s", r.Offer, plural(r.Times, "time", "times"), r.Money), err
	case wire.BasketContinued:
		var r basket.Rest
		err := json.Unmarshal(e.Data, &r)
		return fmt.Sprintf("%s more of basket %s, which was paid", plural(len(r.Lines), "line", "lines"), r.Basket), err
	case wire.BasketReturned:
		var r basket.Return
		err := json.Unmarshal(e.Data, &r)
		pieces := int64(0)
		for _, l := range r.Lines {
			pieces += l.Quantity
		}
		return fmt.Sprintf("%s of basket %s came back, %s paid back: %s", plural(pieces, "piece", "pieces"), r.Basket, r.Refund, r.Why), err
	}
	var d wire.Draw
	err := json.Unmarshal(e.Data, &d)
	switch {
	case d.Won:
		return "Drew " + d.Offer + ": won", err
	case d.Empty:
		return "Drew " + d.Offer + ": won, but nothing was left to give", err
	}
	return "Drew " + d.Offer + ": not won", err
}

// dropped says what a marker stands for.
func dropped(e ledger.Entry, d wire.Dropped) string {
	text := fmt.Sprintf("%s given up for want of room, numbers %d to %d", plural(e.Seq-e.FirstSeq()+1, "event", "events"), e.FirstSeq(), e.Seq)
	if len(d.Levels) > 0 {
		text += "; " + plural(len(d.Levels), "sum", "sums") + " of what they moved came instead"
	}
	return text
}

// moved says how goods moved.
func moved(m stock.Movement, name string) string {
	n := max(m.Quantity, -m.Quantity)
	what := name
	switch {
	case m.Grams:
		what = amount(n, true) + " of " + name
	case n != 1:
		what = thousands(n) + " × " + name
	}
	if m.Lot != "" {
		what += " (lot " + m.Lot + ")"
	}
	switch m.Cause { //nolint:exhaustive // of the others it is enough to say which way
	case stock.Picked:
		return what + " taken into " + m.Place
	case stock.PutBack:
		return what + " put back out of " + m.Place
	case stock.Sold:
		return what + " sold out of " + m.Place
	case stock.Stocked:
		return what + " stocked at " + m.Place
	}
	if m.Quantity < 0 {
		return what + " left " + m.Place
	}
	return what + " came to " + m.Place
}

// refused says what was not sold, and why.
func refused(r intake.Refusal, name func(gs1.GTIN) string) string {
	what := "Refused a scan"
	if r.GTIN != 0 {
		what = "Refused " + name(r.GTIN)
	}
	if r.Lot != "" {
		what += " (lot " + r.Lot + ")"
	}
	switch r.Cause {
	case intake.Expired:
		return what + ": its last day was " + r.Expiry.String()
	case intake.Recalled:
		return what + ": the lot is recalled"
	case intake.Unknown:
		return what + ": the price book does not have it"
	case intake.NotAProduct:
		return what + ": it is no product"
	case intake.Unfit:
		return what + ": there was no room or no use for it"
	case intake.Fine:
	}
	return what + ": " + string(r.Cause)
}

// about returns the product an event is about, so that its name can be had.
func about(e ledger.Entry) gs1.GTIN {
	var v struct {
		GTIN gs1.GTIN `json:"gtin"`
	}
	if json.Unmarshal(e.Data, &v) != nil {
		return 0
	}
	return v.GTIN
}
