// Package cases lets the engine answer engine-neutral promotion cases: a
// basket, offers and a policy in, the figures asked for out.
package cases

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"endcap/offers/money"
)

// Format is the format of the files that hold cases.
const Format = "endcap-offer-case/1"

// MaxCase is the most bytes one case may have.
const MaxCase = 1 << 20

// Case is one case. Money is in minor units of its currency.
type Case struct {
	ID       string         `json:"id"`
	Profile  string         `json:"profile"` // "" or price, tax, points, messages, gs1
	Currency money.Currency `json:"currency"`
	Basket   []line         `json:"basket"`
	Context  context        `json:"context"`
	Offers   []offer        `json:"offers"`
	Policy   policy         `json:"policy"`
	Tax      *tax           `json:"tax"`
	// Elements is the element string of a coupon, in profile gs1.
	Elements string `json:"element_string"`
	// Expect says by its keys what is asked for; its values are not looked at.
	Expect map[string]json.RawMessage `json:"expect"`
}

type line struct {
	Line        string   `json:"line"`
	SKU         string   `json:"sku"`
	Quantity    int64    `json:"quantity"`
	UnitPrice   int64    `json:"unit_price"`
	FloorPrice  int64    `json:"floor_price"`
	Categories  []string `json:"categories"`
	MarkedDown  bool     `json:"marked_down"`
	NoOffers    bool     `json:"not_discountable"`
	TaxCategory string   `json:"tax_category"`
}

type context struct {
	Now      time.Time `json:"now"`
	Coupons  []string  `json:"coupons"`
	Zone     string    `json:"zone"`
	Weekday  string    `json:"weekday"`
	Customer struct {
		SignedIn     bool     `json:"signed_in"`
		Groups       []string `json:"groups"`
		OrdersPlaced int64    `json:"orders_placed"`
		Points       int64    `json:"points"`
	} `json:"customer"`
}

type tax struct {
	Rates map[string]struct {
		Percent  money.Percent `json:"rate_percent"`
		Included bool          `json:"included"`
	} `json:"rates"`
	Level string `json:"rounding_level"`
}

// Split returns the cases of b one by one: b is one case, or a whole file.
func Split(b []byte) ([]json.RawMessage, error) {
	var file struct {
		Format string            `json:"format"`
		Cases  []json.RawMessage `json:"cases"`
	}
	if err := json.Unmarshal(b, &file); err != nil {
		return nil, fmt.Errorf("cases: not a JSON object: %w", err)
	}
	switch file.Format {
	case "":
		return []json.RawMessage{b}, nil
	case Format:
		return file.Cases, nil
	}
	return nil, fmt.Errorf("cases: the format is %q; this program reads %q", file.Format, Format)
}

// Answer returns the JSON object that answers one case: its id and the keys
// its expect asks for, or its id and an error saying what cannot be answered.
// Without expect it tells all figures there are. It has no line break.
func Answer(b []byte) []byte {
	var c Case
	out, err := map[string]any{}, error(nil)
	if len(b) > MaxCase {
		err = fmt.Errorf("the case has %d bytes; at most %d are read", len(b), MaxCase)
	} else if err = json.Unmarshal(b, &c); err == nil {
		out, err = c.answer()
	}
	if err != nil {
		out = map[string]any{"error": err.Error()}
	}
	out["id"] = c.ID
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(out) // strings and numbers only: it cannot fail
	return bytes.TrimSpace(buf.Bytes())
}

// refuse decodes b into v and refuses keys that v does not know: a rule not
// understood would give another price.
func refuse(b []byte, v any, what string) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}
