package label

import (
	"fmt"

	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/scanner/gs1"
)

// Facts are what a label says.
type Facts struct {
	ID    string       `json:"id"` // of the label
	GTIN  gs1.GTIN     `json:"gtin"`
	Name  string       `json:"name"`
	Brand string       `json:"brand,omitempty"`
	Price money.Amount `json:"price"`
	Per   string       `json:"per,omitempty"` // "" for a piece, "kg", "l" or "m"
	// UnitPrice with UnitPer is the unit price of Directive 98/6/EC: "4.98 EUR" per "1 kg".
	UnitPrice money.Amount `json:"unit_price,omitzero"`
	UnitPer   string       `json:"unit_per,omitempty"`
	// Was is the prior price of an announced reduction to Price (Directive
	// 98/6/EC Art. 6a); none where there is none.
	Was    money.Amount `json:"was,omitzero"`
	Origin string       `json:"origin,omitempty"`
	Offer  string       `json:"offer,omitempty"` // "3 for 4.00 EUR"
	Link   string       `json:"link"`            // Digital Link shown as a QR code
	Book   uint64       `json:"book"`            // version of the price book
}

// Shown is the payload of wire.LabelShown: the panel has taken the picture.
type Shown struct {
	Label string       `json:"label"`
	Place string       `json:"place"`
	GTIN  gs1.GTIN     `json:"gtin"`
	Price money.Amount `json:"price"`
	Book  uint64       `json:"book"`
}

// FactsOf returns what the label of a product says; the ID is the caller's.
// linkRoot is where Digital Links begin, such as "https://id.example.com".
func FactsOf(p catalog.Product, offer, linkRoot string, book uint64) Facts {
	f := Facts{
		GTIN: p.GTIN, Name: p.Name, Brand: p.Brand, Price: p.Price, Per: string(p.Sold),
		Origin: p.Origin, Offer: offer, Link: gs1.Link(linkRoot, gs1.Item{GTIN: p.GTIN}), Book: book,
	}
	if price, per, ok := p.UnitPrice(); ok && !p.Sold.Measured() { // whose price is one already
		f.UnitPrice, f.UnitPer = price, per
	}
	return f
}

// Reduced returns what the label says while everybody pays less than the price
// of the product. was is the prior price, none where none may be shown; then
// the label says the price and nothing of a reduction.
func Reduced(p catalog.Product, to, was money.Amount, linkRoot string, book uint64) Facts {
	p.Price = to
	f := FactsOf(p, "", linkRoot, book)
	if was.Minor > to.Minor {
		f.Was = was
		if percent := (was.Minor - to.Minor) * 100 / was.Minor; percent > 0 { // never more than it is
			f.Offer = fmt.Sprintf("−%d %%", percent)
		}
	}
	return f
}
