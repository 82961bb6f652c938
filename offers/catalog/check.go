package catalog

import (
	"errors"
	"fmt"

	"endcap/offers/money"
)

// Check says everything that is wrong with the product at once, one fault a
// line, or nil. A price book holds only products that pass.
func (p Product) Check() error {
	var faults []error
	fault := func(format string, args ...any) {
		faults = append(faults, fmt.Errorf("product "+p.GTIN.String()+": "+format, args...))
	}
	if p.GTIN == 0 {
		fault("it has no gtin; every product needs one")
	}
	if p.Name == "" {
		fault("it has no name; a label cannot be drawn without one")
	}
	for _, f := range []struct{ what, text string }{{"name", p.Name}, {"brand", p.Brand}, {"origin", p.Origin}} {
		if len(f.text) > MaxName {
			fault("its %s has %d bytes; at most %d fit", f.what, len(f.text), MaxName)
		}
	}
	if p.Price.Currency == (money.Currency{}) {
		fault(`its price has no currency; write it like "2.49 EUR"`)
	}
	if p.Price.Minor < 0 || p.Price.Minor > MaxPrice {
		fault("its price is %s; it must lie between 0 and %s", p.Price, money.New(MaxPrice, p.Price.Currency))
	}
	switch p.Sold {
	case PerPiece, PerKilogram, PerLitre, PerMetre:
	default:
		fault(`it is sold by %q; leave it out for pieces or write "kg", "l" or "m"`, string(p.Sold))
	}
	for _, f := range []struct {
		what  string
		minor int64
	}{{"prior price", p.Prior}, {"floor", p.Floor}, {"deposit", p.Deposit}} {
		if f.minor < 0 || f.minor > MaxPrice {
			fault("its %s is %d minor units; it must lie between 0 and %d", f.what, f.minor, int64(MaxPrice))
		}
	}
	if p.Floor > max(p.Price.Minor, 0) {
		fault("its floor of %s is above its price; lower one or raise the other", money.New(p.Floor, p.Price.Currency))
	}
	if p.Prior == 0 && !p.PriorUntil.IsZero() {
		fault("its prior price ends and there is none")
	}
	if err := p.Content.Check(); err != nil {
		fault("%w", err)
	}
	for _, f := range []struct {
		what string
		list []string
		most int
	}{{"category", p.Category, MaxWords}, {"tags", p.Tags, MaxWords}, {"recalled", p.Recalled, MaxRecalled}} {
		if len(f.list) > f.most {
			fault("its %s has %d entries; at most %d fit", f.what, len(f.list), f.most)
		}
		for _, w := range f.list {
			if w == "" || len(w) > MaxWord {
				fault("its %s holds %q; an entry has 1 to %d bytes", f.what, w, MaxWord)
			}
		}
	}
	return errors.Join(faults...)
}
