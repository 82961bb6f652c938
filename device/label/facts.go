// Package label draws a shelf label.
package label

import (
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
	Per   string       `json:"per,omitempty"` // "" for a piece, "kg"
	// UnitPrice with UnitPer is the unit price of Directive 98/6/EC: "4.98 EUR" per "1 kg".
	UnitPrice money.Amount `json:"unit_price,omitzero"`
	UnitPer   string       `json:"unit_per,omitempty"`
	Origin    string       `json:"origin,omitempty"`
	Offer     string       `json:"offer,omitempty"` // "3 for 4.00 EUR"
	Link      string       `json:"link"`            // Digital Link shown as a QR code
	Book      uint64       `json:"book"`            // version of the price book
}

// Shown is the payload of wire.LabelShown: the panel has taken the picture.
type Shown struct {
	Label string       `json:"label"`
	Place string       `json:"place"`
	GTIN  gs1.GTIN     `json:"gtin"`
	Price money.Amount `json:"price"`
	Book  uint64       `json:"book"`
}
