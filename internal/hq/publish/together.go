package publish

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"endcap/internal/hq/ledger"
	"endcap/offers/catalog"
	"endcap/scanner/gs1"
	"endcap/sync/wire"
)

// What goes with what is cut from so much.
const (
	pairedDays     = 90
	pairedBaskets  = 200_000 // the newest
	pairedProducts = 4_000   // those in the most baskets
	pairedTimes    = 20      // baskets with both: fewer might tell of one shopper
	pairedMost     = 60      // products of a basket: one of more tells nothing of any two
)

// Pair adds to the sheets of the book what the store's own shoppers often
// bought together of late, where a sheet does not say so itself and has room
// for it.
func (b *Book) Pair(ctx context.Context, l *ledger.Ledger, tenant, store string, now time.Time) error {
	baskets, err := l.Baskets(ctx, tenant, store, now.AddDate(0, 0, -pairedDays), pairedBaskets)
	if err != nil {
		return fmt.Errorf("publish: what store %s sold together: %w", store, err)
	}
	with := together(baskets, b.Products)
	at := map[gs1.GTIN]int{}
	for i, s := range b.Sheets {
		at[s.GTIN] = i
	}
	b.Sheets = slices.Clone(b.Sheets)
	for i := range b.Products {
		p := &b.Products[i]
		if with[p.GTIN] == nil {
			continue
		}
		s := catalog.Sheet{GTIN: p.GTIN}
		k, ok := at[p.GTIN]
		if ok {
			s = b.Sheets[k]
		}
		if s.Together != nil {
			continue
		}
		s.Together = with[p.GTIN]
		switch size, err := lineSize(p, s); {
		case err != nil || size > wire.MaxLine || s.Check() != nil:
		case ok:
			b.Sheets[k] = s
		default:
			b.Sheets = append(b.Sheets, s)
		}
	}
	return nil
}

// lineSize is how long the line of a product and its sheet is in a price book.
func lineSize(p *catalog.Product, s catalog.Sheet) (int, error) {
	line, err := json.Marshal(wire.BookLine{Product: raw(p), Sheet: raw(s)})
	return len(line) + len("\n"), err
}

// paired is a product and the baskets that it was in.
type paired struct {
	gtin    gs1.GTIN
	baskets int64
}

// together finds for each of the products at most three others of them that
// were in more baskets with it than chance would have it. Those come first
// that belong most to it rather than to every basket: what is in all of them
// goes with nothing.
func together(baskets [][]gs1.GTIN, products []catalog.Product) map[gs1.GTIN][]gs1.GTIN {
	all := often(baskets, products)
	place := make(map[gs1.GTIN]int, len(all))
	for i, p := range all {
		place[p.gtin] = i
	}
	both := make([]int32, len(all)*len(all))
	for _, b := range baskets {
		if len(b) > pairedMost {
			continue
		}
		var in []int
		for _, g := range b {
			if i, ok := place[g]; ok {
				in = append(in, i)
			}
		}
		for _, i := range in {
			for _, k := range in {
				both[i*len(all)+k]++
			}
		}
	}
	out := make(map[gs1.GTIN][]gs1.GTIN, len(all))
	for i, p := range all {
		row := both[i*len(all) : (i+1)*len(all)]
		var found []int
		for k, n := range row {
			if k != i && n >= pairedTimes && int64(n)*int64(len(baskets)) > p.baskets*all[k].baskets {
				found = append(found, k)
			}
		}
		slices.SortFunc(found, func(a, b int) int { // by the square of the cosine
			x, y := int64(row[a]), int64(row[b])
			return cmp.Or(cmp.Compare(y*y*all[a].baskets, x*x*all[b].baskets), cmp.Compare(all[a].gtin, all[b].gtin))
		})
		for _, k := range found[:min(len(found), catalog.MaxTogether)] {
			out[p.gtin] = append(out[p.gtin], all[k].gtin)
		}
	}
	return out
}

// often returns the products that were in the most baskets, at least in as
// many as a pair needs.
func often(baskets [][]gs1.GTIN, products []catalog.Product) []paired {
	in := map[gs1.GTIN]int64{}
	for _, b := range baskets {
		for _, g := range b {
			in[g]++
		}
	}
	var all []paired
	for _, p := range products {
		if n := in[p.GTIN]; n >= pairedTimes {
			all = append(all, paired{p.GTIN, n})
		}
	}
	slices.SortFunc(all, func(a, b paired) int {
		return cmp.Or(cmp.Compare(b.baskets, a.baskets), cmp.Compare(a.gtin, b.gtin))
	})
	return all[:min(len(all), pairedProducts)]
}
