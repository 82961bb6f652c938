package author

import (
	"fmt"
	"slices"

	"endcap/offers"
	"endcap/offers/catalog"
	"endcap/scanner/gs1"
)

// goods are the products of a shop, to be found by what a select may say.
type goods struct {
	lines []offers.Line
	posts map[string][]int32 // in rising order
}

func newGoods(products []catalog.Product) *goods {
	g := &goods{posts: map[string][]int32{}, lines: make([]offers.Line, len(products))}
	for i, p := range products {
		l := offers.LineOf(p)
		g.lines[i] = l
		for _, list := range listsOf(&offers.Select{
			GTINs: []string{l.GTIN.String()}, SKUs: []string{l.SKU}, PLUs: []string{l.PLU},
			Brands: []string{l.Brand}, Categories: l.Categories, Tags: l.Tags,
		}) {
			for _, word := range list.words {
				if key := list.name + word; word != "" {
					g.posts[key] = append(g.posts[key], int32(i)) //nolint:gosec // a price book has far fewer
				}
			}
		}
	}
	return g
}

// words are one list of a select that tells products apart.
type words struct {
	name, none string
	words      []string
}

func listsOf(s *offers.Select) []words {
	gtins := make([]string, len(s.GTINs))
	for i, n := range s.GTINs {
		g, _ := gs1.ParseGTIN(n) // which was checked
		gtins[i] = g.String()
	}
	return []words{
		{"gtins", "no product of the catalogue has the number %s", gtins},
		{"skus", "no product of the catalogue has the SKU %s", s.SKUs},
		{"plus", "no product of the catalogue has the PLU %s", s.PLUs},
		{"brands", "no product of the catalogue has the brand %s", s.Brands},
		{"categories", "no product of the catalogue is in the category %s", s.Categories},
		{"tags", "no product of the catalogue has the tag %s", s.Tags},
	}
}

// meant returns the products that a select may mean, in rising order. What it
// says of lots and days, and its expression, are taken to hold.
func (g *goods) meant(s *offers.Select) []int32 {
	if s == nil {
		return g.all()
	}
	found, narrowed := g.named(s)
	if !narrowed {
		found = g.all()
	}
	found = slices.DeleteFunc(found, func(i int32) bool {
		p := g.lines[i].Price
		return p < s.MinUnitPrice || s.MaxUnitPrice > 0 && p > s.MaxUnitPrice
	})
	if n := s.Not; n != nil && len(n.Lots) == 0 && n.ExpiresWithin == 0 && n.Ask == "" {
		less := g.meant(n)
		found = slices.DeleteFunc(found, func(i int32) bool { _, in := slices.BinarySearch(less, i); return in })
	}
	return found
}

func (g *goods) all() []int32 {
	all := make([]int32, len(g.lines))
	for i := range all {
		all[i] = int32(i) //nolint:gosec // a price book has far fewer
	}
	return all
}

// named returns the products that all lists of a select name, and whether it
// has any list.
func (g *goods) named(s *offers.Select) (found []int32, narrowed bool) {
	for _, list := range listsOf(s) {
		if len(list.words) == 0 {
			continue
		}
		var any []int32
		for _, w := range list.words {
			any = append(any, g.posts[list.name+w]...)
		}
		slices.Sort(any)
		any = slices.Compact(any)
		if narrowed {
			any = slices.DeleteFunc(any, func(i int32) bool { _, in := slices.BinarySearch(found, i); return !in })
		}
		found, narrowed = any, true
	}
	return found, narrowed
}

// known tells of every select that means no product of the shop, or names one
// that is none.
func (t *trial) known(path string, o *offers.Offer) {
	if len(t.Products) == 0 {
		return
	}
	for i := range o.Conditions {
		t.knows(fmt.Sprintf("%s.conditions[%d].select", path, i), o.Conditions[i].Select)
	}
	for i := range o.Rewards {
		at := fmt.Sprintf("%s.rewards[%d].", path, i)
		each(&o.Rewards[i], func(name string, s *offers.Select) { t.knows(at+name, s) })
	}
	if o.Challenge != nil {
		t.knows(path+".challenge.select", o.Challenge.Select)
	}
}

func (t *trial) knows(path string, s *offers.Select) {
	if s == nil {
		return
	}
	told := false
	for _, list := range listsOf(s) {
		for i, w := range list.words {
			if len(t.goods.posts[list.name+w]) == 0 {
				told = true
				t.say(Warning, kindGoods, fmt.Sprintf("%s.%s[%d]", path, list.name, i), list.none, w)
			}
		}
	}
	if !told && len(t.goods.meant(s)) == 0 {
		t.say(Warning, kindGoods, path, "no product of the catalogue is all that is asked here; nothing is meant")
	}
}
