package gs1

import (
	"fmt"
	"strings"
)

// Publication writes the number by which the trade knows a book, sheet music
// or a periodical: "ISBN 9780201379624", "ISMN 9790260000438" or "ISSN
// 1144-875X"; "" for other products and for cases.
func (g GTIN) Publication() string {
	if g >= 1e13 {
		return ""
	}
	class := g.Class()
	if class == ClassISBN || class == ClassISMN {
		return strings.ToUpper(class.String()) + " " + g.EAN()
	}
	if class == ClassISSN {
		return "ISSN " + issn(g.EAN()[3:10])
	}
	return ""
}

// issn adds the check character of an ISSN to its seven digits (ISO 3297):
// modulo 11, X for ten.
func issn(digits string) string {
	sum := 0
	for i := range len(digits) {
		sum += int(digits[i]-'0') * (8 - i)
	}
	return digits[:4] + "-" + digits[4:] + string("0123456789X"[(11-sum%11)%11])
}

// AddOn is what the two or five digits beside an EAN/UPC symbol say (GenSpecs
// 5.2.2.5): the issue of a periodical, or the price that the publisher of a
// book suggests. A suggested price is not what a shop asks.
type AddOn struct {
	Issue    string   `json:"issue,omitempty"`
	Price    Decimal  `json:"price,omitzero"`
	Currency Currency `json:"currency,omitzero"`
}

// The currencies of five-digit add-ons beside books, by their first digit.
var addOnCurrencies = [10]Currency{0: 826, 1: 826, 3: 36, 4: 554, 5: 840, 6: 124}

// AddOnMeaning reads the add-on of a message: five digits beside an ISBN whose first
// digit names a currency are a price, all others an issue. It is zero where
// there is no add-on.
func (m *Message) AddOnMeaning() AddOn {
	v, _ := m.Value(AIGTIN)
	g, err := ParseGTIN(v)
	amount, ok := decimalOf(m.AddOn, 2)
	if err != nil || !ok || g.Class() != ClassISBN {
		return AddOn{Issue: m.AddOn}
	}
	if len(m.AddOn) != 5 { // not of a book
		return AddOn{}
	}
	c := addOnCurrencies[amount.Value/1e4]
	if c == 0 { // 9 and others: the publisher's own codes
		return AddOn{}
	}
	amount.Value %= 1e4
	return AddOn{Price: amount, Currency: c}
}

// String writes the add-on for people; "" where it says nothing.
func (a AddOn) String() string {
	switch {
	case a.Currency != 0:
		return fmt.Sprintf("suggested price %s %s", a.Price, a.Currency)
	case a.Issue != "":
		return "issue " + a.Issue
	default:
		return ""
	}
}
