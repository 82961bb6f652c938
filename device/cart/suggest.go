package cart

import (
	"slices"
	"time"

	"endcap/offers/catalog"
	"endcap/offers/shopper"
	"endcap/scanner/gs1"
)

// sheets is what a Store may be able to do besides: tell what goes with a
// product.
type sheets interface {
	Sheet(gs1.GTIN) (catalog.Sheet, bool, error)
}

// suggest looks for what the shopper might want besides. What cannot be read
// is not suggested. A shopper who wants what everybody has is nobody here too.
func (s State) suggest(from Store, now time.Time) (list []ViewSuggestion) {
	known := map[gs1.GTIN]catalog.Product{}
	here := shopper.Here{Now: now}
	here.Sold = func(g gs1.GTIN) bool {
		p, ok, err := from.Product(g)
		known[g] = p
		return ok && err == nil && p.Refuse("", gs1.Date{}, gs1.DateOf(now)) == catalog.Sellable
	}
	here.Offered = func(g gs1.GTIN) bool { return here.Sold(g) && s.offers.Hint(known[g], now) != "" }
	if from, ok := from.(sheets); ok {
		asked := 0
		here.Together = func(g gs1.GTIN) []gs1.GTIN {
			if asked++; asked > maxAsked {
				return nil
			}
			sheet, _, _ := from.Sheet(g)
			return sheet.Together
		}
	}
	for _, l := range slices.Backward(s.basket.Lines) {
		known[l.Product.GTIN] = l.Product
		here.Basket = append(here.Basket, l.Product.GTIN)
	}
	who := s.shopper
	if s.public {
		who = nil
	}
	for _, g := range shopper.Suggest(who, here, MaxHints) {
		p := known[g.GTIN]
		list = append(list, ViewSuggestion{GTIN: g.GTIN, Name: p.Name, Why: g.Why, With: known[g.With].Name, Offer: s.offers.Hint(p, now)})
	}
	return list
}
