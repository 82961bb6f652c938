package publish

import (
	"fmt"

	"endcap/offers"
	"endcap/offers/author"
	"endcap/offers/catalog"
)

// ReadOffers reads an offer file (endcap-offers/1, YAML or JSON) that goes with
// products. On any fault, or when one of the file's own examples comes out
// otherwise, or when its currency is not theirs, it returns ErrFile with all
// faults. The offers it returns have no examples.
func ReadOffers(name string, content []byte, products []catalog.Product) ([]offers.Offer, error) {
	f, err := author.Read(name, content)
	if err == nil && len(products) > 0 && f.Currency != products[0].Price.Currency {
		err = fmt.Errorf("its currency is %s, and the products are priced in %s", f.Currency, products[0].Price.Currency)
	}
	if err != nil {
		return nil, refuse(name, err)
	}
	for i := range f.Offers {
		f.Offers[i].Examples = nil // they were run, and would only be carried about
	}
	return f.Offers, nil
}
