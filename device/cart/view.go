package cart

import (
	"time"

	"endcap/offers"
	"endcap/offers/basket"
	"endcap/offers/money"
	"endcap/offers/shopper"
	"endcap/scanner/gs1"
)

// View is what a shopper sees, ready to be shown.
type View struct {
	Basket   string       `json:"basket"`
	Lines    []ViewLine   `json:"lines"`
	Newest   int          `json:"newest"` // number of the line scanned last, 0 if there is none
	Subtotal money.Amount `json:"subtotal"`
	Saved    money.Amount `json:"saved"`
	Total    money.Amount `json:"total"`
	Deposit  money.Amount `json:"deposit,omitzero"` // within Total
	Due      money.Amount `json:"due"`              // what is to be paid: Total less what points pay
	Earned   int64        `json:"earned,omitempty"` // points
	Burned   int64        `json:"burned,omitempty"`
	// Gifts are to be fetched, Vouchers are for a later visit.
	Gifts    []ViewGift    `json:"gifts,omitempty"`
	Vouchers []ViewVoucher `json:"vouchers,omitempty"`
	Hints    []ViewHint    `json:"hints,omitempty"` // at most MaxHints
	Coupons  []ViewCoupon  `json:"coupons,omitempty"`
	// Suggestions are at most MaxHints things that are not in the basket.
	Suggestions []ViewSuggestion `json:"suggestions,omitempty"`
	// Member says that a shopper is known, and nothing else of who it is.
	Member bool `json:"member,omitempty"`
	Public bool `json:"public,omitempty"` // prices are shown, and asked, as for everybody
	// Personal is the sentence that a shopper has to be told whose personal data
	// made a price (Directive 2011/83/EU Art. 6(1)(ea)).
	Personal string `json:"personal,omitempty"`
	// Notice is the last thing worth a sentence: a refusal, an offer taken.
	Notice string    `json:"notice,omitempty"`
	Bad    bool      `json:"bad,omitempty"` // the notice is a refusal
	Book   uint64    `json:"book"`
	Closed *Paid     `json:"closed,omitempty"` // the basket before this one, just paid
	At     time.Time `json:"at"`
}

// ViewLine is one line of the basket with its price and every reason for it.
type ViewLine struct {
	Number   int          `json:"number"`
	GTIN     gs1.GTIN     `json:"gtin"`
	Name     string       `json:"name"`
	Quantity int64        `json:"quantity"`
	Grams    int64        `json:"grams,omitempty"`
	Measured int64        `json:"measured,omitempty"` // millilitres or millimetres, as Per says
	Per      string       `json:"per,omitempty"`      // what Each is for: "kg", "l" or "m"; a piece where it is empty
	Lot      string       `json:"lot,omitempty"`
	Expiry   gs1.Date     `json:"expiry,omitzero"`
	Each     money.Amount `json:"each"` // per piece, or as Per says
	Gross    money.Amount `json:"gross"`
	Net      money.Amount `json:"net"`
	Deposit  money.Amount `json:"deposit,omitzero"` // beside Net
	Set      string       `json:"set,omitempty"`    // why staff set the price
	Reasons  []ViewReason `json:"reasons,omitempty"`
}

// ViewReason says which offer took how much off a line, and why.
type ViewReason struct {
	Offer string       `json:"offer"`
	Name  string       `json:"name,omitempty"` // "Berry week"; left out where Text says it
	Text  string       `json:"text"`           // "3 for 4.00 EUR"
	Saved money.Amount `json:"saved"`
}

// ViewCoupon is a coupon in the basket.
type ViewCoupon struct {
	Code  string `json:"code"`
	Offer string `json:"offer,omitempty"` // the name of the offer that it is taken for now
	Why   string `json:"why,omitempty"`   // it is not taken
}

