// Package intake is what a cart and a shelf take in alike: scanned things, of
// which both refuse the same, and the price book in force.
package intake

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"endcap/offers/catalog"
	"endcap/offers/shopper"
	"endcap/scanner"
	"endcap/scanner/gs1"
)

// MaxText is how many characters of a refused scan, or of the fault of a
// scan, are told of.
const MaxText = 200

// MaxPieces is how many pieces one code may count.
const MaxPieces = 1_000

// Thing is what was scanned and what was found out about it.
type Thing struct {
	Scan    scanner.Scan
	Fault   error // why the symbol was not understood
	Product catalog.Product
	Known   bool // Product is what the price book in force says
	// Voucher are the elements of a coupon or a refund receipt, nil for all else.
	Voucher *gs1.Message
}

// Cause says in one word why a thing may not be sold.
type Cause string

// Causes. Append only: they stand on the wire.
const (
	Fine        Cause = ""
	Expired     Cause = "expired"
	Recalled    Cause = "recalled"
	Unknown     Cause = "unknown"       // not in the price book
	NotAProduct Cause = "not_a_product" // a web link, or nothing of GS1's
	Unfit       Cause = "unfit"         // the basket or the shelf has no room or no use for it
)

// Refusal is the payload of wire.ItemRefused.
type Refusal struct {
	GTIN   gs1.GTIN `json:"gtin,omitzero"`
	Lot    string   `json:"lot,omitempty"`
	Expiry gs1.Date `json:"expiry,omitzero"`
	Text   string   `json:"text,omitempty"` // the scan, at most MaxText characters
	Cause  Cause    `json:"cause"`
}

// Read finds out what a symbol says. The price book is not asked.
func Read(sym scanner.Symbol, shop gs1.Shop, now time.Time) (t Thing) {
	t.Scan, t.Fault = scanner.Understand(sym, shop, now)
	t.Scan.Symbol = sym
	if t.Scan.Item.Voucher.AI != 0 {
		t.Voucher, _ = scanner.Message(sym, shop) // it was understood already
	}
	return t
}

// LookUp returns the thing with what the price book in force says of it. An
// error is that of product.
func (t Thing) LookUp(product func(gs1.GTIN) (catalog.Product, bool, error)) (_ Thing, err error) {
	if t.Scan.Item.GTIN == 0 { // also when it was not understood
		return t, nil
	}
	t.Product, t.Known, err = product(t.Scan.Item.GTIN)
	if it := &t.Scan.Item; t.Known && it.Printed != (gs1.Decimal{}) { // now its currency is known
		it.Price, _ = it.Printed.At(uint8(t.Product.Price.Currency.Digits()))
	}
	return t, err
}

// CardPrefix is how the text of a shopper's card begins.
const CardPrefix = shopper.Prefix

// Card returns the text of a shopper's card, and whether the thing is one. It
// stands in no event and no log.
func (t Thing) Card() (text string, ok bool) { return Card(t.Scan.Text) }

// Card returns the text of a card without the symbology identifier that some
// scanners put before it, and whether it is the text of one.
func Card(text string) (string, bool) {
	if len(text) > 3 && text[0] == ']' {
		text = text[3:]
	}
	return text, strings.HasPrefix(text, CardPrefix)
}

// Code returns what the thing may be called by as a coupon: the number of a
// voucher, else its whole text; "" for a product that the price book knows.
func (t Thing) Code() string {
	_, card := t.Card()
	switch {
	case t.Known || card:
		return ""
	case t.Scan.Item.Voucher.AI != 0:
		return t.Scan.Item.Voucher.Value
	default:
		return t.Scan.Text
	}
}

