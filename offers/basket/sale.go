package basket

import (
	"time"

	"endcap/offers"
	"endcap/offers/money"
	"endcap/scanner/gs1"
)

// Sale is the payload of wire.BasketClosed: what was paid for, and what for
// each thing. Fields are only ever added.
type Sale struct {
	Basket   string         `json:"basket"`
	Opened   time.Time      `json:"opened,omitzero"`
	Closed   time.Time      `json:"closed"`
	Currency money.Currency `json:"currency"`
	Lines    []SaleLine     `json:"lines"`
	// Parts is how many events of wire.BasketContinued tell the lines that did
	// not fit this one.
	Parts   int          `json:"parts,omitempty"`
	Pieces  int64        `json:"pieces"`
	Total   money.Amount `json:"total"` // the lines' Paid and Deposit added up
	Saved   money.Amount `json:"saved"`
	Deposit money.Amount `json:"deposit,omitzero"` // within Total
	// Due is what was paid where that is not Total: points paid the rest.
	Due     money.Amount `json:"due,omitzero"`
	Coupons []string     `json:"coupons,omitempty"` // codes that were presented
}

// SaleLine is one line that was paid for.
type SaleLine struct {
	Number   int          `json:"number"`
	GTIN     gs1.GTIN     `json:"gtin"`
	Name     string       `json:"name"`
	Lot      string       `json:"lot,omitempty"`
	Expiry   gs1.Date     `json:"expiry,omitzero"`
	Serial   string       `json:"serial,omitempty"`
	Quantity int64        `json:"quantity"`
	Grams    int64        `json:"grams,omitempty"`
	Measured int64        `json:"measured,omitempty"` // millilitres or millimetres
	Book     uint64       `json:"book,omitempty"`     // version of the price book that it was sold by
	Gross    money.Amount `json:"gross"`              // at shelf prices
	Paid     money.Amount `json:"paid"`
	Deposit  money.Amount `json:"deposit,omitzero"` // of all pieces, beside Paid
	Override *Override    `json:"override,omitempty"`
	Offers   []SaleOffer  `json:"offers,omitempty"`
	// Units is what each piece cost, for a return.
	Units []offers.Units `json:"units,omitempty"`
}

// SaleOffer is what one offer took off a line.
type SaleOffer struct {
	Offer string       `json:"offer"`
	Saved money.Amount `json:"saved"`
}

// Close returns what is paid for the basket, priced as r: its own result of
// PriceFor. A line that r does not tell of is paid at its shelf price.
func (b Basket) Close(r offers.Result, now time.Time) Sale {
	c := b.Currency()
	s := Sale{Basket: b.ID, Opened: b.Opened, Closed: now, Currency: c, Lines: make([]SaleLine, len(b.Lines)), Pieces: b.Pieces(), Coupons: b.Codes()}
	total, gross, deposit := int64(0), int64(0), int64(0)
	for i, l := range b.Lines {
		out := SaleLine{
			Number: l.Number, GTIN: l.Product.GTIN, Name: l.Product.Name, Lot: l.Lot, Expiry: l.Expiry, Serial: l.Serial,
			Quantity: l.Quantity, Grams: l.Grams, Measured: l.Measured, Book: l.Book, Gross: money.New(l.Each().Minor*l.Quantity, c),
			Override: l.Override,
		}
		out.Paid = out.Gross
		for _, p := range r.Lines {
			if p.Number != l.Number {
				continue
			}
			out.Paid, out.Units, out.Deposit = p.Net, alike(p.Units), p.Deposit
			for _, d := range p.Discounts {
				out.Offers = append(out.Offers, SaleOffer{d.Offer, d.Saved})
			}
		}
		gross += out.Gross.Minor
		total += out.Paid.Minor + out.Deposit.Minor
		deposit += out.Deposit.Minor
		s.Lines[i] = out
	}
	s.Total, s.Saved = money.New(total, c), money.New(gross+deposit-total, c)
	if r.Due.Currency == c && r.Burned > 0 {
		s.Due = r.Due
	}
	if deposit > 0 {
		s.Deposit = money.New(deposit, c)
	}
	return s
}
