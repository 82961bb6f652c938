package author

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"

	"endcap/offers"
	"endcap/offers/basket"
	"endcap/offers/money"
	"endcap/offers/strict"
	"endcap/scanner/gs1"
)

// closed is the type of the events that tell of sales (wire.BasketClosed).
const closed = "endcap.basket.closed.v1"

// ReadSales reads what was sold: one JSON value a line, each a sale, an event
// that tells of one, or a line of endcap store export. Values that tell of
// something else are read over. The error is strict.Faults.
func ReadSales(r io.Reader) ([]basket.Sale, error) {
	var out []basket.Sale
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxSaleLine)
	n := 0
	for lines.Scan() {
		n++
		if len(lines.Bytes()) == 0 {
			continue
		}
		if len(out) == maxSales {
			return nil, strict.Faults{{Line: n, Column: 1, Text: fmt.Sprintf("more than %d sales; no more are read: take fewer days", maxSales)}}
		}
		s, ok, err := saleIn(lines.Bytes())
		if err != nil {
			return nil, strict.Faults{{Line: n, Column: 1, Text: fmt.Sprintf("no sale can be read here: %v; write one JSON value a line, as endcap store export does", err)}}
		}
		if ok {
			out = append(out, s)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, strict.Faults{{Line: n + 1, Column: 1, Text: fmt.Sprintf("the line cannot be read: %v", err)}}
	}
	return out, nil
}

func saleIn(b []byte) (s basket.Sale, ok bool, err error) {
	type event struct {
		Type string          `json:"type"`
		Data json.RawMessage `json:"data"`
	}
	var v struct {
		event
		Event *event           `json:"event"`
		Kind  string           `json:"kind"`
		Lines *json.RawMessage `json:"lines"`
	}
	if err := json.Unmarshal(b, &v); err != nil {
		return s, false, err
	}
	if v.Event != nil {
		v.event = *v.Event
	}
	switch {
	case v.Type == closed:
		b = v.Data
	case v.Type != "" || v.Kind != "" || v.Lines == nil:
		return s, false, nil
	}
	err = json.Unmarshal(b, &s)
	return s, err == nil, err
}

// given is what an offer gave on past sales.
type given struct {
	baskets int
	saved   int64
}

// sales prices past sales anew, as for shoppers of whom nothing is known, and
// tells what they would have cost.
func (t *trial) sales() {
	if len(t.Sales) == 0 {
		return
	}
	products := make(map[gs1.GTIN]*offers.Line, len(t.goods.lines))
	for i := range t.goods.lines {
		products[t.goods.lines[i].GTIN] = &t.goods.lines[i]
	}
	by := map[string]*given{}
	var gross, paid, anew int64
	priced := 0
	for i := range t.Sales {
		s := &t.Sales[i]
		r := t.whole.Price(basketOf(s, products), offers.Context{Now: s.Closed, Public: true})
		if s.Currency != t.Currency || r.Problem != "" {
			continue
		}
		priced++
		gross, paid, anew = gross+r.Subtotal.Minor, paid+r.Subtotal.Minor-s.Saved.Minor, anew+r.Subtotal.Minor-r.Saved.Minor
		for _, a := range r.Applied {
			if by[a.Offer] == nil {
				by[a.Offer] = &given{}
			}
			by[a.Offer].baskets++
			by[a.Offer].saved += a.Saved.Minor
		}
	}
	c := t.Currency
	t.say(Note, kindSales, "", "%d of %d sales priced anew: %s at shelf prices, %s with the offers then, %s with these", priced, len(t.Sales),
		money.New(gross, c), money.New(paid, c), money.New(anew, c))
	for i := range t.Offers {
		if g := by[t.Offers[i].ID]; t.Sound[i] && g != nil {
			t.say(Note, kindSales, pathOf(i), "on past sales it is given in %d of %d baskets and takes off %s", g.baskets, priced, money.New(g.saved, c))
		} else if t.Sound[i] {
			t.say(Note, kindSales, pathOf(i), "on past sales it is never given")
		}
	}
}

// basketOf is what was sold, at the shelf prices of then.
func basketOf(s *basket.Sale, products map[gs1.GTIN]*offers.Line) offers.Basket {
	b := offers.Basket{Currency: s.Currency, Lines: make([]offers.Line, len(s.Lines))}
	for i, in := range s.Lines {
		l := offers.Line{GTIN: in.GTIN, Name: in.Name}
		if p := products[in.GTIN]; p != nil {
			l = *p
		}
		l.Number, l.Lot, l.Expiry, l.Quantity, l.Grams = in.Number, in.Lot, in.Expiry, in.Quantity, in.Grams
		l.Price = in.Gross.Minor / max(in.Quantity, 1)
		b.Lines[i] = l
	}
	return b
}