// Judge returns why the thing may not be sold on the day of now, and a
// sentence that says so; or Fine and "".
func (t Thing) Judge(now time.Time) (Cause, string) {
	it := t.Scan.Item
	_, card := t.Card()
	switch {
	case card:
		return NotAProduct, "This is a shopper's card, not a product."
	case t.webLink():
		return NotAProduct, "This is a web link, not a product."
	case t.Fault != nil:
		return NotAProduct, "This code is not understood: " + clip(t.Fault.Error(), MaxText) + "."
	case it.GTIN == 0 && it.Voucher.AI != 0:
		return NotAProduct, "This is a coupon or a refund receipt, not a product."
	case it.GTIN == 0:
		return NotAProduct, "This code names no product."
	case !t.Known:
		return Unknown, "The product " + it.GTIN.EAN() + " is not in the price book."
	}
	lot := t.lot()
	switch t.Product.Refuse(lot, it.LastDay(), gs1.DateOf(now)) {
	case catalog.Recalled:
		return Recalled, t.Product.Name + " is recalled" + lotText(lot) + " and may not be sold."
	case catalog.Expired:
		return Expired, t.Product.Name + " was to be sold by " + it.LastDay().String() + "."
	case catalog.Sellable:
		if it.Over(now) { // by the hour
			return Expired, t.Product.Name + " was to be sold by " + it.Expiry.String() + ", " + it.ExpiryTime + "."
		}
	}
	if t.warned(gs1.WarnPriceCheck, gs1.AIGTIN) {
		return Unfit, "The weight or price printed on " + t.Product.Name + " fails its check digit: scan it again; if it repeats, it needs another label."
	}
	if n := t.Pieces(); n > MaxPieces {
		return Unfit, fmt.Sprintf("This code counts %d pieces of %s; at most %d are taken at once.", n, t.Product.Name, MaxPieces)
	}
	if c, own := it.Currency.String(), t.Product.Price.Currency.String(); c != "" && c != own {
		return Unfit, t.Product.Name + " is priced in " + c + ", not in " + own + "."
	}
	return Fine, ""
}

// Pieces returns how many pieces the thing is: as many as its code counts (AI
// 30, or N in a layout), and one where it counts none, where its weight or its
// price is that of all of them, or where a serial number makes it one.
func (t Thing) Pieces() int64 {
	it := t.Scan.Item
	if t.Product.Sold != catalog.PerPiece || it.Price > 0 || it.Serial != "" {
		return 1
	}
	return max(1, it.Count)
}

// lot returns the lot, "" where the code does not tell for certain which: one
// that may have swallowed what stands behind it may be the one called back.
func (t Thing) lot() string {
	if t.warned(gs1.WarnLostSeparator, gs1.AILot) {
		return ""
	}
	return t.Scan.Item.Lot
}

// warned reports whether the scan leaves this doubt about an AI.
func (t Thing) warned(code string, ai gs1.AI) bool {
	return slices.ContainsFunc(t.Scan.Warnings, func(w gs1.Warning) bool { return w.Code == code && w.AI == ai.String() })
}

// Refusal tells headquarters that the thing was refused.
func (t Thing) Refusal(c Cause) Refusal {
	it := t.Scan.Item
	if _, card := t.Card(); card {
		return Refusal{Cause: c}
	}
	return Refusal{GTIN: it.GTIN, Lot: it.Lot, Expiry: it.LastDay(), Text: clip(t.Scan.Text, MaxText), Cause: c}
}

// webLink is true for a code that leads to a page and names no product.
func (t Thing) webLink() bool {
	var fault *gs1.Error
	return errors.As(t.Fault, &fault) && fault.Code == gs1.CodeLinkNoKey || t.Fault == nil && t.Scan.Item.GTIN == 0 && t.Scan.Item.Link != ""
}

func lotText(lot string) string {
	if lot == "" {
		return " in part (this code does not tell its lot)"
	}
	return " (lot " + lot + ")"
}

// clip cuts s to at most n characters, and shows what would not print, so that
// it can stand in JSON and confuses no page.
func clip(s string, n int) string {
	s = gs1.Visible(s)
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}
