package author

import (
	"fmt"
	"time"

	"endcap/offers"
	"endcap/offers/basket"
	"endcap/offers/catalog"
	"endcap/scanner/gs1"
)

// Shop is what is known of the shop that the offers are for. All of it may be
// missing; what needs it is then not looked at.
type Shop struct {
	Now      time.Time         // the zero value: no offer is called past
	Products []catalog.Product // that it sells
	// Costs are what products cost the shop, in minor units, for what their
	// price is for.
	Costs  map[gs1.GTIN]int64
	Sales  []basket.Sale // of past days, to be priced anew
	Stores []string      // all there are
}

// trial is one check of one draft.
type trial struct {
	findings
	*Draft
	Shop
	goods *goods
	whole *offers.Set // nil where the offers do not compile
}

// Check tells the faults of a draft, and what will come of the offers that have
// none, in the order of the text.
func Check(d *Draft, shop Shop) []*Finding {
	t := &trial{findings: findings{told: map[string]int{}, draft: d}, Draft: d, Shop: shop, goods: newGoods(shop.Products)}
	var sound []offers.Offer
	for i := range d.Offers {
		if d.Sound[i] {
			sound = append(sound, d.Offers[i])
		}
	}
	if set, err := offers.Compile(d.Currency, sound); err == nil && len(sound) > 0 {
		t.whole = set
	}
	for i := range d.Offers {
		if d.Sound[i] {
			t.offer(i, &d.Offers[i])
		}
	}
	t.examples()
	if t.whole != nil {
		t.dominated()
		t.sales()
	}
	return t.all()
}

func pathOf(i int) string { return fmt.Sprintf("offers[%d]", i) }

// examples tells which offers have none.
func (t *trial) examples() {
	first, n := -1, 0
	for i := range t.Offers {
		if t.Sound[i] && len(t.Offers[i].Examples) == 0 {
			if n++; first < 0 {
				first = i
			}
		}
	}
	if n > 0 {
		t.say(Note, kindExample, pathOf(first), "%d of %d offers have no example, this is the first; write baskets and what it saves on them, and it is held against them whenever it changes", n, len(t.Offers))
	}
}

// offer looks at one offer that has no fault.
func (t *trial) offer(i int, o *offers.Offer) {
	path := pathOf(i)
	t.never(path, o)
	t.senseless(path, o)
	t.known(path, o)
	if t.whole != nil {
		t.try(path, o)
	}
}
