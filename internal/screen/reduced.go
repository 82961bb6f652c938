package screen

import (
	"sync"

	"endcap/offers"
	"endcap/offers/catalog"
	"endcap/offers/money"
	"endcap/sync/wire"
)

// reductions are the offers of a price book that announce one, read once for
// each book.
type reductions struct {
	mu  sync.Mutex
	of  wire.Edition
	set *offers.Set // nil while there is none
}

// in returns those of the book in force.
func (r *reductions) in(g Goods) (*offers.Set, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	book, ok := g.Book()
	if !ok || book.Edition() == r.of {
		return r.set, nil
	}
	list, err := g.Offers()
	if err != nil {
		return nil, err
	}
	told := offers.Reductions(list)
	if r.set = nil; len(told) > 0 {
		cur, err := money.ParseCurrency(book.Currency)
		if err != nil {
			return nil, err
		}
		if r.set, _, err = offers.CompileKnown(cur, told); err != nil {
			return nil, err
		}
	}
	if r.of = (wire.Edition{}); sameBook(g, book) {
		r.of = book.Edition()
	}
	return r.set, nil
}

// sameBook reports whether the book in force is still that one.
func sameBook(g Goods, book wire.Manifest) bool {
	now, _ := g.Book()
	return now.Edition() == book.Edition()
}

// reduce returns the product at the price that everybody pays for it now, and
// the price before if one may be shown.
func (p *pages) reduce(is catalog.Product) (catalog.Product, money.Amount, error) {
	set, err := p.reductions.in(p.Goods)
	if err != nil {
		return is, money.Amount{}, err
	}
	to, reduced := set.Reduced(is, p.now())
	was, told := is.Was(to, p.now())
	if !reduced || !told {
		was = money.Amount{}
	}
	is.Price = to
	return is, was, nil
}
