package assortment

import (
	"fmt"
	"strings"

	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/scanner/gs1"
)

// Faults of a whole file.
const (
	noProduct = "there is no product in it"
	tooMany   = "more than %d products; no more are taken"
)

// seen is what the products so far have and the next must fit.
type seen struct {
	numbers  map[gs1.GTIN]struct{}
	currency money.Currency // of the first that has one
}

func newSeen() seen { return seen{numbers: map[gs1.GTIN]struct{}{}} }

// add says what is wrong with the next product beside those before it. A
// number or a currency that it does not have is compared with none.
func (s *seen) add(p catalog.Product) (faults []string) {
	if _, twice := s.numbers[p.GTIN]; twice {
		faults = append(faults, "it stands further up already; every product stands once")
	} else if p.GTIN != 0 {
		s.numbers[p.GTIN] = struct{}{}
	}
	if p.Prior != 0 || !p.PriorUntil.IsZero() {
		faults = append(faults, "it brings a prior price; leave it out: it is computed from the prices that were published")
	}
	switch is := p.Price.Currency; {
	case s.currency == money.Currency{}:
		s.currency = is
	case is != s.currency && is != money.Currency{}:
		faults = append(faults, fmt.Sprintf("it is in %s and those before it in %s; a price book has one currency", is, s.currency))
	}
	return faults
}

// faults says what is wrong with a product: by itself, and what is known
// already of how it fits the others.
func faults(p catalog.Product, fit []string) (all []string) {
	if err := p.Check(); err != nil {
		all = strings.Split(err.Error(), "\n")
	}
	for _, text := range fit {
		all = append(all, nameOf(p)+text)
	}
	return all
}

// nameOf begins a fault as catalog.Product.Check does.
func nameOf(p catalog.Product) string { return "product " + p.GTIN.String() + ": " }