// ViewHint says what one could take to save more.
type ViewHint struct {
	Offer string       `json:"offer"`
	Name  string       `json:"name"`
	Units int64        `json:"units"`
	Of    string       `json:"of"` // the product
	Saves money.Amount `json:"saves"`
}

// ViewSuggestion is a product that one might want, and why.
type ViewSuggestion struct {
	GTIN  gs1.GTIN    `json:"gtin"`
	Name  string      `json:"name"`
	Why   shopper.Why `json:"why"`
	With  string      `json:"with,omitempty"`  // shopper.Together: the name of what is in the basket
	Offer string      `json:"offer,omitempty"` // what there is on it: "3 for 4.00 EUR"
}

// ViewGift is goods that an offer gives.
type ViewGift struct {
	Name     string   `json:"name"` // of the offer
	Quantity int64    `json:"quantity"`
	Of       []string `json:"of,omitempty"` // any of these products, by number
}

// ViewVoucher is money off a later visit.
type ViewVoucher struct {
	Name   string       `json:"name"` // of the offer
	Amount money.Amount `json:"amount"`
	Days   int64        `json:"days"`
}

// Paid is a basket that was closed.
type Paid struct {
	Basket string       `json:"basket"`
	Total  money.Amount `json:"total"` // what was paid: Due of its view
	Saved  money.Amount `json:"saved"`
	Pieces int64        `json:"pieces"`
}

// View returns what a shopper sees of the state.
func (s State) View(now time.Time) View {
	v := View{
		Basket: s.basket.ID, Lines: make([]ViewLine, 0, len(s.basket.Lines)),
		Subtotal: s.priced.Subtotal, Saved: s.priced.Saved, Total: s.priced.Total,
		Deposit: s.priced.Deposit, Member: s.shopper != nil, Public: s.public, Personal: s.priced.Notice(""),
		Due: s.priced.Due, Earned: s.priced.Earned, Burned: s.priced.Burned, Hints: s.hints(), Suggestions: s.thought.suggested,
		Notice: s.notice, Bad: s.bad, Book: s.book.Version, Closed: s.paid, At: now,
	}
	var last time.Time
	for i, l := range s.basket.Lines {
		v.Lines = append(v.Lines, viewLine(l, s.priced.Lines[i]))
		if !l.Added.Before(last) {
			v.Newest, last = l.Number, l.Added
		}
	}
	for _, c := range s.basket.Coupons {
		v.Coupons = append(v.Coupons, ViewCoupon{Code: c.Code, Offer: s.couponOffer(c), Why: s.thought.why[c.Code]})
	}
	for _, g := range s.priced.Gifts {
		v.Gifts = append(v.Gifts, ViewGift{s.offers.NameOf(g.Offer, ""), g.Quantity, g.Of})
	}
	for _, w := range s.priced.Vouchers {
		v.Vouchers = append(v.Vouchers, ViewVoucher{s.offers.NameOf(w.Offer, ""), w.Amount, w.Days})
	}
	return v
}

func viewLine(l basket.Line, p offers.PricedLine) ViewLine {
	v := ViewLine{
		Number: l.Number, GTIN: l.Product.GTIN, Name: l.Product.Name,
		Quantity: l.Quantity, Grams: l.Grams, Measured: l.Measured, Per: string(l.Product.Sold), Lot: l.Lot, Expiry: l.Expiry,
		Each: l.Product.Price, Gross: p.Gross, Net: p.Net, Deposit: p.Deposit,
	}
	switch {
	case l.Override != nil:
		v.Each, v.Per, v.Set = l.Each(), "", l.Override.Why
	case l.Printed > 0 && l.Grams+l.Measured == 0:
		v.Each, v.Per = l.Each(), ""
	}
	for _, d := range p.Discounts {
		r := ViewReason{Offer: d.Offer, Text: d.Text, Saved: d.Saved}
		if d.Name != d.Text {
			r.Name = d.Name
		}
		v.Reasons = append(v.Reasons, r)
	}
	return v
}
